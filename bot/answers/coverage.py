"""Finds what a question names and an entry does not cover; such a gap counts against the entry and is the reason given.

What an entry covers is derived once, when a base is loaded: from its phrasings, from the labelled questions that it
answers, from its template, and from the records that the template reads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pydantic import TypeAdapter

from bot.answers.dates import Bearing, Grain, Named, find_dates
from bot.answers.lexicon import Mention, Name
from bot.answers.reading import Figure, Reader, Reading, figures, question_kind
from bot.answers.reply import Reason
from bot.answers.shelf import Shelf
from bot.answers.templates import BY_YEAR, names_in
from bot.answers.text import normalise, words
from bot.answers.units import unit_behind
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.kinds import FACTS, parts_of
from bot.knowledge.lexicon import MentionKind, QuestionKind
from bot.knowledge.model import Entry, Record, Round, Statement, Step, Version
from bot.knowledge.values import Instant, Precision, Text

_QUOTED = re.compile(r"[\"']([\w.-]+)[\"']")
_RATE_CALL = re.compile(r"\b(?:rate|peak)\w*\(\s*[\"']([\w.-]+)[\"']")
_WORDS = ("phrasings", "keywords", "aliases")
"""Fields of plain text that people ask with; every other plain string of a record is an id or an address."""
_YEAR = re.compile(rf"(?<!\d)(?:19|20)\d\d(?!\d|{unit_behind()})")

_ASKED: Mapping[MentionKind, Reason] = {
    MentionKind.PLACE: Reason.FOREIGN_PLACE,
    MentionKind.PERSON: Reason.UNKNOWN_NAME,
    MentionKind.PRODUCT: Reason.UNKNOWN_PRODUCT,
    MentionKind.ATTRIBUTE: Reason.NOT_TOLD,
    MentionKind.OTHER: Reason.NOT_TOLD,
}
"""Kinds of mention that an entry has to know of, and the reason where it does not."""
_ANY_DAY = date(2000, 1, 1)
"""Stands for today where only times that write out their year are looked for."""
_TOLD_ONLY_IF_ASKED = frozenset({QuestionKind.WHO, QuestionKind.WHERE, QuestionKind.WHY})
"""Kinds of question that an answer to another kind does not answer by the way."""


WEIGHT: Mapping[Reason, float] = {
    Reason.FOREIGN_PLACE: 7.0,
    Reason.OTHER_DIRECTION: 7.0,
    Reason.UNKNOWN_FIGURE: 7.0,
    Reason.NO_FACT: 7.0,
    Reason.NOT_TOLD: 2.5,
    Reason.OTHER_KIND: 1.0,
    Reason.UNKNOWN_NAME: 1.5,
    Reason.UNKNOWN_PRODUCT: 1.0,
}
"""How strongly each kind of gap speaks against an entry, in nats of log odds. Another place, direction, figure or time is
another question, so these outweigh any likeness. The others are weighed as labelled questions showed, of writers that nothing
was trained on: people also name things by the way (`lego`, `my husband`), so these are no bar."""

_UNTAUGHT: Mapping[Reason, float] = {Reason.NOT_TOLD: 1.5, Reason.UNKNOWN_NAME: 2.5, Reason.UNKNOWN_PRODUCT: 3.0}
"""How much more a name weighs where the reader has learned of no near miss: its confidence knows nothing of them then, and the
list is all that speaks against the entry. Measured on the example bases without their labelled questions."""
_FEW = 30
"""Labelled near misses at which half of that is left."""


@dataclass(frozen=True)
class Gap:
    """Something that a question names and an entry does not account for, in the question's words."""

    reason: Reason
    words: str
    untaught: float = 0.0
    """How little the reader has learned of near misses, from 0 to 1."""

    @property
    def weight(self) -> float:
        """How strongly it speaks against the entry, in nats."""
        return WEIGHT[self.reason] + self.untaught * _UNTAUGHT.get(self.reason, 0.0)


