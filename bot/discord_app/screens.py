"""The reports as screens: what each shows, where its buttons lead, and what is added to it afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.discord_app import limits
from bot.discord_app.errors import Refusal
from bot.discord_app.render import Card, Media, echo, source_links
from bot.discord_app.services import Services
from bot.discord_app.states import Screen, resolve
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.declared import Report
from bot.knowledge.model import Source
from bot.knowledge.values import Period
from bot.locale import say
from bot.locale.formats import join
from bot.reports import text
from bot.reports.blocks import Block, Field
from bot.reports.calendar import calendar
from bot.reports.charts import Chart, Charts
from bot.reports.dates import DayProblem, DayReason
from bot.reports.deadlines import deadlines
from bot.reports.declared import declared, names, of_series
from bot.reports.frame import Frame, records_begin
from bot.reports.issues import NoSuchIssue, find, issue, issues
from bot.reports.status import status
from bot.reports.text.years import period_name
from bot.reports.timeline import timeline
from bot.reports.voice import Voice
from bot.reports.years import periods_of

_SECTION = "!"
"""Stands between a screen's part and the section of it that is shown; no id has it."""
_SOURCES = "sources"
_SOON = 3


@dataclass(frozen=True)
class Extra:
    """A file that follows: a chart, or a calendar."""

    media: Media
    data: bytes


@dataclass(frozen=True)
class ScreenLink:
    """Where a button leads, and its label."""

    label: str
    to: Screen


class Kind(StrEnum):
    """What a menu of a screen chooses."""

    MORE = "more"
    """What else there is to it: one of its sections, in the place of its few lines."""
    PART = "part"
    """Another one of its kind: an issue, a year."""
    SERIES = "kind"
    """The same of another series."""


@dataclass(frozen=True)
class Menu:
    """A choice of (value, label) on a screen."""

    kind: Kind
    at: Screen
    placeholder: str
    options: tuple[tuple[str, str], ...]

    def to(self, value: str) -> Screen:
        """The screen that a value leads to."""
        return section(self.at, value) if self.kind is Kind.MORE else replace(self.at, part=value)


def section(screen: Screen, id_: str) -> Screen:
    """The screen that tells one section of a screen."""
    return replace(screen, part=f"{screen.part}{_SECTION}{id_}")


@dataclass(frozen=True)
class Shown:
    """A screen: what is seen at once, its buttons and menus, and what takes longer to make.

    `extra` is slow and touches nothing of the event loop's: it runs in a worker thread.
    """

    card: Card
    links: tuple[ScreenLink, ...] = ()
    menus: tuple[Menu, ...] = ()
    extra: Callable[[], Extra | None] | None = None
    private: bool = False
    """Whether it says that there is no such thing: of use to whoever asked alone."""


@dataclass(frozen=True)
class _ScreenContext:
    """What a screen is made from: the base, the two moments, the voice, and what was chosen."""

    base: KnowledgeBase
    now: datetime
    as_of: datetime
    voice: Voice
    screen: Screen
    charts: Charts
    section: str = ""

    def shown(
        self,
        blocks: Sequence[Block],
        frame: Frame | None,
        links: Sequence[ScreenLink],
        menus: Sequence[Menu] = (),
        fields: Sequence[Field] = (),
        extra: Callable[[], Extra | None] | None = None,
    ) -> Shown:
        """A report's few lines with a menu of its sections, or the section that was chosen there.

        Raises:
            Refusal: if the report has no such section any more.
        """
        block, language = blocks[0], self.voice.language
        fields = [*block.fields, *fields]
        sources = [self.base.sources[id_] for id_ in (frame.sources if frame else ()) if id_ in self.base.sources]
        options = [(field.id, field.name) for field in fields]
        if sources:
            options.append((_SOURCES, say("discord-sources", language)))
        notes = tuple(block.footer.splitlines())
        card = Card("\n".join(block.brief.lines), block.title, notes=notes, language=language)
        if self.section:
            card = self._section(block, fields, sources)
            extra = None
            links = [ScreenLink(f"◀ {limits.label(block.title, 40)}", self.screen), *links]
        more = Menu(Kind.MORE, self.screen, say("discord-more", language), tuple(options))
        return Shown(card, tuple(links), tuple(menu for menu in (more, *menus) if menu.options), extra)

    def _section(self, block: Block, fields: Sequence[Field], sources: Sequence[Source]) -> Card:
        language, as_of = self.voice.language, block.lines[0]
        if self.section == _SOURCES and sources:
            links = source_links(sources, language)
            body = "\n".join(f"• {link.markdown()}" for link in links)
            return Card(body, f"{block.title} · {say('discord-sources', language)}", notes=(as_of,), language=language)
        for field in fields:
            if field.id[: limits.CHOICE] == self.section:
                return Card(field.value, f"{block.title} · {field.name}", notes=(as_of,), language=language)
        raise Refusal(say("discord-button-outdated", language))


