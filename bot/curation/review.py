"""What curators hear once a week, and what is overdue: pure over the base and what was asked in vain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.curation.gaps import group
from bot.curation.ports import Gap
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.kinds import KINDS, attested_in
from bot.knowledge.model import Attested, Deadline
from bot.knowledge.timeline import is_stale
from bot.knowledge.values import Instant
from bot.reminders.digest import Review, Stale
from bot.reminders.schedule import outcome_name

ASKED = 5
"""Groups of like questions that are named."""


def review_of(base: KnowledgeBase, gaps: Sequence[Gap], since: datetime, now: datetime, until: datetime) -> Review:
    """What is to be checked by the next review, what passed with no outcome, what was asked in vain since the last one."""
    reviewed = [(name, by) for name, record, _ in _placed(base) if (by := record.review_by) and now < by.start <= until]
    asked = group([gap for gap in gaps if gap.last > since])
    return Review(
        tuple(Stale(name, by) for name, by in sorted(reviewed, key=lambda pair: pair[1].start)),
        unresolved(base, now),
        tuple((like.first.question, like.count) for like in asked[:ASKED]),
    )


def overdue_of(base: KnowledgeBase, now: datetime) -> Review:
    """What was to be checked by now, each record once and the longest due first, and what passed with no outcome."""
    due = [
        (by, name)
        for name, record, latest in _placed(base)
        if is_stale(record, now, latest=latest) and (by := record.review_by)
    ]
    first: dict[str, Instant] = {}
    for by, name in sorted(due, key=lambda pair: pair[0].start):
        first.setdefault(name, by)
    return Review(tuple(Stale(name, by) for name, by in first.items()), unresolved(base, now))


def unresolved(base: KnowledgeBase, now: datetime) -> tuple[Deadline, ...]:
    """The deadlines that passed with no outcome on record."""
    return tuple(one for one in base.deadlines.values() if one.at.passed_at <= now and not outcome_name(one, now))


def _placed(base: KnowledgeBase) -> Iterator[tuple[str, Attested, bool]]:
    """Every record that can have a review date, with the id under which curators find it, and whether it is the newest of its
    list."""
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            placed = list(attested_in(record))
            latest = {path[:-1]: part for path, part in placed}
            yield from ((id_, part, latest[path[:-1]] is part) for path, part in placed)
