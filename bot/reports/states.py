"""How a matter stands: its state, until when, what goes with it, and the phases that led here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.declared import Report
from bot.knowledge.model import Attested, Deadline, Statement, Version
from bot.knowledge.timeline import DeadlineState, Standing, at, history, standing


@dataclass(frozen=True)
class Phase:
    """A version of the state, and when the next one replaced it (None for the one that holds)."""

    version: Version
    until: datetime | None


@dataclass(frozen=True)
class Clock:
    """The next end of a state, and the ends that passed with no outcome on record (latest first)."""

    next: Standing | None = None
    passed_open: tuple[Standing, ...] = ()


@dataclass(frozen=True)
class StateView:
    """A state at a moment. `phases` are oldest first and end with the one that holds, if any does."""

    state: Version | None
    until: Version | None
    clock: Clock
    phases: tuple[Phase, ...]
    statements: tuple[tuple[Statement, Version], ...]
    deadlines: tuple[Standing, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it was on record."""
        return not (self.state or self.phases or self.statements or self.deadlines)

    @property
    def told(self) -> Iterator[Attested]:
        """The records that it tells."""
        yield from (version for version in (self.state, self.until) if version)
        yield from (version for _, version in self.statements)
        yield from (self.clock.next.deadline,) if self.clock.next else ()


def state_view(base: KnowledgeBase, declared: Report, as_of: datetime) -> StateView:
    """The state that a report names, as it stood at `as_of`."""
    state = base.statements.get(declared.state or "")
    until = base.statements.get(declared.until or "")
    named = (base.statements[id_] for id_ in declared.statements if id_ in base.statements)
    ends = [base.deadlines[id_] for id_ in declared.deadlines if id_ in base.deadlines]
    standings = (standing(deadline, as_of) for deadline in ends)
    return StateView(
        at(state.versions, as_of) if state else None,
        at(until.versions, as_of) if until else None,
        clock(ends, as_of),
        _phases(state, as_of),
        tuple((s, version) for s in named if (version := at(s.versions, as_of))),
        tuple(s for s in standings if s.state is not DeadlineState.UNKNOWN),
    )


def clock(deadlines: Sequence[Deadline], as_of: datetime) -> Clock:
    """Which of the ends counts at the moment. Sides that end at one instant count once."""
    standings = [standing(deadline, as_of) for deadline in deadlines]
    ahead = [s for s in standings if s.state in (DeadlineState.UPCOMING, DeadlineState.TODAY)]
    passed: dict[datetime, Standing] = {}
    for s in standings:
        if s.state is DeadlineState.PASSED_OPEN:
            passed.setdefault(s.deadline.at.start, s)
    latest_first = tuple(passed[start] for start in sorted(passed, reverse=True))
    return Clock(min(ahead, key=lambda s: s.deadline.at.start, default=None), latest_first)


def _phases(statement: Statement | None, as_of: datetime) -> tuple[Phase, ...]:
    told = history(statement.versions, as_of) if statement else ()
    ends = [version.from_.start for version in told[1:]]
    phases = [Phase(version, end) for version, end in zip(told, ends, strict=False)]
    if told:
        last = told[-1]
        ended = last.to.start if last.to and last.to.start <= as_of else None
        phases.append(Phase(last, ended))
    return tuple(phases)
