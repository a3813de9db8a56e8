"""Question text to scored candidates: the exact phrasing, else the head's logits beside the absolute cosine."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.answers.calibration import Thresholds
from bot.answers.encoder import Encoder, general_words
from bot.answers.head import Floats
from bot.answers.index import BuildReport, Index, Phrasings, load_or_build
from bot.answers.repair import Repaired, Repairer
from bot.answers.scoring import Questions, leads
from bot.answers.text import digest, normalise

__all__ = ["Candidate", "Match", "Matcher", "Thresholds"]

_SHORT_LIST: Final = 40
"""Entries whose phrasings are compared one by one; the head ranks the right one among them in 99.9 of 100 cases."""
_EXACT_LOGIT: Final = 20.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that may answer the question."""

    entry: str
    confidence: float
    """Calibrated probability that this entry is the right answer; 1.0 for an exact phrasing."""
    logit: float
    """Height of the head's score, cosine included; comparable within one build only."""
    cosine: float
    """Absolute cosine to the entry's nearest phrasing, in [-1, 1]; of n-grams where there is no encoder."""
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


class Matcher:
    """A fitted index over curated phrasings. Nothing of it changes after build, so any thread may ask it."""

    def __init__(
        self, phrasings: Phrasings, index: Index, encoder: Encoder | None, repairer: Repairer, report: BuildReport
    ) -> None:
        self._phrasings, self._index, self._encoder, self._repairer = phrasings, index, encoder, repairer
        self._starts = np.searchsorted(phrasings.owners, np.arange(len(phrasings.entries) + 1))
        self._exact: dict[bytes, list[int]] = {}
        for row, canonical in enumerate(phrasings.canonical):
            if canonical:
                self._exact.setdefault(digest(canonical), []).append(row)
        self.report = report
        self.thresholds = report.thresholds

    @classmethod
    def build(
        cls,
        phrasings: Mapping[str, Sequence[str]],
        encoder: Encoder | None,
        cache_dir: Path | None = None,
        *,
        protected: Collection[str] = (),
        spelled: Collection[str] = (),
        countries: Collection[str] = (),
        general: Mapping[str, int] | None = None,
    ) -> Self:
        """Fit a matcher over `phrasings` (entry id to its question and phrasings), or load it from `cache_dir`.

        `protected`, `spelled` and `countries` are words that spelling repair treats as `Repairer` says; `general` is its list of general words by rank,
        by default the bundled one. The cache may be lost, foreign or broken: then the index is built.
        """
        gathered = Phrasings.of(phrasings)
        index, report = load_or_build(gathered, encoder, cache_dir)
        known = general_words() if general is None else general
        repairer = Repairer(gathered.canonical, known, protected, spelled, countries)
        return cls(gathered, index, encoder, repairer, report)

    def match(self, text: str, allow: Container[str] | None = None, k: int = 5) -> Match:
        """Return up to `k` candidates among the allowed entries (all by default). Never raises on any text."""
        canonical = normalise(text)
        allowed = self._allowed(allow)
        exact = self._exactly(canonical, allowed)
        if len(exact) == 1:
            return Match(True, (), exact, canonical)
        repaired = Repaired(canonical) if exact else self._repairer.repair(canonical)
        if repaired.changes and (exact := self._exactly(repaired.text, allowed)):
            return Match(len(exact) == 1, repaired.changes, exact[:k], repaired.text)
        if exact or not repaired.text or not len(allowed) or k < 1:
            return Match(False, repaired.changes, exact[:k], repaired.text)
        return Match(False, repaired.changes, self._scored(repaired.text, allowed, k), repaired.text)

    def _allowed(self, allow: Container[str] | None) -> NDArray[np.intp]:
        entries = self._phrasings.entries
        return np.asarray([at for at, entry in enumerate(entries) if allow is None or entry in allow], np.intp)

    def _exactly(self, canonical: str, allowed: NDArray[np.intp]) -> tuple[Candidate, ...]:
        """Return the allowed entries that own this very phrasing; where several do, none is more likely than another."""
        rows = self._exact.get(digest(canonical), ()) if canonical else ()
        owned = {int(self._phrasings.owners[row]): row for row in reversed(rows)}
        found = [owned[entry] for entry in sorted(owned) if entry in allowed]
        return tuple(self._candidate(row, 1 / len(found), _EXACT_LOGIT, 1.0) for row in found)

    def _scored(self, text: str, allowed: NDArray[np.intp], k: int) -> tuple[Candidate, ...]:
        asked = self._encoded(text)
        logits = self._index.head.logits(asked.vectors, asked.lexical)[0]
        short = allowed[np.argsort(-logits[allowed], kind="stable")[:_SHORT_LIST]]
        nearest = [self._nearest(entry, asked.rows[0]) for entry in short.tolist()]
        cosines = np.asarray([cosine for _, cosine in nearest], np.float32)
        scores = logits[short] + asked.cosine_weight * cosines
        rest = np.setdiff1d(allowed, short, assume_unique=True)
        # Entries off the short list count as rivals with the lowest cosine on it: they are far behind anyway.
        lead = leads(np.concatenate([scores, logits[rest] + asked.cosine_weight * cosines.min()])[None])[0]
        order = np.argsort(-scores, kind="stable")[:k]
        best = int(order[0])
        calibration = self._index.calibration
        confidence = float(calibration.probability(np.asarray([[scores[best], cosines[best], lead]], np.float64))[0])
        behind = np.exp((scores[order] - scores[best]) * calibration.sharpness)
        shares = np.minimum(
            confidence * behind, np.concatenate([[confidence], np.full(len(order) - 1, 1 - confidence)])
        )
        return tuple(
            self._candidate(nearest[at][0], float(share), float(scores[at]), float(cosines[at]))
            for at, share in zip(order.tolist(), shares.tolist(), strict=True)
        )

    def _encoded(self, text: str) -> Questions:
        vectors = self._encoder.encode([text]) if self._encoder else None
        return Questions(vectors, self._index.space.vector(text)[None])

    def _nearest(self, entry: int, vector: Floats) -> tuple[int, float]:
        """Return the row of the entry's phrasing that is nearest to `vector`, and the cosine."""
        first, last = int(self._starts[entry]), int(self._starts[entry + 1])
        cosines = self._index.rows[first:last].astype(np.float32) @ vector
        at = int(cosines.argmax())
        return first + at, float(cosines[at])

    def _candidate(self, row: int, confidence: float, logit: float, cosine: float) -> Candidate:
        entry = self._phrasings.entries[int(self._phrasings.owners[row])]
        return Candidate(entry, confidence, logit, max(-1.0, min(1.0, cosine)), self._phrasings.texts[row])
