"""Discord's limits on text, and cutting at a sentence inside them."""

from __future__ import annotations

import re

TITLE = 256
DESCRIPTION = 4096
DISPLAY = 4000
"""The texts of a message of Components V2 together."""
COMPONENTS = 40
"""Components of such a message, nested ones too."""
ALT = 1024
"""What a picture shows, in words."""
BUTTON = 80
CUSTOM_ID = 100
CHOICE = 100
CHOICES = 25
APPLICATION = 400
"""What an application says of itself, in each language."""

_SENTENCE_END = re.compile(r"[.!?](?=[\s)\"'”’*_])|[。！？；]|\n")
_OPEN_LINK = re.compile(r"\[[^\]]*$|\[[^\]]*\]\([^)]*$|<[^>\s]*$")
_WEIGHTY = 0.5


def weight(text: str) -> int:
    """Length in UTF-16 units, as the strictest of Discord's checks counts it: an emoji counts as two."""
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


def cut(text: str, limit: int, mark: str = " …") -> str:
    """`text` inside `limit`, ended after a sentence, else after a word; links and fences stay whole."""
    if weight(text) <= limit:
        return text
    room = limit - weight(mark) - len("\n```")
    head = text[: max(0, room)]
    while weight(head) > max(0, room):
        head = head[:-1]
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] >= len(head) * _WEIGHTY:
        head = head[: ends[-1]]
    elif (space := head.rfind(" ")) >= len(head) * _WEIGHTY:
        head = head[:space]
    head = _OPEN_LINK.sub("", head).rstrip()
    fence = "\n```" if head.count("```") % 2 else ""
    return f"{head}{mark}{fence}"[:limit] if limit > weight(mark) else text[:limit]


def label(text: str, limit: int) -> str:
    """One line for a button or a choice: cut with an ellipsis, never empty."""
    line = " ".join(text.split()) or "…"
    if weight(line) <= limit:
        return line
    while weight(line) > limit - 1:
        line = line[:-1]
    return line.rstrip() + "…"
