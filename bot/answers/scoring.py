"""Scores of every entry for some questions: the head's logit, and the cosine to the entry's nearest phrasing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.answers.calibration import SCORES, Doubles
from bot.answers.head import Floats, Head, Owners, unit
from bot.answers.scope_head import ScopeHead

COSINE_WEIGHT: Final = 3.0
"""Points of logit that one unit of cosine is worth: close calls and refusal gain, measured with held-out phrasings."""
LEXICAL_COSINE_WEIGHT: Final = 1.0
MOST: Final = 8.0
"""Log odds that an entry answers it, at most: where no kind of question is declined, nothing speaks against one."""
_PIECE: Final = 256
_FLOOR: Final = np.float32(-1e9)


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


@dataclass(frozen=True)
class Fitted:
    """Two heads over the same texts: which class a question is of, and whether any entry answers it.

    The first `entries` classes are entries; those after them are kinds of question that no entry answers.
    """

    head: Head
    scope: ScopeHead | None
    entries: int

    @classmethod
    def fit(cls, known: Questions, owners: Owners, classes: int, entries: int) -> Self:
        """Fit to `known` texts of which text `t` is of class `owners[t]`. Raises HeadError."""
        head = Head.fit(known.vectors, known.lexical, owners, classes)
        return cls(head, ScopeHead.fit(known.rows, owners < entries), entries)

    def scores(self, logits: Floats, cosines: Floats, rows: Floats) -> tuple[NDArray[np.intp], Doubles]:
        """Return the best entry of each question, and its scores as in calibration.SCORES (n, 5).

        `logits` and `cosines` are (n, classes), `rows` the questions' unit vectors (n, d).
        """
        inside, outside = logits[:, : self.entries], logits[:, self.entries :]
        top, each = inside.argmax(axis=1), np.arange(len(logits))
        accepted = (
            np.clip(_pooled(inside) - _pooled(outside), -MOST, MOST) if outside.shape[1] else np.full(len(logits), MOST)
        )
        scope = self.scope.score(rows) if self.scope else np.ones(len(logits), np.float32)
        columns = [inside[each, top], cosines[each, top], leads(inside), accepted, scope]
        return top, np.stack(columns, axis=1).astype(np.float64)


def best_scores(fitted: Fitted, known: Questions, owners: Owners, asked: Questions) -> tuple[NDArray[np.intp], Doubles]:
    """Return the best entry of each asked question, and its scores (n, 5).

    `owners` are sorted, from 0 on without a gap: the texts that `fitted` was fitted on.
    """
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    rows, best, scores = known.rows, [np.zeros(0, np.intp)], [np.zeros((0, len(SCORES)))]
    for first in range(0, len(asked), _PIECE):
        piece = asked.take(slice(first, first + _PIECE))
        cosines = nearest(np.asarray(piece.rows @ rows.T, np.float32), starts)
        logits = fitted.head.logits(piece.vectors, piece.lexical) + known.cosine_weight * cosines
        top, found = fitted.scores(logits, cosines, piece.rows)
        best.append(top)
        scores.append(found)
    return np.concatenate(best), np.concatenate(scores)


def _pooled(logits: Floats) -> Floats:
    """Return the logarithm of the summed exponentials of each row; -inf where all of a row is."""
    highest = np.maximum(logits.max(axis=1), _FLOOR)
    with np.errstate(divide="ignore"):
        return np.asarray(highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1)), np.float32)


def leads(logits: Floats) -> Floats:
    """Return each row's best logit less the log-sum-exp of the others: the log odds of its softmax.

    Where there is one entry, or one that is allowed, its lead is its logit: the mean of nothing is no rival.
    """
    ordered = np.sort(logits, axis=1)
    if ordered.shape[1] < 2:
        return np.asarray(ordered[:, -1], np.float32)
    rivals = _pooled(ordered[:, :-1])
    return np.asarray(np.where(np.isfinite(rivals), ordered[:, -1] - rivals, ordered[:, -1]), np.float32)
