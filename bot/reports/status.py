"""One look, one screen: where things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.declared import Report
from bot.knowledge.model import Attested, MeasureState
from bot.knowledge.timeline import DeadlineState, Standing, standing, upcoming
from bot.reports.frame import Frame, frame, records_begin
from bot.reports.issues import IssueView, issue_views
from bot.reports.rates import MeasureView, RateView, in_state, measure_views, rate_views
from bot.reports.states import StateView, state_view
from bot.reports.talks import TalksView, last_and_next, talks
from bot.reports.years import YearsView, years_view


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

    `states` and `figures` are those of the declared reports, in their order, `rates` those that any of them names. `coming` are
    the deadlines ahead but for the end of a state, soonest first; `events` are dated events (no formal talks) since the last talks without an outcome, then the next one.
    """

    frame: Frame
    coverage: Coverage
    begins: datetime | None = None
    states: tuple[tuple[Report, StateView], ...] = ()
    coming: tuple[Standing, ...] = ()
    rates: tuple[RateView, ...] = ()
    measures: tuple[MeasureView, ...] = ()
    last_talks: TalksView | None = None
    next_talks: TalksView | None = None
    events: tuple[Standing, ...] = ()
    issues: tuple[IssueView, ...] = ()
    figures: tuple[tuple[Report, YearsView], ...] = ()

    def by_state(self, state: MeasureState) -> tuple[MeasureView, ...]:
        """The measures that stood so."""
        return in_state(self.measures, state)


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
        known = base.records if covered is Coverage.FUTURE else ()
        return StatusReport(frame(base, now, min(now, as_of), known), covered, begins)
    declared = tuple(base.reports.values())
    states = tuple((report, state_view(base, report, as_of)) for report in declared if report.state or report.deadlines)
    named = dict.fromkeys(id_ for report in declared for id_ in report.rates)
    rates = rate_views(base, named or base.rates, as_of)
    figures = ((report, years_view(base, report, as_of)) for report in declared)
    last, next_ = last_and_next(talks(base, as_of), as_of)
    ends = [view.clock.next.deadline for _, view in states if view.clock.next]
    told: list[Attested] = [v for _, view in states for v in (view.state, view.until) if v]
    told += [view.current for view in rates if view.current]
    told += ends
    coming = tuple(s for s in upcoming(base, as_of) if all(s.deadline.at != end.at for end in ends))
    issues = tuple(view for view in issue_views(base, as_of) if view.is_open)
    if not told:
        told = [*(s.deadline for s in coming), *(view.status for view in issues if view.status)]
    return StatusReport(
        frame(base, now, as_of, told),
        covered,
        begins,
        states,
        coming,
        rates,
        measure_views(base, base.measures, as_of),
        last,
        next_,
        _events(base, as_of, last),
        issues,
        tuple((report, view) for report, view in figures if view and view.year),
    )


def _events(base: KnowledgeBase, as_of: datetime, last: TalksView | None) -> tuple[Standing, ...]:
    """Dated events since the last talks of which no outcome is on record, and the next one ahead."""
    stands = [standing(deadline, as_of) for deadline in base.deadlines.values() if deadline.kind == "event"]
    stands.sort(key=lambda s: s.deadline.at.start)
    after = last.round.from_.start if last else as_of
    silent = [s for s in stands if s.state is DeadlineState.PASSED_OPEN and s.deadline.at.start > after]
    ahead = [s for s in stands if s.state in (DeadlineState.UPCOMING, DeadlineState.TODAY)]
    return (*silent, *ahead[:1])
