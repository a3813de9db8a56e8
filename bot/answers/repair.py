"""Spelling repair by the noisy channel (Kernighan, Church and Gale 1990): what was meant, given what was typed?

Each reading of a word costs what it is to mean that word here (a bigram model of the base's own phrasings, backed by a
general word list) and what it is to mistype it so. The word as typed is a reading too. It stands unless another is
clearly cheaper, so a name, a number and a common word always stand. Costs are in nats. Distance is optimal string
alignment: an adjacent swap counts one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log
from typing import Final, Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LETTERS: Final = "a-z\u00df-\u024f\u0370-\u03ff\u0400-\u04ff"
_RUN: Final = re.compile(rf"(?<!\w)[{_LETTERS}]+(?!\w)")
_SHORTEST: Final = 3
_LONG: Final = 8
"""From here on a word two edits away may come from the general list; below it, from the base alone."""
_LONGEST: Final = 40
_MOST_WORDS: Final = 60
"""Words of a text that are looked at: what comes after them weighs little, and a wall of text must cost little."""

_ENDINGS: Final = ("s", "es", "ed", "d", "ing", "er", "ly")
_CONTRACTIONS: Final = frozenset(
    re.findall(
        r"\w+",
        """arent cant couldnt didnt doesnt dont gonna gotta hadnt hasnt havent heres howd hows isnt itll lets shes shouldnt
        thats theres theyll theyre theyve wanna wasnt werent whats whens wheres whos whys wouldnt youd youll youre youve
        aint gimme lemme kinda sorta dunno yeah yall""",
    )
)

_COMMON: Final = 6000
"""General words up to this rank are meant when they are typed: `train` is no misspelt `grain`."""
_REAL: Final = 3.0
"""A rare word of the general list is taken for another by mistake only where that is likelier by so much."""
_OUTSIDE: Final = 0.1
"""Share of words in a question that the base's phrasings do not hold."""
_PAIRED: Final = 0.4
"""Weight of the pair of words in the bigram model, beside the single word."""
_EDIT: Final = 5.0
"""A slip of the finger in a word, as people at a phone make them: one word in some thirty, at one of five places."""
_GUESSED: Final = 1.5
"""A swap or a lost letter can be undone in one way; a wrong or an extra letter is one of 25."""
_FIRST_LETTER: Final = 2.0
_REMEMBERED: Final = 8192
_NAME: Final = 10.0
"""To mean a name that the base's questions do not hold, at most."""
_UNKNOWN: Final = 10.0
_UNKNOWN_LETTER: Final = 2.0
"""To mean a word that nobody knows costs more for each letter: long words are rarely near another by chance."""
_TORN: Final = 6.0
"""Two countries are too close to choose between when one is likelier by less than this."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Canonical text with unknown words put right, and what was changed: (word as typed, replacement)."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A word that may have been meant, and what it costs to mistype it as the one that stands there."""

    word: str
    mistyped: float


@dataclass(frozen=True)
class Vocabulary:
    """The words of a base's phrasings and their pairs (`one other`) as often as they occur, and words that stand."""

    words: dict[str, int]
    pairs: dict[str, int]
    names: frozenset[str]
    spelled: frozenset[str]

    @classmethod
    def of(cls, phrasings: Iterable[str], protected: Collection[str] = (), spelled: Collection[str] = ()) -> Self:
        """Count them."""
        split = [_RUN.findall(text) for text in phrasings]
        words = Counter(word for words in split for word in words)
        pairs = Counter(f"{one} {other}" for words in split for one, other in pairwise(words))
        names = frozenset(word for name in protected for word in _RUN.findall(name.casefold()))
        return cls(dict(words), dict(pairs), names, frozenset(spelled))


