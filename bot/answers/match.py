"""Matches a question to candidates: by an exact phrasing, else by the head's logits and the cosine."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.answers.calibration import SCORES, Thresholds
from bot.answers.encoder import Encoder, general_words
from bot.answers.head import Floats
from bot.answers.index import BuildReport, Index, Lesson, Phrasings, load, load_or_build, nothing_fitted
from bot.answers.repair import Repairer, Vocabulary
from bot.answers.scoring import Questions
from bot.answers.text import digest, normalise, words

__all__ = ["Candidate", "Gathered", "Lesson", "Match", "Matcher", "Thresholds"]

_SHORT_LIST: Final = 40
"""Entries whose phrasings are compared one by one; the head ranks the right one among them in 99.9 of 100 cases."""
_EXACT_LOGIT: Final = 20.0
_SLANG: Final = 4
"""A word up to this length that people ask with is meant as it stands: `wtf` is one letter from `wto`, and is neither."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that may answer the question, or one declined kind that it may be of."""

    entry: str
    confidence: float
    """Calibrated probability that this entry is the right answer, or that no entry is and this kind comes nearest; 1.0 for
    an exact phrasing."""
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
    """Entries."""
    canonical: str
    """The question in canonical form, after spelling repair."""
    declined: Candidate | None = None
    """The kind of question that comes nearest among those that get no fact."""
    none: float = 0.0
    """Calibrated probability that no entry answers; with the confidence of every entry it makes 1."""
    warming_up: bool = False
    """Nothing is fitted yet: only exact phrasings are known."""

    @property
    def best(self) -> Candidate | None:
        """The best candidate, or None when no entry was allowed or the base is empty."""
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True)
class Gathered:
    """What a matcher is made over: the texts by class, each in canonical form, and the words that they are spelled with."""

    classes: tuple[str, ...]
    entries: int
    texts: tuple[str, ...]
    canonical: tuple[str, ...]
    owners: tuple[int, ...]
    calibration: tuple[tuple[str, tuple[str, ...]], ...]
    spelling: Vocabulary

    @classmethod
    def of(cls, lesson: Lesson, protected: Collection[str] = (), spelled: Collection[str] = ()) -> Self:
        """Gather them; `protected` and `spelled` are words that spelling repair treats as `Repairer` says."""
        found = Phrasings.of(lesson)
        slang = {word for text in found.canonical for word in words(text) if len(word) <= _SLANG}
        spelling = Vocabulary.of(map(normalise, lesson.spelled), protected, {*spelled, *slang})
        asked = tuple((text, tuple(sorted(right))) for text, right in found.calibration)
        owners = tuple(found.owners.tolist())
        return cls(found.classes, found.entries, found.texts, found.canonical, owners, asked, spelling)

    @property
    def phrasings(self) -> Phrasings:
        """The texts."""
        asked = tuple((text, frozenset(right)) for text, right in self.calibration)
        owners = np.asarray(self.owners, np.intp)
        return Phrasings(self.classes, self.entries, self.texts, self.canonical, owners, asked)