@dataclass(frozen=True)
class Known:
    """What one entry accounts for."""

    asked: frozenset[Name]
    """Named in the ways to ask it."""
    told: frozenset[Name]
    """Named in what it tells."""
    places: frozenset[str]
    directions: frozenset[str]
    kinds: frozenset[QuestionKind]
    years: frozenset[int]
    months: frozenset[tuple[int, int]]
    """Years, and months of years, that it names."""
    first_year: int | None
    """The first year for which it has something to tell; None for what is the same at any time."""
    own_times: tuple[Named, ...]
    """The times that its own question names: it tells of these."""
    is_event: bool
    """It tells of something that happened once: another year is no other state of it."""
    events: frozenset[str]
    """What it tells of that happened at a time with a name: rounds of talks by their ids, other events by their days."""
    picks_its_period: bool


@dataclass(frozen=True)
class _Derived:
    """What is derived from a base: every figure that it names, and what each entry accounts for."""

    figures: frozenset[Figure]
    entries: dict[str, Known]


_AS_JSON: Final = TypeAdapter(_Derived)


@dataclass(frozen=True)
class _Told:
    """What one text names."""

    names: frozenset[Name]
    years: frozenset[int]
    months: frozenset[tuple[int, int]]


class Coverage:
    """Tells what of a question an entry does not account for."""

    def __init__(self, base: KnowledgeBase, reader: Reader, shelf: Shelf | None = None) -> None:
        self.base, self._reader = base, reader
        kept = shelf.read("coverage", _AS_JSON) if shelf else None
        if kept is None:
            kept = self._derived()
            if shelf:
                shelf.write("coverage", _AS_JSON, kept)
        self._figures, self._known = kept.figures, kept.entries
        near_misses = sum(line.declined is not None for line in base.labelled)
        self._untaught = _FEW / (_FEW + near_misses)
        self._happened = frozenset(_happened(base.statements.values()))

    def _derived(self) -> _Derived:
        base = self.base
        labelled: dict[str, list[str]] = {}
        for line in base.labelled:
            for entry in (line.entry, *line.also) if line.declined is None else ():
                labelled.setdefault(str(entry), []).append(line.q)
        self._texts: dict[str, _Told] = {}
        known = {entry.id: self._know(entry, labelled.get(entry.id, [])) for entry in base.entries.values()}
        self._texts.clear()
        return _Derived(frozenset(_figures(base)), known)

    @property
    def protected(self) -> frozenset[str]:
        """The single words of every name: spelling repair never turns one into another."""
        people = (name for person in self.base.people.values() for name in person.name.by_language.values())
        keywords = (keyword for issue in self.base.issues.values() for keyword in issue.keywords)
        named = {word for name in (*people, *keywords) for word in words(normalise(name))}
        return frozenset(named) | self._reader.lexicon.vocabulary

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that the base spells anywhere: none is a slip of the pen."""
        records = (record for table in (self.base.entries, *_tables(self.base)) for record in table.values())
        told = {word for record in records for text in texts_of(record) for word in words(normalise(text))}
        examples = (
            text for kind in (*self.base.declined.values(), *self.base.smalltalk.values()) for text in kind.examples
        )
        return self._reader.apart | told | {word for text in examples for word in words(normalise(text))}

    def known(self, entry: str) -> Known:
        """What an entry accounts for. Raises KeyError."""
        return self._known[entry]

    def read(self, question: str, now: datetime) -> Reading:
        """What a question names."""
        return self._reader.read(question, now)

    def gaps(self, entry: str, reading: Reading) -> tuple[Gap, ...]:
        """What the question names and the entry does not account for, the gravest first; each reason once."""
        found: dict[Reason, Gap] = {}
        for gap in self._gaps(self._known[entry], reading):
            found.setdefault(gap.reason, gap)
        return tuple(sorted(found.values(), key=lambda gap: -gap.weight))

    def _gaps(self, known: Known, reading: Reading) -> Iterator[Gap]:
        for mention in reading.mentions:
            if reason := _unaccounted(known, mention, company=len(reading.parties) > 1 or reading.at_home):
                yield Gap(reason, mention.words, self._untaught)
        if not reading.claims:
            for figure in reading.figures:
                if figure not in self._figures:
                    yield Gap(Reason.UNKNOWN_FIGURE, str(figure))
        if reading.direction and known.directions and reading.direction not in known.directions:
            yield Gap(Reason.OTHER_DIRECTION, reading.direction)
        if reading.kind in _TOLD_ONLY_IF_ASKED and reading.kind not in known.kinds:
            yield Gap(Reason.OTHER_KIND, reading.kind)
        # A claim about a time ahead (`is the permit good until April 2027?`) is put right by what the entry tells.
        # So is one about the time of an event that it names (`was the summit in December 2025?`). A time that holds
        # the event's day only says which one is meant (`the ruling of February 2026`).
        whether = reading.kind is QuestionKind.WHETHER
        if whether and any(known.events & m.ids(MentionKind.TIME) for m in reading.mentions):
            return
        told = [n for n in reading.times if n.bearing is not Bearing.AS_OF]
        for mention in reading.events if whether and told else ():
            days = {date.fromisoformat(day) for day in mention.ids(MentionKind.TIME) & self._happened}
            if days and not any(named.first <= day <= named.last for named in told for day in days):
                yield Gap(Reason.NOT_TOLD, mention.words, self._untaught)
        times = [n for n in told if not whether or n.meant[1] < reading.today]
        if known.own_times and times and not any(_is_its_own(known, named) for named in times):
            yield Gap(Reason.NO_FACT, str(times[0].first.year))
        for named in times:
            written = str(named.first.year) in reading.canonical
            if (
                written
                and not known.picks_its_period
                and not _tells_of(known, named, ahead=named.first > reading.today)
            ):
                yield Gap(Reason.NO_FACT, str(named.first.year))

    def _know(self, entry: Entry, labelled: list[str]) -> Known:
        own = self._called(entry.answer.by_language.values())
        records = own + self._called(text for record in own for text in texts_of(record))
        answers = [self._tells(text) for text in entry.answer.by_language.values()]
        told = [*answers, *(self._tells(text) for record in records for text in texts_of(record))]
        ways = [self._reader.mentions(way) for way in entry.ways_to_ask]
        typed = [self._reader.mentions(question) for question in labelled]
        # One person may name a thing by the way; what two ask after belongs to the entry. Places stand with curators alone.
        twice = Counter(name for mentions in typed for name in {name for m in mentions for name in m.names})
        asked = {name for mentions in ways for m in mentions for name in m.names}
        often = {name for name, count in twice.items() if count > 1 and name[0] is not MentionKind.PLACE}
        days = [day for record in records for day in _days(record)]
        is_event = all("round_days" in names_in(source) for source in entry.answer.by_language.values())
        return Known(
            asked=frozenset(asked | often),
            told=frozenset(name for text in told for name in text.names),
            places=frozenset({id_ for kind, id_ in asked if kind is MentionKind.PLACE}) | frozenset(entry.parties),
            directions=self._directions(entry),
            kinds=frozenset(question_kind(mentions) for mentions in (*ways, *typed)),
            years=frozenset(year for text in told for year in text.years) | {day.year for day in days},
            months=frozenset(month for text in told for month in text.months) | {(day.year, day.month) for day in days},
            first_year=min(
                (version.from_.local.year for record in records for version in _dated(record)), default=None
            ),
            own_times=(
                *find_dates(normalise(entry.question.say("en")), _ANY_DAY),
                *_days_of(records if is_event else ()),
            ),
            is_event=is_event,
            events=frozenset((*_happened(own), *(r.id for r in records if is_event and isinstance(r, Round)))),
            picks_its_period=any(names_in(source) & BY_YEAR for source in entry.answer.by_language.values()),
        )

    def _called(self, templates: Iterable[str]) -> list[Record]:
        """The records that templates ask for."""
        ids = {id_ for template in templates for id_ in _QUOTED.findall(template)}
        return [table[id_] for table in _tables(self.base) for id_ in sorted(ids) if id_ in table]

    def _tells(self, text: str) -> _Told:
        """What one text names; many entries call for the same record."""
        if text not in self._texts:
            canonical = normalise(text)
            dated = find_dates(canonical, _ANY_DAY) if _YEAR.search(canonical) else ()
            months = [n.first for n in dated if n.grain <= Grain.MONTH and str(n.first.year) in canonical]
            self._texts[text] = _Told(
                self._reader.names(text),
                frozenset(int(year) for year in _YEAR.findall(canonical)),
                frozenset((day.year, day.month) for day in months),
            )
        return self._texts[text]

    def _directions(self, entry: Entry) -> frozenset[str]:
        """The directions of the rates that the entry's template asks for."""
        named = {id_ for text in entry.answer.by_language.values() for id_ in _RATE_CALL.findall(text)}
        pairs = {(rate.by, rate.on) for id_ in named if (rate := self.base.rates.get(id_))}
        return frozenset(d.id for d in self.base.scope.directions if (d.by, d.on) in pairs)


