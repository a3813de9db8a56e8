"""The status screen in words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.base import KnowledgeBase
from bot.locale import formats
from bot.reports.blocks import Block, Field
from bot.reports.status import STATES_TOLD, Coverage, StatusReport
from bot.reports.talks import TalksView
from bot.reports.text.common import as_of_line, attested, brief, bullets, footer, local_day
from bot.reports.text.deficit import year_line
from bot.reports.text.rates import measure_name, rate_line, short_rate_line, state_name
from bot.reports.text.standings import countdown, standing_line, standing_short
from bot.reports.voice import Voice

_NAMED = 4
_ISSUE = 110
_ISSUES = 8
_TRUCE = 320
_FIRST = 130
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
    """Whether the truce stands and until when, both rates, and the next dates: a line each."""
    moment = report.frame.as_of
    truce = [brief(voice.text(report.truce.text, moment), _FIRST)] if report.truce else []
    yield voice.space.join([*truce, *_ends(report, voice)])
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
    yield "truce", voice.say("reports-field-truce"), _truce(report, voice)
    rates = [rate_line(base, view, moment, voice) for view in report.rates]
    yield "rates", voice.say("reports-field-rates"), bullets(rates)
    coming = [standing_short(stands, moment, voice) for stands in report.coming[:_AHEAD]]
    yield "coming", voice.say("reports-field-coming"), bullets(coming)
    yield "measures", voice.say("reports-field-measures"), _measures(report, voice)
    yield "talks", voice.say("reports-field-talks"), _talks(report, voice)
    yield "issues", voice.say("reports-field-issues"), _issues(report, voice)
    if report.figure and report.series:
        name = voice.text(report.series.title, moment)
        yield "figure", name, year_line(report.figure, report.series, voice)


def _truce(report: StatusReport, voice: Voice) -> str:
    moment = report.frame.as_of
    lines = []
    if report.truce:
        text = brief(voice.text(report.truce.text, moment), _TRUCE)
        lines.append(f"{text}{voice.space}{attested(report.truce.attestation, voice)}")
    if report.until:
        lines.append(brief(voice.text(report.until.text, moment), _TRUCE))
    return "\n".join([*lines, *_ends(report, voice)])


def _ends(report: StatusReport, voice: Voice) -> Iterator[str]:
    """The truce's next end, and the last one that passed with no outcome on record."""
    for one in (*((report.clock.next,) if report.clock.next else ()), *report.clock.passed_open[:1]):
        when = voice.when(one.deadline.at)
        if not one.deadline.at.is_exact:
            when = voice.say("reports-day-without-hour", day=when)
        title = voice.text(one.deadline.title, report.frame.as_of)
        yield voice.say("reports-truce-end", title=title, when=when, standing=countdown(one, voice))


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
