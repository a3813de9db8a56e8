"""Rates and measures in words."""

from __future__ import annotations

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import MeasureState
from bot.reports.blocks import Block, Field
from bot.reports.tariffs import TariffsReport
from bot.reports.text.common import as_of_line, bullets, footer, nothing, party_name
from bot.reports.text.rates import measure_name, rate_line, short_rate_line, state_name, step_line
from bot.reports.voice import Voice


def tariffs_blocks(report: TariffsReport, base: KnowledgeBase, voice: Voice) -> tuple[Block, ...]:
    """Both directions with what moved them, then the measures by how they stand."""
    if not report.rates and not report.measures:
        return nothing(base, voice, "tariffs")
    moment = report.frame.as_of
    first = as_of_line(report.frame, voice)
    short = (first, *(short_rate_line(view, moment, voice) for view in report.rates))
    made_of = bullets([rate_line(base, view, moment, voice) for view in report.rates])
    fields = [Field("rates", voice.say("reports-field-rates"), made_of)]
    for view in report.rates:
        steps = [step_line(step, moment, voice) for step in (*view.steps, *view.ahead)]
        fields.append(Field(view.rate.id, voice.text(view.rate.title, moment), bullets(steps)))
    notes = [
        f"{voice.text(view.rate.title, moment)}{voice.colon}{voice.text(view.rate.note, moment)}"
        for view in report.rates
        if view.rate.note
    ]
    fields += [
        Field(state.value, state_name(state, voice), _listed(report, state, base, voice)) for state in MeasureState
    ]
    told = tuple(field for field in fields if field.value)
    foot = "\n".join([*dict.fromkeys(notes), footer(base, report.frame, voice)])
    return (Block(voice.say("reports-tariffs-title"), (first,), told, foot.strip(), short),)


def _listed(report: TariffsReport, state: MeasureState, base: KnowledgeBase, voice: Voice) -> str:
    lines = []
    for view in report.by_state(state):
        name = measure_name(view, report.frame.as_of, voice)
        lines.append(f"{party_name(base, view.measure.by, voice)}{voice.colon}{name}")
    return bullets(lines)
