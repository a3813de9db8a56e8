"""Checks that every id that a record names exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from babel.core import get_global

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks.ids import Ids, dangling
from bot.knowledge.declared import ENGINE, SECTIONS, TAKEN
from bot.knowledge.findings import Finding, Location, Severity, Where
from bot.knowledge.kinds import KINDS, attested_in
from bot.locale.languages import LANGUAGES

TERRITORIES: Final[Collection[str]] = frozenset({*get_global("territory_currencies"), "EU"})
LONGEST_DESCRIPTION: Final = 100
"""Characters of a command's description."""


def check(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    """Sources, related entries, parties, topics, declared reports, superseding deadlines, measures behind a rate."""
    if base.sources or "sources" in ids.doubtful or ids.known["sources"]:
        yield from _sources(base, where, ids)
    yield from _scope(base, where, ids)
    yield from _reports(base, where, ids)
    yield from _parties(base, where, ids)
    yield from _entries(base, where, ids)
    for rate in base.rates.values():
        for index, step in enumerate(rate.steps):
            for number, part in enumerate(step.parts):
                place = where("rates", rate.id, "steps", index, "parts", number, "measure")
                yield from ids.dangling(place, "measures", "measure", [part.measure])
    for deadline in base.deadlines.values():
        if deadline.outcome and (successor := deadline.outcome.superseded_by):
            place = where("deadlines", deadline.id, "outcome", "superseded_by")
            yield from ids.dangling(place, "deadlines", "deadline", [successor])
            if successor == deadline.id:
                sentence = f"{deadline.id!r} is superseded by itself; name the deadline that took its place"
                yield Finding(place, Severity.ERROR, "names-itself", sentence)


def _scope(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    yield from ids.dangling(where("scope", "scope", "examples"), "entries", "example", base.scope.examples)
    for index, direction in enumerate(base.scope.directions):
        for key, party in (("by", direction.by), ("on", direction.on)):
            yield from ids.dangling(where("scope", "scope", "directions", index, key), "parties", "party", [party])
    ids_of = {
        "parties": [party.id for party in base.scope.parties],
        "directions": [direction.id for direction in base.scope.directions],
    }
    for table, listed in ids_of.items():
        for index, id_ in enumerate(listed):
            if id_ in listed[:index]:
                sentence = f"the id {id_!r} stands twice in {table}; give one of the two another id"
                yield Finding(where("scope", "scope", table, index, "id"), Severity.ERROR, "duplicate-id", sentence)
    for index, declared in enumerate(base.scope.parties):
        place = where("scope", "scope", "parties", index, "territories")
        yield from _territories(place, declared.territories)
    if base.scope.places is not None and base.scope.places != "any":
        yield from _territories(where("scope", "scope", "places"), base.scope.places)


def _reports(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    """What a report names exists, its command is free, its headings are sections, and Discord takes its description."""
    for report in base.reports.values():
        for key, kind, names in report.named():
            yield from ids.dangling(where("reports", report.id, key), kind, f"record in {kind}", names)
        yield from ids.dangling(
            where("reports", report.id, "see_also"),
            "reports",
            "report",
            [n for n in report.see_also if n not in ENGINE],
        )
        if report.id in TAKEN:
            sentence = f"the engine has a command {report.id!r} of its own; give the report another id"
            yield Finding(where("reports", report.id, "id"), Severity.ERROR, "duplicate-id", sentence)
        known = (*SECTIONS, *report.beside)
        for name in report.headings:
            if name not in known:
                yield dangling(where("reports", report.id, "headings", name), "section", name, known)
        for language, text in report.description.by_language.items():
            if len(text) > LONGEST_DESCRIPTION:
                sentence = (
                    f"the description has {len(text)} characters in {language!r}; Discord takes {LONGEST_DESCRIPTION}"
                )
                yield Finding(where("reports", report.id, "description"), Severity.ERROR, "too-long", sentence)


def _parties(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    if not base.scope.parties:
        return
    for place, party in _named_parties(base, where):
        yield from ids.dangling(place, "parties", "party", [party] if party else [])
    for person in base.people.values():
        for side in ids.missing("parties", [person.side]):
            sentence = (
                f"the side {side!r} of {person.id!r} is no party of scope.yaml; that is right for a third one only"
            )
            yield Finding(where("people", person.id, "side"), Severity.WARNING, "third-side", sentence)


def _named_parties(base: KnowledgeBase, where: Where) -> Iterator[tuple[Location, str | None]]:
    for kind in ("rates", "measures"):
        for id_, record in getattr(base, kind).items():
            yield where(kind, id_, "by"), record.by
            yield where(kind, id_, "on"), record.on
    for talks in base.rounds.values():
        for party in talks.leads:
            yield where("rounds", talks.id, "leads", party), party
    for issue in base.issues.values():
        for party in issue.positions:
            yield where("issues", issue.id, "positions", party), party


def _entries(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    for entry in base.entries.values():
        yield from ids.dangling(where("entries", entry.id, "see_also"), "entries", "entry", entry.see_also)
        yield from _territories(where("entries", entry.id, "parties"), entry.parties)
        if entry.id in entry.see_also:
            sentence = f"{entry.id!r} leads to itself; name other entries"
            yield Finding(where("entries", entry.id, "see_also"), Severity.ERROR, "names-itself", sentence)
        if base.scope.topics and "topic" in entry.model_fields_set:
            known = [*ids.known["topics"], "general"]
            if "topics" not in ids.doubtful and entry.topic not in known:
                yield dangling(where("entries", entry.id, "topic"), "topic", entry.topic, known)
    for talks in base.rounds.values():
        yield from _territories(where("rounds", talks.id, "country"), [talks.country] if talks.country else [])


def _territories(place: Location, codes: Iterable[str]) -> Iterator[Finding]:
    for code in codes:
        if code not in TERRITORIES:
            meant = _codes().get(code.casefold())
            sentence = f"territory {code!r} is not known; write {meant or 'the two letters of ISO 3166, like CH'}"
            yield Finding(place, Severity.ERROR, "dangling-reference", sentence)


@cache
def _codes() -> Mapping[str, str]:
    """Codes of territories by their names in every language that the bot speaks."""
    named = [(code, name) for row in LANGUAGES.values() for code, name in row.locale.territories.items()]
    return {name.casefold(): code for code, name in named if code in TERRITORIES}


def _sources(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            for path, attested in attested_in(record):
                place = where(kind.name, id_, *path, "sources")
                yield from ids.dangling(place, "sources", "source", dict.fromkeys(attested.sources))
