"""Turns scores into calibrated probabilities, and derives the two thresholds from them.

A base may bring labelled questions that nothing was fitted on. Where it has none, its phrasings are cross-fitted: scored by
heads that have not seen them, and, for questions that the base does not cover, by heads that have not seen their entry at
all. Confidence is a product of two logistic regressions on those scores (Platt 1999): the chance that the base covers the
question, from the best entry's height and nearness, the declined kinds and the scope head, and the chance that the best
entry is then the right one, from its lead. Their priors are the fits on three public question sets, so that a base of three entries is calibrated by
what holds elsewhere, and a base of a hundred by its own phrasings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]

SCORES: Final = ("logit", "cosine", "lead", "accepted", "scope")
"""Best logit; cosine to that entry's nearest phrasing; best logit less the logarithm of the other entries' summed
exponentials; the same of all entries against all declined kinds; the scope head's score."""
_COVER, _LEAD = (0, 1, 3, 4), (2,)

OUT_OF_SCOPE: Final = 0.25
"""Weight of questions that no entry answers, beside those that one does: one stranger to four regulars."""
PRIOR_STRENGTH: Final = 2.0
ANSWERED_RIGHT: Final = 0.93
"""Share of answers that are to be right: `answer_at` is the lowest confidence that keeps it, out-of-scope included."""
OFFERED_RIGHT: Final = 0.35
"""`choose_at` is the confidence from which the best candidate is right this often: below it, offers are noise."""
_LOWEST_ANSWER, _HIGHEST_ANSWER = 0.5, 0.95
_STEPS: Final = 60


