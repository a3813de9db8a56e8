"""The scope head: it tells what some entry answers from what none does, also near entries that it has not seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from bot.answers import scope_head
from bot.answers.head import unit
from bot.answers.rows import Rows
from bot.answers.scope_head import Floats, ScopeHead

SIZE = 24
Flags = np.typing.NDArray[np.bool_]


def cloud(centre: Floats, count: int, spread: float, seed: int) -> Floats:
    """Unit vectors around one direction."""
    noise = np.random.default_rng(seed).standard_normal((count, len(centre)))
    return unit(np.asarray(centre + spread * noise, np.float32))


def sides(each: int = 60, spread: float = 0.25, seed: int = 4) -> tuple[Floats, Flags]:
    """Texts that are answerable around one direction, and as many that are not around another."""
    centres = unit(np.random.default_rng(seed).standard_normal((2, SIZE)).astype(np.float32))
    vectors = np.concatenate([cloud(centre, each, spread, seed + at) for at, centre in enumerate(centres, 1)])
    return vectors, np.repeat([True, False], each)


def topics(subjects: int, each: int, seed: int) -> tuple[Floats, Flags, Floats, Flags]:
    """Entries and declined kinds as clouds that each add a direction of their own to what all of their side share.

    Returns texts of the first half of the clouds of each side, and texts of the other half.
    """
    chance = np.random.default_rng(seed)
    sides = unit(chance.standard_normal((2, SIZE)).astype(np.float32))
    own = unit(chance.standard_normal((2, 2 * subjects, SIZE)).astype(np.float32))
    clouds = [
        [
            cloud(unit((side + own[at, topic])[None])[0], each, 0.1, seed + 97 * topic + at)
            for topic in range(2 * subjects)
        ]
        for at, side in enumerate(sides)
    ]
    seen, new = (
        np.concatenate([np.concatenate(side[first : first + subjects]) for side in clouds]) for first in (0, subjects)
    )
    answerable = np.repeat([True, False], subjects * each)
    return seen, answerable, new, answerable


def fitted(vectors: Floats, answerable: Flags) -> ScopeHead:
    head = ScopeHead.fit(vectors, answerable)
    assert head is not None
    return head


def test_fit_when_the_sides_lie_apart_then_each_new_text_scores_on_its_own_side() -> None:
    vectors, answerable = sides()
    kept = np.arange(len(vectors)) % 3 != 0
    scores = fitted(vectors[kept], answerable[kept]).score(vectors[~kept])
    assert scores.shape == ((~kept).sum(),)
    assert ((scores > 0) == answerable[~kept]).all()


def test_fit_when_labels_are_drawn_by_lot_then_new_texts_are_told_no_better_than_chance() -> None:
    vectors, answerable = sides(each=150)
    lots = np.random.default_rng(2).permutation(answerable)
    kept = np.arange(len(vectors)) % 2 == 0
    scores = fitted(vectors[kept], lots[kept]).score(vectors[~kept])
    assert 0.35 < ((scores > 0) == lots[~kept]).mean() < 0.65


@pytest.mark.parametrize("seed", range(3))
def test_score_when_a_text_lies_near_an_entry_that_was_not_seen_then_its_side_carries_over(seed: int) -> None:
    seen, answerable, new, answerable_new = topics(subjects=12, each=6, seed=seed)
    scores = fitted(seen, answerable).score(new)
    assert ((scores > 0) == answerable_new).mean() > 0.9
    assert scores[answerable_new].mean() > 0.3 > -0.3 > scores[~answerable_new].mean()


def test_score_when_a_text_lies_nearer_to_one_side_then_it_is_the_higher() -> None:
    vectors, answerable = sides()
    ends = np.stack([vectors[~answerable].mean(axis=0), vectors[answerable].mean(axis=0)])
    way = np.linspace(0, 1, 7)[:, None]
    scores = fitted(vectors, answerable).score(unit(np.asarray((1 - way) * ends[0] + way * ends[1], np.float32)))
    assert (np.diff(scores) > 0).all()


@pytest.mark.parametrize("few", [True, False], ids=["few-answerable", "few-declined"])
def test_fit_when_one_side_has_ten_times_the_texts_then_the_small_one_is_found_too(few: bool) -> None:
    vectors, answerable = sides(each=100, spread=0.2)
    side = np.flatnonzero(answerable == few)
    kept = np.setdiff1d(np.arange(len(vectors)), side[10:])
    scores = fitted(vectors[kept], answerable[kept]).score(vectors[side[10:]])
    assert ((scores > 0) == few).mean() > 0.95


@pytest.mark.parametrize("count", [0, 1, 5])
@pytest.mark.parametrize("answerable", [True, False])
def test_fit_when_one_side_is_missing_then_there_is_nothing_to_learn(count: int, answerable: bool) -> None:
    assert ScopeHead.fit(cloud(np.ones(SIZE, np.float32), count, 0.1, 1), np.full(count, answerable)) is None


def test_fit_when_each_side_has_one_text_then_they_are_told_apart() -> None:
    vectors = np.eye(2, SIZE, dtype=np.float32)
    scores = fitted(vectors, np.asarray([True, False])).score(vectors)
    assert scores[0] > 0 > scores[1]


def test_fit_when_the_same_text_is_on_both_sides_then_it_is_on_neither() -> None:
    vectors = np.repeat(np.eye(1, SIZE, dtype=np.float32), 2, axis=0)
    assert fitted(vectors, np.asarray([True, False])).score(vectors[:1])[0] == pytest.approx(0.0, abs=1e-3)


def test_fit_when_done_twice_then_the_same_to_the_bit() -> None:
    vectors, answerable = sides(each=900)
    first, second = (fitted(vectors, answerable) for _ in range(2))
    np.testing.assert_array_equal(first.landmarks, second.landmarks)
    np.testing.assert_array_equal(first.weights, second.weights)
    assert first.bias == second.bias


def test_fit_when_there_are_more_texts_than_landmarks_then_a_sample_of_both_sides_serves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scope_head, "LANDMARKS", 20)
    vectors, answerable = sides(each=100)
    head = fitted(vectors, answerable)
    assert head.landmarks.shape == (20, SIZE)
    assert head.weights.shape == (20,)
    assert ((head.score(vectors) > 0) == answerable).mean() > 0.95


def test_fit_when_there_are_fewer_texts_than_landmarks_then_each_is_one_in_a_byte_a_number() -> None:
    vectors, answerable = sides(each=20)
    head = fitted(vectors, answerable)
    np.testing.assert_array_equal(head.landmarks, Rows.of(vectors).floats())
    assert head.weights.dtype == np.float32


def test_score_when_there_are_no_questions_then_no_scores() -> None:
    assert fitted(*sides()).score(np.zeros((0, SIZE), np.float32)).shape == (0,)


@pytest.fixture(scope="module")
def head() -> ScopeHead:
    return fitted(*sides())


@given(arrays_of.arrays(np.float32, (3, SIZE), elements=st.floats(-1, 1, width=32)))
def test_score_when_given_any_unit_vectors_then_finite_and_each_by_itself(head: ScopeHead, points: Floats) -> None:
    vectors = unit(points)
    scores = head.score(vectors)
    assert np.isfinite(scores).all()
    alone = np.concatenate([head.score(vector[None]) for vector in vectors])
    np.testing.assert_allclose(scores, alone, atol=1e-4)
