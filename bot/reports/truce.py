"""The truce: how it stands, until when, its terms, and the phases that led here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested, Deadline, Statement, Version
from bot.knowledge.timeline import DeadlineState, Standing, at, history, standing
from bot.reports.frame import Frame, frame
from bot.reports.headlines import headlines


@dataclass(frozen=True)
class Phase:
    """A version of the truce's state, and when the next one replaced it (None for the one that holds)."""

    version: Version
    until: datetime | None


@dataclass(frozen=True)
class TruceReport:
    """The truce at a moment. `phases` are oldest first and end with the one that holds, if any does."""

    frame: Frame
    state: Version | None
    until: Version | None
    clock: TruceClock
    phases: tuple[Phase, ...]
    terms: tuple[tuple[Statement, Version], ...]
    deadlines: tuple[Standing, ...]


@dataclass(frozen=True)
class TruceClock:
    """The next end of the truce, and the ends that passed with no outcome on record (latest first)."""

    next: Standing | None = None
    passed_open: tuple[Standing, ...] = ()


def truce(base: KnowledgeBase, now: datetime, as_of: datetime) -> TruceReport | None:
    """Tell the truce as it stood at `as_of`; None when the base names no truce."""
    parts = headlines(base)
    if parts.truce is None and not parts.truce_deadlines:
        return None
    state = at(parts.truce.versions, as_of) if parts.truce else None
    until = at(parts.until.versions, as_of) if parts.until else None
    terms = tuple((s, version) for s in parts.terms if (version := at(s.versions, as_of)))
    clock = truce_clock(parts.truce_deadlines, as_of)
    told: list[Attested] = [v for v in (state, until) if v]
    told += [version for _, version in terms]
    told += [clock.next.deadline] if clock.next else []
    all_standings = (standing(deadline, as_of) for deadline in parts.truce_deadlines)
    known = tuple(s for s in all_standings if s.state is not DeadlineState.UNKNOWN)
    return TruceReport(frame(base, now, as_of, told), state, until, clock, _phases(parts.truce, as_of), terms, known)


def truce_clock(deadlines: Sequence[Deadline], as_of: datetime) -> TruceClock:
    """Which of the truce's ends counts at the moment. Sides that end at one instant count once."""
    standings = [standing(deadline, as_of) for deadline in deadlines]
    ahead = [s for s in standings if s.state in (DeadlineState.UPCOMING, DeadlineState.TODAY)]
    passed: dict[datetime, Standing] = {}
    for s in standings:
        if s.state is DeadlineState.PASSED_OPEN:
            passed.setdefault(s.deadline.at.start, s)
    latest_first = tuple(passed[start] for start in sorted(passed, reverse=True))
    return TruceClock(min(ahead, key=lambda s: s.deadline.at.start, default=None), latest_first)


def _phases(statement: Statement | None, as_of: datetime) -> tuple[Phase, ...]:
    told = history(statement.versions, as_of) if statement else ()
    ends = [version.from_.start for version in told[1:]]
    phases = [Phase(version, end) for version, end in zip(told, ends, strict=False)]
    if told:
        last = told[-1]
        ended = last.to.start if last.to and last.to.start <= as_of else None
        phases.append(Phase(last, ended))
    return tuple(phases)