@dataclass(frozen=True, slots=True)
class Decile:
    """One row of the calibration table: of the cross-fitted questions told `low`-`high`, the share that was right."""

    low: float
    high: float
    weight: float
    told: float
    right: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Confidences from which a question is answered, and from which candidates are offered."""

    answer_at: float
    choose_at: float


@dataclass(frozen=True)
class Evidence:
    """Cross-fitted questions: their scores (n, 5), whether the best candidate was right, whether an entry covers them."""

    scores: Doubles
    right: Flags
    covered: Flags

    def __len__(self) -> int:
        return len(self.right)

    @property
    def weight(self) -> Doubles:
        """Weight of each question: 1 where covered; the others weigh OUT_OF_SCOPE of all those together."""
        share = OUT_OF_SCOPE * float(self.covered.sum()) / max(float((~self.covered).sum()), 1.0)
        return np.where(self.covered, 1.0, share)


@dataclass(frozen=True)
class Prior:
    """What public sets taught: centre and spread of each score, and weights of the scores so scaled, intercept last."""

    centre: tuple[float, ...]
    spread: tuple[float, ...]
    cover: tuple[float, ...]
    lead: tuple[float, ...]


SENTENCE: Final = Prior((7.0, 0.65, 0.0, 8.0, 1.0), (2.5, 0.15, 2.5, 4.0, 1.0), (1.9, 0.1, 1.0, 0.5, 1.7), (2.8, 1.35))
LEXICAL: Final = Prior((4.0, 0.4, 0.0, 8.0, 1.0), (2.0, 0.2, 2.0, 4.0, 1.0), (1.5, 0.1, 1.0, 0.5, 1.6), (2.25, 2.25))
"""The scores `accepted` and `scope` are 8 and 1 where no kind is declined, so there they change nothing."""


@dataclass(frozen=True)
class Calibration:
    """A fitted calibration: probability, thresholds and the table that shows whether they hold."""

    prior: Prior
    cover: tuple[float, ...]
    lead: tuple[float, ...]
    thresholds: Thresholds
    table: tuple[Decile, ...]

    def covered(self, scores: Doubles) -> Doubles:
        """Return the probability that some entry answers, for scores (n, 5) in the order of SCORES."""
        return _probability(_design(self.prior, scores, _COVER), np.asarray(self.cover))

    def probability(self, scores: Doubles) -> Doubles:
        """Return the probability that the best candidate is right, for scores (n, 5) in the order of SCORES."""
        return self.covered(scores) * _probability(_design(self.prior, scores, _LEAD), np.asarray(self.lead))

    @property
    def sharpness(self) -> float:
        """Change of log odds between two entries for one point of logit: how a confidence falls from the best on."""
        return self.lead[0] / self.prior.spread[_LEAD[0]]


def calibrate(evidence: Evidence, prior: Prior) -> Calibration:
    """Fit to `evidence`, which may be empty: then the prior stands."""
    inside = evidence.covered
    cover = _fit(
        _design(prior, evidence.scores, _COVER), inside.astype(np.float64), evidence.weight, np.asarray(prior.cover)
    )
    lead = _fit(
        _design(prior, evidence.scores[inside], _LEAD),
        evidence.right[inside].astype(np.float64),
        evidence.weight[inside],
        np.asarray(prior.lead),
    )
    unset = Thresholds(answer_at=1.0, choose_at=1.0)
    fitted = Calibration(prior, tuple(map(float, cover)), tuple(map(float, lead)), unset, ())
    told = fitted.probability(evidence.scores)
    return replace(fitted, thresholds=_thresholds(told, evidence), table=_table(told, evidence))


def _design(prior: Prior, scores: Doubles, columns: tuple[int, ...]) -> Doubles:
    scaled = (scores.reshape(-1, len(SCORES)) - np.asarray(prior.centre)) / np.asarray(prior.spread)
    return np.hstack([np.clip(scaled[:, columns], -6, 6), np.ones((len(scaled), 1))])


def _probability(design: Doubles, weights: Doubles) -> Doubles:
    return np.asarray(1 / (1 + np.exp(-np.clip(design @ weights, -30, 30))))


def _fit(design: Doubles, right: Doubles, weight: Doubles, prior: Doubles) -> Doubles:
    """Newton's method on the weighted logistic loss with a Gaussian prior around `prior`; no score may count backwards."""
    weights = prior.copy()
    free = np.ones(len(prior), bool)
    for _ in range(len(prior)):
        for _ in range(_STEPS):
            told = _probability(design, weights)
            slope = design.T @ (weight * (told - right)) + PRIOR_STRENGTH * (weights - prior)
            bend = (design * (weight * told * (1 - told))[:, None]).T @ design + PRIOR_STRENGTH * np.eye(len(prior))
            step = np.zeros(len(prior))
            step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
            step /= max(1.0, float(np.abs(step).max()))
            weights = weights - step
            if float(np.abs(step).max()) < 1e-8:
                break
        backwards = free & (weights < 0)
        backwards[-1] = False  # the intercept may be anything
        if not backwards.any():
            break
        weights[backwards], free = 0.0, free & ~backwards
    return weights


def _thresholds(told: Doubles, evidence: Evidence) -> Thresholds:
    answer_at = _lowest(told, evidence, ANSWERED_RIGHT)
    answer_at = min(max(answer_at, _LOWEST_ANSWER), _HIGHEST_ANSWER)
    return Thresholds(answer_at=round(answer_at, 4), choose_at=round(min(OFFERED_RIGHT, answer_at) / 2, 4))


def _lowest(told: Doubles, evidence: Evidence, share: float) -> float:
    """Return the lowest confidence at and above which `share` of the answers is right; 0.8 without evidence."""
    if not len(evidence):
        return 0.8
    order = np.argsort(-told, kind="stable")
    weight = evidence.weight[order]
    right = np.cumsum(weight * evidence.right[order]) / np.cumsum(weight)
    kept = np.flatnonzero(right >= share)
    return float(told[order[kept[-1]]]) if len(kept) else 1.0


def _table(told: Doubles, evidence: Evidence) -> tuple[Decile, ...]:
    decile = np.minimum((told * 10).astype(int), 9)
    rows = []
    for at in range(9, -1, -1):
        inside = decile == at
        weight = float(evidence.weight[inside].sum())
        if weight > 0:
            mean = float((told * evidence.weight)[inside].sum()) / weight
            right = float((evidence.right * evidence.weight)[inside].sum()) / weight
            rows.append(Decile(at / 10, (at + 1) / 10, weight, mean, right))
    return tuple(rows)
