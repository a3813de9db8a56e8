"""What every report says of itself: the moment that it tells, and how fresh its facts are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.knowledge.base import KnowledgeBase, known_at
from bot.knowledge.model import Attested
from bot.knowledge.timeline import is_stale, last_check, published_by
from bot.knowledge.values import Attestation, Text

Tell = Callable[[Text, str, datetime], str]
"""Renders a curator's text in a language at a moment; texts may be templates over facts."""


def plain(text: Text, language: str, moment: datetime) -> str:
    """A text as it stands: for bases whose texts are no templates."""
    return text.say(language)


@dataclass(frozen=True)
class Freshness:
    """When the facts told were last checked, and whether a review date among them has passed.

    `review_by` is the earliest review date of the facts told and `known` the latest day of which one speaks.
    `checked` is the latest check, `overdue` the earliest check of the facts whose review date has passed.
    """

    checked: datetime | None = None
    overdue: datetime | None = None
    known: datetime | None = None
    review_by: datetime | None = None
    stale: bool = False

    @property
    def newest(self) -> datetime | None:
        """The latest moment of which anything told speaks."""
        return max((moment for moment in (self.checked, self.known) if moment), default=None)


@dataclass(frozen=True)
class Frame:
    """The moment told (`as_of`), the clock (`now`), the zone in which days count, and how fresh it is."""

    now: datetime
    as_of: datetime
    zone: str
    freshness: Freshness = Freshness()
    sources: tuple[str, ...] = ()
    attestation: Attestation | None = None
    assumed: bool = False
    """Whether the day on which a record became known was chosen, not found."""

    @property
    def is_past(self) -> bool:
        """Whether an earlier day than today is told."""
        return self.day(self.as_of) < self.day(self.now)

    @property
    def is_day_end(self) -> bool:
        """Whether the last instant of a day is told, which is what naming a day means."""
        return self.day(self.as_of) != self.day(self.as_of + timedelta(microseconds=1))

    def day(self, moment: datetime) -> str:
        """The ISO day of a moment in the base's zone."""
        return moment.astimezone(ZoneInfo(self.zone)).date().isoformat()


def frame(base: KnowledgeBase, now: datetime, as_of: datetime, told: Iterable[Attested]) -> Frame:
    """Gather what the told records say of their source, attestation and freshness; of a source published later nothing is told."""
    records = tuple(told)
    named = dict.fromkeys(id_ for record in records for id_ in record.sources if id_ in base.sources)
    sources = tuple(id_ for id_ in named if published_by(base.sources[id_], as_of))
    worst = max((record.attestation for record in records), key=lambda a: a.rank, default=None)
    assumed = any(record.known_assumed for record in records)
    return Frame(now, as_of, base.timezone, freshness(records, now, as_of), sources, worst, assumed)


def freshness(records: Sequence[Attested], now: datetime, as_of: datetime) -> Freshness:
    """How fresh records are at the clock; of an earlier moment nothing that was checked later is told."""
    known = [at for record in records if (at := known_at(record)) and at <= as_of]
    is_present = now - as_of < timedelta(days=1)
    reviews = [record.review_by.start for record in records if record.review_by and is_present]
    overdue = [record for record in records if is_present and is_stale(record, now)]
    return Freshness(
        checked=_latest_check(records, as_of),
        overdue=_earliest_check(overdue, as_of),
        known=max(known, default=None),
        review_by=min(reviews, default=None),
        stale=bool(overdue),
    )


def _earliest_check(records: Sequence[Attested], as_of: datetime) -> datetime | None:
    return min((check for record in records if (check := last_check(record, as_of))), default=None)


def _latest_check(records: Sequence[Attested], as_of: datetime) -> datetime | None:
    return max((check for record in records if (check := last_check(record, as_of))), default=None)


def records_begin(base: KnowledgeBase) -> datetime | None:
    """The first moment of which the base has anything to tell."""
    return base.begins
