"""A series by year in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.knowledge.model import Series
from bot.knowledge.values import Period, Text
from bot.locale import formats
from bot.reports.text.common import attested, bullets
from bot.reports.voice import Voice
from bot.reports.years import Year, YearsView

_RECENT = 8


def year_line(year: Year, series: Series, voice: Voice) -> str:
    """A year's figure and the change on the year before."""
    amount = voice.amount(year.value, series.unit)
    if year.change is None:
        return voice.say("reports-year", year=str(year.year), amount=amount)
    key = "reports-year-down" if year.change < 0 else "reports-year-up"
    return voice.say(
        key,
        year=str(year.year),
        amount=amount,
        change=voice.amount(year.change, series.unit),
        percent=voice.percent(abs(round(year.change_percent or 0.0, 1))),
        before=str(year.year - 1),
    )


def year_lines(view: YearsView, moment: datetime, voice: Voice) -> Iterator[str]:
    """The year asked for (else the latest) and its note; or that there is none."""
    if view.figure is not None:
        amount = voice.amount(view.figure.value, view.series.unit)
        line = voice.say("reports-period", period=period_name(view.figure.period, voice), amount=amount)
        yield f"{line}{voice.space}{attested(view.figure.attestation, voice)}"
        if view.figure.note:
            yield voice.text(view.figure.note, moment)
        return
    if view.year is None:
        yield _no_year(view, voice)
        return
    yield f"{year_line(view.year, view.series, voice)}{voice.space}{attested(view.year.figure.attestation, voice)}"
    if view.year.figure.note:
        yield voice.text(view.year.figure.note, moment)


def year_sections(
    view: YearsView, headings: Mapping[str, Text], moment: datetime, voice: Voice
) -> Iterator[tuple[str, str]]:
    """(id, text) of each section: the figures beside it, the notes, and the recent years."""
    beside = view.year.beside if view.year else ()
    yield "beside", bullets([_beside(series, value, headings, moment, voice) for series, value in beside])
    yield "aim", bullets([voice.text(version.text, moment) for version in view.notes])
    yield "years", _years(view, voice)


def _beside(series: Series, value: float, headings: Mapping[str, Text], moment: datetime, voice: Voice) -> str:
    name = voice.text(headings.get(series.id, series.title), moment)
    return f"{name}{voice.colon}{voice.amount(value, series.unit)}"


def _no_year(view: YearsView, voice: Voice) -> str:
    first, last = view.years[0].year, view.years[-1].year
    values = {"year": str(view.asked), "first": str(first), "last": str(last)}
    if view.period is not None:
        return voice.say("reports-period-none", **(values | {"year": period_name(view.period, voice)}))
    if view.asked in view.missing:
        return voice.say("reports-year-gap", **values)
    return voice.say("reports-year-none", **values)


def _years(view: YearsView, voice: Voice) -> str:
    known = {year.year: year for year in view.years}
    last = view.years[-1].year
    lines = []
    for number in range(last, max(view.years[0].year, last - _RECENT) - 1, -1):
        year = known.get(number)
        amount = voice.amount(year.value, view.series.unit) if year else voice.say("reports-no-figure")
        lines.append(f"{number}{voice.colon}{amount}")
    for figure in view.partial:
        amount = voice.amount(figure.value, view.series.unit)
        lines.append(f"{period_name(figure.period, voice)}{voice.colon}{amount}")
    return bullets(lines)


def period_name(period: Period, voice: Voice) -> str:
    """A year by its number, anything else by its first and last day."""
    return str(period.year) if period.year else formats.days_span(period.first, period.last, voice.language)
