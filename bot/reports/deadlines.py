"""The deadlines, coming and past, each with how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested
from bot.knowledge.timeline import DeadlineState, Standing, standing, upcoming
from bot.reports.frame import Frame, frame


@dataclass(frozen=True)
class DeadlinesReport:
    """`coming`: soonest first. `past`: latest first, closed or passed with no outcome on record."""

    frame: Frame
    coming: tuple[Standing, ...]
    past: tuple[Standing, ...]

    @property
    def passed_open(self) -> tuple[Standing, ...]:
        """Those that passed with no outcome on record."""
        return tuple(s for s in self.past if s.state is DeadlineState.PASSED_OPEN)


def deadlines(base: KnowledgeBase, now: datetime, as_of: datetime, topic: str | None = None) -> DeadlinesReport:
    """Tell the deadlines as they stood at `as_of`, all or those of one topic."""
    coming = tuple(s for s in upcoming(base, as_of) if topic in (None, s.deadline.topic))
    done = (standing(d, as_of) for d in base.deadlines.values() if topic in (None, d.topic))
    past = [s for s in done if s.state in (DeadlineState.PASSED_OPEN, DeadlineState.CLOSED)]
    past.sort(key=lambda s: s.deadline.at.start, reverse=True)
    told: list[Attested] = [s.deadline for s in coming]
    told += [s.outcome or s.deadline for s in past]
    return DeadlinesReport(frame(base, now, as_of, told), coming, tuple(past))
