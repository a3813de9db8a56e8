"""A series by year: its figures, the change on the year, and what is told of it beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.declared import Report
from bot.knowledge.model import Attested, Figure, Series, Version
from bot.knowledge.timeline import at, figure_at, figure_known_at, years_at
from bot.knowledge.values import Period


@dataclass(frozen=True)
class Year:
    """A year's figures, in the unit of the series: sizes without sign for a balance that is always below zero.

    `beside` are the figures of other series for the same year.
    """

    year: int
    value: float
    figure: Figure
    beside: tuple[tuple[Series, float], ...] = ()
    change: float | None = None
    change_percent: float | None = None


@dataclass(frozen=True)
class YearsView:
    """The series as known at the moment. `missing` are the years between first and last without a figure.

    `asked` is the year that was asked for; `year` its figures, None when there are none; `period` another period that was
    asked for, and `figure` its figure; `partial` the figures of shorter periods that ended after the latest whole year;
    `notes` statements that are told below the figures.
    """

    series: Series
    years: tuple[Year, ...]
    missing: tuple[int, ...]
    year: Year | None
    asked: int | None = None
    partial: tuple[Figure, ...] = ()
    notes: tuple[Version, ...] = ()
    period: Period | None = None
    figure: Figure | None = None

    @property
    def latest(self) -> Year | None:
        """The latest whole year on record at the moment."""
        return self.years[-1] if self.years else None

    @property
    def told(self) -> Iterator[Attested]:
        """The records that it tells."""
        yield from (self.year.figure,) if self.year else ()
        yield from (self.figure,) if self.figure else ()
        yield from (*self.partial, *self.notes)


def years_view(
    base: KnowledgeBase, declared: Report, as_of: datetime, year: int | None = None, period: Period | None = None
) -> YearsView | None:
    """The series that a report names, as known at `as_of`; None where it names none that is on record.

    A year, or another period, may be asked for.
    """
    series = base.series.get(declared.series or "")
    if series is None:
        return None
    beside = tuple(base.series[id_] for id_ in declared.beside if id_ in base.series)
    years = _years(series, beside, as_of)
    known = {entry.year: entry for entry in years}
    latest = years[-1] if years and period is None else None
    chosen = known.get(year) if year is not None else latest
    figure = figure_at(series, period, as_of) if period else None
    statements = (base.statements[id_] for id_ in declared.notes if id_ in base.statements)
    notes = tuple(version for statement in statements if (version := at(statement.versions, as_of)))
    missing = tuple(y for y in range(min(known), max(known)) if y not in known) if known else ()
    partial = _partial(series, max(known, default=0), as_of)
    return YearsView(series, years, missing, chosen, year, partial, notes, period, figure)


def periods_of(series: Series, as_of: datetime) -> tuple[Period, ...]:
    """The periods of which a series has figures, latest first; a whole year before its parts."""
    known = {figure.period for figure in series.values if figure_known_at(figure) <= as_of}
    return tuple(sorted(known, key=lambda period: (period.last, period.until - period.first), reverse=True))


def _years(series: Series, beside: tuple[Series, ...], as_of: datetime) -> tuple[Year, ...]:
    figures = years_at(series, as_of)
    below = is_below_zero(series)
    found: dict[int, Year] = {}
    for year, figure in figures.items():
        value = abs(figure.value) if below else figure.value
        before = found.get(year - 1)
        change = value - before.value if before else None
        found[year] = Year(
            year,
            value,
            figure,
            beside=tuple((other, told) for other in beside if (told := _value(other, year, as_of)) is not None),
            change=change,
            change_percent=100 * change / before.value if before and before.value and change is not None else None,
        )
    return tuple(found.values())


def is_below_zero(series: Series) -> bool:
    """Whether a series is a balance that is told by its size: never above zero."""
    return all(figure.value <= 0 for figure in series.values)


def _value(series: Series, year: int, as_of: datetime) -> float | None:
    figure = figure_at(series, Period.parse(year), as_of)
    return figure.value if figure else None


def _partial(series: Series, latest: int, as_of: datetime) -> tuple[Figure, ...]:
    periods = sorted({f.period for f in series.values if f.period.year is None and f.period.last.year > latest})
    figures = (figure_at(series, period, as_of) for period in periods)
    return tuple(figure for figure in figures if figure and figure_known_at(figure) <= as_of)
