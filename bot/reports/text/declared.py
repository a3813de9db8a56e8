"""A declared report in words: one block, whose few lines and sections are those of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import MeasureState
from bot.reports.blocks import Block, Field
from bot.reports.declared import DeclaredReport
from bot.reports.rates import in_state
from bot.reports.text.common import as_of_line, bullets, footer, party_name
from bot.reports.text.issues import issue_line
from bot.reports.text.rates import measure_name, rate_line, short_rate_line, state_name, step_line
from bot.reports.text.states import state_sections, state_short
from bot.reports.text.years import year_lines, year_sections
from bot.reports.voice import Voice


def declared_blocks(report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> tuple[Block, ...]:
    """One block: what holds in few lines, and a section for each part."""
    spec, moment = report.declared, report.frame.as_of
    title = report_title(report, base, voice)
    if report.is_empty:
        none = voice.say("reports-declared-none", title=base.scope.title.say(voice.language))
        return (Block(title, (voice.text(spec.none, moment) if spec.none else none,)),)
    first = as_of_line(report.frame, voice)
    years = report.years if report.years and report.years.years else None
    figures = tuple(year_lines(years, moment, voice)) if years else ()
    short = (
        *state_short(report.state, moment, voice),
        *(short_rate_line(view, moment, voice) for view in report.rates),
        *figures,
        *(issue_line(view, moment, voice) for view in report.issues),
    )
    sections: list[tuple[str, str]] = [*state_sections(report.state, moment, voice)]
    fields = [*_named(sections, report, voice), *_rates(report, base, voice)]
    if years:
        fields += _named(year_sections(years, spec.headings, moment, voice), report, voice)
    listed = bullets([issue_line(view, moment, voice) for view in report.issues])
    fields += _named([("issues", listed)], report, voice)
    told = tuple(field for field in fields if field.value)
    return (Block(title, (first, *figures), told, _foot(report, base, voice), (first, *short)),)


def report_title(report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> str:
    """Its own title, or that of its series, or its label."""
    series = base.series.get(report.declared.series or "")
    title = report.declared.title or (series.title if series else report.declared.label)
    return voice.text(title, report.frame.as_of)


def _named(sections: Iterable[tuple[str, str]], report: DeclaredReport, voice: Voice) -> list[Field]:
    """The sections under the names that the report gives them, or the engine's."""
    return [Field(id_, _heading(id_, report, voice), text) for id_, text in sections]


def _heading(id_: str, report: DeclaredReport, voice: Voice) -> str:
    named = report.declared.headings.get(id_)
    return voice.text(named, report.frame.as_of) if named else voice.say(f"reports-field-{id_}")


def _rates(report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> Iterator[Field]:
    """The rates with what they are made of, each with what moved it, and the measures by how they stand."""
    moment = report.frame.as_of
    made_of = bullets([rate_line(base, view, moment, voice) for view in report.rates])
    yield from _named([("rates", made_of)], report, voice)
    for view in report.rates:
        steps = [step_line(step, moment, voice) for step in (*view.steps, *view.ahead)]
        yield Field(view.rate.id, voice.text(view.rate.title, moment), bullets(steps))
    for state in MeasureState:
        yield Field(state.value, state_name(state, voice), _listed(report, state, base, voice))


def _listed(report: DeclaredReport, state: MeasureState, base: KnowledgeBase, voice: Voice) -> str:
    lines = []
    for view in in_state(report.measures, state):
        name, by = measure_name(view, report.frame.as_of, voice), view.measure.by
        lines.append(f"{party_name(base, by, voice)}{voice.colon}{name}" if by else name)
    return bullets(lines)


def _foot(report: DeclaredReport, base: KnowledgeBase, voice: Voice) -> str:
    """Notes on the rates, the basis of the series, freshness and sources."""
    moment = report.frame.as_of
    lines = [
        f"{voice.text(view.rate.title, moment)}{voice.colon}{voice.text(view.rate.note, moment)}"
        for view in report.rates
        if view.rate.note
    ]
    if report.years and report.years.series.basis:
        lines.append(voice.text(report.years.series.basis, moment))
    lines.append(footer(base, report.frame, voice))
    return "\n".join(dict.fromkeys(line for line in lines if line))
