"""Whole questions out of a message that leaves parts out, and out of what was said before it: words, and nothing decided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel import Locale

from bot.answers.cues import Message, Part, Piece, written
from bot.answers.lexicon import joined
from bot.answers.text import has_han
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import Cue, MentionKind
from bot.locale.languages import language_of

_TIES = frozenset({Cue.ON, Cue.CORRECTS, Cue.REVERSE, Cue.TODAY, Cue.ONE})
_NAMED = (Part.NAME, Part.PARTY, Part.ROLE, Part.LINK, Part.ORDINAL, Part.TIME)
_EASILY_MISTAKEN = frozenset({"may", "march", "mar", "dec", "jan", "sept", "sep", "sun", "sat"})
_HAN_MONTHS = ("十一", "十二", "十", "一", "二", "三", "四", "五", "六", "七", "八", "九")


@dataclass(frozen=True)
class Before:
    """What a message leans on: the question before it, in pieces, and the direction of its answer, if it has one alone."""

    message: Message
    direction: str | None = None


@dataclass(frozen=True)
class Weaver:
    """Puts questions together, for one base."""

    base: KnowledgeBase

    def in_place(self, said: Message, before: Before) -> Iterator[str]:
        """The question before, with what the message names in place of what it named; nothing for one that asks on its own."""
        turned = self._turned(said, before)
        if said.says(Cue.REVERSE) and turned is None:
            return
        own, old, content = self._parts(said, before, turned)
        if said.asks or any(piece.part is Part.REST for piece in content):
            return
        if turned and not content:
            yield written(old)
        if put := _put_in(content, old):
            yield put
        if all(piece.part is Part.TIME for piece in content):
            yield _beside(written(old), written(piece for piece in own if piece.part is not Part.CUE))

    def beside(self, said: Message, before: Before) -> Iterator[str]:
        """What the message asks, of what was spoken of: of the names alone, and of all that was said of it."""
        turned = self._turned(said, before)
        if said.says(Cue.REVERSE) and turned is None:
            return
        own, old, content = self._parts(said, before, turned)
        if said.goes_on and not said.asks and any(piece.part is Part.REST for piece in content):
            yield from _unlisted(content, old)
        named = _without(old, content)
        if any(piece.part in (Part.NAME, Part.PARTY) for piece in named):
            yield _placed(own, written(_trimmed([piece for piece in named if piece.part in _NAMED])))
        yield _placed(own, written(_trimmed([piece for piece in named if piece.part not in (Part.ASKS, Part.CUE)])))

    def at_any_time(self, said: Message, before: Before) -> Iterator[str]:
        """What the message asks, of the names that were spoken of, without the times."""
        own, old, content = self._parts(said, before, None)
        named = [piece for piece in _without(old, content) if piece.part in _NAMED and piece.part is not Part.TIME]
        if named and any(piece.part is Part.TIME for piece in old) and not said.says(Cue.REVERSE):
            yield _placed(own, written(_trimmed(named)))

    def _parts(
        self, said: Message, before: Before, turned: tuple[Piece, ...] | None
    ) -> tuple[list[Piece], tuple[Piece, ...], list[Piece]]:
        """What the message says, what was said before and may be kept, and what of the message is of substance."""
        old = turned or before.message.pieces
        own = [p for p in said.pieces if not (p.cues & _TIES) and not (turned and p.part is Part.PARTY)]
        if said.has(Part.TIME) or said.says(Cue.TODAY):
            old = tuple(piece for piece in old if piece.part is not Part.TIME)
        return own, old, [piece for piece in own if piece.part not in (Part.FILLER, Part.LINK, Part.CUE)]

    def _turned(self, said: Message, before: Before) -> tuple[Piece, ...] | None:
        """The question before with the two parties in each other's place, if the message asks for the other direction."""
        direction = next((d for d in self.base.scope.directions if d.id == before.direction), None)
        parties = said.of(Part.PARTY)
        named = {id_ for piece in parties for id_ in piece.ids(MentionKind.PARTY)}
        if direction is None or said.has(Part.NAME):
            return None
        wanted = said.reading.direction
        if wanted == direction.id or not (
            said.says(Cue.REVERSE)
            or (wanted and wanted != direction.id)
            or (len(named) == 1 and direction.by not in named)
        ):
            return None
        other = {direction.by: direction.on, direction.on: direction.by}
        names = {party.id: party.name for party in self.base.scope.parties}
        turned = []
        for piece in before.message.pieces:
            ids = piece.ids(MentionKind.PARTY)
            if piece.part is Part.PARTY and len(ids) == 1 and (party := other.get(next(iter(ids)))):
                name = names[party].say(language_of(piece.tokens[0]))
                owns = "'s" if piece.tokens[-1].endswith("'s") and not has_han(name) else ""
                turned.append(Piece(Part.PARTY, (f"{name.casefold()}{owns}",), piece.mention))
            else:
                turned.append(piece)
        return tuple(turned)


