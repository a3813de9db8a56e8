"""Chinese questions get their words in English beside them, by the base's own glossary.

The bundled encoder reads English only; with the gloss it has something to go by, and the words' n-grams meet those
of the English phrasings. Longest match first, as the base lists them; no segmenter is needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.answers.text import normalise

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


class Gloss:
    """Reads texts with a glossary from Chinese to English words; a text without Han characters stays as it is."""

    def __init__(self, glossary: Mapping[str, str]) -> None:
        words = {normalise(word): english for word, english in glossary.items()}
        self._english = words
        longest_first = sorted(words, key=len, reverse=True)
        self._word = re.compile("|".join(map(re.escape, longest_first))) if words else None

    def read(self, text: str) -> str:
        """The text with its gloss behind it."""
        if self._word is None or not _HAN.search(text):
            return text
        canonical = normalise(text)
        gloss = " ".join(self._english[word] for word in self._word.findall(canonical))
        return f"{canonical} {gloss}" if gloss else text
