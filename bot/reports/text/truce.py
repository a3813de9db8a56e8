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


def truce_blocks(report: TruceReport | None, base: KnowledgeBase, voice: Voice) -> tuple[Block, ...]:
    """How it stands and until when, its terms, its phases and its ends."""
    if report is None or not (report.state or report.phases or report.deadlines):
        return nothing(base, voice, "truce")
    moment = report.frame.as_of
    lines = [as_of_line(report.frame, voice)]
    if report.state:
        lines.append(f"{voice.text(report.state.text, moment)}{voice.space}{attested(report.state.attestation, voice)}")
    if report.until:
        lines.append(voice.text(report.until.text, moment))
    terms = [voice.text(version.text, moment) for _, version in report.terms]
    phases = [_phase(phase, report, voice) for phase in report.phases]
    ends = [standing_line(stands, moment, voice) for stands in report.deadlines]
    fields = (
        Field(voice.say("reports-field-terms"), bullets(terms)),
        Field(voice.say("reports-field-phases"), bullets(phases)),
        Field(voice.say("reports-field-ends"), bullets(ends)),
    )
    told = tuple(field for field in fields if field.value)
    return (Block(voice.say("reports-truce-title"), tuple(lines), told, footer(base, report.frame, voice)),)


def _phase(phase: Phase, report: TruceReport, voice: Voice) -> str:
    # A phase is told as of its own time: the one that holds at the moment asked, an earlier one at its last instant.
    moment = report.frame.as_of if phase.until is None else min(phase.until, report.frame.as_of)
    first = phase.version.from_
    text = brief(voice.text(phase.version.text, moment), _PHASE)
    if phase.until is None:
        return voice.say("reports-phase-since", day=voice.day(first), text=text)
    last = phase.until.astimezone(first.local.tzinfo).date()
    return voice.say("reports-phase", days=formats.days_span(first.day, last, voice.language), text=text)
