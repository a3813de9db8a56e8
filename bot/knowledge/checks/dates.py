"""Checks dates against the clock: what cannot lie in the future, and what has passed and needs an update."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from rapidfuzz.distance import OSA

from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Severity, Where
from bot.knowledge.kinds import KINDS, Path, attested_in, dated_lists, parts_of
from bot.knowledge.model import Attested, Deadline, Role
from bot.knowledge.timeline import DeadlineState
from bot.knowledge.values import Instant

FARTHEST: Final = timedelta(days=366 * 50)
"""Dates further ahead are taken for typing mistakes."""
EARLIEST: Final = 1000
"""Earlier years are taken for typing mistakes."""
_HAPPENED: Final = ("known", "checked", "published")


def check(base: KnowledgeBase, where: Where, now: datetime) -> Iterator[Finding]:
    """Errors for what cannot be, warnings for what has passed."""
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            for path, instant in _instants(record, ()):
                if told := _implausible(str(path[-1]), instant, now):
                    yield Finding(where(kind.name, id_, *path), Severity.ERROR, *told)
    for deadline in base.deadlines.values():
        yield from _outcome(deadline, where, now)
    yield from _reviews(base, where, now)


def _instants(value: object, path: Path) -> Iterator[tuple[Path, Instant]]:
    if isinstance(value, Instant):
        yield path, value
    for key, part in parts_of(value):
        yield from _instants(part, (*path, key))


def _implausible(key: str, instant: Instant, now: datetime) -> tuple[str, str] | None:
    """The rule and the sentence for an impossible date; None for a possible one."""
    year = instant.day.year
    if year < EARLIEST or instant.start > now + FARTHEST:
        meant = [near for near in range(now.year + 5, now.year - 20, -1) if OSA.distance(f"{near}", f"{year:04d}") == 1]
        best = min(meant, key=lambda near: abs(near - now.year), default=None)
        hint = f"; write {best} if that was meant" if best else "; correct it"
        return "year", f"{key!r}: the year {year} is a slip of the pen{hint}"
    if key in _HAPPENED and instant.start > now:
        sentence = f"{key!r} lies in the future ({instant.day}): nothing can have been {key} then; correct the date"
        return "in-the-future", sentence
    return None


def _outcome(deadline: Deadline, where: Where, now: datetime) -> Iterator[Finding]:
    if deadline.outcome and deadline.outcome.on.start > now:
        sentence = (
            f"the outcome of {deadline.id!r} lies in the future ({deadline.outcome.on.day}); write it when it is there"
        )
        yield Finding(where("deadlines", deadline.id, "outcome", "on"), Severity.ERROR, "in-the-future", sentence)
    elif timeline.standing(deadline, now).state is DeadlineState.PASSED_OPEN:
        sentence = f"{deadline.id!r} passed on {deadline.at.day}, and no outcome is on record; add `outcome`"
        yield Finding(where("deadlines", deadline.id, "at"), Severity.WARNING, "no-outcome", sentence)


def _reviews(base: KnowledgeBase, where: Where, now: datetime) -> Iterator[Finding]:
    """Review dates that have passed, of facts that hold now."""
    for kind, id_, path, by in overdue(base, now):
        sentence = f"{id_!r} was to be looked at again by {by.day}; check it, then set `checked` and `review_by`"
        yield Finding(where(kind, id_, *path, "review_by"), Severity.WARNING, "review-passed", sentence)


def overdue(base: KnowledgeBase, now: datetime) -> Iterator[tuple[str, str, tuple[str | int, ...], Instant]]:
    """(kind, id, path, review date) of each fact that holds now and was to be looked at again by now."""
    for kind, id_, path, attested in holding(base, now):
        if timeline.is_stale(attested, now) and attested.review_by:
            yield kind, id_, path, attested.review_by


def holding(base: KnowledgeBase, now: datetime) -> Iterator[tuple[str, str, tuple[str | int, ...], Attested]]:
    """(kind, id, path, fact) of each fact that holds now."""
    current = {id(record) for record in _current(base, now)}
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            for path, attested in attested_in(record):
                if id(attested) in current:
                    yield kind.name, id_, path, attested


def _current(base: KnowledgeBase, now: datetime) -> Iterator[object]:
    """The items of dated lists that hold now, and facts outside of such lists, except deadlines with an outcome."""
    for kind in KINDS:
        for record in getattr(base, kind.name).values():
            lists = [items for _, items in dated_lists(kind, record)]
            listed = {id(item) for items in lists for item in items}
            for items in lists:
                if any(isinstance(item, Role) for item in items):
                    yield from items  # a person may hold two offices at once
                else:
                    yield timeline.at(items, now)
            closed = isinstance(record, Deadline) and record.outcome is not None
            yield from (p for _, p in attested_in(record) if id(p) not in listed and not (closed and p is record))
