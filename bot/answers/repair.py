"""Spelling repair of words that nobody knows, and of no others.

One typo costs a good matcher nine points; put right, it costs one. A word is looked at only when neither the knowledge
base, nor the names handed in, nor the general word list knows it, so a correctly spelled word, a name and a number
always stand. Distance is optimal string alignment (an adjacent swap counts one): 1 edit from 4 letters, 2 from 8.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LETTERS: Final = "a-z\u00df-\u024f\u0370-\u03ff\u0400-\u04ff"
_RUN: Final = re.compile(rf"(?<!\w)[{_LETTERS}]+(?!\w)")
_SHORTEST: Final = 4
_LONG: Final = 8
_FREQUENT: Final = 6000
"""General words ranked behind this are no repair for a short word: `shein` must not become `sheen`."""
_LONGEST: Final = 40

_ENDINGS: Final = ("s", "es", "ed", "d", "ing", "er", "ly")
_CONTRACTIONS: Final = frozenset(
    re.findall(
        r"\w+",
        """arent cant couldnt didnt doesnt dont gonna gotta hadnt hasnt havent heres howd hows isnt itll lets shes shouldnt
        thats theres theyll theyre theyve wanna wasnt werent whats whens wheres whos whys wouldnt youd youll youre youve
        aint gimme lemme kinda sorta dunno yeah yall""",
    )
)

# Costs are log odds. A swap or a lost letter can be undone in one way; a wrong or an extra letter is one of 25.
_WRONG_LETTER: Final = 1.5
_FIRST_LETTER: Final = 2.0
_NEIGHBOUR: Final = 1.5
_GENERAL: Final = 2.0


@dataclass(frozen=True, slots=True)
class Repaired:
    """Canonical text with unknown words put right, and what was changed: (word as typed, replacement)."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Option:
    word: str
    cost: float
    name: bool


class Repairer:
    """Puts right unknown words after the base's own vocabulary, the protected names, then a general list.

    `phrasings` are canonical texts; `general` maps general words to their frequency rank (may be empty: then nothing
    tells a rare word from a typo, and only words of the base's length 6 and more are repaired). `protected` are names
    that must stand: they are never changed, and one is put in for a typo only where no other name is as near.
    """

    def __init__(self, phrasings: Iterable[str], general: Mapping[str, int], protected: Collection[str] = ()) -> None:
        split = [_RUN.findall(text) for text in phrasings]
        self._base = Counter(word for words in split for word in words)
        self._pairs = frozenset(pair for words in split for pair in pairwise(words))
        self._names = frozenset(word for name in protected for word in _RUN.findall(name.casefold()))
        self._general = general
        self._shortest = _SHORTEST - 1 if general else _SHORTEST + 2
        self._by_length = _by_length({*self._base, *self._names, *general})
        self._options = lru_cache(maxsize=8192)(self._look_up)

    def knows(self, word: str) -> bool:
        """Whether `word`, or the stem of a regular inflection, is spelled as base, names or general list spell it."""
        if word in self._base or word in self._names or word in self._general or word in _CONTRACTIONS:
            return True
        stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return any(len(stem) >= _SHORTEST and (stem in self._base or stem in self._general) for stem in stems)

    def repair(self, text: str) -> Repaired:
        """Return canonical `text` with unknown words put right where one known word is clearly nearest."""
        out, changes, end, before = [], [], 0, ""
        for run in _RUN.finditer(text):
            word = run.group()
            found = self._replacement(word, before, _next_word(text, run.end()))
            if found is not None:
                out += [text[end : run.start()], found]
                end = run.end()
                changes.append((word, found))
            before = found or word
        return Repaired("".join([*out, text[end:]]), tuple(changes)) if changes else Repaired(text)

    def _replacement(self, word: str, before: str, after: str) -> str | None:
        if not self._shortest <= len(word) <= _LONGEST or self.knows(word):
            return None
        options = self._options(word)
        if not options or _torn_between_names(options):
            return None
        return min(options, key=lambda option: (self._cost(option, before, after), option.word)).word

    def _cost(self, option: _Option, before: str, after: str) -> float:
        fits = ((before, option.word) in self._pairs) + ((option.word, after) in self._pairs)
        return option.cost - _NEIGHBOUR * fits

    def _look_up(self, word: str) -> tuple[_Option, ...]:
        most = 1 if len(word) < _LONG else 2
        near = [
            (found, int(distance))
            for length in range(len(word) - most, len(word) + most + 1)
            for found, distance, _ in process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=most, limit=None
            )
            if (distance < 2 or found[0] == word[0]) and self._may_replace(word, found)
        ]
        least = min((distance for _, distance in near), default=0)
        return tuple(self._option(word, found) for found, distance in near if distance == least)

    def _may_replace(self, word: str, found: str) -> bool:
        if len(word) < _SHORTEST:
            return found in self._base and len(found) == _SHORTEST and found[0] == word[0]
        if abs(len(word) - len(found)) == 2 and (word.endswith(found) or found.endswith(word)):
            return False  # `deactivate` is no misspelling of `activate`
        known = found in self._base or found in self._names
        return known or len(word) >= _SHORTEST + 2 or self._general[found] < _FREQUENT

    def _option(self, word: str, found: str) -> _Option:
        lost_or_swapped = len(found) > len(word) or sorted(found) == sorted(word)
        cost = (0.0 if lost_or_swapped else _WRONG_LETTER) + (_FIRST_LETTER if found[0] != word[0] else 0.0)
        if found in self._base:
            cost -= log(self._base[found])
        else:
            cost += _GENERAL + log(1 + self._general.get(found, 0) / 2000)
        return _Option(found, cost, found in self._names)


def _torn_between_names(options: tuple[_Option, ...]) -> bool:
    """Whether two names are equally near: `irak` is Iran or Iraq, and a guess could be the wrong country."""
    return sum(option.name for option in options) > 1


def _next_word(text: str, start: int) -> str:
    following = _RUN.search(text, start)
    return following.group() if following else ""


def _by_length(vocabulary: Iterable[str]) -> dict[int, tuple[str, ...]]:
    lengths: dict[int, list[str]] = {}
    for word in sorted(vocabulary):
        lengths.setdefault(len(word), []).append(word)
    return {length: tuple(found) for length, found in lengths.items()}