class Matcher:
    """A fitted index over curated phrasings. Nothing of it changes after build, so any thread may ask it."""

    def __init__(
        self,
        phrasings: Phrasings,
        index: Index | None,
        encoder: Encoder | None,
        repairer: Repairer | None,
        report: BuildReport,
    ) -> None:
        self._phrasings, self._index, self._encoder, self._repairer = phrasings, index, encoder, repairer
        self._starts = np.searchsorted(phrasings.owners, np.arange(len(phrasings.classes) + 1))
        self._exact: dict[bytes, list[int]] = {}
        for row, canonical in enumerate(phrasings.canonical):
            if canonical:
                self._exact.setdefault(digest(canonical), []).append(row)
        self.report = report
        self.thresholds = report.thresholds

    @classmethod
    def build(
        cls,
        lesson: Lesson,
        encoder: Encoder | None,
        cache_dir: Path | None = None,
        *,
        shipped: Path | None = None,
        fits: bool = True,
        protected: Collection[str] = (),
        spelled: Collection[str] = (),
        countries: Collection[str] = (),
        general: Mapping[str, int] | None = None,
    ) -> Self:
        """Fit a matcher to a lesson, or load it: as it is `shipped`, or from `cache_dir`.

        `protected`, `spelled` and `countries` are words that spelling repair treats as `Repairer` says; `general` is its list of general words by rank,
        by default the bundled one. The cache may be lost, foreign or broken: then the index is built, or where nothing may
        be fitted now (`fits`), the matcher knows exact phrasings alone.
        """
        found = Gathered.of(lesson, protected, spelled)
        return cls.over(
            found.phrasings,
            found.spelling,
            encoder,
            cache_dir,
            shipped=shipped,
            fits=fits,
            countries=countries,
            general=general,
        )

    @classmethod
    def over(
        cls,
        gathered: Phrasings,
        spelling: Vocabulary,
        encoder: Encoder | None,
        cache_dir: Path | None = None,
        *,
        shipped: Path | None = None,
        fits: bool = True,
        countries: Collection[str] = (),
        general: Mapping[str, int] | None = None,
    ) -> Self:
        """The same over phrasings that were gathered, and words that were counted."""
        found = (
            load_or_build(gathered, encoder, cache_dir, shipped)
            if fits
            else load(gathered, encoder, cache_dir, shipped)
        )
        if found is None:
            return cls(gathered, None, encoder, None, nothing_fitted(gathered, encoder))
        index, report = found
        known = general_words() if general is None else general
        return cls(gathered, index, encoder, Repairer.over(spelling, known, countries), report)

    @property
    def warming_up(self) -> bool:
        """Whether nothing is fitted yet."""
        return self._index is None

    def match(self, text: str, allow: Container[str] | None = None, k: int = 5) -> Match:
        """Return up to `k` candidates among the allowed entries (all by default). Never raises on any text."""
        canonical = normalise(text)
        allowed = self._allowed(allow)
        if (exact := self._exactly(canonical, allowed)) is not None:
            return exact
        if self._index is None or self._repairer is None:
            return Match(False, (), (), canonical, warming_up=True)
        repaired = self._repairer.repair(canonical)
        if repaired.changes and (exact := self._exactly(repaired.text, allowed)) is not None:
            return replace(exact, repaired=repaired.changes)
        if not repaired.text or not len(allowed) or k < 1:
            return Match(False, repaired.changes, (), repaired.text)
        return replace(self._scored(self._index, repaired.text, allowed, k), repaired=repaired.changes)

    def _allowed(self, allow: Container[str] | None) -> NDArray[np.intp]:
        """The rows of the allowed entries, and of every declined kind."""
        first = self._phrasings.entries
        named = enumerate(self._phrasings.classes)
        return np.asarray([at for at, name in named if allow is None or at >= first or name in allow], np.intp)

    def _exactly(self, canonical: str, allowed: NDArray[np.intp]) -> Match | None:
        """The match of a text that is a phrasing; an entry goes before a declined kind.

        Where several entries own it, none is more likely than another, and it is no exact match.
        """
        rows = self._exact.get(digest(canonical), ()) if canonical else ()
        owned = {class_: row for row in reversed(rows) if (class_ := int(self._phrasings.owners[row])) in allowed}
        entries = [owned[class_] for class_ in sorted(owned) if class_ < self._phrasings.entries]
        if entries:
            found = tuple(self._candidate(row, 1 / len(entries), _EXACT_LOGIT, 1.0) for row in entries)
            return Match(len(entries) == 1, (), found, canonical)
        if owned:
            return Match(True, (), (), canonical, self._candidate(owned[min(owned)], 1.0, _EXACT_LOGIT, 1.0), 1.0)
        return None

    def _scored(self, index: Index, text: str, allowed: NDArray[np.intp], k: int) -> Match:
        asked, entries = self._encoded(index, text), self._phrasings.entries
        logits = index.fitted.head.logits(asked.vectors, asked.lexical)[0]
        barred = np.setdiff1d(np.arange(len(logits)), allowed, assume_unique=True)
        logits[barred] = -np.inf
        short = np.argsort(-logits, kind="stable")[: min(_SHORT_LIST, len(allowed))]
        nearest = {int(at): self._nearest(index, int(at), asked.rows[0]) for at in short}
        # Classes off the short list count as rivals with the lowest cosine on it: they are far behind anyway.
        cosines = np.full(len(logits), min(cosine for _, cosine in nearest.values()), np.float32)
        for at, (_, cosine) in nearest.items():
            cosines[at] = cosine
        scores = logits + asked.cosine_weight * cosines
        declined = int(scores[entries:].argmax()) + entries if len(scores) > entries else None
        if not np.isfinite(scores[:entries]).any():
            kind = None if declined is None else self._scored_candidate(declined, 1.0, scores, nearest)
            return Match(False, (), (), text, kind, 1.0)
        (best,), found = index.fitted.scores(scores[None], cosines[None], asked.rows)
        calibration = index.calibration
        confidence, covered = float(calibration.probability(found)[0]), float(calibration.covered(found)[0])
        order = np.argsort(-scores[:entries], kind="stable")[: min(k, int(np.isfinite(scores[:entries]).sum()))]
        # What is left of the chance that some entry answers goes to the others, by how far each is behind.
        behind = np.exp((scores[:entries] - scores[best]) * calibration.sharpness)
        behind[best] = 0.0
        shares = (covered - confidence) * behind / max(float(behind.sum()), 1e-9)
        shares[best] = confidence
        candidates = tuple(self._scored_candidate(at, float(shares[at]), scores, nearest) for at in order.tolist())
        kind = None
        if declined is not None:
            refused = float(1 / (1 + np.exp(found[0, SCORES.index("accepted")])))
            kind = self._scored_candidate(declined, refused, scores, nearest)
        return Match(False, (), candidates, text, kind, 1 - covered)

    def _encoded(self, index: Index, text: str) -> Questions:
        vectors = self._encoder.encode([text]) if self._encoder else None
        return Questions(vectors, index.space.vector(text)[None])

    def _nearest(self, index: Index, class_: int, vector: Floats) -> tuple[int, float]:
        """Return the row of the class's phrasing that is nearest to `vector`, and the cosine."""
        first, last = int(self._starts[class_]), int(self._starts[class_ + 1])
        cosines = index.rows.floats(slice(first, last)) @ vector
        at = int(cosines.argmax())
        return first + at, float(cosines[at])

    def _scored_candidate(
        self, class_: int, confidence: float, scores: Floats, nearest: Mapping[int, tuple[int, float]]
    ) -> Candidate:
        row, cosine = nearest.get(class_) or (int(self._starts[class_]), -1.0)
        return self._candidate(row, confidence, float(scores[class_]), cosine)

    def _candidate(self, row: int, confidence: float, logit: float, cosine: float) -> Candidate:
        name = self._phrasings.classes[int(self._phrasings.owners[row])]
        return Candidate(name, confidence, logit, max(-1.0, min(1.0, cosine)), self._phrasings.texts[row])
