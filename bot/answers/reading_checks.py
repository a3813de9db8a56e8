"""Checks a base by reading its own phrasings: finds phrasings that their entry does not cover, and list words that are too common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.answers.coverage import Coverage
from bot.answers.encoder import general_words
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Severity, Where
from bot.knowledge.lexicon import MentionKind

COMMON = 250
"""A word up to this rank of the general list is too common to stand for one thing alone."""
_BARRING = frozenset(
    {MentionKind.PLACE, MentionKind.PERSON, MentionKind.PRODUCT, MentionKind.ATTRIBUTE, MentionKind.OTHER}
)


def check_reading(base: KnowledgeBase, where: Where, now: datetime, coverage: Coverage) -> tuple[Finding, ...]:
    """Warnings alone: nothing of this tells a falsehood, but a question may be declined that should not be."""
    return (*_unaccounted(base, coverage, where, now), *_common(base, where, general_words()))


def _unaccounted(base: KnowledgeBase, coverage: Coverage, where: Where, now: datetime) -> Iterator[Finding]:
    for entry in base.entries.values():
        for index, phrasing in enumerate(entry.phrasings):
            for gap in coverage.gaps(entry.id, coverage.read(phrasing, now)):
                sentence = (
                    f"{phrasing!r}: the entry does not account for {gap.words!r} ({gap.reason}, {gap.weight:.2g} nats "
                    "against it); move the phrasing, or let the answer speak of it"
                )
                place = where("entries", entry.id, "phrasings", index)
                yield Finding(place, Severity.WARNING, "phrasing-not-covered", sentence)


def _common(base: KnowledgeBase, where: Where, ranks: Mapping[str, int]) -> Iterator[Finding]:
    order = {word: place for place, word in enumerate(sorted(ranks, key=ranks.__getitem__))}
    for number, listed in enumerate(base.lexicon):
        for id_, words in listed.words.items() if listed.kind in _BARRING else ():
            for word in words:
                if order.get(word.casefold(), COMMON) < COMMON:
                    place = where("lexicon", str(number), "words", id_)
                    sentence = (
                        f"the word {word!r} is one of the {COMMON} commonest; people use it without meaning {id_!r}"
                    )
                    yield Finding(place, Severity.WARNING, "common-word", sentence)
