"""Shortens an answer for a card: its first sentence as a headline, and the sentences right after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answers.telling import first_sentence

GLANCE = 70
"""A headline up to this width stands as it is: two lines on a phone."""
LONGEST_HEADLINE = 120
BODY = 260
TINY = 60
"""A rest up to this width is shown at once: no button is worth it."""
_VERDICT = 16
"""A first sentence up to this width, like `Yes.`, is told with the next one."""

_TAIL = re.compile(r"^(?P<head>.+?)\s*[(（](?P<tail>[^()（）]+)[)）](?P<end>[.。])$")
_ENOUGH = 20
_COLON = re.compile(r"(?:: |：)(?![^(（]*[)）])")
_COMMA = re.compile(r"(?:, |，)(?![^(（]*[)）])")
_BREAK = re.compile(r"(?:; |；)(?![^(（]*[)）])")


@dataclass(frozen=True)
class Short:
    """A headline (without marks, may be empty), the body, and whether that is all."""

    headline: str
    body: str
    is_whole: bool


def width(text: str) -> int:
    """How wide a text is, in letters: a Han character is as wide as two."""
    return len(text) + sum(ord(character) > 0x2E7F for character in text)


def shorten(text: str) -> Short:
    """The headline and body of an answer. Nothing is reworded: a long first sentence goes on in the body."""
    first, rest = _first(text.strip())
    headline, carried = _headline(first)
    if not headline:
        rest, carried = text.strip(), ""
    body, left = _fill(rest, BODY - width(carried))
    if width(left) <= TINY:
        body, left = rest, ""
    return Short(headline.replace("**", ""), "".join(part for part in (carried, body) if part).strip(), not left)


def _first(text: str) -> tuple[str, str]:
    """The first sentence and the rest; a bare verdict takes the next sentence along."""
    first = first_sentence(text)
    rest = text[len(first) :]
    if width(first) <= _VERDICT and rest[:1] not in {"", "\n"}:
        gap = len(rest) - len(rest.lstrip())
        first += rest[:gap] + first_sentence(rest[gap:])
    return first, text[len(first) :]


def _headline(first: str) -> tuple[str, str]:
    """What of the first sentence is the headline, and what of it is carried into the body."""
    if width(first) <= GLANCE:
        return first, ""
    if found := _TAIL.match(first):
        head, tail = found["head"] + found["end"], found["tail"]
        if width(head) <= LONGEST_HEADLINE and "**" not in tail:
            return head, _sentence(tail + found["end"])
    if found := next(iter(_BREAK.finditer(first)), None):
        head, tail = first[: found.start()], first[found.end() :]
        if width(head) <= LONGEST_HEADLINE and head.count("**") % 2 == 0:
            return head + ("。" if found[0] == "；" else "."), _sentence(tail)
    if width(first) <= LONGEST_HEADLINE:
        return first, ""
    return next(_parted(first), ("", ""))


def _parted(first: str) -> Iterator[tuple[str, str]]:
    """Where a sentence that is too long can go on in the body: behind a colon, else at a comma, and then both ends say so."""
    for pattern, end, begin in ((_COLON, "", ""), (_COMMA, " …", "… ")):
        for found in pattern.finditer(first):
            head, tail = first[: found.start()], first[found.end() :]
            if _ENOUGH <= width(head) <= LONGEST_HEADLINE and head.count("**") % 2 == 0:
                yield head + (end or found[0].strip()), (begin + tail if begin else _sentence(tail))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fill(text: str, room: int) -> tuple[str, str]:
    """As many whole sentences and lines as fit, and what is left."""
    kept, rest = "", text
    while rest.strip():
        start = len(rest) - len(rest.lstrip())
        piece = rest[: start + len(first_sentence(rest[start:]))]
        if piece.endswith((":", "：")):  # what introduces a list says nothing without it
            piece += rest[len(piece) :][: 1 + len(first_sentence(rest[len(piece) :].lstrip()))]
        if kept.strip() and width(kept + piece) > room:
            break
        kept, rest = kept + piece, rest[len(piece) :]
    return kept, rest