def check_records(base: KnowledgeBase, moment: datetime | None, language: str) -> None:
    """Let pass what lies inside the records, before anything is made of it.

    Raises:
        Refusal: for a moment before the first record, in a plain sentence.
    """
    begins = records_begin(base)
    if moment is not None and begins is not None and moment < begins:
        typed, bound = moment.date(), begins.astimezone(base.zone).date()
        raise Refusal(DayProblem(DayReason.BEFORE_RECORDS, typed.isoformat(), (typed,), bound).sentence(language))


def show(services: Services, screen: Screen, stamp: Callable[[datetime], str]) -> Shown:
    """Make a screen.

    Raises:
        Refusal: if there is no such screen any more, or no record of its moment.
    """
    check_records(services.library.base, screen.as_of, screen.language)
    now = services.clock()
    voice = Voice(screen.language, services.tell, stamp)
    part, _, chosen = screen.part.partition(_SECTION)
    plain = replace(screen, part=part)
    context = _ScreenContext(services.library.base, now, screen.as_of or now, voice, plain, services.charts, chosen)
    maker = _declared if screen.name in context.base.reports else _MAKERS.get(screen.name)
    if maker is None or screen.name not in names(context.base):
        raise Refusal(say("discord-button-outdated", screen.language))
    shown = maker(context)
    return _with_tick(shown, services) if screen == Screen("status", screen.language) else shown


def _with_tick(shown: Shown, services: Services) -> Shown:
    """The present's status says when the reminders last looked for what is due."""
    tick = services.health.snapshot().get("reminders")
    if tick is None or tick.at is None:
        return shown
    line = say("discord-status-tick", shown.card.language, tick=f"<t:{int(tick.at.timestamp())}:R>")
    return replace(shown, card=replace(shown.card, body=f"{shown.card.body}\n-# {line}"))


def _status(context: _ScreenContext) -> Shown:
    report = status(context.base, context.now, context.as_of)
    links = tuple(_link(context, name) for name in names(context.base) if name not in ("status", "timeline"))
    return context.shown(text.status_blocks(report, context.base, context.voice), report.frame, links)


def _declared(context: _ScreenContext) -> Shown:
    """A report of the base's own, with the years of its series to choose from and its chart."""
    kind, _, asked = context.screen.part.rpartition("~")
    own = context.base.reports[context.screen.name]
    spec, prefix = of_series(own, kind), f"{kind}~" if kind else ""
    if kind and kind != spec.series:
        listed_kinds = [name for _, name in series_of(context.base, own, context.as_of, context.voice)]
        known_kinds = join(listed_kinds, context.voice.language, style="or")
        raise Refusal(say("discord-no-kind", context.voice.language, typed=echo(kind, 40), known=known_kinds))
    year = int(asked) if re.fullmatch(r"-?[0-9]{1,19}", asked) else None
    period = _period(asked, context.voice.language) if asked and year is None else None
    report = declared(context.base, spec, context.now, context.as_of, year, period)
    blocks = text.declared_blocks(report, context.base, context.voice)
    if report.is_empty:
        return context.shown(blocks, None, _back(context))
    known = [entry.year for entry in report.years.years] if report.years else []
    shown = report.years.year.year if report.years and report.years.year else (year or 0)
    near = [other for other in (shown - 1, shown + 1) if other in known]
    links = [ScreenLink(str(other), replace(context.screen, part=f"{prefix}{other}")) for other in near]
    listed = tuple((f"{prefix}{other}", str(other)) for other in reversed(known))
    kinds = tuple((f"{id_}~{asked}", name) for id_, name in series_of(context.base, own, context.as_of, context.voice))
    menus = [
        Menu(Kind.PART, context.screen, say("discord-choose-year", context.voice.language), listed),
        Menu(Kind.SERIES, context.screen, say("discord-choose-kind", context.voice.language), kinds[1:] and kinds),
    ]

    def picture() -> Extra | None:
        return _picture(context.charts.chart(report, context.base, context.voice))

    extra = picture if spec.has_chart else None
    return context.shown(blocks, report.frame, (*links, *_back(context, *spec.see_also)), menus, extra=extra)


def _issues(context: _ScreenContext) -> Shown:
    if context.screen.part:
        return _issue(context)
    report = issues(context.base, context.now, context.as_of)
    blocks = text.issues_blocks(report, context.base, context.voice)
    return context.shown(blocks, report.frame, _back(context), [_choose_issue(context)])


def _choose_issue(context: _ScreenContext) -> Menu:
    views = issues(context.base, context.now, context.as_of).issues
    names = tuple((view.issue.id, context.voice.text(view.issue.name, context.as_of)) for view in views)
    return Menu(Kind.PART, context.screen, say("discord-choose-issue", context.voice.language), names)


