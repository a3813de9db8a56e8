"""Deadlines in words."""

from __future__ import annotations

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.timeline import Standing
from bot.reports.blocks import Block, Field
from bot.reports.deadlines import DeadlinesReport
from bot.reports.text.common import as_of_line, bullets, footer, nothing
from bot.reports.text.standings import standing_line
from bot.reports.voice import Voice

_PAST = 10


def deadlines_blocks(
    report: DeadlinesReport, base: KnowledgeBase, voice: Voice, past: int = _PAST, soon: int | None = None
) -> tuple[Block, ...]:
    """Coming ones with what follows if they are missed, then the latest `past` ones with their outcome.

    In short the first `soon` ones that are coming, or all of them.
    """
    if not report.coming and not report.past:
        return nothing(base, voice, "deadlines")
    moment = report.frame.as_of
    lines = [as_of_line(report.frame, voice)]
    if not report.coming:
        lines.append(voice.say("reports-no-coming-deadlines"))
    done = [standing_line(stands, moment, voice) for stands in report.past[:past]]
    if len(report.past) > past:
        done.append(voice.say("reports-more-past", more=len(report.past) - past))
    fields = (
        Field(
            "coming",
            voice.say("reports-field-coming"),
            bullets([_coming(stands, report, voice) for stands in report.coming]),
        ),
        Field("past", voice.say("reports-field-past"), bullets(done)),
    )
    told = tuple(field for field in fields if field.value)
    short = [*lines, *(standing_line(stands, moment, voice) for stands in report.coming[:soon])]
    if soon is not None and len(report.coming) > soon:
        short.append(voice.say("reports-more-coming", more=len(report.coming) - soon))
    foot = footer(base, report.frame, voice)
    return (Block(voice.say("reports-deadlines-title"), tuple(lines), told, foot, tuple(short)),)


def _coming(stands: Standing, report: DeadlinesReport, voice: Voice) -> str:
    line = standing_line(stands, report.frame.as_of, voice)
    if not stands.deadline.at.is_exact:
        line += voice.space + voice.say("reports-hour-not-published")
    if stands.deadline.kind == "deadline":
        text = voice.text(stands.deadline.if_missed, report.frame.as_of)
        line += voice.space + voice.say("reports-if-missed", text=text)
    return line
