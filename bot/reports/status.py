"""One look, one screen: where things stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested, MeasureState, Series, Version
from bot.knowledge.timeline import DeadlineState, Standing, at, standing, upcoming
from bot.reports.deficit import Year, deficit
from bot.reports.frame import Frame, frame, records_begin
from bot.reports.headlines import headlines
from bot.reports.issues import IssueView, issue_views
from bot.reports.talks import TalksView, last_and_next, talks
from bot.reports.tariffs import MeasureView, RateView, measure_views, rate_views
from bot.reports.truce import TruceClock, truce_clock


class Coverage(StrEnum):
    """Whether there is anything to tell for the moment asked."""

    COVERED = "covered"
    BEFORE_RECORDS = "before_records"
    FUTURE = "future"
    NOTHING = "nothing"


STATES_TOLD = (
    MeasureState.IN_FORCE,
    MeasureState.SUSPENDED,
    MeasureState.STRUCK_DOWN,
    MeasureState.ANNOUNCED,
    MeasureState.PROPOSED,
)


@dataclass(frozen=True)
class StatusReport:
    """Everything on the status screen at `frame.as_of`; a part that is not on record is None or empty.

    `coming` are the deadlines ahead but for the truce's end, soonest first; `events` are dated events (no formal talks) since the last talks without an outcome, then the next one.
    """

    frame: Frame
    coverage: Coverage
    begins: datetime | None = None
    truce: Version | None = None
    until: Version | None = None
    clock: TruceClock = field(default_factory=TruceClock)
    coming: tuple[Standing, ...] = ()
    rates: tuple[RateView, ...] = ()
    measures: tuple[MeasureView, ...] = ()
    last_talks: TalksView | None = None
    next_talks: TalksView | None = None
    events: tuple[Standing, ...] = ()
    issues: tuple[IssueView, ...] = ()
    figure: Year | None = None
    series: Series | None = None

    def by_state(self, state: MeasureState) -> tuple[MeasureView, ...]:
        """The measures that stood so."""
        return tuple(view for view in self.measures if view.state is state)


def coverage(base: KnowledgeBase, now: datetime, as_of: datetime) -> Coverage:
    """Whether the base reaches the moment."""
    begins = records_begin(base)
    if begins is None:
        return Coverage.NOTHING
    if as_of > now:
        return Coverage.FUTURE
    return Coverage.BEFORE_RECORDS if as_of < begins else Coverage.COVERED


def status(base: KnowledgeBase, now: datetime, as_of: datetime) -> StatusReport:
    """Tell where things stood at `as_of`, with nothing that was known only later."""
    covered = coverage(base, now, as_of)
    begins = records_begin(base)
    if covered is not Coverage.COVERED:
        told = base.records if covered is Coverage.FUTURE else ()
        return StatusReport(frame(base, now, min(now, as_of), told), covered, begins)
    parts = headlines(base)
    truce = at(parts.truce.versions, as_of) if parts.truce else None
    until = at(parts.until.versions, as_of) if parts.until else None
    clock = truce_clock(parts.truce_deadlines, as_of)
    rates = rate_views(base, as_of)
    last, next_ = last_and_next(talks(base, as_of), as_of)
    views = tuple(view for view in issue_views(base, as_of) if view.is_open)
    figures = deficit(base, now, as_of)
    told_records: list[Attested] = [v for v in (truce, until) if v]
    told_records += [view.current for view in rates if view.current]
    told_records += [clock.next.deadline] if clock.next else []
    return StatusReport(
        frame(base, now, as_of, told_records),
        covered,
        begins,
        truce,
        until,
        clock,
        tuple(s for s in upcoming(base, as_of) if clock.next is None or s.deadline.at != clock.next.deadline.at),
        rates,
        measure_views(base, as_of),
        last,
        next_,
        _events(base, as_of, last),
        views,
        figures.year if figures else None,
        figures.series if figures else None,
    )


def _events(base: KnowledgeBase, as_of: datetime, last: TalksView | None) -> tuple[Standing, ...]:
    """Dated events since the last talks of which no outcome is on record, and the next one ahead."""
    stands = [standing(deadline, as_of) for deadline in base.deadlines.values() if deadline.kind == "event"]
    stands.sort(key=lambda s: s.deadline.at.start)
    after = last.round.from_.start if last else as_of
    silent = [s for s in stands if s.state is DeadlineState.PASSED_OPEN and s.deadline.at.start > after]
    ahead = [s for s in stands if s.state in (DeadlineState.UPCOMING, DeadlineState.TODAY)]
    return (*silent, *ahead[:1])
