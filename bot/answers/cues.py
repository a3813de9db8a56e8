"""A message taken apart: what it asks, names and says of a time, and which words only tie it to the conversation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

from pydantic import TypeAdapter

from bot.answers.dates import Named
from bot.answers.lexicon import Lexicon, Mention, joined, listed_words
from bot.answers.reading import Reader, Reading
from bot.answers.shelf import Shelf
from bot.answers.text import has_han, normalise, words
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import Cue, MentionKind, QuestionKind, Role

_LONG = 16
"""A message of more words says itself what its pronouns stand for."""
_FEW = 5
"""Entries that may share a word in a small base, and it still tells them from others."""
_LEADS = frozenset(
    "as of at by since before after until till from in on during around the end start early late mid 截 至 自 从".split()
)
_YEAR = "年"
"""A year is read without it, and is not written without it."""
_OWN_WORDS: Final = TypeAdapter(dict[str, frozenset[str]])


class Part(Enum):
    """What a stretch of words is in its message."""

    NAME = "name"
    """Something particular: a person, a product, a round of talks, an issue."""
    PARTY = "party"
    TIME = "time"
    ORDINAL = "ordinal"
    ASKS = "asks"
    CUE = "cue"
    ROLE = "role"
    """`rate`, `goods`: of the subject, but nothing particular."""
    LINK = "link"
    """`on`, `from`: what holds the others together."""
    FILLER = "filler"
    REST = "rest"


_NAMING = frozenset(
    {
        MentionKind.PERSON,
        MentionKind.PRODUCT,
        MentionKind.PLACE,
        MentionKind.ATTRIBUTE,
        MentionKind.OTHER,
        MentionKind.TIME,
    }
)
_OF_THE_SUBJECT = frozenset({Role.DUTY, Role.CHARGE, Role.GOODS})
_AS_PART: tuple[tuple[frozenset[MentionKind], Part], ...] = (
    (_NAMING, Part.NAME),
    (frozenset({MentionKind.PARTY}), Part.PARTY),
    (frozenset({MentionKind.ORDINAL}), Part.ORDINAL),
    (frozenset({MentionKind.QUESTION}), Part.ASKS),
)


@dataclass(frozen=True)
class Piece:
    """A stretch of a message's words."""

    part: Part
    tokens: tuple[str, ...]
    mention: Mention | None = None
    cues: frozenset[Cue] = frozenset()

    @property
    def kinds(self) -> frozenset[MentionKind]:
        """What may be put in its place: pieces of a common kind; a party and a place are both somewhere."""
        named = {kind for kind, _ in self.mention.names} if self.mention else set()
        return frozenset(MentionKind.PLACE if kind is MentionKind.PARTY else kind for kind in named)

    def ids(self, kind: MentionKind) -> frozenset[str]:
        """The ids of a kind that it may stand for."""
        return self.mention.ids(kind) if self.mention else frozenset()


