"""A balance by year: its figures, the change on the year, and what was aimed at against what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested, Figure, Series, Version
from bot.knowledge.timeline import at, figure_at, figure_known_at, years_at
from bot.knowledge.values import Period
from bot.reports.frame import Frame, frame
from bot.reports.headlines import headlines


@dataclass(frozen=True)
class Year:
    """A year's figures, in the unit of the series: sizes without sign for a balance that is always below zero."""

    year: int
    value: float
    figure: Figure
    exports: float | None = None
    imports: float | None = None
    change: float | None = None
    change_percent: float | None = None


@dataclass(frozen=True)
class DeficitReport:
    """The series as known at the moment. `missing` are the years between first and last without a figure.

    `asked` is the year that was asked for; `year` its figures, None when there are none; `partial` the figures of
    shorter periods that ended after the latest whole year.
    """

    frame: Frame
    series: Series
    years: tuple[Year, ...]
    missing: tuple[int, ...]
    year: Year | None
    asked: int | None = None
    partial: tuple[Figure, ...] = ()
    aim: Version | None = None
    aim_outcome: Version | None = None

    @property
    def latest(self) -> Year | None:
        """The latest whole year on record at the moment."""
        return self.years[-1] if self.years else None


def deficit(base: KnowledgeBase, now: datetime, as_of: datetime, year: int | None = None) -> DeficitReport | None:
    """Tell the headline series as known at `as_of`; None when the base names none."""
    parts = headlines(base)
    series = parts.deficit
    if series is None:
        return None
    years = _years(series, parts.exports, parts.imports, as_of)
    known = {entry.year: entry for entry in years}
    chosen = known.get(year) if year is not None else (years[-1] if years else None)
    partial = _partial(series, max(known, default=0), as_of)
    aim = at(parts.aim.versions, as_of) if parts.aim else None
    outcome = at(parts.aim_outcome.versions, as_of) if parts.aim_outcome else None
    told: list[Attested] = [chosen.figure] if chosen else []
    told += [*partial, *(version for version in (aim, outcome) if version)]
    missing = tuple(y for y in range(min(known), max(known)) if y not in known) if known else ()
    return DeficitReport(frame(base, now, as_of, told), series, years, missing, chosen, year, partial, aim, outcome)


def _years(series: Series, exports: Series | None, imports: Series | None, as_of: datetime) -> tuple[Year, ...]:
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
            exports=_value(exports, year, as_of),
            imports=_value(imports, year, as_of),
            change=change,
            change_percent=100 * change / before.value if before and before.value and change is not None else None,
        )
    return tuple(found.values())


def is_below_zero(series: Series) -> bool:
    """Whether a series is a balance that is told by its size: never above zero."""
    return all(figure.value <= 0 for figure in series.values)


def _value(series: Series | None, year: int, as_of: datetime) -> float | None:
    figure = figure_at(series, Period.parse(year), as_of) if series else None
    return figure.value if figure else None


def _partial(series: Series, latest: int, as_of: datetime) -> tuple[Figure, ...]:
    periods = sorted({f.period for f in series.values if f.period.year is None and f.period.last.year > latest})
    figures = (figure_at(series, period, as_of) for period in periods)
    return tuple(figure for figure in figures if figure and figure_known_at(figure) <= as_of)
