"""Suggests entries from the base alone: likely next questions, and entries about what a question names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from bot.answers.lexicon import Lexicon, Name, listed_words
from bot.answers.reading import question_kind
from bot.answers.text import normalise, words
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import MentionKind, QuestionKind

_NOTHING_NAMED = frozenset({MentionKind.QUESTION, MentionKind.ROLE})
_SEE_ALSO, _SEEN_FROM = 3.0, 1.5
"""Weight of an entry under this entry's `see_also`, and of one that has this entry under its own."""
_OTHER_KIND = 0.5
"""Bonus for an entry about the same thing with another kind of question: people rarely ask the same twice."""


class Likely:
    """Ranks the entries beside an entry, and beside what a question names. Compiled once for each snapshot."""

    def __init__(self, base: KnowledgeBase, subjects: Lexicon) -> None:
        self._base = base
        own = Lexicon(listed_words(base))
        self._names: dict[str, frozenset[Name]] = {}
        self._kinds: dict[str, QuestionKind] = {}
        self._owners: defaultdict[Name, list[str]] = defaultdict(list)
        for entry in base.entries.values():
            tokens = words(normalise(entry.question.say("en")))
            self._kinds[entry.id] = question_kind(own.find(tokens))
            found = {name for mention in subjects.find(tokens) for name in mention.names}
            self._names[entry.id] = frozenset(name for name in found if name[0] not in _NOTHING_NAMED)
            for name in self._names[entry.id]:
                self._owners[name].append(entry.id)
        self._beside = {entry: self._rank(entry) for entry in base.entries}

    def after(self, entry: str, most: int, without: Collection[str] = ()) -> list[str]:
        """The entries that people are likely to ask after this one: never itself, nor those `without`."""
        return [other for other in self._beside[entry] if other not in without][:most]

    def kind(self, entry: str) -> QuestionKind:
        """The kind of question that an entry's own is."""
        return self._kinds[entry]

    def about(self, names: Collection[Name], most: int) -> list[str]:
        """The entries whose own question is about most of what is named; none if nothing is."""
        weight: defaultdict[str, float] = defaultdict(float)
        for name in set(names):
            for owner in self._owners.get(name, ()):
                weight[owner] += self._weight(name)
        return _heaviest(weight)[:most]

    def _rank(self, entry: str) -> list[str]:
        weight: defaultdict[str, float] = defaultdict(float)
        for seen in self._base.entries[entry].see_also:
            if seen in self._base.entries:
                weight[seen] += _SEE_ALSO
        for other in self._base.entries.values():
            if entry in other.see_also:
                weight[other.id] += _SEEN_FROM
        for name in self._names[entry]:
            for owner in self._owners[name]:
                weight[owner] += self._weight(name) + _OTHER_KIND * (self._kinds[owner] is not self._kinds[entry])
        weight.pop(entry, None)
        return _heaviest(weight)

    def _weight(self, name: Name) -> float:
        """A name says the less, the more entries are about it."""
        return 2 / len(self._owners[name])


def _heaviest(weight: Mapping[str, float]) -> list[str]:
    return sorted(weight, key=lambda entry: -weight[entry])
