"""What all template functions share: the two moments, the question's slots, and the record of what was told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.answers.standing import Stood, stands
from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested, Happening, Round, Step, Version
from bot.knowledge.timeline import Dated
from bot.knowledge.values import Instant, Precision, Text
from bot.locale import formats


class UnknownFact(Exception):
    """A template names an id that the base does not have: a mistake of the curator."""


class NoFact(Exception):
    """The fact exists but nothing on record holds at the moment; says from when to when the records reach."""

    def __init__(self, what: str, since: datetime | None = None, until: datetime | None = None) -> None:
        self.what, self.since, self.until = what, since, until
        super().__init__(what)


@dataclass(frozen=True)
class Slots:
    """What the question named, for the template to pick by."""

    year: int | None = None
    month: int | None = None
    period: str | None = None
    years: tuple[int, ...] = ()
    direction: str | None = None
    party: str | None = None
    issue_named: str | None = None


@dataclass(frozen=True)
class Used:
    """A record that an answer rests on; `current` if it is what holds at the clock."""

    record: Attested
    current: bool


@dataclass(frozen=True)
class Within:
    """The stretch that a question asks about, both ends included: `in March 2026`, `since the summit` (which has no end)."""

    begun: datetime
    ended: datetime | None = None

    def overlaps(self, first: date, last: date, zone: ZoneInfo) -> bool:
        """Whether something that lasted from one day to another fell into it."""
        begun, ended = (moment.astimezone(zone).date() if moment else None for moment in (self.begun, self.ended))
        return (ended is None or first <= ended) and (begun is None or begun <= last)


@dataclass
class Own:
    """Facts that an entry is about: a claim in the question is compared with these."""

    rates: dict[str, Step] = field(default_factory=dict)
    """The step of each rate, by the rate's id."""
    amounts: list[float] = field(default_factory=list)
    """Billions of dollars, in the order told."""
    stood: list[Stood] = field(default_factory=list)
    events: list[Happening] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    """Rounds that had begun."""
    row: list[Round] = field(default_factory=list)
    """Rounds told in a row: every numbered one that had begun, whatever stretch was asked about."""


@dataclass
class Facts:
    """Tells the base's facts of `moment` (UTC) in `language`, and keeps what it told in `used`.

    `now` is the clock. `as_of` is the time whose knowledge is told; left out, it is the moment itself. With
    `told_today`, texts are those of `as_of`: "by the end of 2025" asks for the values up to then, and for the account of
    them that is given today.
    """

    base: KnowledgeBase
    now: datetime
    moment: datetime
    language: str = "en"
    slots: Slots = field(default_factory=Slots)
    render: Callable[[str, Any], str] | None = None
    used: list[Used] = field(default_factory=list)
    deadlines: dict[str, None] = field(default_factory=dict)
    """The ids of the deadlines that it told a date of, in their order."""
    own: Own = field(default_factory=Own)
    """What the template itself told, not a text within it."""
    _depth: int = 0
    as_of: datetime | None = None
    told_today: bool = False
    within: Within | None = None

    @property
    def known_by(self) -> datetime:
        """The time whose knowledge is told."""
        return self.as_of or self.moment

    @property
    def _texts_at(self) -> datetime:
        return self.known_by if self.told_today else self.moment

    def tell(self, text: Text) -> str:
        """A text in the language, its own template calls carried out."""
        source = text.say(self.language)
        if self.render is None:
            return source
        self._depth += 1
        try:
            return self.render(source, self)
        finally:
            self._depth -= 1

    def _version(self, versions: Sequence[Version], id_: str) -> str:
        version: Version = self._at(versions, id_)
        if (value := stands(version)) is not None and not self._depth:
            self.own.stood.append(Stood(tuple(versions), value))
        return self.tell(version.text)

    def _event(self, accounts: Sequence[Version], id_: str) -> str:
        """The newest account of something that is the same whenever it is asked about."""
        version = timeline.at(accounts, self.known_by)
        if version is None:
            raise self._nothing(id_, accounts)
        self._use(version, current=timeline.at(accounts, self.now) is version)
        return self.tell(version.text)

    def _at(self, versions: Sequence[Any], id_: str) -> Any:
        version = timeline.at(versions, self._texts_at, self.known_by)
        if version is None:
            raise self._nothing(id_, versions)
        self._use(version, current=timeline.at(versions, self.now) is version)
        return version

    def _nothing(self, id_: str, records: Iterable[Dated]) -> NoFact:
        since, until = timeline.reach(records) or (None, None)
        return NoFact(id_, since, until)

    def _use(self, record: Attested, *, current: bool) -> None:
        if all(used.record is not record for used in self.used):
            self.used.append(Used(record, current))

    def _get(self, records: Any, id_: str, kind: str) -> Any:
        if id_ not in records:
            raise UnknownFact(f"there is no {kind} {id_!r}")
        return records[id_]

    def _day(self, instant: Instant) -> str:
        day: date = instant.day
        if instant.precision is Precision.MONTH:
            return formats.month(day, self.language)
        return formats.day(day, self.language)


def bullets(lines: Iterable[str]) -> str:
    """One list item for each line."""
    return "\n".join(f"• {line}" for line in lines)