def _unaccounted(known: Known, mention: Mention, *, company: bool) -> Reason | None:
    """Why the entry does not account for a mention; None if it does, or need not.

    Words with two meanings are accounted for by either. A foreign place is only company where both parties are named, or a
    place at home: `from Paris to New York`.
    """
    kinds = {kind for kind, _ in mention.names} - {MentionKind.TIME}
    reasons = {kind: _ASKED[kind] for kind in kinds if kind in _ASKED}
    if len(reasons) < len(kinds):
        return None
    for kind, id_ in mention.names:
        if kind is MentionKind.PLACE:
            if company or id_ in known.places:
                return None
        elif (kind, id_) in known.asked or (kind, id_) in known.told:
            return None
    return next(iter(reasons.values()), None)


def _is_its_own(known: Known, named: Named) -> bool:
    """Whether an entry that is about certain times tells of this one: it overlaps them, or the entry names that month or year."""
    first, last = named.meant
    if any(first <= own.last and own.first <= last for own in known.own_times):
        return True
    if named.grain is Grain.YEAR:
        return _names_a_year(known, first, last)
    return any((first.year, first.month) <= month <= (last.year, last.month) for month in known.months)


def _names_a_year(known: Known, first: date, last: date) -> bool:
    return any(first.year <= year <= last.year for year in known.years)


