"""Checks that a rate agrees with the measures that it consists of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks.ids import Ids
from bot.knowledge.findings import Finding, Severity, Where
from bot.knowledge.model import MeasureState, Rate, Step

_CHARGED: Final = frozenset({MeasureState.IN_FORCE, MeasureState.STRUCK_DOWN})
"""A measure that a court struck down is charged until an order ends it."""
_SAME: Final = 1e-9


def check(base: KnowledgeBase, where: Where, _ids: Ids) -> Iterator[Finding]:
    """Steps whose parts do not add up to their value, or differ from their measures when the step begins."""
    for rate in base.rates.values():
        if len({step.from_.start for step in rate.steps}) < len(rate.steps):
            continue  # Two steps from one time are reported by the rule on sequence; which of them holds is unknown.
        for index, step in enumerate(rate.steps):
            yield from _sum(rate, index, step, where)
            yield from _parts(base, rate, index, step, where)
            yield from _left_behind(base, rate, index, step, where)


def _sum(rate: Rate, index: int, step: Step, where: Where) -> Iterator[Finding]:
    total = sum(part.value for part in step.parts)
    if step.parts and abs(total - step.value) > _SAME:
        parts = " + ".join(f"{part.value:g}" for part in step.parts)
        sentence = (
            f"{rate.id!r} from {step.from_.day}: the parts make {parts} = {total:g}, and the value is {step.value:g}"
        )
        yield Finding(where("rates", rate.id, "steps", index, "value"), Severity.ERROR, "parts-differ", sentence)


def _parts(base: KnowledgeBase, rate: Rate, index: int, step: Step, where: Where) -> Iterator[Finding]:
    # Compare at the later moment: a step may name the day on which its measures begin some hours later.
    moment = max(step.from_.end, step.known_from.known_at)
    for number, part in enumerate(step.parts):
        measure = base.measures.get(part.measure)
        version = timeline.at(measure.versions, moment) if measure else None
        if measure is None or version is None:
            continue
        place = where("rates", rate.id, "steps", index, "parts", number, "value")
        day, line = step.from_.day, where("measures", measure.id).line
        if version.state not in _CHARGED:
            sentence = f"{part.measure!r} is {version.state} on {day} (see the measure on line {line}), and no part of a rate then"
            yield Finding(place, Severity.ERROR, "parts-differ", sentence)
        elif version.rate is not None and abs(version.rate - part.value) > _SAME:
            sentence = (
                f"{part.measure!r} is {part.value:g} here, and {version.rate:g} on {day} in its own record (line {line}); "
                "one of the two is wrong"
            )
            yield Finding(place, Severity.ERROR, "parts-differ", sentence)


def _left_behind(base: KnowledgeBase, rate: Rate, index: int, step: Step, where: Where) -> Iterator[Finding]:
    """Report a measure that changes while the rate that contains it does not."""
    later = [other.from_ for other in rate.steps if other.from_.start > step.from_.start]
    ends = min(later).day if later else None
    for number, part in enumerate(step.parts):
        measure = base.measures.get(part.measure)
        for version in measure.versions if measure else ():
            begun = version.from_.day
            changed = version.state not in _CHARGED or version.rate not in (None, part.value)
            # By the day: an order may end one duty at midnight and begin the next a minute later.
            if changed and step.from_.day < begun and (ends is None or begun < ends):
                told = f"{version.rate:g}" if version.rate is not None and version.state in _CHARGED else version.state
                sentence = (
                    f"{part.measure!r} is {told} from {version.from_.day} on in its own record, and {rate.id!r} has no step "
                    f"from then; add one, or correct the measure (line {where('measures', part.measure).line})"
                )
                place = where("rates", rate.id, "steps", index, "parts", number, "measure")
                yield Finding(place, Severity.ERROR, "parts-differ", sentence)
                break
