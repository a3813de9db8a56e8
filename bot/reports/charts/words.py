"""The words in a chart and the words for those who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.institutions import institutions
from bot.locale import formats
from bot.reports.declared import DeclaredReport
from bot.reports.frame import Frame
from bot.reports.rates import RateView
from bot.reports.text.common import local_day
from bot.reports.text.declared import report_title
from bot.reports.voice import Voice
from bot.reports.years import YearsView

LINE = 48
"""Letters that fit beside day and rate; a Han character is as wide as two."""


@dataclass(frozen=True)
class Words:
    """Every word that a chart shows; part of the content that its picture is kept by."""

    title: str
    subtitle: str
    source: str
    as_of: str
    missing: str = ""
    language: str = "en"

    def number(self, value: float) -> str:
        """A value without its unit."""
        return formats.number(value, self.language)


@dataclass(frozen=True)
class Point:
    """A step in words: where it stands on the chart and what its row says."""

    at: datetime
    value: float
    day: str
    rate: str
    what: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What moved it, in at most two lines."""
        room = LINE // 2 if any(ord(character) > 0x2E7F for character in self.what) else LINE
        return tuple(wrap(self.what, room, max_lines=2, placeholder="…")) or ("",)


@dataclass(frozen=True)
class Panel:
    """One rate."""

    title: str
    now: str
    points: tuple[Point, ...]


def bars_words(report: DeclaredReport, view: YearsView, base: KnowledgeBase, voice: Voice) -> Words:
    """Title, unit with basis, sources and moment of the bars."""
    moment, series = report.frame.as_of, view.series
    basis = voice.text(series.basis, moment) if series.basis else ""
    subtitle = ", ".join(part for part in (_unit(series.unit, voice), basis) if part)
    sources = tuple(id_ for year in reversed(view.years) for id_ in year.figure.sources)
    return Words(
        voice.text(series.title, moment), subtitle, _source(base, sources, voice),
        _as_of(report.frame, voice), voice.say("reports-chart-missing"), voice.language,
    )  # fmt: skip


def steps_words(report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> Words:
    """Title, unit, sources and moment of the steps."""
    sources = tuple(id_ for view in report.rates for step in reversed(view.steps) for id_ in step.sources)
    return Words(
        chart_title(report, base, voice), _percent(report, voice),
        _source(base, sources, voice), _as_of(report.frame, voice), language=voice.language,
    )  # fmt: skip


def chart_title(report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> str:
    """What the report calls its chart, or itself."""
    named = report.declared.headings.get("chart")
    return voice.text(named, report.frame.as_of) if named else report_title(report, base, voice)


def _percent(report: DeclaredReport, voice: Voice) -> str:
    named = report.declared.headings.get("unit")
    return voice.text(named, report.frame.as_of) if named else voice.say("reports-chart-unit-percent")


def panels(report: DeclaredReport, voice: Voice) -> tuple[Panel, ...]:
    """Each rate of which a step was on record, its steps in words."""
    return tuple(_panel(view, report.frame.as_of, voice) for view in report.rates if view.steps)


def _panel(view: RateView, moment: datetime, voice: Voice) -> Panel:
    points = tuple(
        Point(
            step.from_.start, step.value, formats.short_day(step.from_.day, voice.language),
            voice.percent(step.value), voice.text(step.what, moment),
        )
        for step in view.steps
    )  # fmt: skip
    now = voice.percent(view.current.value) if view.current else ""
    return Panel(voice.text(view.rate.title, moment), now, points)


def _unit(unit: str, voice: Voice) -> str:
    if unit == "usd_billion":
        return voice.say("reports-chart-unit-usd-billion")
    return voice.say("reports-chart-unit-number") if unit == "number" else unit.replace("_", " ")


def _source(base: KnowledgeBase, ids: tuple[str, ...], voice: Voice) -> str:
    names = institutions(base.sources[id_] for id_ in dict.fromkeys(ids) if id_ in base.sources)
    first = list(names)[:3]
    more = ["…"] if len(names) > len(first) else []
    return voice.say("reports-chart-source", names=voice.semicolon.join([*first, *more])) if first else ""


def _as_of(frame: Frame, voice: Voice) -> str:
    return voice.say("reports-chart-as-of", day=local_day(frame.as_of, frame, voice))


def steps_alt(report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> str:
    """The step charts in words, in at most the 1,024 characters that Discord takes."""
    rates = voice.space.join(_rate_alt(view, report.frame.as_of, voice) for view in report.rates)
    day = local_day(report.frame.as_of, report.frame, voice)
    return _short(voice.say("reports-chart-alt-steps", title=chart_title(report, base, voice), day=day, rates=rates))


def _rate_alt(view: RateView, moment: datetime, voice: Voice) -> str:
    steps = [
        voice.say("reports-chart-alt-step", rate=voice.percent(step.value), day=voice.day(step.from_))
        for step in view.steps
    ]
    return voice.say(
        "reports-chart-alt-rate", title=voice.text(view.rate.title, moment), steps=voice.semicolon.join(steps)
    )


def bars_alt(view: YearsView, moment: datetime, voice: Voice) -> str:
    """The bars in words: span, latest, highest, lowest and what is missing."""
    highest, lowest = (pick(view.years, key=lambda year: year.value) for pick in (max, min))
    latest = view.years[-1]

    def told(year: int, value: float) -> str:
        return f"{voice.amount(value, view.series.unit)} ({year})"

    missing = [str(year) for year in view.missing]
    return _short(
        voice.say(
            "reports-chart-alt-bars",
            title=voice.text(view.series.title, moment),
            first=str(view.years[0].year),
            last=str(latest.year),
            unit=_unit(view.series.unit, voice),
            latest=told(latest.year, latest.value),
            highest=told(highest.year, highest.value),
            lowest=told(lowest.year, lowest.value),
            missing=voice.join(missing) or voice.say("reports-chart-none-missing"),
        )
    )


def _short(text: str, limit: int = 1024) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
