"""Every id that a record names must exist."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from rapidfuzz import process

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Location, Severity
from bot.knowledge.model import Attested, Record

Where = Callable[..., Location]


def check(base: KnowledgeBase, where: Where) -> Iterator[Finding]:
    """Sources of every dated record, related entries, parties, superseding deadlines, measures behind a rate."""
    if base.sources:
        yield from _sources(base, where)
    parties = {party.id for party in base.scope.parties}
    for entry in base.entries.values():
        yield from _known("entries", entry.id, "see_also", entry.see_also, base.entries, where)
    for rate in base.rates.values():
        if parties:
            yield from _known("rates", rate.id, "by", (rate.by, rate.on), parties, where)
        for step in rate.steps:
            yield from _known("rates", rate.id, "steps", (p.measure for p in step.parts), base.measures, where)
    for deadline in base.deadlines.values():
        if deadline.outcome and deadline.outcome.superseded_by:
            named = (deadline.outcome.superseded_by,)
            yield from _known("deadlines", deadline.id, "outcome", named, base.deadlines, where)


def _sources(base: KnowledgeBase, where: Where) -> Iterator[Finding]:
    kinds = ("statements", "series", "rates", "measures", "rounds", "issues", "people", "terms", "deadlines")
    for kind in kinds:
        for id_, record in getattr(base, kind).items():
            for path, attested in _attested(record, ()):
                for source in attested.sources:
                    if source not in base.sources:
                        yield _dangling(where(kind, id_, *path, "sources"), source, "source", base.sources)


def _attested(record: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Attested]]:
    if isinstance(record, Attested):
        yield path, record
    if isinstance(record, Record):
        for name, field in type(record).model_fields.items():
            yield from _attested(getattr(record, name), (*path, field.alias or name))
    elif isinstance(record, tuple):
        for index, item in enumerate(record):
            yield from _attested(item, (*path, index))
    elif isinstance(record, dict):
        for key, item in record.items():
            yield from _attested(item, (*path, key))


def _known(
    kind: str, id_: str, field: str, named: Iterable[str], known: Collection[str], where: Where
) -> Iterator[Finding]:
    for name in named:
        if name not in known:
            yield _dangling(where(kind, id_, field), name, field.replace("_", " "), known)


def _dangling(place: Location, name: str, what: str, known: Collection[str]) -> Finding:
    best = process.extractOne(name, list(known), score_cutoff=60)
    hint = f"; did you mean {best[0]!r}?" if best else ""
    return Finding(place, Severity.ERROR, "dangling-reference", f"{what} {name!r} does not exist{hint}")
