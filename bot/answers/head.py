"""The head: one multinomial logistic regression over the entries, in a space where phrasings of one entry lie close.

Two steps come before it, both measured on questions that were not trained on. The mean of all phrasings is taken out, since
it is what every entry shares. Then the space is whitened by the phrasings' spread within their entries (as linear
discriminant analysis does, Rao 1948), which costs one eigen-decomposition, adds half a point to a point, and conditions
the fit so well that thirty gradient steps are enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

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
class Head:
    """A fitted head. `whitening` is None where there is no encoder: then the lexical part stands alone."""

    whitening: Whitening | None
    weights: Floats
    """(features, entries)."""

    @classmethod
    def fit(cls, vectors: Floats | None, lexical: Floats, owners: Owners, entries: int) -> Self:
        """Fit to phrasings' sentence `vectors` (n, d) and `lexical` vectors (n, l). Raises HeadError."""
        whitening = None if vectors is None else Whitening.fit(vectors, owners, entries)
        features = _features(whitening, vectors, lexical)
        weights = _fit_softmax(features, owners, entries)
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


def _fit_softmax(features: Floats, owners: Owners, entries: int) -> Floats:
    """Minimise mean cross-entropy + ridge by accelerated gradient (Nesterov 1983), restarted where it overshoots.

    The loss is watched: where a step made it worse, the step is halved and taken again from the best weights so far.
    """
    count = max(len(features), 1)
    rows = np.arange(len(features))
    penalty = PENALTY / count
    largest = float(np.linalg.eigvalsh((features.T @ features).astype(np.float64) / count)[-1])
    step = _STEP_SCALE / (0.5 * largest + penalty + 1e-9)
    weights = _CENTROID_SCALE * unit(_means(features, owners, entries)).T
    best, ahead, momentum, least = weights, weights, 1.0, np.inf
    for _ in range(_STEPS):
        chances = _softmax(features @ ahead)
        loss = float(-np.log(chances[rows, owners] + 1e-12).mean() + penalty / 2 * np.square(ahead).sum())
        if loss > least + 1e-6:
            step, ahead, weights, momentum = step / 2, best, best, 1.0
            continue
        best, least = ahead, loss
        chances[rows, owners] -= 1
        stepped = ahead - step * (features.T @ chances / count + penalty * ahead)
        following = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = stepped + np.float32((momentum - 1) / following) * (stepped - weights)
        weights, momentum = stepped, following
    return np.asarray(best, np.float32)


def _check(features: Floats, weights: Floats, owners: Owners, entries: int) -> None:
    """Raise HeadError for a head that only guesses: a solver that stops at its first step reports no error."""
    if entries < 2 or not features.any():
        return
    loss = -np.log(_softmax(features @ weights)[np.arange(len(owners)), owners] + 1e-12).mean()
    guess = np.log(entries)
    if not np.isfinite(loss) or not weights.any() or loss > 1.05 * guess:
        raise HeadError(f"the head's loss on its own phrasings is {loss:.3f}; guessing gives {guess:.3f}")
