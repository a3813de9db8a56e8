"""Finds what a base's word lists name in a question: the longest match first, over words or Han characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.answers.gazetteer import IN_CAPITALS, territories, within
from bot.answers.text import normalise, without_noise, words
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import MentionKind

Name = tuple[MentionKind, str]
"""What a word stands for: a kind, and an id of that kind."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a question names: what it may stand for, in which words, at which tokens."""

    names: frozenset[Name]
    words: str
    first: int
    last: int
    """The token after the last one."""

    def ids(self, kind: MentionKind) -> frozenset[str]:
        """The ids of a kind that the words may stand for."""
        return frozenset(id_ for named, id_ in self.names if named is kind)


_REMEMBERED: Final = 20_000
"""Words that were looked up; people use few, and most of them again and again."""


class Lexicon:
    """Word lists, ready to be looked up. A word may stand for several things; then each of them is named."""

    def __init__(self, listed: Iterable[tuple[MentionKind, str, str]]) -> None:
        names: dict[str, set[Name]] = {}
        for kind, id_, word in listed:
            in_capitals = kind is MentionKind.PLACE and word in IN_CAPITALS
            # As a question is cut into words: `e-bike` is two.
            if key := word if in_capitals else joined(words(normalise(word))):
                names.setdefault(key, set()).add((kind, id_))
        self._names: Mapping[str, frozenset[Name]] = {word: frozenset(found) for word, found in names.items()}
        self._sizes: dict[str, int] = {}
        for word in names:
            tokens = words(word.casefold())
            self._sizes[tokens[0]] = max(self._sizes.get(tokens[0], 1), len(tokens))
        self._looked_up: dict[str, frozenset[Name] | None] = {}

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every single word of every list, so that spelling repair leaves it alone."""
        return frozenset(token for word in self._names for token in words(word) if len(token) > 1)

    def find(self, tokens: Sequence[str]) -> tuple[Mention, ...]:
        """What the tokens of a canonical question name (see `tokens_of`), in their order; no token counts twice."""
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            for size in range(min(self._sizes.get(tokens[at].casefold(), 1), len(tokens) - at), 0, -1):
                written = tokens[at] if size == 1 else joined(tokens[at : at + size])
                if names := self._look_up(written):
                    found.append(Mention(names, written.casefold(), at, at + size))
                    at += size - 1
                    break
            at += 1
        return tuple(found)

    def _look_up(self, written: str) -> frozenset[Name] | None:
        if written not in self._looked_up:
            if len(self._looked_up) >= _REMEMBERED:
                self._looked_up.clear()
            self._looked_up[written] = self._first_named(written)
        return self._looked_up[written]

    def _first_named(self, written: str) -> frozenset[Name] | None:
        for form in _forms(written):
            if names := self._names.get(form):
                return names
        return None


def joined(tokens: Sequence[str]) -> str:
    """Tokens as they are written: words with spaces between them, Han characters without."""
    text = ""
    for token in tokens:
        text += token if not text or not (text[-1].isascii() and token[0].isascii()) else f" {token}"
    return text


def _forms(written: str) -> Iterable[str]:
    """A word as it stands, in small letters, without a possessive, and in the singular."""
    yield written
    bare = written.removesuffix("'s").removesuffix("'")
    if bare != written:
        yield bare
    if (small := bare.casefold()) != bare:
        yield from _forms(small)
        return
    if bare.isascii() and len(bare) > 2 and bare.endswith("s") and not bare.endswith("ss"):
        yield bare[:-1]
        if bare.endswith("es"):
            yield bare[:-2]
        if bare.endswith("ies"):
            yield bare[:-3] + "y"


def tokens_of(text: str, canonical: str) -> list[str]:
    """The words of a text in canonical form, but for those that are names in capitals alone: `US` in `tell us about the US`.

    In a text all of capitals these say nothing.
    """
    tokens = words(canonical)
    for name in IN_CAPITALS:
        small = name.casefold()
        if text.isupper() or small not in tokens:
            continue
        typed = [word for word in words(without_noise(text)) if word.casefold() == small]
        if len(typed) == tokens.count(small):
            tokens = [name if token == small and typed.pop(0) == name else token for token in tokens]
    return tokens


def lexicon_of(base: KnowledgeBase) -> Lexicon:
    """The base's own lists, its parties, and the names of the world's territories.

    Territories are looked up only where the base has a home: to any other one every place is welcome. Those at home are looked
    up apart, see `at_home`.
    States (`is over`) are looked up apart, because their words ask too. Words of a party, and the cities where rounds of talks were held, name those and no foreign place.
    """
    return Lexicon(listed_words(base))


_APART = frozenset({MentionKind.PLACE, MentionKind.STANDING, MentionKind.TURN, MentionKind.ORDINAL})
"""Lists that are not looked up with the others, because their words do something else in most questions."""


def listed_words(base: KnowledgeBase) -> Iterable[tuple[MentionKind, str, str]]:
    """Every word that a question may name something by, with the kind and the id of what it names."""
    for listed in base.lexicon:
        if listed.kind not in _APART:
            yield from ((listed.kind, id_, word) for id_, written in listed.words.items() for word in written)
    for party in base.scope.parties:
        yield from ((MentionKind.PARTY, party.id, word) for word in (*party.words, *party.name.by_language.values()))
    for talks in base.rounds.values():
        cities = talks.city.by_language.values() if talks.city else ()
        yield from ((MentionKind.TIME, talks.id, city) for city in cities)
    if (home := base.scope.home) is not None:
        foreign = ((word, codes) for word, codes in _places(base).items() if not _overlap(codes, home))
        yield from ((MentionKind.PLACE, code, word) for word, codes in foreign for code in codes)


def at_home(base: KnowledgeBase) -> Lexicon:
    """The names of the territories that `places` declares as home, each by what it may mean.

    The territories of parties are none of them: their words name the parties.
    """
    home = base.scope.places if isinstance(base.scope.places, tuple) else ()
    names = ((word, codes) for word, codes in _places(base).items() if _overlap(codes, home))
    return Lexicon((MentionKind.PLACE, code, word) for word, codes in names for code in codes)


def _overlap(codes: Iterable[str], home: Iterable[str]) -> bool:
    """Whether a name may mean a territory at home, or a union with one in it."""
    return not within(codes).isdisjoint(within(home))


def time_by_id(base: KnowledgeBase, id_: str) -> tuple[date, date] | None:
    """The first and last day of a time by name: a day, two days with a slash between, or the id of a round of talks."""
    if talks := base.rounds.get(id_):
        return talks.from_.day, (talks.last or talks.from_).day
    first, _, last = id_.partition("/")
    try:
        return date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None


def _places(base: KnowledgeBase) -> Mapping[str, frozenset[str]]:
    """The world's places by word, but for those that are words of a party or venues of talks."""
    own_words = {normalise(word) for party in base.scope.parties for word in party.words}
    venues = {
        normalise(city) for talks in base.rounds.values() if talks.city for city in talks.city.by_language.values()
    }
    found = {name: codes for name, codes in territories().items() if name not in venues}
    for listed in base.lexicon:
        if listed.kind is MentionKind.PLACE:
            found |= {normalise(word): frozenset({code}) for code, written in listed.words.items() for word in written}
    return {name: codes for name, codes in found.items() if name not in own_words}
