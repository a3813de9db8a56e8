"""Where the first sentence of a text ends."""

from __future__ import annotations


def first_sentence(text: str) -> str:
    """The first sentence of a text; a full stop inside a number or an abbreviation like U.S. does not end one."""
    for index, character in enumerate(text):
        after = text[index + 1 : index + 3]
        if character in "。！？" or (character == "\n"):
            return text[: index + 1].strip()
        ends = character in ".!?" and (not after or (after[0] == " " and not after[1:2].islower()))
        if ends and not text[: index + 1].endswith(("U.S.", "a.m.", "p.m.", "No.", " v.")):
            return text[: index + 1].strip()
    return text.strip()
