"""Where a reply's facts come from: the moment told, how well attested they are, how fresh, and their sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.knowledge.model import Source
from bot.knowledge.values import Attestation
from bot.locale import formats, say


@dataclass(frozen=True)
class Provenance:
    """What stands behind a reply.

    `as_of` is the time whose knowledge is told, and `day` its day in the base's time zone. `checked` is the earliest of the
    last checks of the facts; with `is_stale`, of those whose review date has passed.
    """

    as_of: datetime
    day: date
    is_past: bool = False
    """Whether `as_of` lies before the clock, because the question, or whoever asked it, named such a moment."""
    attestation: Attestation | None = None
    """That of the weakest fact; None for a reply that rests on none."""
    checked: date | None = None
    is_stale: bool = False
    assumed: bool = False
    """Whether the day on which a fact became known was chosen, not found: what was known earlier rests on it."""
    sources: tuple[Source, ...] = ()

    def when(self, language: str) -> str:
        """The moment told."""
        key = "answers-told-as-of" if self.is_past else "answers-as-of"
        return say(key, language, day=formats.day(self.day, language))

    def standing(self, language: str) -> tuple[str, ...]:
        """How well attested and how fresh, in a few words each; nothing for a reply without facts."""
        if self.attestation is None:
            return ()
        assumed = (say("answers-known-assumed", language),) if self.assumed and self.is_past else ()
        return (say(f"answers-attestation-{self.attestation}", language), *self._fresh(language), *assumed)

    def stale(self, language: str) -> str | None:
        """What says that a review date has passed, if one has."""
        return next(iter(self._fresh(language)), None) if self.is_stale else None

    def _fresh(self, language: str) -> tuple[str, ...]:
        if self.checked is None:
            return (say("answers-stale-unknown", language),) if self.is_stale else ()
        key = "answers-stale" if self.is_stale else "answers-checked"
        return (say(key, language, day=formats.day(self.checked, language)),)


def merged(parts: Iterable[Provenance]) -> Provenance:
    """What stands behind several replies that are told as one: the weakest word on each."""
    first, *others = parts
    for other in others:
        first = _weaker(first, other)
    return first


def _weaker(one: Provenance, other: Provenance) -> Provenance:
    ranked = sorted((a for a in (one.attestation, other.attestation) if a), key=lambda a: a.rank)
    told_by = [p for p in (one, other) if p.is_stale] or [one, other]
    return replace(
        min(one, other, key=lambda p: p.as_of),
        attestation=ranked[-1] if ranked else None,
        checked=min((p.checked for p in told_by if p.checked), default=None),
        is_stale=one.is_stale or other.is_stale,
        assumed=one.assumed or other.assumed,
        sources=tuple(dict.fromkeys((*one.sources, *other.sources))),
    )
