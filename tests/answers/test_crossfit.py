"""Cross-fitting: phrasings are judged by heads that have not seen them."""

from __future__ import annotations

import numpy as np
import pytest

from bot.answers.calibration import Evidence
from bot.answers.crossfit import cross_fit
from bot.answers.head import Floats, Owners, unit
from bot.answers.scoring import Questions


def questions(entries: int, each: int, spread: float = 0.15, seed: int = 3) -> tuple[Questions, Owners]:
    """Phrasings that lie around one random direction an entry."""
    chance = np.random.default_rng(seed)
    centres = unit(chance.standard_normal((entries, 24)).astype(np.float32))
    owners = np.repeat(np.arange(entries), each)
    noise: Floats = (spread * chance.standard_normal((len(owners), 24))).astype(np.float32)
    return Questions(None, unit(centres[owners] + noise)), owners


def told(found: Evidence) -> tuple[float, float]:
    covered = found.covered
    return float(found.right[covered].mean()), float(found.right[~covered].mean())


def test_cross_fit_when_entries_are_apart_then_regulars_are_right_and_strangers_never() -> None:
    asked, owners = questions(10, 8)
    inside, outside = told(cross_fit(asked, owners, 10))
    assert inside > 0.9
    assert outside == 0.0


def test_cross_fit_when_labels_are_shuffled_then_it_is_no_better_than_chance() -> None:
    asked, owners = questions(10, 8)
    lots = np.random.default_rng(1).permutation(len(owners))
    inside, _ = told(cross_fit(asked.take(lots), owners, 10))
    assert inside < 0.3, "a head that had seen its questions would know them by heart"


def test_cross_fit_when_done_then_each_phrasing_is_a_stranger_once_and_strangers_score_lower() -> None:
    asked, owners = questions(10, 8)
    found = cross_fit(asked, owners, 10)
    assert (~found.covered).sum() == len(owners)
    assert 0 < found.covered.sum() <= len(owners)
    assert found.scores.shape == (len(found), 3)
    assert np.isfinite(found.scores).all()
    means = [found.scores[rows].mean(axis=0) for rows in (found.covered, ~found.covered)]
    assert (means[0] > means[1]).all()


@pytest.mark.parametrize("entries", [0, 1, 3])
def test_cross_fit_when_there_are_fewer_than_four_entries_then_no_evidence(entries: int) -> None:
    asked, owners = (
        questions(entries, 5) if entries else (Questions(None, np.zeros((0, 4), np.float32)), np.zeros(0, int))
    )
    assert len(cross_fit(asked, owners, entries)) == 0


def test_cross_fit_when_an_entry_has_one_phrasing_then_it_is_only_ever_a_stranger() -> None:
    asked, owners = questions(6, 1)
    found = cross_fit(asked, owners, 6)
    assert found.covered.sum() == 0
    assert len(found) == 6


def test_cross_fit_when_done_twice_then_the_same() -> None:
    asked, owners = questions(8, 4)
    first, second = cross_fit(asked, owners, 8), cross_fit(asked, owners, 8)
    np.testing.assert_array_equal(first.scores, second.scores)
    np.testing.assert_array_equal(first.right, second.right)
