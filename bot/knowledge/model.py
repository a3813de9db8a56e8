"""The records of a knowledge base: immutable, typed, each dated, sourced and attested.

A record says when it began to hold (`from`), when it became known (`known`, by default when it began),
who says so (`sources`) and how well (`attestation`). `timeline` reads them at a moment.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from bot.knowledge.values import Attestation, Id, Instant, Period, Text


class Record(BaseModel):
    """Anything that a curator writes: frozen, strict, and with no key that is not listed."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", populate_by_name=True)


Number = Annotated[float, Field(strict=False, allow_inf_nan=False)]
AttestationField = Annotated[Attestation, Field(strict=False)]


class Source(Record):
    """Where a fact was read."""

    id: Id
    title: Text
    publisher: str
    url: str | None = None
    published: Instant | None = None
    kind: Literal["primary", "press", "analysis"] = "press"
    note: str | None = None
    relays: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Institutions whose words or figures a note or a copy passes on: these are named, and not the note."""


class Attested(Record):
    """What every dated record says of itself."""

    attestation: AttestationField = Attestation.REPORTED
    sources: tuple[Id, ...] = Field(default=(), strict=False)
    known: Instant | None = None
    known_assumed: bool = False
    """Whether the day in `known` was chosen, because the day of publication was not found."""
    checked: Instant | None = None
    review_by: Instant | None = None

    @model_validator(mode="after")
    def _chooses_a_day(self) -> Self:
        if self.known_assumed and self.known is None:
            raise ValueError("`known_assumed` says that the day in `known` was chosen; write `known`, or delete it")
        return self


class Version(Attested):
    """A text that held from a moment on, until a later version of the same fact or until `to`."""

    from_: Instant = Field(alias="from")
    to: Instant | None = None
    text: Text
    stands: bool | None = None
    """Whether the thing that it tells of is in force then, where that can be asked: `is the pause still on?`"""

    @property
    def known_from(self) -> Instant:
        """When it became known."""
        return self.known or self.from_


Versions = Annotated[tuple[Version, ...], Field(strict=False, min_length=1)]


class Happening(Record):
    """When an event was, its name, and the words by which a question means it: `did the court rule in November?`"""

    on: Instant
    title: Text | None = None
    """Its name in a list of events; one without a name stands in none."""
    words: Annotated[tuple[str, ...], Field(strict=False)] = ()


class Statement(Record):
    """A fact told in words, version by version.

    With `happened` it tells of an event: its versions are accounts of the same thing, so the newest is told, whatever time
    is asked about.
    """

    id: Id
    topic: Id | None = None
    happened: Happening | None = None
    versions: Versions


class Figure(Attested):
    """One value of a series: `value` in the series' unit, for a calendar period."""

    period: Period
    value: Number
    note: Text | None = None


class Series(Record):
    """A figure by calendar period; a later `known` for the same period is a revision."""

    id: Id
    title: Text
    unit: Id
    basis: Text | None = None
    values: tuple[Figure, ...] = Field(strict=False, min_length=1)


class Part(Record):
    """What a rate is made of."""

    measure: Id
    value: Number


class Step(Attested):
    """A rate from a moment on; `what` says which event moved it."""

    from_: Instant = Field(alias="from")
    value: Number
    what: Text
    parts: tuple[Part, ...] = Field(default=(), strict=False)
    note: Text | None = None

    @property
    def known_from(self) -> Instant:
        """When it became known."""
        return self.known or self.from_


class Rate(Record):
    """A rate in percent over time; where one party puts it on what belongs to another, `by` and `on` name them."""

    id: Id
    title: Text
    by: Id | None = None
    on: Id | None = None
    note: Text | None = None
    steps: tuple[Step, ...] = Field(strict=False, min_length=1)


class MeasureState(StrEnum):
    """Where a measure stands. What is only announced is never told as being in force."""

    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    STRUCK_DOWN = "struck_down"
    EXPIRED = "expired"
    ENDED = "ended"
    DROPPED = "dropped"


class MeasureVersion(Version):
    """The state of a measure from a moment on, with its rate in percent where it has one."""

    state: Annotated[MeasureState, Field(strict=False)]
    phase: Text | None = None
    """What a part of the state is called, where a state has several: bugfixes, then security fixes only."""
    rate: Number | None = None


