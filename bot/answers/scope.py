"""What a question names, before any score: chit-chat, refused kinds, foreign places, figures, unknown names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process

from bot.answers.gazetteer import Places, territories
from bot.answers.text import normalise, without_noise, words
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Entry, Record
from bot.knowledge.scope import Chitchat, Correction, Direction, NamedTime, OwnWords, Party, Refusal
from bot.knowledge.values import Text

_FIGURE = re.compile(r"(?P<dollar>\$)?\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<percent>%|percent\b|per cent\b|pct\b)?")
_CAPITAL = re.compile(r"(?<![\w'’.])[A-Z][a-z]{2,}[A-Za-z]*(?:-[A-Z][a-z]+)*")
_NUMBER = re.compile(r"\d[\d.,]*(?:st|nd|rd|th|k|m|bn|b)?(?:'?s)?")
_PATTERN_SYNTAX = re.compile(r"\\.|\(\?[:!=<]*")
_QUOTED = re.compile(r"[\"']([\w.-]+)[\"']")
_RATE_CALL = re.compile(r"\b(?:rate|peak)\w*\(\s*[\"']([\w.-]+)[\"']")
_READABLE = ("LATIN", "CJK", "DIGIT", "FULLWIDTH")


@dataclass(frozen=True)
class Demand:
    """A notion in a question that only an entry which has it may answer; `finds` looks for it in a text."""

    kind: OwnWords
    finds: re.Pattern[str]


@dataclass(frozen=True)
class Scoping:
    """What was found. Places map each foreign name to the territory codes that it may mean."""

    canonical: str
    chitchat: Chitchat | None = None
    refusal: Refusal | None = None
    correction: Correction | None = None
    time: NamedTime | None = None
    places: tuple[tuple[str, frozenset[str]], ...] = ()
    parties: tuple[str, ...] = ()
    direction: str | None = None
    unknown_figures: tuple[str, ...] = ()
    unknown_names: tuple[str, ...] = ()
    familiar: float = 1.0
    """Share of the telling words that people are known to ask with; 0 where the question is strange altogether."""
    unreadable: bool = False
    demands: tuple[Demand, ...] = ()
    """What an entry must speak of itself to answer this question."""

    @property
    def names_the_pair(self) -> bool:
        """Whether two of the base's own parties are named, so that a third place is only company."""
        return len(self.parties) > 1


