"""Rounds of talks, visits, calls and summits as known at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Round, Version
from bot.knowledge.timeline import at


@dataclass(frozen=True)
class TalksView:
    """A round and what was known of it: its plan before it was held, its outcome afterwards."""

    round: Round
    outcome: Version | None
    is_over: bool

    @property
    def days(self) -> tuple[date, date]:
        """Its first and last day."""
        return self.round.from_.day, (self.round.last or self.round.from_).day


def talks(base: KnowledgeBase, moment: datetime) -> tuple[TalksView, ...]:
    """The rounds that were known by the moment, first to last; one that was not announced yet is not told."""
    views = []
    for talk in base.rounds.values():
        outcome = at(talk.outcome, moment)
        begun = talk.from_.start <= moment
        if outcome is None and not begun:
            continue
        views.append(TalksView(talk, outcome, (talk.last or talk.from_).passed_at <= moment))
    return tuple(sorted(views, key=lambda view: view.round.from_.start))


def last_and_next(views: tuple[TalksView, ...], moment: datetime) -> tuple[TalksView | None, TalksView | None]:
    """The latest talks that had begun, and the first that were still ahead."""
    begun = [view for view in views if view.round.from_.start <= moment]
    ahead = [view for view in views if view.round.from_.start > moment]
    return (begun[-1] if begun else None), (ahead[0] if ahead else None)