def _issue(context: _ScreenContext) -> Shown:
    wanted = resolve(context.screen.part, context.base.issues) or context.screen.part
    report = issue(context.base, context.now, context.as_of, wanted)
    blocks = text.issue_blocks(report, context.base, context.voice)
    if isinstance(report, NoSuchIssue):
        links = [
            ScreenLink(i.name.say(context.voice.language), replace(context.screen, part=i.id)) for i in report.likely
        ]
        shown = context.shown(blocks, None, (*links, _link(context, "issues")), [_choose_issue(context)])
        return replace(shown, card=replace(shown.card, muted=True), private=True)
    links = [_link(context, "issues"), *_back(context)]
    return context.shown(blocks, report.frame, links, [_choose_issue(context)])


def _deadlines(context: _ScreenContext) -> Shown:
    report = deadlines(context.base, context.now, context.as_of)
    blocks = text.deadlines_blocks(report, context.base, context.voice, soon=_SOON)

    def file() -> Extra | None:
        if not context.base.deadlines:
            return None
        data = calendar(context.base, context.now, context.as_of, context.voice.language, context.voice.tell)
        return Extra(Media("deadlines.ics"), data)

    ending = (report.id for report in context.base.reports.values() if report.deadlines)
    return context.shown(blocks, report.frame, _back(context, *ending, "timeline"), extra=file)


def _timeline(context: _ScreenContext) -> Shown:
    since, until, page = [*context.screen.part.split("~"), "", "", ""][:3]
    report = timeline(context.base, context.now, context.as_of, _day(since), _day(until))
    number = min(int(page), report.pages) if page.isdigit() else report.page_of_the_moment
    blocks = text.timeline_blocks(report, context.base, context.voice, number)
    context = replace(context, screen=replace(context.screen, part=f"{since}~{until}~{number}"))
    links = [
        ScreenLink(
            say(f"discord-{name}", context.voice.language), replace(context.screen, part=f"{since}~{until}~{to}")
        )
        for name, to in (("earlier", number - 1), ("later", number + 1))
        if 1 <= to <= report.pages
    ]
    fields = text.timeline_fields(report, context.voice, number)
    return context.shown(blocks, report.frame, (*links, *_back(context)), fields=fields)


_MAKERS: Mapping[str, Callable[[_ScreenContext], Shown]] = {
    "status": _status,
    "issues": _issues,
    "deadlines": _deadlines,
    "timeline": _timeline,
}


def _link(context: _ScreenContext, name: str) -> ScreenLink:
    return ScreenLink(
        label(context.base, name, context.voice.language), Screen(name, context.voice.language, context.screen.as_of)
    )


def _back(context: _ScreenContext, *to: str) -> tuple[ScreenLink, ...]:
    """Ways to other reports of which there are records, and to the status."""
    known = names(context.base)
    return tuple(_link(context, name) for name in (*to, "status") if name in known)


def label(base: KnowledgeBase, name: str, language: str) -> str:
    """What a report is called on a button."""
    own = base.reports.get(name)
    return own.label.say(language) if own else say(f"discord-screen-{name}", language)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _picture(chart: Chart | None) -> Extra | None:
    return Extra(Media(chart.filename, chart.alt), chart.png) if chart else None


def _period(written: str, language: str) -> Period:
    try:
        return Period.parse(written)
    except ValueError:
        raise Refusal(say("discord-no-period", language, typed=echo(written, 40))) from None


def series_of(base: KnowledgeBase, report: Report, moment: datetime, voice: Voice) -> tuple[tuple[str, str], ...]:
    """The series that a report can be about, its own first, by id and name."""
    known = [base.series[id_] for id_ in (report.series or "", *report.beside) if id_ in base.series]
    return tuple((one.id, voice.text(report.headings.get(one.id, one.title), moment)) for one in known)


def periods(services: Services, name: str, kind: str, language: str) -> tuple[tuple[str, str], ...]:
    """The periods of which a report's series has figures, latest first: as they are written, and in words."""
    base, voice = services.library.base, Voice(language, services.tell)
    report = base.reports.get(name)
    series = base.series.get(of_series(report, kind).series or "") if report else None
    found = periods_of(series, services.clock()) if series else ()
    return tuple((str(period), period_name(period, voice)) for period in found)


def kinds(services: Services, name: str, language: str) -> tuple[tuple[str, str], ...]:
    """The series that a report can be about, by id and name."""
    base = services.library.base
    if name not in base.reports:
        return ()
    return series_of(base, base.reports[name], services.clock(), Voice(language, services.tell))


def issue_id(services: Services, typed: str) -> str:
    """The id of the issue that goes by a name, or what was typed."""
    found = find(services.library.base, typed)
    return typed if isinstance(found, NoSuchIssue) else found.id
