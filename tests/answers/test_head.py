"""The head: it learns what it is shown, and says so where it did not."""

from __future__ import annotations

import numpy as np
import pytest

from bot.answers.head import Floats, Head, HeadError, Owners, Whitening, unit


def clouds(entries: int = 6, each: int = 8, size: int = 16, spread: float = 0.2) -> tuple[Floats, Owners]:
    """Unit vectors around one direction an entry, all moved by what they share."""
    chance = np.random.default_rng(5)
    centres = unit(chance.standard_normal((entries, size)).astype(np.float32))
    owners = np.repeat(np.arange(entries), each)
    noise = spread * chance.standard_normal((len(owners), size))
    return unit(np.asarray(centres[owners] + noise + 0.5, np.float32)), owners


@pytest.mark.parametrize("with_vectors", [True, False], ids=["sentence", "lexical"])
def test_fit_when_entries_are_apart_then_each_phrasing_scores_its_own_highest(with_vectors: bool) -> None:
    lexical, owners = clouds()
    vectors = lexical if with_vectors else None
    head = Head.fit(vectors, lexical, owners, 6)
    logits = head.logits(vectors, lexical)
    assert logits.shape == (48, 6)
    assert (logits.argmax(axis=1) == owners).mean() > 0.95
    assert (head.whitening is not None) is with_vectors


def test_fit_when_a_new_question_lies_near_an_entry_then_that_entry() -> None:
    vectors, owners = clouds()
    kept = np.arange(len(owners)) % 8 != 0
    head = Head.fit(vectors[kept], vectors[kept], owners[kept], 6)
    logits = head.logits(vectors[~kept], vectors[~kept])
    assert (logits.argmax(axis=1) == owners[~kept]).mean() >= 5 / 6


def test_fit_when_done_twice_then_the_same_weights() -> None:
    vectors, owners = clouds()
    first, second = (Head.fit(vectors, vectors, owners, 6) for _ in range(2))
    np.testing.assert_array_equal(first.weights, second.weights)


def test_fit_when_entries_are_of_unequal_size_then_the_small_one_is_found_too() -> None:
    vectors, owners = clouds(entries=3, each=12)
    kept = (owners != 2) | (np.arange(len(owners)) >= len(owners) - 2)
    head = Head.fit(vectors[kept], vectors[kept], owners[kept], 3)
    small = owners[kept] == 2
    assert small.sum() == 2
    assert (head.logits(vectors[kept], vectors[kept])[small].argmax(axis=1) == 2).all()


def test_fit_when_there_is_one_entry_or_nothing_to_go_by_then_no_error() -> None:
    assert Head.fit(None, np.ones((3, 4), np.float32), np.zeros(3, int), 1).weights.shape == (4, 1)
    assert (
        Head.fit(None, np.zeros((4, 4), np.float32), np.arange(4), 4).logits(None, np.zeros((1, 4), np.float32)).any()
        == 0
    )


def test_fit_when_the_features_are_not_numbers_then_head_error() -> None:
    lexical, owners = clouds()
    lexical[3, 3] = np.nan
    with np.errstate(all="ignore"), pytest.raises((HeadError, np.linalg.LinAlgError)):
        Head.fit(None, lexical, owners, 6)


def test_whitening_when_applied_then_what_all_share_and_the_spread_within_entries_count_less() -> None:
    vectors, owners = clouds(spread=0.4)
    applied = Whitening.fit(vectors, owners, 6).apply(vectors)

    def contrast(points: Floats) -> float:
        same = owners[:, None] == owners[None]
        cosines = points @ points.T
        return float(cosines[same].mean() - cosines[~same].mean())

    np.testing.assert_allclose(np.linalg.norm(applied, axis=1), 1.0, atol=1e-5)
    assert contrast(applied) > contrast(vectors) + 0.1


def test_unit_when_given_a_zero_then_it_stays_zero_and_others_have_length_one() -> None:
    made = unit(np.asarray([[0, 0], [3, 4]], np.float32))
    np.testing.assert_allclose(made, [[0, 0], [0.6, 0.8]], rtol=1e-6)
    assert made.dtype == np.float32
