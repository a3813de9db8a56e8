"""Finds phrasings of different entries that are equal in canonical form: the matcher cannot tell them apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.answers.text import normalise
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Severity, Where
from bot.knowledge.model import Entry

Path = tuple[str | int, ...]
_read = lru_cache(maxsize=20_000)(normalise)


def check(base: KnowledgeBase, where: Where) -> Iterator[Finding]:
    """Warnings for a question or phrasing that another entry has, or a declined kind, after the matcher's own normalisation."""
    owner: dict[str, tuple[str, str]] = {}
    for entry in base.entries.values():
        for path, text in _ways(entry):
            first, written = owner.setdefault(_read(text), (entry.id, text))
            if first != entry.id:
                sentence = (
                    f"{text!r} asks for {first!r} too (there it is {written!r}); keep it in the one that answers it"
                )
                yield Finding(where("entries", entry.id, *path), Severity.WARNING, "shared-phrasing", sentence)
    for kind in base.declined.values():
        for index, example in enumerate(kind.examples):
            found = owner.get(_read(example))
            if found is not None:
                sentence = f"{example!r} is a way to ask {found[0]!r}, which answers it; delete it here or there"
                place = where("declined", kind.id, "examples", index)
                yield Finding(place, Severity.WARNING, "shared-phrasing", sentence)


def _ways(entry: Entry) -> Iterator[tuple[Path, str]]:
    for language, text in entry.question.by_language.items():
        yield ("question", language) if len(entry.question.by_language) > 1 else ("question",), text
    for index, phrasing in enumerate(entry.phrasings):
        yield ("phrasings", index), phrasing