def _put_in(content: list[Piece], old: tuple[Piece, ...]) -> str | None:
    """The question before, with each thing that is named now in place of one of its kind; None if something finds no place."""
    pieces = list(old)
    for piece in content:
        if piece.part is Part.TIME:
            pieces.append(piece)
            continue
        at = next((n for n, other in enumerate(pieces) if _alike(piece, other)), None)
        if at is None and piece.part is not Part.ROLE:
            return None
        if at is not None:
            pieces[at] = piece
            pieces = [
                other for n, other in enumerate(pieces) if n == at or not _alike(piece, other) or other in content
            ]
    return written(pieces)


def _unlisted(content: list[Piece], old: tuple[Piece, ...]) -> Iterator[str]:
    """The question before, with words that are on no list in place of the last thing that it named: `and umbrellas?`"""
    last = next((n for n in range(len(old) - 1, -1, -1) if old[n].part is Part.NAME), None)
    if last is not None:
        yield written([*old[:last], *content, *old[last + 1 :]])


def _alike(piece: Piece, other: Piece) -> bool:
    """Whether the one may stand where the other stood."""
    return piece.part in (Part.NAME, Part.PARTY) and bool(piece.kinds & other.kinds)


def _without(old: tuple[Piece, ...], content: list[Piece]) -> list[Piece]:
    """What was said before, without the things in whose place something is named now."""
    return [
        piece
        for piece in old
        if not any(_alike(new, piece) or (new.part is piece.part is Part.TIME) for new in content)
    ]


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the small words at either end that held them together with what was left out."""
    small = (Part.LINK, Part.FILLER)
    first = next((n for n, piece in enumerate(pieces) if piece.part not in small), len(pieces))
    last = next((n for n in range(len(pieces), first, -1) if pieces[n - 1].part not in small), first)
    return pieces[first:last]


def _placed(own: list[Piece], subject: str) -> str:
    """The message with its subject where a word stands for it, or else beside it."""
    refers = [n for n, piece in enumerate(own) if Cue.REFERS in piece.cues]
    if not refers:
        return _beside(subject, written(own))
    last = refers[-1]
    words = [
        subject if n == last else joined(piece.tokens) for n, piece in enumerate(own) if n == last or n not in refers
    ]
    text = ""
    for word in words:
        text = _beside(text, word)
    return text


def _beside(first: str, second: str) -> str:
    """Two stretches of text, with a space between them if one of them is not Chinese."""
    if not first or not second:
        return first or second
    return first + second if has_han(first[-1]) and has_han(second[0]) else f"{first} {second}"


def with_year(canonical: str, year: int | None, today: date) -> str:
    """The message with a year beside a month that has none: that of what was said before, else the latest such month."""
    if re.search(r"\d{4}|\byears?\b|\blast\b|\bthis\b|今年|去年|上个?月", canonical):
        return canonical
    for name, number in _english_months().items():
        lead = (
            r"(?:^|\b(?:in|meant|mean|about|for|and|of|by|since|until|till|early|late|mid) )"
            if name in _EASILY_MISTAKEN
            else r"\b"
        )
        if match := re.search(rf"{lead}{name}\b", canonical):
            return f"{canonical[: match.end()]} {_year(number, year, today)}{canonical[match.end() :]}"
    if match := re.search(rf"(?P<month>\d{{1,2}}|{'|'.join(_HAN_MONTHS)})月", canonical):
        month = match["month"]
        number = (
            int(month)
            if month.isdecimal()
            else (
                "一二三四五六七八九".index(month) + 1
                if month in "一二三四五六七八九"
                else {"十": 10, "十一": 11, "十二": 12}[month]
            )
        )
        if 1 <= number <= 12:
            start = match.start()
            return f"{canonical[:start]}{_year(number, year, today)}年{number}月{canonical[match.end() :]}"
    return canonical


def _year(month: int, year: int | None, today: date) -> int:
    return year or (today.year if month <= today.month else today.year - 1)


def _english_months() -> dict[str, int]:
    names = Locale("en").months["format"]
    return {name.casefold(): number for width in ("wide", "abbreviated") for number, name in names[width].items()}
