"""Question text to scored candidates: the exact phrasing, else the head's logits beside the absolute cosine."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.answers.encoder import Encoder
from bot.answers.text import digest, normalise


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that may answer the question."""

    entry: str
    confidence: float
    """Calibrated probability that this entry is the right answer; 1.0 for an exact phrasing."""
    logit: float
    cosine: float
    """Absolute cosine to the entry's nearest phrasing, in [-1, 1]; 0.0 without an encoder."""
    nearest: str
    """That phrasing, as the curator wrote it."""


@dataclass(frozen=True, slots=True)
class Match:
    """What the matcher made of a question; candidates are sorted, best first, and may be none."""

    exact: bool
    repaired: tuple[tuple[str, str], ...]
    candidates: tuple[Candidate, ...]
    canonical: str
    """The question in canonical form, after spelling repair."""

    @property
    def best(self) -> Candidate | None:
        """The best candidate, or None when no entry was allowed or the base is empty."""
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Confidences from which a question is answered, and from which candidates are offered."""

    answer_at: float
    choose_at: float


class Matcher:
    """A fitted index over curated phrasings. Immutable after build, so it may be used from any thread."""

    def __init__(
        self, entries: Sequence[str], texts: Sequence[str], owners: NDArray[np.intp], encoder: Encoder | None
    ) -> None:
        self._entries, self._texts, self._owners, self._encoder = tuple(entries), tuple(texts), owners, encoder
        self._exact: dict[bytes, list[int]] = {}
        for text, owner in zip(texts, owners.tolist(), strict=True):
            owned = self._exact.setdefault(digest(normalise(text)), [])
            if owner not in owned:
                owned.append(owner)
        self._rows = encoder.encode([normalise(text) for text in texts]) if encoder and texts else None
        self.thresholds = Thresholds(answer_at=0.5, choose_at=0.2)

    @classmethod
    def build(
        cls,
        phrasings: Mapping[str, Sequence[str]],
        encoder: Encoder | None,
        cache_dir: Path | None = None,
        *,
        protected: Collection[str] = (),
    ) -> Self:
        """Fit a matcher over `phrasings` (entry id to its question and phrasings), or load it from `cache_dir`."""
        texts = [text for group in phrasings.values() for text in group]
        owners = np.repeat(np.arange(len(phrasings)), [len(group) for group in phrasings.values()])
        return cls(list(phrasings), texts, owners, encoder)

    def match(self, text: str, allow: Container[str] | None = None, k: int = 5) -> Match:
        """Return up to `k` candidates among the allowed entries. Never raises on any text."""
        canonical = normalise(text)
        allowed = [at for at, entry in enumerate(self._entries) if allow is None or entry in allow]
        exact = [at for at in self._exact.get(digest(canonical), []) if at in allowed]
        if exact:
            found = tuple(Candidate(self._entries[at], 1.0, 20.0, 1.0, text) for at in exact[:k])
            return Match(True, (), found, canonical)
        if self._encoder is None or self._rows is None or not canonical:
            return Match(False, (), (), canonical)
        cosines = self._rows @ self._encoder.encode([canonical])[0]
        best = np.full(len(self._entries), -1.0)
        np.maximum.at(best, self._owners, cosines)
        order = sorted(allowed, key=lambda at: (-best[at], at))[:k]
        return Match(False, (), tuple(self._candidate(at, best, cosines) for at in order), canonical)

    def _candidate(self, at: int, best: NDArray[np.float64], cosines: NDArray[np.float32]) -> Candidate:
        nearest = int(np.argmax(np.where(self._owners == at, cosines, -2.0)))
        cosine = float(best[at])
        confidence = float(1 / (1 + np.exp(-14 * (cosine - 0.62))))
        return Candidate(self._entries[at], confidence, 14 * cosine, cosine, self._texts[nearest])
