"""Checks the order of dated lists: no item ends before it begins, and no two items hold at the same time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks.ids import Ids
from bot.knowledge.findings import Finding, Location, Severity, Where
from bot.knowledge.kinds import KINDS, dated_lists
from bot.knowledge.model import Series
from bot.knowledge.values import Instant


@dataclass(frozen=True)
class Span:
    """One item of a dated list: when it begins and ends, since when it is known, and where it stands."""

    place: Location
    to_place: Location
    from_: Instant
    to: Instant | None
    known: Instant


def check(base: KnowledgeBase, where: Where, _ids: Ids) -> Iterator[Finding]:
    """Items that end before they begin, that begin at one time, or that begin while another is said to hold."""
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            for path, items in dated_lists(kind, record):
                noun = kind.dated[str(path[0])] + "".join(f" of {part}" for part in path[1:])
                yield from _in_order(id_, noun, _spans(items, partial(where, kind.name, id_, *path)))
    for series in base.series.values():
        yield from _figures(series, where)
    yield from _apart(base, where)


def _spans(items: Sequence[Any], where: Where) -> list[Span]:
    return [
        Span(where(index, "from"), where(index, "to"), item.from_, getattr(item, "to", None), item.known or item.from_)
        for index, item in enumerate(items)
        if item.from_ is not None
    ]


def _in_order(id_: str, noun: str, spans: Sequence[Span]) -> Iterator[Finding]:
    ordered = sorted(spans, key=lambda span: (span.from_.start, span.known.start))
    for span in ordered:
        if span.to is not None and span.to.start <= span.from_.start:
            sentence = f"{id_!r}: one of its {noun} ends on {span.to.day}, before it begins on {span.from_.day}; correct one of the two"
            yield Finding(span.to_place, Severity.ERROR, "ends-before-it-begins", sentence)
    for before, after in itertools.pairwise(ordered):
        if before.from_.start == after.from_.start:
            if before.known == after.known:
                sentence = (
                    f"{id_!r} has two {noun} from {after.from_.day} on, known at the same time (the other is on line "
                    f"{before.place.line}); keep one, or give the later one `known`"
                )
                yield Finding(after.place, Severity.ERROR, "two-versions", sentence)
        elif before.to is not None and before.to.start > after.from_.start and before.to.start > before.from_.start:
            sentence = (
                f"{id_!r}: one of its {noun} holds to {before.to.day}, and the next begins on {after.from_.day} already; end it there, or "
                "delete `to`: the next one ends it"
            )
            yield Finding(before.to_place, Severity.ERROR, "overlap", sentence)


def _figures(series: Series, where: Where) -> Iterator[Finding]:
    first: dict[object, int] = {}
    for index, figure in enumerate(series.values):
        key = (figure.period, figure.known)
        other = first.setdefault(key, index)
        if other != index:
            line = where("series", series.id, "values", other, "period").line
            sentence = (
                f"{series.id!r} has two values for one period, known at the same time (the other is on line {line}); "
                "keep one, or give the revision its own `known`"
            )
            yield Finding(where("series", series.id, "values", index, "period"), Severity.ERROR, "two-values", sentence)
        if figure.known and figure.known.end.date() <= figure.period.first:
            sentence = f"the figure is known on {figure.known.day}, before its period begins on {figure.period.first}"
            yield Finding(
                where("series", series.id, "values", index, "known"), Severity.ERROR, "known-too-early", sentence
            )


def _apart(base: KnowledgeBase, where: Where) -> Iterator[Finding]:
    """Talks that end before they begin, a deadline that moved to where it was, an outcome before the deadline was known."""
    for talks in base.rounds.values():
        if talks.last and talks.last.start < talks.from_.start:
            sentence = (
                f"{talks.id!r} ends on {talks.last.day}, before it begins on {talks.from_.day}; correct one of the two"
            )
            yield Finding(where("rounds", talks.id, "last"), Severity.ERROR, "ends-before-it-begins", sentence)
    numbers: dict[int, str] = {}
    for talks in base.rounds.values():
        if talks.number is not None and numbers.setdefault(talks.number, talks.id) != talks.id:
            sentence = f"{numbers[talks.number]!r} is round {talks.number} too; count them anew"
            yield Finding(where("rounds", talks.id, "number"), Severity.ERROR, "two-versions", sentence)
    for deadline in base.deadlines.values():
        if deadline.at in deadline.moved:
            sentence = (
                f"{deadline.id!r} was moved from {deadline.at.day} to the same time; `moved` holds earlier times only"
            )
            yield Finding(where("deadlines", deadline.id, "moved"), Severity.ERROR, "two-versions", sentence)
        outcome, known = deadline.outcome, deadline.known
        if outcome and known and outcome.on.end <= known.start:
            sentence = (
                f"the outcome of {deadline.id!r} is of {outcome.on.day}, before the deadline became known on {known.day}; "
                "correct one of the two"
            )
            yield Finding(where("deadlines", deadline.id, "outcome", "on"), Severity.ERROR, "known-too-early", sentence)