@dataclass(frozen=True)
class Message:
    """A message in pieces, in its order."""

    reading: Reading
    pieces: tuple[Piece, ...]

    def of(self, *parts: Part) -> tuple[Piece, ...]:
        """The pieces of some sorts."""
        return tuple(piece for piece in self.pieces if piece.part in parts)

    def has(self, *parts: Part) -> bool:
        """Whether there is a piece of one of these sorts."""
        return any(piece.part in parts for piece in self.pieces)

    def says(self, *cues: Cue) -> bool:
        """Whether a word plays one of these parts in the conversation."""
        return any(not piece.cues.isdisjoint(cues) for piece in self.pieces)

    @property
    def leans(self) -> bool:
        """Whether its words tie it to what was said before."""
        return self.refers or self.goes_on or self.is_bare or self.is_empty or self.says(Cue.ADDS)

    @property
    def size(self) -> float:
        """How many words it has of its own; two Chinese characters are one."""
        return sum(0.5 if has_han(token) else 1 for piece in self.of(Part.REST) for token in piece.tokens)

    @property
    def points(self) -> bool:
        """Whether a word points from what was said to something beside it: `the second one`, `the year before`."""
        return self.has(Part.ORDINAL) or self.says(Cue.NEXT, Cue.PREVIOUS, Cue.COUNTERPART)

    def is_only(self, *cues: Cue) -> bool:
        """Whether it says one of these, and nothing else but what ties it to the conversation, and a figure: `wrong, it's 25`."""
        if not all(word.isdecimal() or word == "%" for piece in self.of(Part.REST) for word in piece.tokens):
            return False
        return self.says(*cues) and not self.has(Part.NAME, Part.PARTY, Part.TIME, Part.ORDINAL, Part.ROLE)

    @property
    def asks(self) -> bool:
        """Whether it says what kind of answer it wants."""
        return self.has(Part.ASKS)

    @property
    def is_whole(self) -> bool:
        """Whether it names enough to be a question by itself: `the rate on tea in june 2025`."""
        return sum(self.has(part) for part in (Part.NAME, Part.PARTY, Part.ROLE, Part.TIME)) > 1 and not self.goes_on

    @property
    def goes_on(self) -> bool:
        """Whether it opens as one that goes on from what was said, or ends so: `and …`, `…呢`."""
        told = [piece for piece in self.pieces if piece.part is not Part.FILLER]
        return bool(told) and (Cue.ON in told[0].cues or (Cue.ON in told[-1].cues and has_han(told[-1].tokens[0])))

    @property
    def is_bare(self) -> bool:
        """Whether it does nothing but name things or times: `and batteries?`"""
        return self.has(Part.NAME, Part.PARTY, Part.TIME, Part.ORDINAL) and not self.has(Part.ASKS, Part.REST)

    @property
    def is_empty(self) -> bool:
        """Whether it asks, and names nothing of its own: `since when?`"""
        return self.has(Part.ASKS, Part.CUE) and not self.has(
            Part.NAME, Part.PARTY, Part.TIME, Part.ORDINAL, Part.ROLE, Part.REST
        )

    @property
    def refers(self) -> bool:
        """Whether a word stands for something that was said before, and nothing in front of it is what it stands for."""
        if sum(len(piece.tokens) for piece in self.pieces) > _LONG:
            return False
        for piece in self.pieces:
            if piece.part is Part.NAME:
                return False
            if Cue.REFERS in piece.cues:
                return True
        return False


