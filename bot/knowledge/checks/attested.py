"""Warns of current facts without an attestation or a review date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks.dates import holding
from bot.knowledge.findings import Finding, Location, Severity, Where
from bot.knowledge.model import Attested, MeasureState

Held = tuple[str, str, tuple[str | int, ...], Attested]

_MOST: Final = 0.5
"""Where a larger share of the facts lacks the value, the base does not use it, and gets no warnings."""
_NAMED: Final = 4
_OPEN: Final = frozenset({MeasureState.PROPOSED, MeasureState.ANNOUNCED, MeasureState.IN_FORCE, MeasureState.SUSPENDED})


def check(base: KnowledgeBase, where: Where, now: datetime) -> Iterator[Finding]:
    """A warning for each file with such facts, where most facts of the base say it."""
    held = list(holding(base, now))
    yield from _told(
        held,
        "attestation",
        where,
        "no-attestation",
        "no `attestation` is written for what holds now, so `reported` is told; write official, reported, relayed or disputed",
    )
    yield from _told(
        [one for one in held if _can_go_stale(base, one)],
        "review_by",
        where,
        "no-review-date",
        "no `review_by` is written for what holds now and can change; write the day by which to look at it again",
    )


def _can_go_stale(base: KnowledgeBase, one: Held) -> bool:
    """Whether a fact can go stale. An event cannot, nor can a fact with an end or one that is over."""
    kind, id_, path, fact = one
    if getattr(fact, "to", None) is not None:
        return False
    record: Any = getattr(base, kind)[id_]
    if kind == "measures":
        return getattr(fact, "state", None) in _OPEN
    if kind == "issues":
        return bool(record.open) and path[0] in ("status", "positions")
    return (
        kind == "rates" or (kind == "people" and path[0] == "roles") or (kind == "statements" and not record.happened)
    )


def _told(held: Sequence[Held], field: str, where: Where, rule: str, what: str) -> Iterator[Finding]:
    without = [one for one in held if field not in one[3].model_fields_set]
    if len(without) > _MOST * len(held):
        return
    by_file: dict[str, list[tuple[Location, str]]] = {}
    for kind, id_, path, _ in without:
        place = where(kind, id_, *path)
        by_file.setdefault(place.path, []).append((place, id_))
    for found in by_file.values():
        found.sort()
        names = list(dict.fromkeys(id_ for _, id_ in found))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        sentence = f"{', '.join(map(repr, names[:_NAMED]))}{more}: {what}"
        yield Finding(found[0][0], Severity.WARNING, rule, sentence)
