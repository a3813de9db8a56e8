"""The reports as screens: what each shows, where its buttons lead, and what is added to it afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.discord_app.errors import Refusal
from bot.discord_app.render import Card, Section, source_links
from bot.discord_app.services import Services
from bot.discord_app.states import Screen, resolve
from bot.knowledge.base import KnowledgeBase
from bot.locale import say
from bot.reports import text
from bot.reports.blocks import Block
from bot.reports.calendar import calendar
from bot.reports.charts import Chart, Charts
from bot.reports.dates import DayProblem, DayReason, read_moment, read_range
from bot.reports.deadlines import deadlines
from bot.reports.deficit import deficit
from bot.reports.frame import Frame, records_begin
from bot.reports.issues import NoSuchIssue, find, issue, issues
from bot.reports.status import status
from bot.reports.tariffs import tariffs
from bot.reports.timeline import timeline
from bot.reports.truce import truce
from bot.reports.voice import Voice

NAMES = ("status", "tariffs", "truce", "deficit", "issues", "deadlines", "timeline")
_DETAILS = ("tariffs", "truce", "deficit", "issues", "deadlines")


@dataclass(frozen=True)
class Extra:
    """A file that follows: a chart shown in the embed, or a calendar beside it."""

    name: str
    data: bytes
    alt: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether the embed shows it."""
        return self.name.endswith(".png")


@dataclass(frozen=True)
class Way:
    """A button to another screen."""

    label: str
    to: Screen
    is_here: bool = False


@dataclass(frozen=True)
class Shown:
    """A screen: what is seen at once, its buttons, a choice of issues, and what takes longer to make.

    `extra` is slow and touches nothing of the event loop's: it runs in a worker thread.
    """

    card: Card
    ways: tuple[Way, ...] = ()
    issues: tuple[tuple[str, str], ...] = ()
    extra: Callable[[], Extra | None] | None = None
    as_of: datetime | None = None
    private: bool = False
    """Whether it says that there is no such thing: of use to whoever asked alone."""


@dataclass(frozen=True)
class _Ask:
    """What every screen is made from."""

    base: KnowledgeBase
    now: datetime
    as_of: datetime
    voice: Voice
    screen: Screen
    charts: Charts

    def card(self, blocks: Sequence[Block], frame: Frame | None) -> Card:
        """Blocks as a card: the first one's title, everything below it in sections."""
        first, language = blocks[0], self.voice.language
        sections = [Section(field.name, field.value) for block in blocks for field in block.fields]
        lines = [*first.lines, *(line for block in blocks[1:] for line in (f"**{block.title}**", *block.lines))]
        notes = tuple(first.footer.splitlines())
        sources = [self.base.sources[id_] for id_ in (frame.sources if frame else ()) if id_ in self.base.sources]
        if sources:  # the footer's last line names them; here they are links
            notes = notes[:-1]
        return Card(
            "\n".join(lines),
            first.title,
            tuple(sections),
            notes,
            source_links(sources, language),
            language=language,
        )


def read_as_of(services: Services, typed: str | None, language: str) -> datetime | None:
    """The moment that was typed; None for the present.

    Raises:
        Refusal: in a plain sentence, for anything that is no such day.
    """
    base = services.library.base
    read = read_moment(typed, now=services.clock(), zone=base.timezone, begins=records_begin(base))
    if isinstance(read, DayProblem):
        raise Refusal(read.sentence(language))
    return read.at if read.typed else None


def read_span(services: Services, since: str | None, until: str | None, language: str) -> str:
    """Two typed days as the part of a timeline's screen.

    Raises:
        Refusal: in a plain sentence, for anything that is no such day.
    """
    read = read_range(since, until, now=services.clock(), zone=services.library.base.timezone)
    if isinstance(read, DayProblem):
        raise Refusal(read.sentence(language))
    return "~".join([read[0].isoformat() if read[0] else "", read[1].isoformat() if read[1] else "", ""])


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
    ask = _Ask(services.library.base, now, screen.as_of or now, voice, screen, services.charts)
    maker = _MAKERS.get(screen.name)
    if maker is None:
        raise Refusal(say("discord-button-outdated", screen.language))
    shown = maker(ask)
    return _with_tick(shown, services) if screen.name == "status" and screen.as_of is None else shown


def _with_tick(shown: Shown, services: Services) -> Shown:
    """The present's status says when the reminders last looked for what is due."""
    tick = services.health.snapshot().get("reminders")
    if tick is None or tick.at is None:
        return shown
    line = say("discord-status-tick", shown.card.language, tick=f"<t:{int(tick.at.timestamp())}:R>")
    return replace(shown, card=replace(shown.card, body=f"{shown.card.body}\n-# {line}"))


def _status(ask: _Ask) -> Shown:
    report = status(ask.base, ask.now, ask.as_of)
    ways = tuple(_way(ask, name) for name in _DETAILS)
    return Shown(ask.card(text.status_blocks(report, ask.base, ask.voice), report.frame), ways)