class Cues:
    """Takes messages apart with the lists of one base."""

    def __init__(self, base: KnowledgeBase, reader: Reader, shelf: Shelf) -> None:
        self.base, self._reader = base, reader
        own_words = shelf.read("asked", _OWN_WORDS)
        if own_words is None:
            own_words = _own_words(base)
            shelf.write("asked", _OWN_WORDS, own_words)
        self._own_words = own_words
        self._owners = Counter(word for own in self._own_words.values() for word in own)
        self.lexicon = Lexicon([*listed_words(base), *_turn_words(base), *filter(self._is_particular, _subjects(base))])

    def _is_particular(self, listed: tuple[MentionKind, str, str]) -> bool:
        """Whether a name is more than a word that everything here is about, like `rates`."""
        tokens = words(normalise(listed[2]))
        return not any(
            m.ids(MentionKind.ROLE) and m.last - m.first == len(tokens) for m in self._reader.lexicon.find(tokens)
        )

    def message(self, reading: Reading) -> Message:
        """The pieces of a message that was read."""
        canonical = reading.canonical
        tokens = words(canonical)
        timed = _with_leads(tokens, set(_within(canonical, tokens, reading.times)))
        found: list[Piece] = []
        free = [token if at not in timed else "\0" for at, token in enumerate(tokens)]
        mentions = {mention.first: mention for mention in self.lexicon.find(free)}
        at = 0
        while at < len(tokens):
            if at in timed:
                last = next((n for n in range(at, len(tokens)) if n not in timed and tokens[n] != _YEAR), len(tokens))
                found.append(Piece(Part.TIME, tuple(tokens[at:last])))
                at = last
            elif mention := mentions.get(at):
                found.append(_piece(mention, tuple(tokens[at : mention.last])))
                at = mention.last
            else:
                found.append(Piece(Part.REST, (tokens[at],)))
                at += 1
        return Message(reading, tuple(found))

    def known(self, entry: str, said: Message) -> float:
        """With which share of the words that a message has of its own people ask an entry, of those that tell entries apart.

        Words that most things are asked with tell nothing. Of Chinese neither do two characters that nobody asks with,
        unless there are no others: they may be the end of one word and the beginning of another.
        """
        most = max(_FEW, len(self._own_words) // 5)
        rest = [word for word in _asked_with([written(said.of(Part.REST))]) if self._owners[word] <= most]
        telling = [word for word in rest if self._owners[word] or not has_han(word)] or rest
        return sum(word in self._own_words[entry] for word in telling) / len(telling) if telling else 1.0

    def names(self, entry: str, piece: Piece) -> bool:
        """Whether people ask an entry with the very words of a piece."""
        return set(_asked_with([joined(piece.tokens)])) <= self._own_words[entry]


def _own_words(base: KnowledgeBase) -> dict[str, frozenset[str]]:
    """The words that people ask each entry with."""
    asked = {entry.id: list(entry.ways_to_ask) for entry in base.entries.values()}
    for line in base.labelled:
        if line.entry is not None:
            asked[line.entry].append(line.q)
    return {entry: frozenset(_asked_with(texts)) for entry, texts in asked.items()}


def _asked_with(texts: Iterable[str]) -> Iterator[str]:
    """The words of texts; of Chinese, each two characters side by side."""
    for text in texts:
        tokens = words(normalise(text))
        yield from (token for token in tokens if not has_han(token))
        yield from (first + second for first, second in pairwise(tokens) if has_han(first) and has_han(second))


def _piece(mention: Mention, tokens: tuple[str, ...]) -> Piece:
    kinds = {kind for kind, _ in mention.names}
    cues = frozenset(Cue(id_) for id_ in mention.ids(MentionKind.TURN))
    part = next((part for named, part in _AS_PART if named & kinds), None)
    if part is Part.ASKS and mention.ids(MentionKind.QUESTION) == {QuestionKind.POLITE}:
        part = Part.FILLER
    if part is None:
        part = Part.CUE if cues - {Cue.FILLER} else _weak(mention.ids(MentionKind.ROLE))
    return Piece(part, tokens, mention, cues - {Cue.FILLER} if part is Part.CUE else frozenset())


def _weak(roles: frozenset[str]) -> Part:
    """What words are that name nothing particular."""
    if not roles:
        return Part.FILLER
    return Part.ROLE if roles & _OF_THE_SUBJECT else Part.LINK


def _within(canonical: str, tokens: Iterable[str], times: Iterable[Named]) -> Iterator[int]:
    """The places of the tokens that belong to a time."""
    spans = [named.span for named in times]
    end = 0
    for at, token in enumerate(tokens):
        start = canonical.index(token, end)
        end = start + len(token)
        if any(first < end and start < last for first, last in spans):
            yield at


def _with_leads(tokens: list[str], timed: set[int]) -> set[int]:
    """The places of times, and of the words in front of them that say how the question stands to them: `as of`."""
    found = set(timed)
    for first in timed:
        at = first - 1
        while at >= 0 and at not in found and tokens[at] in _LEADS:
            found.add(at)
            at -= 1
    return found


def _turn_words(base: KnowledgeBase) -> Iterator[tuple[MentionKind, str, str]]:
    for listed in base.lexicon:
        if listed.kind in (MentionKind.TURN, MentionKind.ORDINAL):
            yield from ((listed.kind, id_, word) for id_, written in listed.words.items() for word in written)


def _subjects(base: KnowledgeBase) -> Iterator[tuple[MentionKind, str, str]]:
    """Everything particular that the base has a record of, by the words of its names."""
    for issue in base.issues.values():
        yield from ((MentionKind.OTHER, issue.id, word) for word in (*issue.keywords, *issue.name.by_language.values()))
    for term in base.terms.values():
        yield from ((MentionKind.OTHER, term.id, word) for word in (*term.aliases, *term.term.by_language.values()))
    titles = [(m.id, m.title) for m in base.measures.values()] + [(s.id, s.title) for s in base.series.values()]
    yield from ((MentionKind.OTHER, id_, word) for id_, title in titles for word in title.by_language.values())
    pronouns = {word for kind, _, word in _turn_words(base) if kind is MentionKind.TURN}
    for person in base.people.values():
        for name in person.name.by_language.values():
            parts = {name, *(part for part in name.replace("·", " ").split() if part.casefold() not in pronouns)}
            yield from ((MentionKind.PERSON, person.id, part) for part in sorted(parts))


def written(pieces: Iterable[Piece], keep: Callable[[Piece], bool] = lambda _: True) -> str:
    """The words of pieces."""
    return joined([token for piece in pieces if keep(piece) for token in piece.tokens])
