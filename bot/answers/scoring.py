"""Scores of every entry for some questions: the head's logit, and the cosine to the entry's nearest phrasing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answers.calibration import Doubles
from bot.answers.head import Floats, Head, Owners, unit

COSINE_WEIGHT: Final = 3.0
"""Points of logit that one unit of cosine is worth: close calls and refusal gain, measured with held-out phrasings."""
LEXICAL_COSINE_WEIGHT: Final = 1.0
_PIECE: Final = 256


@dataclass(frozen=True)
class Questions:
    """Encoded texts: unit sentence vectors (n, d) or None without an encoder, and lexical vectors (n, l)."""

    vectors: Floats | None
    lexical: Floats

    def __len__(self) -> int:
        return len(self.lexical)

    def take(self, rows: NDArray[np.intp] | slice) -> Questions:
        """Return the questions at `rows`."""
        return Questions(None if self.vectors is None else self.vectors[rows], self.lexical[rows])

    @property
    def cosine_weight(self) -> float:
        """Points of logit for one unit of cosine; n-grams say less by it than sentences."""
        return LEXICAL_COSINE_WEIGHT if self.vectors is None else COSINE_WEIGHT

    @property
    def rows(self) -> Floats:
        """Unit vectors whose dot product is the cosine: of sentences, or of n-grams where there is no encoder."""
        return unit(self.lexical) if self.vectors is None else self.vectors


def nearest(cosines: Floats, starts: NDArray[np.intp]) -> Floats:
    """Return each entry's largest cosine (n, entries); entry `e` owns the columns from `starts[e]` on."""
    return np.asarray(np.maximum.reduceat(cosines, starts, axis=1), np.float32)


def best_scores(head: Head, known: Questions, owners: Owners, asked: Questions) -> tuple[NDArray[np.intp], Doubles]:
    """Return the best entry of each asked question, and its scores (n, 3) as in calibration.SCORES.

    `owners` are sorted, from 0 on without a gap: the phrasings that `head` was fitted on.
    """
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    rows, best, scores = known.rows, [], []
    for first in range(0, len(asked), _PIECE):
        piece = asked.take(slice(first, first + _PIECE))
        cosines = nearest(np.asarray(piece.rows @ rows.T, np.float32), starts)
        logits = head.logits(piece.vectors, piece.lexical) + known.cosine_weight * cosines
        top = logits.argmax(axis=1)
        each = np.arange(len(top))
        best.append(top)
        scores.append(np.stack([logits[each, top], cosines[each, top], leads(logits)], axis=1))
    if not best:
        return np.zeros(0, np.intp), np.zeros((0, 3))
    return np.concatenate(best), np.concatenate(scores).astype(np.float64)


def leads(logits: Floats) -> Floats:
    """Return each row's best logit less the log-sum-exp of the others: the log odds of its softmax.

    Where there is one entry, its lead is its logit: the mean of nothing is no rival.
    """
    ordered = np.sort(logits.astype(np.float64), axis=1)
    if ordered.shape[1] < 2:
        return np.asarray(ordered[:, -1], np.float32)
    rivals = ordered[:, -2] + np.log(np.exp(ordered[:, :-1] - ordered[:, -2:-1]).sum(axis=1))
    return np.asarray(ordered[:, -1] - rivals, np.float32)