class ScopeGuard:
    """Reads questions by what the base declares; compiled once for each snapshot."""

    def __init__(self, base: KnowledgeBase) -> None:
        scope = base.scope
        self.base = base
        own = {code for party in scope.parties for code in party.territories}
        self._party_names = {party.id: _party_pattern(party.words, party.territories) for party in scope.parties}
        venues = (city for talks in base.rounds.values() if talks.city for city in talks.city.by_language.values())
        self.places = Places(own, (word for party in scope.parties for word in party.words), scope.foreign, venues)
        self._in_short = {d.id: _in_short(d, scope.parties) for d in scope.directions}
        self._guarded = bool(scope.parties)
        self._declared = {entry.id: self._declares(entry) for entry in base.entries.values()}
        self._directions = {entry.id: self._directions_of(entry) for entry in base.entries.values()}
        self._told = {entry.id: self._words_of(entry) for entry in base.entries.values()}
        ways = [normalise(way) for entry in base.entries.values() for way in entry.ways_to_ask]
        self._asked = frozenset(word for way in ways for word in words(way)) - _SMALL_WORDS
        self._asked_pairs = {a + b for way in ways for a, b in pairwise(way) if _HAN.match(a) and _HAN.match(b)}
        texts = tuple(_all_texts(base))
        self.vocabulary = frozenset(word for text in texts for word in words(normalise(text)))
        self._figures = frozenset(_figures_known(base, texts))

    @property
    def names(self) -> frozenset[str]:
        """The single words of every name: spelling repair never turns one into another."""
        people = (name for person in self.base.people.values() for name in person.name.by_language.values())
        keywords = (keyword for issue in self.base.issues.values() for keyword in issue.keywords)
        return self.places.vocabulary | {word for name in (*people, *keywords) for word in words(normalise(name))}

    @property
    def spelled(self) -> frozenset[str]:
        """Words that the base spells outside its questions, those it refuses included: `gdp` is no misspelt `gap`."""
        refused = (_PATTERN_SYNTAX.sub(" ", pattern) for kind in self.base.scope.refused for pattern in kind.patterns)
        return self.vocabulary | {word for pattern in refused for word in words(pattern)}

    def read(self, question: str) -> Scoping:
        """Everything that the question names; never raises on any text."""
        scope, canonical = self.base.scope, normalise(question)
        time = next((t for t in scope.times if _any(t.patterns, canonical)), None)
        placeless = without_patterns(time.patterns, canonical) if time else canonical
        placeless = without_patterns(scope.not_territories, placeless)
        refusal = next(
            (r for r in scope.refused if _any(r.patterns, canonical) and not _any(r.unless, canonical)), None
        )
        directions = [d.id for d in scope.directions if _any(d.patterns, canonical) or self._in_short[d.id](canonical)]
        places = tuple(self.places.find(placeless).items()) if self._guarded else ()
        return Scoping(
            canonical,
            chitchat=next((c for c in scope.chitchat if any(re.fullmatch(p, canonical) for p in c.patterns)), None),
            refusal=refusal,
            correction=next((c for c in scope.corrections if _any(c.patterns, canonical)), None),
            time=time,
            places=places,
            parties=tuple(id_ for id_, pattern in self._party_names.items() if pattern and pattern.search(canonical)),
            direction=directions[0] if len(directions) == 1 else None,
            unknown_figures=tuple(self._unknown_figures(canonical)) if self._guarded else (),
            unknown_names=tuple(self._unknown_names(question, places)) if self._guarded else (),
            familiar=self._familiar(canonical),
            unreadable=_unreadable(question),
            demands=tuple(_demands(scope.own_words, canonical)),
        )

    def covers(self, entry: Entry, scoping: Scoping) -> bool:
        """Whether the entry may answer a question that names these places and makes these demands."""
        if any(not demand.finds.search(self._told[entry.id]) for demand in scoping.demands):
            return False
        if not scoping.places or scoping.names_the_pair:
            return True
        declared = self._declared[entry.id]
        return all(codes & declared for _, codes in scoping.places)

    def speaks_of(self, entry: Entry, word: str) -> bool:
        """Whether the entry, or a record that it calls for, has the word."""
        return word in self._told[entry.id]

    def points_elsewhere(self, entry: Entry, scoping: Scoping) -> bool:
        """Whether the entry tells rates of one direction only, and the question names the other."""
        told = self._directions[entry.id]
        return bool(scoping.direction and told and scoping.direction not in told)

    def only_direction(self, entry: Entry) -> str | None:
        """The direction of the rates that an entry tells, where that is one alone."""
        told = self._directions[entry.id]
        return next(iter(told)) if len(told) == 1 else None

    def _directions_of(self, entry: Entry) -> frozenset[str]:
        """The directions of the rates that an entry's template asks for."""
        named = {id_ for text in entry.answer.by_language.values() for id_ in _RATE_CALL.findall(text)}
        rates = [self.base.rates[id_] for id_ in named if id_ in self.base.rates]
        pairs = {(rate.by, rate.on) for rate in rates}
        return frozenset(d.id for d in self.base.scope.directions if (d.by, d.on) in pairs)

    def _words_of(self, entry: Entry) -> str:
        """The ways to ask an entry, its answer, and the texts of the records that the answer calls for."""
        called = {id_ for text in entry.answer.by_language.values() for id_ in _QUOTED.findall(text)}
        records = [table[id_] for table in _tables(self.base) for id_ in called if id_ in table]
        return "\n".join(normalise(text) for record in (entry, *records) for text in _texts(record))

    def _declares(self, entry: Entry) -> frozenset[str]:
        """The territories that an entry says it is about: those listed, and those in the ways to ask it."""
        named = (self.places.find(normalise(way)) for way in entry.ways_to_ask)
        return frozenset(entry.parties).union(*(codes for found in named for codes in found.values()))

    def _familiar(self, canonical: str) -> float:
        """How much of the question the base's own questions are made of; Chinese is weighed by pairs of characters."""
        telling = [word for word in words(canonical) if word not in _SMALL_WORDS and not _HAN.match(word)]
        telling = [word for word in telling if len(word) > 2 or not word.isdigit()]
        known = sum(self._is_asked(word) for word in telling)
        pairs = {a + b for a, b in pairwise(canonical) if _HAN.match(a) and _HAN.match(b)} - _SMALL_PAIRS
        if pairs:
            return float(known + len(pairs & self._asked_pairs) > 0)
        return known / len(telling) if telling else 0.0

    def _is_asked(self, word: str) -> bool:
        """Whether people ask with this word, spelling aside; a number says nothing strange."""
        if word in self._asked or _NUMBER.fullmatch(word) or word.removesuffix("'s") in self._asked:
            return True
        return (
            len(word) > 3
            and word.isalpha()
            and bool(process.extractOne(word, self._asked, scorer=fuzz.ratio, score_cutoff=80))
        )

    def _unknown_figures(self, canonical: str) -> Iterator[str]:
        """Percentages and dollar amounts that stand nowhere in the base: a premise that it cannot share."""
        for match in _FIGURE.finditer(canonical):
            if (match["percent"] or match["dollar"]) and _figure(match) not in self._figures:
                yield match[0].strip()

    def _unknown_names(self, question: str, places: Iterable[tuple[str, frozenset[str]]]) -> Iterator[str]:
        """Names, as capitals in the middle of a sentence show them, that the base has never heard of."""
        question = without_noise(question)
        capitals = list(_CAPITAL.finditer(question))
        plain = sum(1 for word in re.findall(r"[^\W\d_]{3,}", question) if word[0].islower())
        if plain < 2:
            return  # Title Case says nothing of names
        known_places = {word for name, _ in places for word in name.split()}
        for match in capitals:
            before = question[: match.start()].rstrip()
            if not normalise(before) or before[-1] in '.!?:\n"“':
                continue
            if not any(self._knows(piece, known_places) for piece in (match[0], *match[0].split("-"))):
                yield match[0]

    def _knows(self, word: str, known_places: set[str]) -> bool:
        folded = normalise(word)
        forms = {folded, folded.removesuffix("s"), folded.removesuffix("es"), folded + "s"}
        return bool(forms & self.vocabulary or forms & known_places or forms & _CALENDAR)


