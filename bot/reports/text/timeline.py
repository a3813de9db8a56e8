"""The timeline in words, a page at a time."""

from __future__ import annotations

from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.chronicle import Event, EventKind
from bot.knowledge.model import MeasureVersion
from bot.locale import formats
from bot.reports.blocks import Block, Field
from bot.reports.text.common import as_of_line, brief, footer, nothing
from bot.reports.text.rates import state_name
from bot.reports.text.standings import countdown
from bot.reports.timeline import TimelineReport
from bot.reports.voice import Voice

_DETAIL = 150
_MARKS = {EventKind.TALKS: "🤝", EventKind.MEASURE: "📜", EventKind.DEADLINE: "⏳", EventKind.STATEMENT: "📌"}


def timeline_blocks(
    report: TimelineReport, base: KnowledgeBase, voice: Voice, page: int | None = None
) -> tuple[Block, ...]:
    """One page, in short without details; without a number the page on which the moment stands, in whole every event."""
    if not report.events:
        return nothing(base, voice, "timeline")
    number = min(max(page or report.page_of_the_moment, 1), report.pages)
    first, shown = as_of_line(report.frame, voice), report.page(number)
    lines = (event_line(event, report, voice) for event in (shown if page else report.events))
    short = (event_head(event, report, voice) for event in shown)
    place = voice.say("reports-page", page=number, pages=report.pages)
    foot = "\n".join(line for line in (place, footer(base, report.frame, voice)) if line)
    return (Block(voice.say("reports-timeline-title"), (first, *lines), (), foot, (first, *short)),)


def timeline_fields(report: TimelineReport, voice: Voice, page: int) -> tuple[Field, ...]:
    """The events of a page, each with all that is on record of it."""
    return tuple(
        Field(
            f"{event.kind}.{event.at.day.isoformat()}.{event.id}",
            f"{voice.day(event.at)}{voice.colon}{voice.text(event.title, report.frame.as_of)}",
            "\n".join(part for part in (event_head(event, report, voice), event_detail(event, report, voice)) if part),
        )
        for event in report.page(page)
    )


def event_line(event: Event, report: TimelineReport, voice: Voice) -> str:
    """Mark, days, title, how it stands, and a sentence of detail."""
    head, detail = event_head(event, report, voice), brief(event_detail(event, report, voice), _DETAIL)
    return f"{head}{voice.space}{detail}" if detail else head


def event_detail(event: Event, report: TimelineReport, voice: Voice) -> str:
    """What is on record of it, in full."""
    detail = voice.text(event.detail, report.frame.as_of) if event.detail else ""
    if detail and event.standing and event.standing.outcome is None and event.standing.deadline.kind == "deadline":
        detail = voice.say("reports-if-missed", text=detail)
    return detail


def event_head(event: Event, report: TimelineReport, voice: Voice) -> str:
    """Mark, days, title, and how it stands."""
    moment = report.frame.as_of
    days = (
        formats.days_span(event.at.day, event.last.day, voice.language)
        if event.last and event.last.day != event.at.day
        else voice.day(event.at)
    )
    state = ""
    if event.standing:
        state = countdown(event.standing, voice)
    elif event.version:
        state = _stands(event.version, moment, voice)
    elif event.is_ahead:
        state = voice.say("reports-planned")
    title = voice.text(event.title, moment)
    head = voice.say("reports-event-state" if state else "reports-event", days=days, title=title, state=state)
    return f"{_MARKS[event.kind]} {head}"


def _stands(version: MeasureVersion, moment: datetime, voice: Voice) -> str:
    """The state of a measure, and the phase within it: `in force (bugfixes)`."""
    state = state_name(version.state, voice).lower()
    if version.phase is None:
        return state
    return voice.say("reports-event-phase", state=state, phase=voice.text(version.phase, moment))