def _tells_of(known: Known, named: Named, *, ahead: bool) -> bool:
    """Whether an entry speaks of a time.

    Of a time ahead it does where it names that very month or, if a year is asked for, that year. Of a past one also where
    it has a state then: all that has one but events, from its first version on.
    """
    first, last = named.meant
    if ahead and named.grain < Grain.YEAR:
        return (named.first.year, named.first.month) in known.months
    if _names_a_year(known, first, last):
        return True
    return not ahead and not known.is_event and known.first_year is not None and last.year >= known.first_year


def _parts(value: object) -> Iterator[object]:
    """A record, and everything inside it."""
    yield value
    for _, part in parts_of(value):
        yield from _parts(part)


def _happened(records: Iterable[Record]) -> Iterator[str]:
    """The days of the single events among the records."""
    for record in records:
        if isinstance(record, Statement) and record.happened and record.happened.on.precision is not Precision.MONTH:
            yield record.happened.on.day.isoformat()


def _days_of(records: Iterable[Record]) -> Iterator[Named]:
    """The days of the talks among the records."""
    for talks in records:
        if isinstance(talks, Round):
            last = (talks.last or talks.from_).last_day
            yield Named(talks.from_.day, last, Grain.DAY if last == talks.from_.day else Grain.SEASON, (0, 0))


def _dated(record: Record) -> Iterator[Version | Step]:
    yield from (part for part in _parts(record) if isinstance(part, Version | Step))


def _days(record: Record) -> Iterator[date]:
    """The days on which something of a record began, happened or is due."""
    for part in _parts(record):
        if isinstance(part, Record):
            named = (getattr(part, name, None) for name in ("from_", "to", "last", "on", "at"))
            yield from (instant.day for instant in named if isinstance(instant, Instant))


def texts_of(record: Record) -> Iterator[str]:
    """Every text of a record that people may read or ask with."""
    for part in _parts(record):
        if isinstance(part, Text):
            yield from part.by_language.values()
        elif isinstance(part, Record):
            yield from (word for name in _WORDS for word in getattr(part, name, ()))


def _tables(base: KnowledgeBase) -> tuple[Mapping[str, Record], ...]:
    """The tables of what a template can tell."""
    return tuple(getattr(base, kind.name) for kind in FACTS)


def _figures(base: KnowledgeBase) -> Iterator[Figure]:
    """Every figure that a text names or a record holds; an amount may be named without its decimals."""
    records = [record for table in (base.entries, *_tables(base)) for record in table.values()]
    for record in records:
        for text in texts_of(record):
            yield from figures(normalise(text))
    for value in (value for record in records for value in _values(record)):
        yield from (Figure(unit, known) for unit in "%$" for known in (value, float(round(value)), float(int(value))))


def _values(record: Record) -> Iterator[float]:
    """The numbers that a record holds."""
    for part in _parts(record):
        for name in ("value", "rate"):
            if isinstance(amount := getattr(part, name, None), float | int):
                yield abs(float(amount))
