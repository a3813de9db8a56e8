"""Completes what somebody types to questions that the bot can answer, the likeliest first."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import takewhile
from types import MappingProxyType

from rapidfuzz import fuzz, process

from bot.answers.reply import Suggestion
from bot.answers.text import normalise, words
from bot.knowledge.base import KnowledgeBase
from bot.locale.languages import LANGUAGES, row_of

NOBODY_ASKED: Mapping[str, int] = MappingProxyType({})
_LIKE = 55
_MISSPELT = 75
_LONGEST = 120
_MOST_WORDS = 8
"""Further characters and words are not read: nobody types as many before they choose."""


class Completer:
    """Ranks the entries' questions against what is typed; about a millisecond for ten thousand ways to ask.

    A way to ask that is exactly what was typed comes first, then questions that begin so, then those that hold its words
    (the last may be unfinished), then entries of which some other way to ask holds them, then what resembles it. Within
    each of these by likelihood: how many of an entry's ways hold the words, times how often it was asked. While nothing is
    typed, the base's examples come first.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._order = {id_: place for place, id_ in enumerate(dict.fromkeys((*base.scope.examples, *base.entries)))}
        self._titles = {
            language: {entry.id: normalise(entry.question.say(language)) for entry in base.entries.values()}
            for language in LANGUAGES
        }
        self._title_words = {
            language: {id_: words(title) for id_, title in titles.items()} for language, titles in self._titles.items()
        }
        self._exact: defaultdict[str, list[str]] = defaultdict(list)
        self._owners: list[str] = []
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        for entry in base.entries.values():
            for way in map(normalise, entry.ways_to_ask):
                self._exact[way].append(entry.id)
                for word in words(way):
                    self._holding[word].add(len(self._owners))
                self._owners.append(entry.id)
        self._vocabulary = sorted(self._holding)

    def complete(
        self, typed: str, language: str, limit: int, asked: Mapping[str, int] = NOBODY_ASKED
    ) -> list[Suggestion]:
        """At most `limit` suggestions, each entry once; `asked` says how often each entry was asked."""
        found = list(dict.fromkeys(self._ranked(normalise(typed[:_LONGEST]), language, asked)))[:limit]
        return [Suggestion(id_, self._base.entries[id_].question.say(language)) for id_ in found]

    def _ranked(self, typed: str, language: str, asked: Mapping[str, int]) -> Iterator[str]:
        if not typed:
            examples = [id_ for id_ in self._base.scope.examples if id_ in self._base.entries]
            yield from (*examples, *sorted(self._base.entries, key=lambda id_: (-asked.get(id_, 0), self._order[id_])))
            return
        titles = self._titles[row_of(language).code]
        wanted = self._spelled(words(typed)[:_MOST_WORDS])
        holding = self._ways_with(wanted)

        def likely(id_: str) -> tuple[float, int]:
            return -holding[id_] * (1 + asked.get(id_, 0)), self._order[id_]

        yield from sorted(self._exact.get(typed, ()), key=likely)
        yield from sorted((id_ for id_, title in titles.items() if title.startswith(typed)), key=likely)
        yield from sorted((id_ for id_ in holding if self._title_holds(id_, wanted, language)), key=likely)
        yield from sorted(holding, key=likely)
        yield from (
            id_ for _, _, id_ in process.extract(typed, titles, scorer=fuzz.token_set_ratio, score_cutoff=_LIKE)
        )

    def _ways_with(self, wanted: list[str]) -> Counter[str]:
        """How many of each entry's ways to ask hold all the words, the last of which may be unfinished."""
        if not wanted:
            return Counter()
        start = bisect_left(self._vocabulary, wanted[-1])
        begun = takewhile(lambda word: word.startswith(wanted[-1]), self._vocabulary[start:])
        ways = set().union(*(self._holding[word] for word in begun))
        for word in wanted[:-1]:
            ways &= self._holding.get(word, set())
        return Counter(self._owners[way] for way in ways)

    def _spelled(self, typed: list[str]) -> list[str]:
        """Replace each word that no way to ask contains by the most similar one that does, if any is similar."""
        return [word if self._is_begun(word) else self._likest(word) for word in typed]

    def _is_begun(self, word: str) -> bool:
        place = bisect_left(self._vocabulary, word)
        return place < len(self._vocabulary) and self._vocabulary[place].startswith(word)

    def _likest(self, word: str) -> str:
        found = process.extractOne(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_MISSPELT)
        return found[0] if found else word

    def _title_holds(self, id_: str, wanted: list[str], language: str) -> bool:
        *whole, last = wanted
        title = self._title_words[row_of(language).code][id_]
        return set(whole) <= set(title) and any(word.startswith(last) for word in title)