class Repairer:
    """Puts right misspelt words after the base's own vocabulary, the protected names, then a general list.

    `phrasings` are canonical texts; `general` maps general words to their frequency rank (may be empty: then nothing
    tells a rare word from a typo, and only words of six letters and more are repaired). `protected` are names that
    must stand: they are never changed. `spelled` are more words that stand as they are. `countries` are names of which
    none is put in for a typo where another is about as likely.
    """

    def __init__(
        self,
        phrasings: Iterable[str],
        general: Mapping[str, int],
        protected: Collection[str] = (),
        spelled: Collection[str] = (),
        countries: Collection[str] = (),
    ) -> None:
        self._count(Vocabulary.of(phrasings, protected, spelled), general, countries)

    @classmethod
    def over(cls, vocabulary: Vocabulary, general: Mapping[str, int], countries: Collection[str]) -> Self:
        """A repairer over what was counted before."""
        made = cls.__new__(cls)
        made._count(vocabulary, general, countries)
        return made

    def _count(self, counted: Vocabulary, general: Mapping[str, int], countries: Collection[str]) -> None:
        self._base, self._pairs = Counter(counted.words), Counter(counted.pairs)
        self._total = max(self._base.total(), 1)
        self._names = counted.names
        self._countries = frozenset(countries)
        self._general = general
        self._standing = frozenset({*self._base, *self._names, *counted.spelled, *_CONTRACTIONS})
        self._shortest = _SHORTEST if general else _SHORTEST + 3
        self._own = _by_length({*self._base, *self._names})
        self._every = _by_length({*self._base, *self._names, *general})
        self._looked_up: dict[str, tuple[_Reading, ...]] = {}

    def knows(self, word: str) -> bool:
        """Whether `word`, or the stem of a regular inflection, is spelled as base, names or general list spell it."""
        if word in self._standing or word in self._general:
            return True
        return any(stem in self._base or stem in self._general for stem in _stems(word))

    def repair(self, text: str) -> Repaired:
        """Return canonical `text` with each word that stands there by mistake put right."""
        out, changes, end, before = [], [], 0, ""
        for run in islice(_RUN.finditer(text), _MOST_WORDS):
            word = run.group()
            meant = self._meant(word, before, _next_word(text, run.end()))
            if meant != word:
                out += [text[end : run.start()], meant]
                end = run.end()
                changes.append((word, meant))
            before = meant
        return Repaired("".join([*out, text[end:]]), tuple(changes)) if changes else Repaired(text)

    def _meant(self, word: str, before: str, after: str) -> str:
        if not self._shortest <= len(word) <= _LONGEST or self._stands(word):
            return word
        ranked = sorted((r.mistyped + self._cost(r.word, before, after), r.word) for r in self._readings(word))
        doubt = _REAL if word in self._general else 0.0
        if not ranked or ranked[0][0] + doubt > self._cost(word, before, after):
            return word
        meant = ranked[0][1]
        return word if meant in self._countries and self._is_torn(word, meant) else meant

    def _is_torn(self, word: str, meant: str) -> bool:
        """Whether another country is about as likely: `irak` is Iran or Iraq, and no neighbour can tell which."""
        found = {
            reading.word: reading.mistyped + self._cost(reading.word, "", "")
            for reading in self._readings(word)
            if reading.word in self._countries
        }
        return any(cost < found[meant] + _TORN for country, cost in found.items() if country != meant)

    def _stands(self, word: str) -> bool:
        if word in self._standing:
            return True
        if any(self._general.get(form, _COMMON) < _COMMON for form in (word, *_stems(word))):
            return True
        return any(stem in self._base for stem in _stems(word))

    def _cost(self, word: str, before: str, after: str) -> float:
        """What it costs to mean `word` between these neighbours; an empty neighbour says nothing."""
        cost = -log(self._share(word, before)) if word in self._base else self._single(word)
        return cost - log(self._share(after, word) / self._share(after, "")) if after in self._base else cost

    def _share(self, word: str, before: str) -> float:
        """Share of `word` among the words that follow `before`; `word` is one of the base's."""
        single = (1 - _OUTSIDE) * self._base[word] / self._total
        follows = self._base[before] if before else 0
        return _PAIRED * self._pairs[f"{before} {word}"] / follows + (1 - _PAIRED) * single if follows else single

    def _single(self, word: str) -> float:
        """What it costs to mean a word that the base does not hold: by Zipf's law where a general list ranks it."""
        ranks = [self._general[form] for form in (word, *_stems(word)) if form in self._general]
        general = log(10 * (1 + min(ranks)) / _OUTSIDE) if ranks else _UNKNOWN + _UNKNOWN_LETTER * len(word)
        return min(general, _NAME) if word in self._names else general

    def _readings(self, word: str) -> tuple[_Reading, ...]:
        found = self._looked_up.get(word)
        if found is None:
            if len(self._looked_up) >= _REMEMBERED:
                self._looked_up.clear()
            found = self._looked_up[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> tuple[_Reading, ...]:
        known = self.knows(word)
        found = dict(self._near(word, self._own, 1 if known or len(word) < 5 else 2))
        if not known:
            found |= self._near(word, self._every, 1 if len(word) < _LONG else 2)
        return tuple(_Reading(near, _mistyped(word, near, edits)) for near, edits in found.items())

    def _near(self, word: str, vocabulary: Mapping[int, tuple[str, ...]], most: int) -> Iterable[tuple[str, int]]:
        for length in range(len(word) - most, len(word) + most + 1):
            words = vocabulary.get(length, ())
            for near, edits, _ in process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None):
                if (edits < 2 or near[0] == word[0]) and not _is_prefixed(word, near):
                    yield near, int(edits)


def _mistyped(typed: str, meant: str, edits: int) -> float:
    one_way = len(meant) > len(typed) or sorted(meant) == sorted(typed)
    return edits * _EDIT + (0.0 if one_way else _GUESSED) + (_FIRST_LETTER if typed[0] != meant[0] else 0.0)


def _is_prefixed(word: str, near: str) -> bool:
    """Whether two letters were put before or after a word: `deactivate` is no misspelling of `activate`."""
    return abs(len(word) - len(near)) == 2 and (word.endswith(near) or near.endswith(word))


def _stems(word: str) -> tuple[str, ...]:
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return tuple(stem for stem in stems if len(stem) > _SHORTEST)


def _next_word(text: str, start: int) -> str:
    following = _RUN.search(text, start)
    return following.group() if following else ""


def _by_length(vocabulary: Iterable[str]) -> dict[int, tuple[str, ...]]:
    lengths: dict[int, list[str]] = {}
    for word in sorted(vocabulary):
        lengths.setdefault(len(word), []).append(word)
    return {length: tuple(found) for length, found in lengths.items()}
