"""The scope head scores whether any entry answers a question, with a kernel classifier over the encoder's vectors.

Kernel ridge regression on +1 (an entry answers it) and -1 (none does), with a Gaussian kernel on a sample of the texts as
landmarks (Nyström; Williams and Seeger 2001). Both sides weigh the same, however many texts each has. What it returns
is a score, not a probability: the calibration makes one of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.answers.rows import Rows

Floats = NDArray[np.float32]

LANDMARKS: Final = 3000
WIDTH: Final = 1.0
"""Kernel: exp(-WIDTH * squared distance of unit vectors), measured on writers that were not trained on."""
PENALTY: Final = 0.03
_JITTER: Final = 1e-3
_PIECE: Final = 2048
_SEED: Final = 20_251_126


@dataclass(frozen=True)
class ScopeHead:
    """A fitted head: `landmarks` (m, d) unit vectors, and their weights (m,)."""

    landmarks: Floats
    weights: Floats
    bias: float

    @classmethod
    def fit(cls, vectors: Floats, answerable: NDArray[np.bool_]) -> Self | None:
        """Fit to unit `vectors` (n, d); None where all are of one side, so that there is nothing to learn."""
        if answerable.all() or not answerable.any():
            return None
        chance = np.random.default_rng(_SEED)
        chosen = np.sort(chance.permutation(len(vectors))[:LANDMARKS])
        landmarks = Rows.of(vectors[chosen]).floats()  # as they come back from the disk
        target = np.where(answerable, 1.0, -1.0).astype(np.float32)
        weight = np.where(answerable, 0.5 / answerable.sum(), 0.5 / (~answerable).sum()).astype(np.float32) * len(
            vectors
        )
        bias = float(weight @ target / weight.sum())
        left = (PENALTY * _kernel(landmarks, landmarks)).astype(np.float64)
        left[np.diag_indices_from(left)] += _JITTER
        right = np.zeros(len(chosen))
        for first in range(0, len(vectors), _PIECE):  # the whole kernel would take hundreds of megabytes
            piece = slice(first, first + _PIECE)
            rooted = np.sqrt(weight[piece])
            kernel = _kernel(vectors[piece], landmarks) * rooted[:, None]
            left += kernel.T @ kernel  # of one matrix with itself BLAS computes half
            right += kernel.T @ (rooted * (target[piece] - bias))
        weights = np.linalg.solve(left, right)
        return cls(landmarks, weights.astype(np.float32), bias)

    def score(self, vectors: Floats) -> Floats:
        """Return a score for each unit vector (n,): above 0 for what an entry is likely to answer."""
        return np.asarray(_kernel(vectors, self.landmarks) @ self.weights + np.float32(self.bias), np.float32)


def _kernel(vectors: Floats, landmarks: Floats) -> Floats:
    squared = 2 - 2 * (vectors @ landmarks.T)
    return np.asarray(np.exp(-WIDTH * np.maximum(squared, 0)), np.float32)