class Measure(Record):
    """A legal measure (a charge, a control, a fee), state by state; `by` names the party that took it."""

    id: Id
    title: Text
    by: Id | None = None
    on: Id | None = None
    instrument: Text | None = None
    topic: Id | None = None
    versions: tuple[MeasureVersion, ...] = Field(strict=False, min_length=1)


class Round(Record):
    """A round of talks, a visit, a call or a summit; `outcome` has what was known of it when."""

    id: Id
    number: int | None = None
    kind: Literal["round", "summit", "leaders_call", "video_call", "working_visit"]
    title: Text
    from_: Instant = Field(alias="from")
    last: Instant | None = None
    city: Text | None = None
    country: str | None = None
    leads: dict[Id, Annotated[tuple[str, ...], Field(strict=False)]] = Field(default={}, strict=False)
    outcome: Versions


class IssueStep(Attested):
    """Something that happened in an issue."""

    on: Instant
    text: Text

    @property
    def known_from(self) -> Instant:
        """When it became known."""
        return self.known or self.on


class Issue(Record):
    """A matter between the parties: how it stands, what each side wants, what happened."""

    id: Id
    name: Text
    keywords: tuple[str, ...] = Field(default=(), strict=False)
    open: bool = True
    status: Versions
    positions: dict[Id, Versions] = Field(default={}, strict=False)
    steps: tuple[IssueStep, ...] = Field(default=(), strict=False)


class Role(Attested):
    """An office and the time it was held, as far as it is on record."""

    role: Text
    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = None


class Person(Record):
    """Somebody who matters to the talks."""

    id: Id
    name: Text
    side: Id
    roles: tuple[Role, ...] = Field(default=(), strict=False)
    about: Versions


class Term(Record):
    """A word of the subject, explained."""

    id: Id
    term: Text
    aliases: tuple[str, ...] = Field(default=(), strict=False)
    meaning: Versions


class OutcomeStatus(StrEnum):
    """How a deadline was closed."""

    MET = "met"
    EXTENDED = "extended"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Outcome(Attested):
    """What became of a deadline, and since when that is known."""

    status: Annotated[OutcomeStatus, Field(strict=False)]
    on: Instant
    note: Text | None = None
    superseded_by: Id | None = None

    @property
    def known_from(self) -> Instant:
        """When it became known."""
        return self.known or self.on


class Deadline(Attested):
    """A dated event that people wait for: exact to the minute, or known by its day only."""

    id: Id
    title: Text
    timezone: str = "UTC"
    at: Instant
    if_missed: Text
    topic: Id | None = None
    kind: Literal["deadline", "event", "release", "start"] = "deadline"
    moved: tuple[Instant, ...] = Field(default=(), strict=False)
    outcome: Outcome | None = None
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _wall_times_count_in_its_zone(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, dict):
            return data
        zone = data.get("timezone") or (info.context or {}).get("timezone", "UTC")
        if not isinstance(zone, str):
            return data
        placed = dict(data)
        placed["timezone"] = zone

        def place(value: object) -> object:
            return f"{value} {zone}" if isinstance(value, str) and "Z" not in value and " " not in value else value

        if "at" in data:
            placed["at"] = place(data["at"])
        if isinstance(data.get("moved"), list):
            placed["moved"] = [place(value) for value in data["moved"]]
        return placed


def _distinct(phrasings: tuple[str, ...]) -> tuple[str, ...]:
    if any(not phrasing.strip() for phrasing in phrasings):
        raise ValueError("a phrasing is empty")
    return phrasings


class Entry(Record):
    """A question that people ask, in the ways they ask it, and the template of its answer."""

    id: Id
    question: Text
    phrasings: Annotated[tuple[str, ...], AfterValidator(_distinct)] = Field(strict=False)
    answer: Text
    topic: Id = "general"
    parties: tuple[str, ...] = Field(default=(), strict=False)
    see_also: tuple[Id, ...] = Field(default=(), strict=False)

    @property
    def ways_to_ask(self) -> tuple[str, ...]:
        """The question in each language, then the phrasings."""
        return (*self.question.by_language.values(), *self.phrasings)
