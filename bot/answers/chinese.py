"""Chinese questions get their words in English beside them, by the base's own glossary.

The bundled encoder reads English only; with the gloss it has something to go by, and the words' n-grams meet those
of the English phrasings. Longest match first; no segmenter is needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.answers.text import has_han, normalise


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
