"""What happened, and what is due, between two days: talks, measures and deadlines in one line of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.chronicle import Event, events
from bot.reports.frame import Frame, frame

PAGE = 4
"""Events on a page: with its moment the few lines that a phone shows at one look."""


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
    within = events(base, as_of, since, until)
    told = [event.record for event in within if event.record]
    return TimelineReport(frame(base, now, as_of, told), within, since, until)
