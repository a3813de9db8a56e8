"""A report that the base declares, at a moment: the parts that it names, each by the rules of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.declared import Report
from bot.knowledge.model import Attested
from bot.knowledge.values import Period
from bot.reports.frame import Frame, frame
from bot.reports.issues import IssueView, view
from bot.reports.rates import MeasureView, RateView, measure_views, rate_views
from bot.reports.states import StateView, state_view
from bot.reports.years import YearsView, years_view


@dataclass(frozen=True)
class DeclaredReport:
    """What a declared report shows at `frame.as_of`; parts that it does not name are empty."""

    declared: Report
    frame: Frame
    state: StateView
    rates: tuple[RateView, ...]
    measures: tuple[MeasureView, ...]
    years: YearsView | None
    issues: tuple[IssueView, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that it names was on record at the moment."""
        has_years = self.years is not None and bool(self.years.years)
        return self.state.is_empty and not (self.rates or self.measures or has_years or self.issues)


def declared(
    base: KnowledgeBase,
    report: Report,
    now: datetime,
    as_of: datetime,
    year: int | None = None,
    period: Period | None = None,
) -> DeclaredReport:
    """Tell a declared report as it stood at `as_of`; `year` chooses a year of its series, `period` another period."""
    state = state_view(base, report, as_of)
    rates = rate_views(base, report.rates, as_of)
    measures = measure_views(base, measures_of(base, report), as_of)
    years = years_view(base, report, as_of, year, period)
    found = (view(base.issues[id_], as_of) for id_ in report.issues if id_ in base.issues)
    issues = tuple(v for v in found if v.status or v.steps or v.positions)
    told: list[Attested] = [*state.told, *(step for rate in rates if (step := rate.current))]
    told += [measure.version for measure in measures]
    told += years.told if years else ()
    told += [issue.status for issue in issues if issue.status]
    return DeclaredReport(report, frame(base, now, as_of, told), state, rates, measures, years, issues)


def of_series(report: Report, series: str) -> Report:
    """The same report about one of the series that it tells beside its own."""
    if series == report.series or series not in report.beside:
        return report
    others = tuple(id_ for id_ in (report.series, *report.beside) if id_ and id_ != series)
    return report.model_copy(update={"series": series, "beside": others, "notes": ()})


def measures_of(base: KnowledgeBase, report: Report) -> tuple[str, ...]:
    """The ids of the measures that a report names."""
    return tuple(base.measures) if report.measures == "all" else tuple(report.measures)


def has_records(base: KnowledgeBase, report: Report) -> bool:
    """Whether the base has any record that it names: a report without one is no command."""
    return any(id_ in getattr(base, kind) for _, kind, ids in report.named() for id_ in ids) or bool(
        measures_of(base, report)
    )


def names(base: KnowledgeBase) -> tuple[str, ...]:
    """The reports that the base has records for, the engine's and its own, in the order in which they are shown."""
    own = tuple(report.id for report in base.reports.values() if has_records(base, report))
    status = base.statements or base.rates or base.deadlines or base.issues or base.measures or base.rounds or own
    engine = {
        "issues": base.issues,
        "deadlines": base.deadlines,
        "timeline": base.rounds or base.measures or base.deadlines,
    }
    return (*(("status",) if status else ()), *own, *(name for name, records in engine.items() if records))