def _tariffs(ask: _Ask) -> Shown:
    report = tariffs(ask.base, ask.now, ask.as_of)
    card = ask.card(text.tariffs_blocks(report, ask.base, ask.voice), report.frame)
    return Shown(
        card, _back(ask, "truce", "timeline"), extra=lambda: _picture(ask.charts.tariffs(report, ask.base, ask.voice))
    )


def _truce(ask: _Ask) -> Shown:
    report = truce(ask.base, ask.now, ask.as_of)
    card = ask.card(text.truce_blocks(report, ask.base, ask.voice), report.frame if report else None)
    return Shown(card, _back(ask, "tariffs", "deadlines"))


def _deficit(ask: _Ask) -> Shown:
    year = int(ask.screen.part) if re.fullmatch(r"-?[0-9]{1,19}", ask.screen.part) else None
    report = deficit(ask.base, ask.now, ask.as_of, year)
    card = ask.card(text.deficit_blocks(report, ask.base, ask.voice), report.frame if report else None)
    if report is None:
        return Shown(card, _back(ask))
    known = [entry.year for entry in report.years]
    shown = report.year.year if report.year else (year or 0)
    near = [other for other in (shown - 1, shown + 1) if other in known]
    ways = [Way(str(other), replace(ask.screen, part=str(other))) for other in near]
    return Shown(card, (*ways, *_back(ask)), extra=lambda: _picture(ask.charts.deficit(report, ask.base, ask.voice)))


def _issues(ask: _Ask) -> Shown:
    if ask.screen.part:
        return _issue(ask)
    report = issues(ask.base, ask.now, ask.as_of)
    names = tuple((view.issue.id, ask.voice.text(view.issue.name, ask.as_of)) for view in report.issues)
    return Shown(
        ask.card(text.issues_blocks(report, ask.base, ask.voice), report.frame),
        _back(ask),
        names,
        as_of=ask.screen.as_of,
    )


def _issue(ask: _Ask) -> Shown:
    wanted = resolve(ask.screen.part, ask.base.issues) or ask.screen.part
    report = issue(ask.base, ask.now, ask.as_of, wanted)
    frame = None if isinstance(report, NoSuchIssue) else report.frame
    card = ask.card(text.issue_blocks(report, ask.base, ask.voice), frame)
    ways: list[Way] = []
    if isinstance(report, NoSuchIssue):
        card = replace(card, muted=True)
        ways = [Way(i.name.say(ask.voice.language), replace(ask.screen, part=i.id)) for i in report.likely]
    else:
        card = replace(card, title=card.title or ask.voice.text(report.view.issue.name, ask.as_of))
    return Shown(card, (*ways, _way(ask, "issues"), *_back(ask)), private=isinstance(report, NoSuchIssue))


def _deadlines(ask: _Ask) -> Shown:
    report = deadlines(ask.base, ask.now, ask.as_of)
    card = ask.card(text.deadlines_blocks(report, ask.base, ask.voice), report.frame)

    def file() -> Extra | None:
        if not ask.base.deadlines:
            return None
        data = calendar(ask.base, ask.now, ask.as_of, ask.voice.language, ask.voice.tell)
        return Extra("deadlines.ics", data)

    return Shown(card, _back(ask, "truce", "timeline"), extra=file)


def _timeline(ask: _Ask) -> Shown:
    since, until, page = [*ask.screen.part.split("~"), "", "", ""][:3]
    report = timeline(ask.base, ask.now, ask.as_of, _day(since), _day(until))
    number = min(int(page), report.pages) if page.isdigit() else report.page_of_the_moment
    card = ask.card(text.timeline_blocks(report, ask.base, ask.voice, number), report.frame)
    ways = [
        Way(say(f"discord-{name}", ask.voice.language), replace(ask.screen, part=f"{since}~{until}~{to}"))
        for name, to in (("earlier", number - 1), ("later", number + 1))
        if 1 <= to <= report.pages
    ]
    return Shown(card, (*ways, *_back(ask)))


_MAKERS: Mapping[str, Callable[[_Ask], Shown]] = {
    "status": _status,
    "tariffs": _tariffs,
    "truce": _truce,
    "deficit": _deficit,
    "issues": _issues,
    "deadlines": _deadlines,
    "timeline": _timeline,
}


def _way(ask: _Ask, name: str) -> Way:
    language = ask.voice.language
    return Way(say(f"discord-screen-{name}", language), Screen(name, language, ask.screen.as_of))


def _back(ask: _Ask, *names: str) -> tuple[Way, ...]:
    return tuple(_way(ask, name) for name in (*names, "status"))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _picture(chart: Chart | None) -> Extra | None:
    return Extra(chart.filename, chart.png, chart.alt) if chart else None


def years(services: Services, as_of: datetime | None) -> tuple[int, ...]:
    """The years of which figures are on record, latest first."""
    now = services.clock()
    report = deficit(services.library.base, now, as_of or now)
    return tuple(sorted((entry.year for entry in report.years), reverse=True)) if report else ()


def issue_id(services: Services, typed: str) -> str:
    """The id of the issue that goes by a name, or what was typed."""
    found = find(services.library.base, typed)
    return typed if isinstance(found, NoSuchIssue) else found.id
