"""Tells the history behind an answer: earlier states of its facts, each with its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers.telling import NoFact, Teller, first_sentence
from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Deadline, Step
from bot.knowledge.values import Instant, Precision
from bot.locale import formats, say

MOST = 12
"""Changes that are told; the latest ones, where there were more."""


@dataclass(frozen=True)
class Change:
    """A record that began to hold, or an instant that a deadline had at some time."""

    at: Instant
    record: Any


def changes(teller: Teller) -> tuple[Change, ...]:
    """The successive states of the facts that the teller used, oldest first; nothing if none of them changed."""
    used = {id(told.record) for told in teller.used}
    base = teller.base
    rates = _changed((rate.steps for rate in base.rates.values()), used, teller)
    moved = [
        Change(instant, deadline)
        for deadline in base.deadlines.values()
        if deadline.moved and {id(deadline), id(deadline.outcome)} & used
        for instant in (*deadline.moved, deadline.at)
    ]
    # If a figure or a date changed, changes of the texts beside it are left out.
    found = [*rates, *moved] or _changed(_texts(base), used, teller)
    return tuple(sorted(found, key=lambda change: change.at.start))


def _changed(stretches: Iterable[Sequence[Any]], used: set[int], teller: Teller) -> list[Change]:
    """The states of the used records that have had more than one."""
    told_of = (records for records in stretches if any(id(record) in used for record in records))
    held = [timeline.history(records, teller.known_by) for records in told_of]
    return [Change(record.from_, record) for states in held if len(states) > 1 for record in states]


def told(teller: Teller) -> tuple[str, ...]:
    """One line for each change; equal lines appear once."""
    lines: dict[str, str] = {}
    for change in changes(teller):
        text = _text(change, teller)
        if text and text not in lines:
            lines[text] = say("answers-change", teller.language, day=_day(change.at, teller.language), text=text)
    return tuple(lines.values())[-MOST:]


def _text(change: Change, teller: Teller) -> str:
    language, record = teller.language, change.record
    if isinstance(record, Deadline):
        key = "answers-change-set" if change.at == record.at else "answers-change-moved"
        return say(key, language, title=teller.tell(record.title))
    if isinstance(record, Step):
        rate = formats.percent(record.value, language)
        return say("answers-change-rate", language, rate=rate, what=record.what.say(language))
    # Render an earlier text at its own time: a template in it must not show today's values.
    own = Teller(
        teller.base, teller.now, record.from_.start, language, teller.slots, teller.render, as_of=teller.known_by
    )
    try:
        return first_sentence(own.tell(record.text))
    except NoFact:
        return ""


def _texts(base: KnowledgeBase) -> Iterator[Sequence[Any]]:
    """Texts whose versions are changes over time. Accounts of an event are excluded: a new account does not change the event."""
    yield from (statement.versions for statement in base.statements.values() if statement.happened is None)
    yield from (measure.versions for measure in base.measures.values())
    for issue in base.issues.values():
        yield issue.status
        yield from issue.positions.values()


def _day(instant: Instant, language: str) -> str:
    write = formats.month if instant.precision is Precision.MONTH else formats.day
    return write(instant.day, language)
