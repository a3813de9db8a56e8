"""Questions must be told apart: no phrasing of two entries, and enough phrasings of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Location, Severity

ENOUGH = 10
_NOT_WORD = re.compile(r"\W+")


def check(base: KnowledgeBase, where: Callable[..., Location]) -> Iterator[Finding]:
    """A phrasing that two entries share is an error: one of them could never be found by it."""
    owner: dict[str, str] = {}
    for entry in base.entries.values():
        for index, phrasing in enumerate(entry.phrasings):
            key = _NOT_WORD.sub(" ", phrasing.casefold()).strip()
            first = owner.setdefault(key, entry.id)
            if first != entry.id:
                place = where("entries", entry.id, "phrasings", index)
                yield Finding(
                    place,
                    Severity.ERROR,
                    "shared-phrasing",
                    f"{phrasing!r} is a phrasing of {first!r} too; keep it in one",
                )
        if len(entry.ways_to_ask) < ENOUGH:
            few = f"{entry.id!r} is asked in {len(entry.ways_to_ask)} ways; {ENOUGH} or more make it easier to find"
            yield Finding(where("entries", entry.id, "phrasings"), Severity.WARNING, "few-phrasings", few)
