"""The head: one multinomial logistic regression over the entries, in a space where phrasings of one entry lie close.

Two steps come before it, both measured on questions that were not trained on. The mean of all phrasings is taken out, since
it is what every entry shares. Then the space is whitened by the phrasings' spread within their entries (as linear
discriminant analysis does, Rao 1948), which costs one eigen-decomposition, adds half a point to a point, and conditions
the fit so well that thirty gradient steps are enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.answers.rows import PIECE, Rows

Floats = NDArray[np.float32]
Owners = NDArray[np.intp]

SHRINKAGE: Final = 2.0
"""Multiple of the mean variance that is added to every direction's: with ten phrasings an entry, estimates are noisy."""
LEXICAL_WEIGHT: Final = 0.7
"""Length of the lexical part beside the sentence vector's unit length."""
PENALTY: Final = 0.03
"""Ridge penalty on the weights, divided by the number of phrasings."""
_CENTROID_SCALE: Final = 10.0
_STEPS: Final = 30
_STEP_SCALE: Final = 12.0
"""The textbook step 2 / largest eigenvalue is for two equally likely classes; with many, longer steps are stable."""


class HeadError(Exception):
    """The fit went wrong: the head knows no more than chance about the phrasings that it was fitted on."""


@dataclass(frozen=True)
class Whitening:
    """Takes the mean out and evens out the spread within entries."""

    mean: Floats
    """(dimensions,)."""
    turn: Floats
    """(dimensions, dimensions)."""

    @classmethod
    def fit(cls, vectors: Floats, owners: Owners, entries: int) -> Self:
        """Fit to unit `vectors` (phrasings, dimensions) of which phrasing `p` belongs to entry `owners[p]`."""
        mean = vectors.mean(axis=0)
        centred = unit(vectors - mean)
        spread = centred - _means(centred, owners, entries)[owners]
        within = (spread.T @ spread).astype(np.float64) / max(len(vectors), 1)
        level = float(np.trace(within)) / len(within)
        within += (SHRINKAGE * level + 1e-6) * np.eye(len(within))
        variances, axes = np.linalg.eigh(within)
        return cls(mean, np.asarray(axes / np.sqrt(variances), np.float32))

    def apply(self, vectors: Floats) -> Floats:
        """Return unit vectors of the same shape in the whitened space."""
        return unit(unit(vectors - self.mean) @ self.turn)


