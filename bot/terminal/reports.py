"""The reports from a terminal: the same text as the slash commands."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from bot.knowledge.declared import Report
from bot.knowledge.loader import peek_reports
from bot.locale import say
from bot.reports import dates, text
from bot.reports.blocks import Block, as_markdown, as_plain
from bot.reports.calendar import calendar
from bot.reports.deadlines import deadlines
from bot.reports.declared import declared
from bot.reports.frame import records_begin
from bot.reports.issues import issue, issues
from bot.reports.status import status
from bot.reports.timeline import timeline
from bot.reports.voice import Voice
from bot.settings import SettingsError
from bot.terminal.options import All, AsOf, Lang, Now, clock_at
from bot.terminal.services import Services


class _Told:
    """One command's moment and voice."""

    def __init__(self, services: Services, now: str | None, as_of: str | None, lang: str | None) -> None:
        self.base = services.library.base
        self.now = clock_at(services, now)()
        self.language = lang or services.settings.language
        self.voice = Voice(self.language, services.tell)
        self.as_of = self._moment(as_of)

    def _moment(self, typed: str | None) -> datetime:
        begins = records_begin(self.base)
        found = dates.read_moment(typed, now=self.now, zone=self.base.timezone, begins=begins)
        if isinstance(found, dates.Moment):
            return found.at
        if found.reason is dates.DayReason.FUTURE:
            sys.stderr.write(found.sentence(self.language) + "\n")
            return self.now
        raise typer.BadParameter(found.sentence(self.language), param_hint="--as-of")

    def days(self, since: str | None, until: str | None) -> tuple[date | None, date | None]:
        """The two days of a range, checked."""
        found = dates.read_range(since, until, now=self.now, zone=self.base.timezone)
        if isinstance(found, dates.DayProblem):
            raise typer.BadParameter(found.sentence(self.language))
        return found

    def show(self, blocks: tuple[Block, ...], *, whole: bool) -> None:
        """Colours and wrapping for a terminal, plain unwrapped lines for a pipe; a few lines, or the whole."""
        shown = blocks if whole else tuple(block.brief for block in blocks)
        if not sys.stdout.isatty():
            sys.stdout.write(as_plain(shown) + "\n")
            return
        Console().print(Markdown(as_markdown(shown).replace("\n", "  \n")))
        if shown != blocks:
            Console().print(say("terminal-all", self.language), style="dim")


def add_reports(cli: typer.Typer, services: Services) -> None:
    """`status`, `issues`, `deadlines`, `timeline`, and the reports that the base declares."""
    for declared_ in _declared(services):
        _add_declared(cli, services, declared_)

    @cli.command("status")
    def status_(now: Now = None, as_of: AsOf = None, lang: Lang = None, all_: All = False) -> None:
        """Where things stand, on one screen."""
        told = _Told(services, now, as_of, lang)
        told.show(text.status_blocks(status(told.base, told.now, told.as_of), told.base, told.voice), whole=all_)

    @cli.command("issues")
    def issues_(
        name: Annotated[str | None, typer.Argument(help="One issue's details.")] = None,
        now: Now = None,
        as_of: AsOf = None,
        lang: Lang = None,
        all_: All = False,
    ) -> None:
        """The open issues, or one of them."""
        told = _Told(services, now, as_of, lang)
        if name is None:
            told.show(text.issues_blocks(issues(told.base, told.now, told.as_of), told.base, told.voice), whole=all_)
        else:
            told.show(
                text.issue_blocks(issue(told.base, told.now, told.as_of, name), told.base, told.voice), whole=all_
            )

    @cli.command("deadlines")
    def deadlines_(
        topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
        ics: Annotated[bool, typer.Option("--ics", help="Print a calendar (RFC 5545) instead.")] = False,
        now: Now = None,
        as_of: AsOf = None,
        lang: Lang = None,
        all_: All = False,
    ) -> None:
        """Coming deadlines, and what became of past ones."""
        told = _Told(services, now, as_of, lang)
        if ics:
            sys.stdout.buffer.write(calendar(told.base, told.now, told.as_of, told.language, services.tell))
            return
        told.show(
            text.deadlines_blocks(deadlines(told.base, told.now, told.as_of, topic), told.base, told.voice), whole=all_
        )

    @cli.command("timeline")
    def timeline_(
        since: Annotated[str | None, typer.Option("--from", help="The first day.")] = None,
        until: Annotated[str | None, typer.Option("--to", help="The last day.")] = None,
        page: Annotated[int | None, typer.Option(help="Which page.")] = None,
        now: Now = None,
        as_of: AsOf = None,
        lang: Lang = None,
        all_: All = False,
    ) -> None:
        """Talks, measures and deadlines between two days."""
        told = _Told(services, now, as_of, lang)
        first, last = told.days(since, until)
        report = timeline(told.base, told.now, told.as_of, first, last)
        told.show(text.timeline_blocks(report, told.base, told.voice, page), whole=all_)


def _declared(services: Services) -> tuple[Report, ...]:
    """The reports of the folder that the configuration names, read without the rest of it; whoever loads it tells what is wrong."""
    try:
        return peek_reports(services.folder)
    except SettingsError:
        return ()


def _add_declared(cli: typer.Typer, services: Services, found: Report) -> None:
    def show(year: int | None, now: str | None, as_of: str | None, lang: str | None, *, whole: bool) -> None:
        told = _Told(services, now, as_of, lang)
        report = declared(told.base, told.base.reports[found.id], told.now, told.as_of, year)
        told.show(text.declared_blocks(report, told.base, told.voice), whole=whole)

    def yearly(
        year: Annotated[int | None, typer.Argument(help="One year's figures.")] = None,
        now: Now = None,
        as_of: AsOf = None,
        lang: Lang = None,
        all_: All = False,
    ) -> None:
        show(year, now, as_of, lang, whole=all_)

    def plain(now: Now = None, as_of: AsOf = None, lang: Lang = None, all_: All = False) -> None:
        show(None, now, as_of, lang, whole=all_)

    cli.command(found.id, help=found.description.say("en"))(yearly if found.series else plain)
