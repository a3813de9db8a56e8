"""What happened, and what is due, between two days: talks, measures and deadlines in one line of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested, MeasureVersion
from bot.knowledge.timeline import DeadlineState, Standing, history, scheduled, standing
from bot.knowledge.values import Instant, Text
from bot.reports.frame import Frame, frame
from bot.reports.rates import announced
from bot.reports.talks import talks

PAGE = 4
"""Events on a page: with its moment the few lines that a phone shows at one look."""


class EventKind(StrEnum):
    """What sort of thing an event is."""

    TALKS = "talks"
    MEASURE = "measure"
    DEADLINE = "deadline"


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


@dataclass(frozen=True)
class TimelineReport:
    """The events between two days, both counted, oldest first, in pages of `PAGE`."""

    frame: Frame
    events: tuple[Event, ...]
    since: date | None = None
    until: date | None = None

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-len(self.events) // PAGE))

    @property
    def page_of_the_moment(self) -> int:
        """The page, from 1, on which the latest event that had begun stands."""
        begun = sum(not event.is_ahead for event in self.events)
        return max(1, -(-begun // PAGE))

    def page(self, number: int) -> tuple[Event, ...]:
        """A page, from 1; a number outside is taken as the first or the last."""
        index = min(max(number, 1), self.pages) - 1
        return self.events[index * PAGE : (index + 1) * PAGE]


def timeline(
    base: KnowledgeBase, now: datetime, as_of: datetime, since: date | None = None, until: date | None = None
) -> TimelineReport:
    """Tell what was known at `as_of` of the days from `since` to `until`, both included."""
    found = sorted(_events(base, as_of), key=lambda event: event.at.start)
    within = tuple(
        event
        for event in found
        if (since is None or (event.last or event.at).day >= since) and (until is None or event.at.day <= until)
    )
    told = [event.record for event in within if event.record]
    return TimelineReport(frame(base, now, as_of, told), within, since, until)


def _events(base: KnowledgeBase, moment: datetime) -> Iterator[Event]:
    for view in talks(base, moment):
        talk, outcome = view.round, view.outcome
        ahead = talk.from_.start > moment
        text = outcome.text if outcome else None
        yield Event(EventKind.TALKS, talk.id, talk.from_, talk.title, text, outcome, ahead, last=talk.last)
    for measure in base.measures.values():
        for version in _changes(history(measure.versions, moment)):
            yield _measure_event(measure.id, measure.title, version, is_ahead=False)
        for version in scheduled(measure.versions, moment):
            yield _measure_event(measure.id, measure.title, announced(version), is_ahead=True)
    for deadline in base.deadlines.values():
        stands = standing(deadline, moment)
        if stands.state is DeadlineState.UNKNOWN:
            continue
        ahead = deadline.at.passed_at > moment
        record = stands.outcome or deadline
        note = stands.outcome.note if stands.outcome else deadline.if_missed
        yield Event(EventKind.DEADLINE, deadline.id, deadline.at, deadline.title, note, record, ahead, standing=stands)


def _changes(versions: tuple[MeasureVersion, ...]) -> Iterator[MeasureVersion]:
    """The versions at which the state or the rate changed; one that only retells the state is no event."""
    before: MeasureVersion | None = None
    for version in versions:
        if before is None or (version.state, version.rate) != (before.state, before.rate):
            yield version
        before = version


def _measure_event(id_: str, title: Text, version: MeasureVersion, *, is_ahead: bool) -> Event:
    return Event(EventKind.MEASURE, id_, version.from_, title, version.text, version, is_ahead, version=version)