_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_SMALL_WORDS = frozenset(
    """
    a about after again all also am an and any are as ask at be been being before but by can could did do does
    doing done for from get give go going good got had has have he hello help her here hey hi him his how i i'd
    i'll i'm i've if in into is it it's its just know let like make many me mean more most much my need new no
    not now of off ok on one only or other our out over please put say see she should so some something tell
    than thanks that that's the their them then there these they thing things this those time to today tomorrow
    tonight too up us use very want was way we well were what what's when where which who who's why will with
    would yes yet you your bot rn pls plz lol recommend explain
    """.split()
)
_SMALL_PAIRS = frozenset(
    """
    什么 怎么 多少 现在 今天 明天 为什 么样 哪里 是什 有没 没有 可以 请问 一下 如何 是不 不是 吃什 么好 告诉 诉我
    """.split()
)
_CALENDAR = frozenset(
    """
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec christmas easter
    ramadan internet english chinese america american americans beijing washington discord
    """.split()
)


def _any(patterns: Iterable[str], canonical: str) -> bool:
    return any(re.search(pattern, canonical) for pattern in patterns)


def _demands(kinds: Iterable[OwnWords], canonical: str) -> Iterator[Demand]:
    for kind in kinds:
        for pattern in kind.patterns:
            for match in re.finditer(pattern, canonical):
                named = rf"(?<!\w){re.escape(match[1])}(?!\w)" if match.re.groups and match[1] else pattern
                yield Demand(kind, re.compile(named))


def without_patterns(patterns: Iterable[str], canonical: str) -> str:
    """The question without what the patterns find in it."""
    for pattern in patterns:
        canonical = re.sub(pattern, " ", canonical)
    return canonical


def _party_pattern(party_words: Iterable[str], codes: Iterable[str]) -> re.Pattern[str] | None:
    named = {normalise(word) for word in party_words}
    named |= {name for name, found in territories().items() if found <= set(codes)}
    if not named:
        return None
    ascii_ = "|".join(sorted((re.escape(n) for n in named if n.isascii()), key=len, reverse=True)) or "(?!)"
    han = "|".join(sorted((re.escape(n) for n in named if not n.isascii()), key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{ascii_})(?:'?s)?(?!\w)|{han}")


def _in_short(direction: Direction, parties: Iterable[Party]) -> Callable[[str], object]:
    """Finds `china on us`: one party's word, and the other's after `on`."""
    words_of = {party.id: "|".join(re.escape(normalise(word)) for word in party.words) for party in parties}
    by, on = words_of.get(direction.by, "(?!)"), words_of.get(direction.on, "(?!)")
    return re.compile(rf"(?<!\w)(?:{by}) (?:on|to|against|vs) (?:the )?(?:{on})(?!\w)").search


def _all_texts(base: KnowledgeBase) -> Iterator[str]:
    for table in (base.entries, *_tables(base)):
        for record in table.values():
            yield from _texts(record)
    for party in base.scope.parties:
        yield from party.words
    yield from (word for pair in base.scope.glossary.items() for word in pair)
    yield from base.scope.subjects


def _tables(base: KnowledgeBase) -> tuple[Mapping[str, Record], ...]:
    tables = (base.statements, base.measures, base.issues, base.people, base.terms, base.rounds)
    return (*tables, base.deadlines, base.rates, base.series)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Text):
        yield from value.by_language.values()
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            if name not in ("id", "sources"):
                yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _figure(match: re.Match[str]) -> tuple[str, float]:
    return ("%" if match["percent"] else "$", float(match["number"].replace(",", "")))


def _figures_known(base: KnowledgeBase, texts: Iterable[str]) -> Iterator[tuple[str, float]]:
    for text in texts:
        yield from (_figure(match) for match in _FIGURE.finditer(normalise(text)))
    for rate in base.rates.values():
        for step in rate.steps:
            yield "%", step.value
            yield from (("%", part.value) for part in step.parts)
    for measure in base.measures.values():
        yield from (("%", version.rate) for version in measure.versions if version.rate is not None)
    for series in base.series.values():
        for figure in series.values:
            amount = abs(figure.value)
            yield from (("$", known) for known in (amount, float(round(amount)), float(int(amount))))


def _unreadable(question: str) -> bool:
    """Whether most letters are of a script that the base's languages do not use."""
    letters = [character for character in question[:400] if character.isalpha()]
    foreign = sum(1 for c in letters if not unicodedata.name(c, "").startswith(_READABLE))
    return bool(letters) and foreign * 2 > len(letters)