def unit(vectors: Floats) -> Floats:
    """Return `vectors` brought to length 1 along the last axis; zeros stay zeros."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)


@dataclass(frozen=True)
class Known:
    """What an earlier fit learned: its whitening, and the weights (features,) of classes that nothing has changed in."""

    whitening: Whitening | None
    weights: Mapping[int, Floats]


@dataclass(frozen=True)
class Head:
    """A fitted head. `whitening` is None where there is no encoder: then the lexical part stands alone."""

    whitening: Whitening | None
    weights: Floats
    """(features, entries)."""

    @classmethod
    def fit(
        cls, vectors: Floats | None, lexical: Floats, owners: Owners, entries: int, known: Known | None = None
    ) -> Self:
        """Fit to phrasings' sentence `vectors` (n, d) and `lexical` vectors (n, l); what is `known` stays as it is.

        Raises HeadError.
        """
        if known is not None:
            whitening = known.whitening
        else:
            whitening = None if vectors is None else Whitening.fit(vectors, owners, entries)
        features = _all_features(whitening, vectors, lexical)
        weights = _fit_softmax(features, owners, entries, {} if known is None else known.weights)
        _check(features, weights, owners, entries)
        return cls(whitening, weights)

    def logits(self, vectors: Floats | None, lexical: Floats) -> Floats:
        """Return raw logits (n, entries); raw, because their absolute height tells a strange question apart."""
        return _features(self.whitening, vectors, lexical) @ self.weights


def _features(whitening: Whitening | None, vectors: Floats | None, lexical: Floats) -> Floats:
    if whitening is None or vectors is None:
        return lexical  # its length says how much of the question the base knows at all
    return np.hstack([whitening.apply(vectors), LEXICAL_WEIGHT * lexical])


def _means(vectors: Floats, owners: Owners, entries: int) -> Floats:
    sums = np.zeros((entries, vectors.shape[1]), np.float32)
    np.add.at(sums, owners, vectors)
    counts = np.maximum(np.bincount(owners, minlength=entries), 1).astype(np.float32)
    return np.asarray(sums / counts[:, None], np.float32)


def _softmax(logits: Floats) -> Floats:
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True), np.float32)


def _all_features(whitening: Whitening | None, vectors: Floats | None, lexical: Floats) -> Rows:
    pieces = (slice(first, first + PIECE) for first in range(0, len(lexical), PIECE))
    made = [
        Rows.of(_features(whitening, None if vectors is None else vectors[piece], lexical[piece])) for piece in pieces
    ]
    width = lexical.shape[1] if whitening is None else len(whitening.mean) + lexical.shape[1]
    return Rows.joined(made, width)


def _fit_softmax(features: Rows, owners: Owners, entries: int, known: Mapping[int, Floats]) -> Floats:
    """Minimise mean cross-entropy + ridge by accelerated gradient (Nesterov 1983), restarted where it overshoots.

    The loss is watched: where a step made it worse, the step is halved and taken again from the best weights so far.
    Columns that are `known` stay, and cost one pass: so a change of one class is learned in a fraction of the time of all.
    """
    count = max(len(features), 1)
    penalty = PENALTY / count
    step = _STEP_SCALE / (0.5 * _largest(features, count) + penalty + 1e-9)
    whole = _CENTROID_SCALE * unit(_class_means(features, owners, entries)).T
    for column, kept in known.items():
        whole[:, column] = kept
    sought = np.asarray([column for column in range(entries) if column not in known], np.intp)
    if not len(sought):
        return np.asarray(whole, np.float32)
    loss_of = _Loss(features, owners, whole, sought, penalty)
    weights = whole[:, sought]
    best, ahead, momentum, least = weights, weights, 1.0, np.inf
    for _ in range(_STEPS):
        loss, slope = loss_of(ahead)
        if loss > least + 1e-6:
            step, ahead, weights, momentum = step / 2, best, best, 1.0
            continue
        best, least = ahead, loss
        stepped = ahead - np.float32(step) * slope
        following = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = stepped + np.float32((momentum - 1) / following) * (stepped - weights)
        weights, momentum = stepped, following
    whole[:, sought] = best
    return np.asarray(whole, np.float32)


class _Loss:
    """Mean cross-entropy + ridge, and its slope, as a function of the columns that are sought."""

    def __init__(self, features: Rows, owners: Owners, whole: Floats, sought: NDArray[np.intp], penalty: float) -> None:
        self._features, self._penalty = features, penalty
        column = np.full(whole.shape[1], -1, np.intp)
        column[sought] = np.arange(len(sought))
        self._own = column[owners]
        """Each row's column among those sought; -1 for the others, whose own logit no step changes."""
        others = np.delete(whole, sought, axis=1)
        self._rest = np.full(len(features), -np.inf, np.float32)
        if others.shape[1]:
            for piece, rows in features.pieces():
                logits = rows @ others
                highest = logits.max(axis=1)
                self._rest[piece] = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))

    def __call__(self, weights: Floats) -> tuple[float, Floats]:
        count = max(len(self._features), 1)
        loss, slope = 0.0, np.zeros_like(weights)
        for piece, rows in self._features.pieces():
            logits, rest, own = rows @ weights, self._rest[piece], self._own[piece]
            highest = np.maximum(logits.max(axis=1), rest)
            chances = np.exp(logits - highest[:, None])
            total = chances.sum(axis=1) + np.exp(rest - highest)
            at = np.flatnonzero(own >= 0)
            loss += float((np.log(total) + highest).sum() - logits[at, own[at]].sum())
            chances /= total[:, None]
            chances[at, own[at]] -= 1
            slope += rows.T @ chances
        loss = loss / count + self._penalty / 2 * float(np.square(weights).sum())
        return loss, np.asarray(slope / count + np.float32(self._penalty) * weights, np.float32)


def _largest(features: Rows, count: int) -> float:
    """The largest eigenvalue of the features' second moments."""
    width = features.codes.shape[1]
    moments = np.zeros((width, width), np.float32)
    for _, rows in features.pieces():
        moments += rows.T @ rows
    return float(np.linalg.eigvalsh(moments.astype(np.float64) / count)[-1]) if width else 0.0


def _class_means(features: Rows, owners: Owners, entries: int) -> Floats:
    sums = np.zeros((entries, features.codes.shape[1]), np.float32)
    for piece, rows in features.pieces():
        np.add.at(sums, owners[piece], rows)
    counts = np.maximum(np.bincount(owners, minlength=entries), 1).astype(np.float32)
    return np.asarray(sums / counts[:, None], np.float32)


def _check(features: Rows, weights: Floats, owners: Owners, entries: int) -> None:
    """Raise HeadError for a head that only guesses: a solver that stops at its first step reports no error."""
    if entries < 2 or not features.codes.any():
        return
    lost = 0.0
    for piece, rows in features.pieces():
        chances = _softmax(rows @ weights)
        lost -= float(np.log(chances[np.arange(len(rows)), owners[piece]] + 1e-12).sum())
    loss, guess = lost / len(features), np.log(entries)
    if not np.isfinite(loss) or not weights.any() or loss > 1.05 * guess:
        raise HeadError(f"the head's loss on its own phrasings is {loss:.3f}; guessing gives {guess:.3f}")
