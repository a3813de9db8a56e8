"""A balance by year in words."""

from __future__ import annotations

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Series
from bot.knowledge.values import Period
from bot.locale import formats
from bot.reports.blocks import Block, Field
from bot.reports.deficit import DeficitReport, Year
from bot.reports.text.common import as_of_line, attested, bullets, footer, nothing
from bot.reports.voice import Voice

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


def deficit_blocks(report: DeficitReport | None, base: KnowledgeBase, voice: Voice) -> tuple[Block, ...]:
    """One block: the year asked for (else the latest), its trade each way, the aim, and the recent years."""
    if report is None or not report.years:
        return nothing(base, voice, "deficit")
    moment = report.frame.as_of
    title = voice.text(report.series.title, moment)
    lines = [as_of_line(report.frame, voice)]
    if report.year is None:
        lines.append(_no_year(report, voice))
    else:
        lines.append(
            f"{year_line(report.year, report.series, voice)}{voice.space}{attested(report.year.figure.attestation, voice)}"
        )
        if report.year.figure.note:
            lines.append(voice.text(report.year.figure.note, moment))
    trade = _trade(report.year, report.series, voice) if report.year else ""
    fields = [
        Field("trade", voice.say("reports-field-trade"), trade),
        Field("aim", voice.say("reports-field-aim"), _aim(report, voice)),
        Field("years", voice.say("reports-field-years"), _years(report, voice)),
    ]
    told = tuple(field for field in fields if field.value)
    basis = voice.text(report.series.basis, moment) if report.series.basis else ""
    foot = "\n".join(line for line in (basis, footer(base, report.frame, voice)) if line)
    return (Block(title, tuple(lines), told, foot),)


def _no_year(report: DeficitReport, voice: Voice) -> str:
    first, last = report.years[0].year, report.years[-1].year
    values = {"year": str(report.asked), "first": str(first), "last": str(last)}
    if report.asked in report.missing:
        return voice.say("reports-year-gap", **values)
    return voice.say("reports-year-none", **values)


def _trade(year: Year, series: Series, voice: Voice) -> str:
    lines = []
    if year.exports is not None:
        lines.append(voice.say("reports-exports", amount=voice.amount(year.exports, series.unit)))
    if year.imports is not None:
        lines.append(voice.say("reports-imports", amount=voice.amount(year.imports, series.unit)))
    return bullets(lines)


def _aim(report: DeficitReport, voice: Voice) -> str:
    versions = [version for version in (report.aim, report.aim_outcome) if version]
    return bullets([voice.text(version.text, report.frame.as_of) for version in versions])


def _years(report: DeficitReport, voice: Voice) -> str:
    known = {year.year: year for year in report.years}
    last = report.years[-1].year
    lines = []
    for number in range(last, max(report.years[0].year, last - _RECENT) - 1, -1):
        year = known.get(number)
        amount = voice.amount(year.value, report.series.unit) if year else voice.say("reports-no-figure")
        lines.append(f"{number}{voice.colon}{amount}")
    for figure in report.partial:
        amount = voice.amount(figure.value, report.series.unit)
        lines.append(f"{period_name(figure.period, voice)}{voice.colon}{amount}")
    return bullets(lines)


def period_name(period: Period, voice: Voice) -> str:
    """A year by its number, anything else by its first and last day."""
    return str(period.year) if period.year else formats.days_span(period.first, period.last, voice.language)
