"""Cross-fitting: phrasings are judged by heads that have not seen them."""

from __future__ import annotations

import numpy as np
import pytest

from bot.answers.calibration import SCORES, Evidence
from bot.answers.crossfit import cross_fit
from bot.answers.head import Floats, Owners, unit
from bot.answers.scoring import MOST, Questions


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
    inside, outside = told(cross_fit(asked, owners, 10, 10))
    assert inside > 0.9
    assert outside == 0.0


def test_cross_fit_when_labels_are_shuffled_then_it_is_no_better_than_chance() -> None:
    asked, owners = questions(10, 8)
    lots = np.random.default_rng(1).permutation(len(owners))
    inside, _ = told(cross_fit(asked.take(lots), owners, 10, 10))
    assert inside < 0.3, "a head that had seen its questions would know them by heart"


def test_cross_fit_when_done_then_each_phrasing_is_a_stranger_once_and_strangers_score_lower() -> None:
    asked, owners = questions(10, 8)
    found = cross_fit(asked, owners, 10, 10)
    assert (~found.covered).sum() == len(owners)
    assert 0 < found.covered.sum() <= len(owners)
    assert found.scores.shape == (len(found), len(SCORES))
    assert np.isfinite(found.scores).all()
    means = [found.scores[rows].mean(axis=0) for rows in (found.covered, ~found.covered)]
    logit, cosine, lead = (SCORES.index(name) for name in ("logit", "cosine", "lead"))
    assert all(means[0][at] > means[1][at] for at in (logit, cosine, lead))
    assert found.scores[:, SCORES.index("accepted")].tolist() == [MOST] * len(found), "where no kind is declined"
    assert found.scores[:, SCORES.index("scope")].tolist() == [1.0] * len(found)


def test_cross_fit_when_kinds_are_declined_then_their_texts_are_never_covered_and_score_below_the_regulars() -> None:
    asked, owners = questions(14, 8)
    found = cross_fit(asked, owners, 14, 10)
    strangers = 10 * 8
    assert (~found.covered).sum() > strangers, "every phrasing of an entry once, and the declined texts held out"
    assert found.covered.sum() <= strangers
    assert not found.right[~found.covered].any()
    assert found.right[found.covered].mean() > 0.9
    for name in ("accepted", "scope"):
        column = found.scores[:, SCORES.index(name)]
        assert column[found.covered].mean() > column[~found.covered].mean() + 0.2, name
    assert np.abs(found.scores[:, SCORES.index("accepted")]).max() <= MOST


def test_cross_fit_when_there_are_few_entries_and_many_kinds_then_no_evidence() -> None:
    asked, owners = questions(9, 5)
    assert len(cross_fit(asked, owners, 9, 3)) == 0


@pytest.mark.parametrize("entries", [0, 1, 3])
def test_cross_fit_when_there_are_fewer_than_four_entries_then_no_evidence(entries: int) -> None:
    asked, owners = (
        questions(entries, 5) if entries else (Questions(None, np.zeros((0, 4), np.float32)), np.zeros(0, int))
    )
    assert len(cross_fit(asked, owners, entries, entries)) == 0


def test_cross_fit_when_an_entry_has_one_phrasing_then_it_is_only_ever_a_stranger() -> None:
    asked, owners = questions(6, 1)
    found = cross_fit(asked, owners, 6, 6)
    assert found.covered.sum() == 0
    assert len(found) == 6


def test_cross_fit_when_done_twice_then_the_same() -> None:
    asked, owners = questions(8, 4)
    first, second = cross_fit(asked, owners, 8, 8), cross_fit(asked, owners, 8, 8)
    np.testing.assert_array_equal(first.scores, second.scores)
    np.testing.assert_array_equal(first.right, second.right)
