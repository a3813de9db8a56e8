"""Vectors in a byte a number: near what they were, and the same however often they are rounded."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from bot.answers.head import unit
from bot.answers.rows import PIECE, Floats, Rows

NUMBERS = st.floats(-4, 4, width=32).filter(lambda number: number == 0 or abs(number) > 1e-30)
VECTORS = arrays_of.arrays(np.float32, st.tuples(st.integers(0, 5), st.integers(1, 7)), elements=NUMBERS)


@given(VECTORS)
def test_rows_when_rounded_again_then_the_same_to_the_last_bit(vectors: Floats) -> None:
    rows = Rows.of(vectors)
    again = Rows.of(rows.floats())
    np.testing.assert_array_equal(rows.floats(), again.floats())


@given(VECTORS)
def test_rows_when_read_back_then_no_number_is_off_by_more_than_half_a_step(vectors: Floats) -> None:
    rows = Rows.of(vectors)
    assert (np.abs(rows.floats() - vectors) <= 0.51 * rows.scales[:, None] + 1e-30).all()


def test_rows_when_of_unit_vectors_then_the_cosine_stays() -> None:
    vectors = unit(np.random.default_rng(3).standard_normal((500, 384)).astype(np.float32))
    assert float((unit(Rows.of(vectors).floats()) * vectors).sum(axis=1).min()) > 0.9999


def test_pieces_when_there_are_many_rows_then_each_comes_once_and_in_order() -> None:
    vectors = np.random.default_rng(4).standard_normal((PIECE + 3, 2)).astype(np.float32)
    rows = Rows.of(vectors)
    pieces = list(rows.pieces())
    assert [len(floats) for _, floats in pieces] == [PIECE, 3]
    np.testing.assert_array_equal(np.concatenate([floats for _, floats in pieces]), rows.floats())
    np.testing.assert_array_equal(rows.take(slice(1, 3)).floats(), rows.floats()[1:3])


def test_joined_when_there_is_nothing_then_rows_of_that_width() -> None:
    assert Rows.joined([], 5).codes.shape == (0, 5)
