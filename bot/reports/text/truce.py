"""The truce in words."""

from __future__ import annotations

from bot.knowledge.base import KnowledgeBase
from bot.locale import formats
from bot.reports.blocks import Block, Field
from bot.reports.text.common import as_of_line, attested, brief, bullets, footer, nothing
from bot.reports.text.standings import standing_line
from bot.reports.truce import Phase, TruceReport
from bot.reports.voice import Voice

_PHASE = 220
_FIRST = 160


def truce_blocks(report: TruceReport | None, base: KnowledgeBase, voice: Voice) -> tuple[Block, ...]:
    """How it stands and until when, its terms, its phases and its ends."""
    if report is None or not (report.state or report.phases or report.deadlines):
        return nothing(base, voice, "truce")
    moment = report.frame.as_of
    first = as_of_line(report.frame, voice)
    state, until = [], []
    short = [first]
    if report.state:
        text, told_by = voice.text(report.state.text, moment), attested(report.state.attestation, voice)
        state.append(f"{text}{voice.space}{told_by}")
        short.append(f"{brief(text, _FIRST)}{voice.space}{told_by}")
    if report.until:
        until.append(voice.text(report.until.text, moment))
    next_ = report.clock.next or next(iter(report.clock.passed_open), None)
    if next_:
        short.append(standing_line(next_, moment, voice))
    terms = [voice.text(version.text, moment) for _, version in report.terms]
    phases = [_phase(phase, report, voice) for phase in report.phases]
    ends = [standing_line(stands, moment, voice) for stands in report.deadlines]
    fields = (
        Field("stands", voice.say("reports-field-stands"), "\n".join([*state, *until])),
        Field("terms", voice.say("reports-field-terms"), bullets(terms)),
        Field("phases", voice.say("reports-field-phases"), bullets(phases)),
        Field("ends", voice.say("reports-field-ends"), bullets(ends)),
    )
    told = tuple(field for field in fields if field.value)
    foot = footer(base, report.frame, voice)
    return (Block(voice.say("reports-truce-title"), (first,), told, foot, tuple(short)),)


def _phase(phase: Phase, report: TruceReport, voice: Voice) -> str:
    # A phase is told as of its own time: the one that holds at the moment asked, an earlier one at its last instant.
    moment = report.frame.as_of if phase.until is None else min(phase.until, report.frame.as_of)
    first = phase.version.from_
    text = brief(voice.text(phase.version.text, moment), _PHASE)
    if phase.until is None:
        return voice.say("reports-phase-since", day=voice.day(first), text=text)
    last = phase.until.astimezone(first.local.tzinfo).date()
    return voice.say("reports-phase", days=formats.days_span(first.day, last, voice.language), text=text)
