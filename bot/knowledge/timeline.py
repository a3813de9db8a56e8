"""Reads dated records at two moments: what held at one, as far as it was known by the other.

Databases call them valid time and transaction time (SQL:2011, "application time" and "system time"). A record is visible
when it was known by `known_by`, which is the moment itself unless given; it holds when it had begun by the moment. Of
those that hold, the one that began last wins. Periods are half-open: [from, to).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested, Deadline, Figure, Outcome, Role, Series, Source
from bot.knowledge.values import Instant, Period


class Dated(Protocol):
    """Anything that holds from a moment on."""

    @property
    def from_(self) -> Instant:
        """When it began to hold."""

    @property
    def known_from(self) -> Instant:
        """When it became known."""


D = TypeVar("D", bound=Dated)


def _ended(record: Dated, moment: datetime) -> bool:
    to = getattr(record, "to", None)
    return to is not None and to.start <= moment


def history(records: Iterable[D], moment: datetime, known_by: datetime | None = None) -> tuple[D, ...]:
    """What had begun by the moment, as far as it was known by `known_by` (None: by the moment), oldest first."""
    known_by = known_by or moment
    begun = [r for r in records if r.known_from.known_at <= known_by and r.from_.start <= moment]
    return tuple(sorted(begun, key=lambda r: r.from_.start))


def at(records: Iterable[D], moment: datetime, known_by: datetime | None = None) -> D | None:
    """What held at the moment, as known by `known_by` (None: by the moment); None when nothing on record did."""
    begun = history(records, moment, known_by)
    if not begun or _ended(begun[-1], moment):
        return None
    return begun[-1]


def scheduled(records: Iterable[D], moment: datetime) -> tuple[D, ...]:
    """What was known by the moment but had not begun, soonest first."""
    known = [r for r in records if r.known_from.known_at <= moment < r.from_.start]
    return tuple(sorted(known, key=lambda r: r.from_.start))


def reach(records: Iterable[Dated]) -> tuple[datetime, datetime | None] | None:
    """From when to when there is anything to tell: (first moment, end or None for open); None if empty."""
    spans = [(max(r.from_.start, r.known_from.known_at), r) for r in records]
    if not spans:
        return None
    _, last = max(spans, key=lambda span: span[1].from_.start)
    to = getattr(last, "to", None)
    return min(start for start, _ in spans), to.start if to else None


def figure_known_at(figure: Figure) -> datetime:
    """When a figure became known: as it says, else when its period had ended."""
    return figure.known.known_at if figure.known else _start(figure.period.until)


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def figure_at(series: Series, period: Period, moment: datetime) -> Figure | None:
    """The latest published figure for the period, as known at the moment."""
    known = [f for f in series.values if f.period == period and figure_known_at(f) <= moment]
    return max(known, key=figure_known_at, default=None)


def years_at(series: Series, moment: datetime, known_by: datetime | None = None) -> dict[int, Figure]:
    """The figure of each whole calendar year that had ended or was on record by the moment, by year, ascending.

    The figures are those known by `known_by` (None: by the moment). A year is on record before its end where its figure was
    published before: the voters of an election, a budget. "By the end of 2025" counts 2025 as ended.
    """
    years = {
        figure.period.year
        for figure in series.values
        if figure.period.year and min(figure_known_at(figure), _start(figure.period.last)) <= moment
    }
    found = {year: figure_at(series, Period.parse(year), known_by or moment) for year in sorted(years)}
    return {year: figure for year, figure in found.items() if figure is not None}


def role_at(roles: Sequence[Role], moment: datetime, known_by: datetime | None = None) -> Role | None:
    """The office held at the moment, as known by `known_by`; an office without dates is taken as held."""
    known_by = known_by or moment
    held = [
        role
        for role in roles
        if (role.from_ is None or role.from_.start <= moment)
        and (role.to is None or moment < role.to.start)
        and (role.known is None or role.known.known_at <= known_by)
    ]
    return held[-1] if held else None


def published_by(source: Source, moment: datetime) -> bool:
    """Whether a source may be named at the moment: one published later would tell by its title what came later."""
    return source.published is None or source.published.known_at <= moment


def last_check(record: Attested, moment: datetime) -> datetime | None:
    """When the record was last checked, if that was not after the moment."""
    if record.checked and record.checked.start <= moment:
        return record.checked.start
    return None


def is_stale(record: Attested, now: datetime, *, latest: bool = True) -> bool:
    """Whether a record's review date has passed; one that a later record replaced is settled, never stale."""
    return latest and record.review_by is not None and record.review_by.start <= now


class DeadlineState(StrEnum):
    """How a deadline stands."""

    UNKNOWN = "unknown"
    UPCOMING = "upcoming"
    TODAY = "today"
    PASSED_OPEN = "passed_open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Standing:
    """A deadline at a moment. `days` counts calendar days in its own zone: ahead if positive, past if negative."""

    deadline: Deadline
    state: DeadlineState
    days: int
    outcome: Outcome | None = None


def standing(deadline: Deadline, moment: datetime) -> Standing:
    """How the deadline stood at the moment, with no outcome that was known only later."""
    zone = ZoneInfo(deadline.at.zone)
    days = (deadline.at.day - moment.astimezone(zone).date()).days
    outcome = deadline.outcome
    if outcome and outcome.known_from.known_at <= moment:
        return Standing(deadline, DeadlineState.CLOSED, days, outcome)
    if deadline.known and moment < deadline.known.known_at:
        return Standing(deadline, DeadlineState.UNKNOWN, days)
    if deadline.at.passed_at <= moment:
        return Standing(deadline, DeadlineState.PASSED_OPEN, days)
    return Standing(deadline, DeadlineState.TODAY if days == 0 else DeadlineState.UPCOMING, days)


def upcoming(base: KnowledgeBase, moment: datetime) -> tuple[Standing, ...]:
    """The deadlines ahead that are known and without outcome, soonest first."""
    ahead = (standing(deadline, moment) for deadline in base.deadlines.values())
    open_ = [s for s in ahead if s.state in (DeadlineState.UPCOMING, DeadlineState.TODAY)]
    return tuple(sorted(open_, key=lambda s: s.deadline.at.start))


def change_moments(base: KnowledgeBase) -> tuple[datetime, ...]:
    """Every moment at which something that the base tells changes, ascending."""
    moments: set[datetime] = set()
    for record in base.records:
        for name in ("from_", "to", "known", "on", "review_by", "at", "known_from"):
            instant = getattr(record, name, None)
            if isinstance(instant, Instant):
                moments |= {instant.start, instant.end}
        if isinstance(record, Figure):
            moments.add(figure_known_at(record))
    return tuple(sorted(moments))


def day_end(instant: Instant) -> datetime:
    """The last instant of the day or month that is named: what "as of" that day means."""
    return instant.start if instant.is_exact else instant.end - timedelta(microseconds=1)
