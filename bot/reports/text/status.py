"""The status screen in words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.base import KnowledgeBase
from bot.locale import formats
from bot.reports.blocks import Block, Field
from bot.reports.status import STATES_TOLD, Coverage, StatusReport
from bot.reports.talks import TalksView
from bot.reports.text.common import as_of_line, brief, bullets, footer, local_day
from bot.reports.text.rates import measure_name, rate_line, short_rate_line, state_name
from bot.reports.text.standings import standing_line, standing_short
from bot.reports.text.states import state_in_status, state_line
from bot.reports.text.years import year_line
from bot.reports.voice import Voice

_NAMED = 4
_ISSUE = 110
_ISSUES = 8
_COMING = 2
_AHEAD = 3


def status_blocks(report: StatusReport, base: KnowledgeBase, voice: Voice) -> tuple[Block, ...]:
    """One block that fits one screen."""
    title = voice.say("reports-status-title")
    if report.coverage is not Coverage.COVERED:
        return (Block(title, (_not_covered(report, base, voice),)),)
    fields = tuple(Field(id_, name, value) for id_, name, value in _fields(report, base, voice) if value)
    first = as_of_line(report.frame, voice)
    short = (first, *(line for line in _short(report, voice) if line))
    return (Block(title, (first,), fields, footer(base, report.frame, voice), short),)


def _short(report: StatusReport, voice: Voice) -> Iterator[str]:
    """How each matter stands and until when, the rates, and the next dates: a line each."""
    moment = report.frame.as_of
    yield from (state_line(view, moment, voice) for _, view in report.states)
    yield from (short_rate_line(view, moment, voice) for view in report.rates)
    coming = [standing_short(stands, moment, voice) for stands in report.coming[:_COMING]]
    yield voice.say("reports-coming", dates=voice.semicolon.join(coming)) if coming else ""


def _not_covered(report: StatusReport, base: KnowledgeBase, voice: Voice) -> str:
    frame = report.frame
    if report.coverage is Coverage.NOTHING or report.begins is None:
        return voice.say("reports-status-none", title=base.scope.title.say(voice.language))
    if report.coverage is Coverage.BEFORE_RECORDS:
        return voice.say("reports-before-records", since=local_day(report.begins, frame, voice))
    newest = frame.freshness.newest or report.begins
    return voice.say("reports-future", today=local_day(frame.now, frame, voice), newest=local_day(newest, frame, voice))


def _fields(report: StatusReport, base: KnowledgeBase, voice: Voice) -> Iterator[tuple[str, str, str]]:
    moment = report.frame.as_of
    for declared, view in report.states:
        name = voice.text(declared.headings.get("status", declared.label), moment)
        yield declared.id, name, state_in_status(view, moment, voice)
    rates = [rate_line(base, view, moment, voice) for view in report.rates]
    named = (declared.headings["rates"] for declared in base.reports.values() if "rates" in declared.headings)
    heading = next((voice.text(name, moment) for name in named), voice.say("reports-field-rates"))
    yield "rates", heading, bullets(rates)
    coming = [standing_short(stands, moment, voice) for stands in report.coming[:_AHEAD]]
    yield "coming", voice.say("reports-field-coming"), bullets(coming)
    yield "measures", voice.say("reports-field-measures"), _measures(report, voice)
    yield "talks", voice.say("reports-field-talks"), _talks(report, voice)
    yield "issues", voice.say("reports-field-issues"), _issues(report, voice)
    for declared, years in report.figures:
        if years.year:
            name = voice.text(years.series.title, moment)
            yield f"figure.{declared.id}", name, year_line(years.year, years.series, voice)


def _measures(report: StatusReport, voice: Voice) -> str:
    lines = []
    for state in STATES_TOLD:
        views = sorted(report.by_state(state), key=lambda view: view.version.from_.start, reverse=True)
        names = [measure_name(view, report.frame.as_of, voice) for view in views[:_NAMED]]
        if not names:
            continue
        rest = len(views) - len(names)
        listed = (
            voice.say("reports-and-more", names=voice.semicolon.join(names), more=rest)
            if rest
            else voice.semicolon.join(names)
        )
        lines.append(f"{state_name(state, voice)}{voice.colon}{listed}")
    return bullets(lines)


def _talks(report: StatusReport, voice: Voice) -> str:
    lines = []
    if report.last_talks:
        lines.append(voice.say("reports-last-talks", talks=_talk(report.last_talks, report, voice)))
    if report.next_talks:
        lines.append(voice.say("reports-next-talks", talks=_talk(report.next_talks, report, voice)))
    lines += [standing_line(stands, report.frame.as_of, voice) for stands in report.events]
    if report.last_talks and not report.next_talks and not report.events:
        lines.append(voice.say("reports-no-next-talks"))
    return bullets(lines)


def _talk(view: TalksView, report: StatusReport, voice: Voice) -> str:
    title = voice.text(view.round.title, report.frame.as_of)
    line = voice.say("reports-talks", title=title, days=formats.days_span(*view.days, voice.language))
    if view.outcome:
        line += voice.space + brief(voice.text(view.outcome.text, report.frame.as_of), 160)
    return line


def _issues(report: StatusReport, voice: Voice) -> str:
    moment = report.frame.as_of
    lines = []
    for view in report.issues[:_ISSUES]:
        name = voice.text(view.issue.name, moment)
        status = (
            brief(voice.text(view.status.text, moment), _ISSUE) if view.status else voice.say("reports-issue-no-status")
        )
        lines.append(f"{name}{voice.colon}{status}")
    rest = [voice.text(view.issue.name, moment) for view in report.issues[_ISSUES:]]
    if rest:
        lines.append(voice.say("reports-also-open", names=voice.semicolon.join(rest)))
    return bullets(lines)
