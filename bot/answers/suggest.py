"""Questions offered while somebody types: exact beginnings, then the words typed, then likeness."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from bot.answers.reply import Suggestion
from bot.answers.text import normalise, words
from bot.knowledge.base import KnowledgeBase


class Completer:
    """Ranks the entries' questions against what is typed; well under a millisecond for a thousand entries."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._titles = {
            language: {entry.id: normalise(entry.question.say(language)) for entry in base.entries.values()}
            for language in ("en", "zh")
        }
        self._words = {
            entry.id: frozenset(word for way in entry.ways_to_ask for word in words(normalise(way)))
            for entry in base.entries.values()
        }

    def complete(self, typed: str, language: str, limit: int) -> list[Suggestion]:
        """At most `limit` suggestions, each entry once."""
        found = dict.fromkeys(self._ranked(normalise(typed), language))
        entries = [self._base.entries[id_] for id_ in found][:limit]
        return [Suggestion(entry.id, entry.question.say(language)) for entry in entries]

    def _ranked(self, typed: str, language: str) -> Iterator[str]:
        titles = self._titles.get(language, self._titles["en"])
        if not typed:
            yield from titles
            return
        yield from (id_ for id_, title in titles.items() if title.startswith(typed))
        wanted = words(typed)
        whole, last = set(wanted[:-1]), wanted[-1] if wanted else ""
        yield from (
            id_ for id_, known in self._words.items() if whole <= known and any(word.startswith(last) for word in known)
        )
        similar = process.extract(typed, titles, scorer=fuzz.token_set_ratio, score_cutoff=55, limit=25)
        yield from (id_ for _, _, id_ in similar)
