"""Warns of entries with too few phrasings to be found reliably."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks.ids import Ids
from bot.knowledge.findings import Finding, Severity, Where

ENOUGH = 10


def check(base: KnowledgeBase, where: Where, _ids: Ids) -> Iterator[Finding]:
    """A warning for each entry that is asked in few ways."""
    for entry in base.entries.values():
        if len(entry.ways_to_ask) < ENOUGH:
            few = f"{entry.id!r} is asked in {len(entry.ways_to_ask)} ways; {ENOUGH} or more make it easier to find"
            yield Finding(where("entries", entry.id, "phrasings"), Severity.WARNING, "few-phrasings", few)
