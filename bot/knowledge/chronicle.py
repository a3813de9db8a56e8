"""What happened, and what is due: talks, measures, deadlines and single events in one line of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested, Deadline, Measure, MeasureState, MeasureVersion, Round, Statement
from bot.knowledge.timeline import DeadlineState, Standing, at, history, scheduled, standing
from bot.knowledge.values import Instant, Text


class EventKind(StrEnum):
    """What sort of thing an event is."""

    TALKS = "talks"
    MEASURE = "measure"
    DEADLINE = "deadline"
    STATEMENT = "statement"


@dataclass(frozen=True)
class Event:
    """Something with a day. `version` is set for a measure, `standing` for a deadline, `last` for talks over days."""

    kind: EventKind
    id: str
    at: Instant
    title: Text
    detail: Text | None
    record: Attested | None
    is_ahead: bool
    last: Instant | None = None
    version: MeasureVersion | None = None
    standing: Standing | None = None

    @property
    def last_day(self) -> date:
        """The last day of it; of one that is dated by its month, the end of the month."""
        return (self.last or self.at).last_day


def events(
    base: KnowledgeBase, known_by: datetime, since: date | None = None, until: date | None = None
) -> tuple[Event, ...]:
    """What was known by a moment of the days from `since` to `until`, both included, oldest first."""
    found = sorted(_events(base, known_by), key=lambda event: event.at.start)
    return tuple(
        event
        for event in found
        if (since is None or event.last_day >= since) and (until is None or event.at.day <= until)
    )


def _events(base: KnowledgeBase, moment: datetime) -> Iterator[Event]:
    for talks in base.rounds.values():
        yield from _of_talks(talks, moment)
    for measure in base.measures.values():
        yield from _of_measure(measure, moment)
    for deadline in base.deadlines.values():
        yield from _of_deadline(deadline, moment)
    for statement in base.statements.values():
        yield from _of_statement(statement, moment)


def _of_talks(talks: Round, moment: datetime) -> Iterator[Event]:
    """Talks that had begun, or whose plan was known."""
    told = at(talks.outcome, moment)
    ahead = talks.from_.start > moment
    if told is not None or not ahead:
        text = told.text if told else None
        yield Event(EventKind.TALKS, talks.id, talks.from_, talks.title, text, told, ahead, last=talks.last)


def _of_measure(measure: Measure, moment: datetime) -> Iterator[Event]:
    """The versions at which the state, its phase or the rate changed; one that only retells the state is no event."""
    before: MeasureVersion | None = None
    for version in history(measure.versions, moment):
        if before is None or _stands(version) != _stands(before):
            yield _measure_event(measure, version, is_ahead=False)
        before = version
    for version in scheduled(measure.versions, moment):
        yield _measure_event(measure, announced(version), is_ahead=True)


def _stands(version: MeasureVersion) -> tuple[MeasureState, Text | None, float | None]:
    return version.state, version.phase, version.rate


def _measure_event(measure: Measure, version: MeasureVersion, *, is_ahead: bool) -> Event:
    title, text = measure.title, version.text
    return Event(EventKind.MEASURE, measure.id, version.from_, title, text, version, is_ahead, version=version)


def _of_deadline(deadline: Deadline, moment: datetime) -> Iterator[Event]:
    stands = standing(deadline, moment)
    if stands.state is DeadlineState.UNKNOWN:
        return
    ahead = deadline.at.passed_at > moment
    record = stands.outcome or deadline
    note = stands.outcome.note if stands.outcome else deadline.if_missed
    yield Event(EventKind.DEADLINE, deadline.id, deadline.at, deadline.title, note, record, ahead, standing=stands)


def _of_statement(statement: Statement, moment: datetime) -> Iterator[Event]:
    """A statement on something that happened on a day, by its newest account."""
    told, happened = at(statement.versions, moment), statement.happened
    if told is None or happened is None or happened.title is None or happened.on.known_at > moment:
        return
    yield Event(EventKind.STATEMENT, statement.id, happened.on, happened.title, told.text, told, is_ahead=False)


def announced(version: MeasureVersion) -> MeasureVersion:
    """A version that has not begun, with the state `announced` in place of the state that it will bring."""
    if version.state in (MeasureState.PROPOSED, MeasureState.ANNOUNCED):
        return version
    return version.model_copy(update={"state": MeasureState.ANNOUNCED})
