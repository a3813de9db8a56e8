"""What curators hear once a week: pure over the base and what was asked in vain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.curation.gaps import group
from bot.curation.ports import Gap
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested
from bot.reminders.digest import Review, Stale
from bot.reminders.schedule import outcome_name

_PARTS = ("versions", "values", "steps", "outcome", "status", "about", "roles", "meaning")

ASKED = 5
"""Groups of like questions that are named."""


def review_of(base: KnowledgeBase, gaps: Sequence[Gap], since: datetime, now: datetime, until: datetime) -> Review:
    """What is to be checked by the next review, what passed with no outcome, what was asked in vain since the last one."""
    reviewed = [(name, by) for name, record in _named(base) if (by := record.review_by) and now < by.start <= until]
    passed = [one for one in base.deadlines.values() if one.at.passed_at <= now and not outcome_name(one, now)]
    asked = group([gap for gap in gaps if gap.last > since])
    return Review(
        tuple(Stale(name, by) for name, by in sorted(reviewed, key=lambda pair: pair[1].start)),
        tuple(passed),
        tuple((like.first.question, like.count) for like in asked[:ASKED]),
    )


def _named(base: KnowledgeBase) -> Iterator[tuple[str, Attested]]:
    """Every record that has a review date, by the id under which curators find it."""
    tables = (
        base.statements,
        base.series,
        base.rates,
        base.measures,
        base.rounds,
        base.issues,
        base.people,
        base.terms,
    )
    for table in tables:
        for id_, thing in table.items():
            for part in _PARTS:
                yield from ((id_, record) for record in getattr(thing, part, ()) if isinstance(record, Attested))
            for positions in getattr(thing, "positions", {}).values():
                yield from ((id_, record) for record in positions)
    yield from base.deadlines.items()
