"""Adds English words from the base's glossary to a Chinese question, because the encoder reads English only.

The bundled encoder reads English only; with the gloss it has something to go by, and the words' n-grams meet those
of the English phrasings. Longest match first; no segmenter is needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.answers.text import has_han, normalise

_HAN_DIGITS: Final = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_HAN_YEAR: Final = re.compile(r"(?<![〇零一二三四五六七八九])(?P<year>[〇零一二三四五六七八九]{4})年")
_HAN_PART: Final = re.compile(
    r"(?<=[\d年])(?P<number>(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]))(?=[月日号])|(?<=\d月)"
    r"(?P<day>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[日号])"
)
_PER_CENT: Final = re.compile(r"(?<=\d) ?趴|(?<=[几幾多少]) ?趴")


class Gloss:
    """Reads texts with a glossary from Chinese to English words; a text without Han characters stays as it is."""

    def __init__(self, glossary: Mapping[str, str]) -> None:
        self._english = {normalise(word): english for word, english in glossary.items()}
        self._longest = max(map(len, self._english), default=0)

    def read(self, text: str) -> str:
        """The text with its gloss behind it."""
        if not self._english or not has_han(text):
            return text
        canonical = normalise(text)
        gloss = " ".join(self._words(canonical))
        return f"{canonical} {gloss}" if gloss else text

    def _words(self, canonical: str) -> list[str]:
        found, at = [], 0
        while at < len(canonical):
            sizes = range(min(self._longest, len(canonical) - at), 0, -1)
            size = next((size for size in sizes if canonical[at : at + size] in self._english), 0)
            if size:
                found.append(self._english[canonical[at : at + size]])
            at += size or 1
        return found


def in_digits(canonical: str) -> str:
    """Dates in Chinese numerals in digits (`二〇二五年七月`), and Taiwan's word for per cent as its sign.

    For reading alone: a question is matched in the words that it was typed in, as phrasings are.
    """
    text = _HAN_YEAR.sub(lambda found: "".join(_HAN_DIGITS[digit] for digit in found["year"]) + "年", canonical)
    for _ in range(2):  # the month first, then the day behind it
        text = _HAN_PART.sub(lambda found: str(_number(found["number"] or found["day"])), text)
    return _PER_CENT.sub("%", text)


def _number(written: str) -> int:
    """A number below 40 in Chinese numerals."""
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return int(_HAN_DIGITS[written])
    return 10 * int(_HAN_DIGITS.get(tens, "1")) + int(_HAN_DIGITS.get(ones, "0"))
