"""Warns of a figure or date that is typed into a text although a fact holds it.

Only current values in current texts are searched for: a typed figure of an earlier phase stays right, but a typed figure of
the present becomes wrong when the fact changes. A percentage is searched for only if a single fact ever had it: otherwise it
is unknown which fact a typed 10% means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Severity, Where
from bot.knowledge.model import MeasureState
from bot.knowledge.values import Text
from bot.locale import formats
from bot.locale.languages import LANGUAGES

_CODE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAMED: Final = 3
"""How many facts a finding names if several hold the same figure."""


def check(base: KnowledgeBase, where: Where, now: datetime) -> Iterator[Finding]:
    """Warnings: the figure as it is typed, and the calls that tell it."""
    held = {language: _held(base, now, language) for language in LANGUAGES}
    patterns = {language: _pattern(facts) for language, facts in held.items()}
    for kind, id_, path, text in _told_now(base, now):
        for language, source in text.by_language.items():
            pattern = patterns[language]
            typed = dict.fromkeys(pattern.findall(_CODE.sub(" ", source))) if pattern else {}
            for figure in typed:
                calls = " or ".join(f"{{{{ {call} }}}}" for call in held[language][figure][:_NAMED])
                sentence = f"{id_!r}: {figure!r} is typed here, and a fact holds it; write {calls}, so that it changes with the fact"
                place = where(kind, id_, *path, language) if len(text.by_language) > 1 else where(kind, id_, *path)
                yield Finding(place, Severity.WARNING, "typed-fact", sentence)


def _pattern(facts: Mapping[str, object]) -> re.Pattern[str] | None:
    longest_first = sorted(facts, key=len, reverse=True)
    return re.compile(rf"(?<![\d.,$-])(?:{'|'.join(map(re.escape, longest_first))})(?!\d)") if facts else None


def _held(base: KnowledgeBase, now: datetime, language: str) -> dict[str, list[str]]:
    """Every figure and date that holds now, as a text would say it, with the calls that tell it."""
    found: dict[str, list[str]] = {}
    for figure, call in _facts(base, now, language):
        found.setdefault(figure, []).append(call)
    return found


def _facts(base: KnowledgeBase, now: datetime, language: str) -> Iterator[tuple[str, str]]:
    owners = _owners(base)
    for rate in base.rates.values():
        step = timeline.at(rate.steps, now)
        if step is not None and len(owners[step.value]) == 1:
            yield formats.percent(step.value, language), f"rate('{rate.id}')"
    for measure in base.measures.values():
        version = timeline.at(measure.versions, now)
        if version is None or version.rate is None or version.state is not MeasureState.IN_FORCE:
            continue
        if len(owners[version.rate]) == 1:
            yield formats.percent(version.rate, language), f"measure_rate('{measure.id}')"
    for series in base.series.values():
        years = timeline.years_at(series, now)
        if years and series.unit == "usd_billion":
            yield formats.usd_billion(years[max(years)].value, language), f"latest('{series.id}')"
    for standing in timeline.upcoming(base, now):
        deadline = standing.deadline
        if deadline.at.day.day > 1 or deadline.at.is_exact:
            yield formats.day(deadline.at.day, language), f"day('{deadline.id}')"


def _owners(base: KnowledgeBase) -> dict[float, set[str]]:
    """Which facts ever had a percentage; a measure that is all of a rate is one with it."""
    found: dict[float, set[str]] = {}
    for rate in base.rates.values():
        for step in rate.steps:
            whole = step.parts[0].measure if len(step.parts) == 1 else rate.id
            found.setdefault(step.value, set()).add(whole)
    for measure in base.measures.values():
        for version in measure.versions:
            if version.rate is not None:
                found.setdefault(version.rate, set()).add(measure.id)
    return found


def _told_now(base: KnowledgeBase, now: datetime) -> Iterator[tuple[str, str, tuple[str | int, ...], Text]]:
    """Answers of entries; and where they only tell a statement, that statement as it stands."""
    for entry in base.entries.values():
        yield "entries", entry.id, ("answer",), entry.answer
    for statement in base.statements.values():
        version = timeline.at(statement.versions, now)
        if version is not None:
            yield "statements", statement.id, ("versions", statement.versions.index(version), "text"), version.text
