"""Cross-fitting: estimates from the phrasings alone how well a head does on questions that it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answers.calibration import SCORES, Doubles, Evidence, Flags
from bot.answers.head import Owners
from bot.answers.scoring import Fitted, Questions, best_scores

_FEWEST_ENTRIES: Final = 4
_SMALL: Final = 300
_SEED: Final = 20_250_812


@dataclass(frozen=True)
class _Fold:
    kept: NDArray[np.intp]
    in_scope: NDArray[np.intp]
    out_of_scope: NDArray[np.intp]


def cross_fit(questions: Questions, owners: Owners, classes: int, entries: int) -> Evidence:
    """Return what heads say of texts they have not seen, and of texts whose whole entry they have not seen.

    Classes from `entries` on are declined kinds. All come from one fit a fold, so five fits (three from 300 entries
    on) serve. Empty below four entries: nothing can be learnt there.
    """
    found: list[tuple[Doubles, Flags, Flags]] = []
    for fold in _folds(owners, classes, entries):
        kept_classes, kept_owners = np.unique(owners[fold.kept], return_inverse=True)
        known = questions.take(fold.kept)
        fitted = Fitted.fit(known, kept_owners, len(kept_classes), int((kept_classes < entries).sum()))
        for rows, seen in ((fold.in_scope, True), (fold.out_of_scope, False)):
            best, scores = best_scores(fitted, known, kept_owners, questions.take(rows))
            right = np.asarray(kept_classes[best] == owners[rows], np.bool_)
            found.append((scores, right, np.asarray(owners[rows] < entries, np.bool_) & seen))
    return _joined(found)


def _folds(owners: Owners, classes: int, entries: int) -> list[_Fold]:
    if entries < _FEWEST_ENTRIES:
        return []
    folds = 5 if entries < _SMALL else 3
    chance = np.random.default_rng(_SEED)
    part = _parts(owners, folds, chance)
    group = np.concatenate([chance.permutation(entries) % folds, np.full(classes - entries, -1)])[owners]
    alone = np.bincount(owners, minlength=classes)[owners] < 2
    made = []
    for fold in range(folds):
        outside = group == fold
        inside = (part == fold) & ~outside & ~alone
        made.append(_Fold(*(np.flatnonzero(rows) for rows in (~outside & ~inside, inside, outside))))
    return made


def _parts(owners: Owners, folds: int, chance: np.random.Generator) -> NDArray[np.intp]:
    """Deal the phrasings of each entry over the folds as evenly as they go."""
    part = np.zeros(len(owners), np.intp)
    for entry in np.unique(owners):
        rows = np.flatnonzero(owners == entry)
        part[rows] = (chance.permutation(len(rows)) + chance.integers(folds)) % folds
    return part


def _joined(found: list[tuple[Doubles, Flags, Flags]]) -> Evidence:
    scores = np.concatenate([np.zeros((0, len(SCORES))), *(scores for scores, _, _ in found)])
    right = np.concatenate([np.zeros(0, bool), *(right for _, right, _ in found)])
    covered = np.concatenate([np.zeros(0, bool), *(covered for _, _, covered in found)])
    return Evidence(scores, right, covered)
