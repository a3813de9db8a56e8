"""One immutable snapshot of all that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.knowledge.declared import Report
from bot.knowledge.kinds import KINDS, attested_in
from bot.knowledge.lexicon import Conversation, Declined, Glossary, Labelled, WordList
from bot.knowledge.model import (
    Attested,
    Deadline,
    Entry,
    Issue,
    Measure,
    Person,
    Rate,
    Record,
    Round,
    Series,
    Source,
    Statement,
    Step,
    Term,
    Version,
)
from bot.knowledge.scope import Scope
from bot.knowledge.values import Instant

R = TypeVar("R", bound=Record)
Table = Mapping[str, R]


def table(records: Mapping[str, R] | None = None) -> Table[R]:
    """A read-only mapping from id to record, in file order."""
    return MappingProxyType(dict(records or {}))


@dataclass(frozen=True)
class KnowledgeBase:
    """Every record by kind and id. `revision` is the hash of the files that it was read from."""

    entries: Table[Entry]
    scope: Scope
    revision: str
    sources: Table[Source] = field(default_factory=table)
    statements: Table[Statement] = field(default_factory=table)
    series: Table[Series] = field(default_factory=table)
    rates: Table[Rate] = field(default_factory=table)
    measures: Table[Measure] = field(default_factory=table)
    rounds: Table[Round] = field(default_factory=table)
    issues: Table[Issue] = field(default_factory=table)
    people: Table[Person] = field(default_factory=table)
    terms: Table[Term] = field(default_factory=table)
    deadlines: Table[Deadline] = field(default_factory=table)
    reports: Table[Report] = field(default_factory=table)
    declined: Table[Declined] = field(default_factory=table)
    smalltalk: Table[Declined] = field(default_factory=table)
    lexicon: tuple[WordList, ...] = ()
    glossary: Glossary = field(default_factory=Glossary)
    labelled: tuple[Labelled, ...] = ()
    """The lines of `questions/train/`, in the order of files and lines."""
    calibration: tuple[Labelled, ...] = ()
    """The lines of `questions/calibration/`: nothing is fitted on them but the probabilities."""
    conversations: tuple[Conversation, ...] = ()
    """The lines of `questions/conversations/`: nothing is learned from them."""

    @property
    def timezone(self) -> str:
        """The IANA zone in which the base's days count."""
        return self.scope.timezone

    @property
    def zone(self) -> ZoneInfo:
        """The same, ready for use."""
        return ZoneInfo(self.scope.timezone)

    @cached_property
    def records(self) -> tuple[Attested, ...]:
        """Every dated part of every record."""
        tables: list[Table[Record]] = [getattr(self, kind.name) for kind in KINDS]
        return tuple(part for records in tables for record in records.values() for _, part in attested_in(record))

    @cached_property
    def begins(self) -> datetime | None:
        """The first moment that statements and rates cover, or, without any, the other records."""
        dated: list[Version | Step] = [v for statement in self.statements.values() for v in statement.versions]
        dated += [step for rate in self.rates.values() for step in rate.steps]
        starts = [max(record.from_.start, record.known_from.known_at) for record in dated]
        known = (at for record in self.records if (at := known_at(record)))
        return min(starts, default=None) or min(known, default=None)

    @cached_property
    def checked_on(self) -> datetime | None:
        """The latest day on which any record was checked."""
        return max((record.checked.start for record in self.records if record.checked), default=None)


def known_at(record: Attested) -> datetime | None:
    """When a record became public, where that is on record."""
    known: object = getattr(record, "known_from", record.known)
    return known.known_at if isinstance(known, Instant) else None
