"""Lexical vectors: alike for texts that share words and letters, the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.features import BUCKETS, LexicalSpace, SparseRows

TEXTS = [
    "when does the truce end", "truce expiry", "us tariff on china", "tea duty", "trade deficit by year",
    "stockholm talks", "休战什么时候结束", "rare earth controls", "who leads the talks", "what is a surcharge",
]  # fmt: skip


@pytest.fixture(scope="module")
def space() -> LexicalSpace:
    return LexicalSpace.fit(TEXTS, 64)[0]


def cosine(space: LexicalSpace, one: str, other: str) -> float:
    a, b = space.vector(one), space.vector(other)
    return float(a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-9))


def test_fit_when_done_then_each_text_has_the_vector_that_it_gets_alone() -> None:
    space, rows = LexicalSpace.fit(TEXTS, 64)
    assert rows.shape == (len(TEXTS), space.dimensions)
    for text, row in zip(TEXTS, rows, strict=True):
        np.testing.assert_allclose(space.vector(text), row, atol=1e-5)


def test_fit_when_the_dimensions_suffice_then_cosines_of_the_ngrams_are_kept() -> None:
    space, rows = LexicalSpace.fit(TEXTS, 64)
    assert space.dimensions == len(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=5e-3)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("the truce ends when", "when does the truce end", "tea duty"),
        ("truce expirry", "truce expiry", "stockholm talks"),
        ("tariffs on chinese", "us tariff on china", "who leads the talks"),
        ("休战结束", "休战什么时候结束", "truce expiry"),
    ],
)
def test_vector_when_words_or_letters_are_shared_then_nearer(
    space: LexicalSpace, text: str, near: str, far: str
) -> None:
    assert cosine(space, text, near) > cosine(space, text, far) + 0.1


def test_vector_when_a_rare_word_is_shared_then_it_says_more_than_a_common_one() -> None:
    space, _ = LexicalSpace.fit(["tin mu", "tin xi", "tin pi", "tin nu", "cup ro"], 16)
    assert cosine(space, "tin cup", "cup ro") > cosine(space, "tin cup", "tin mu") + 0.15


@pytest.mark.parametrize("text", ["", "ωψφ", "ßßß"])
def test_vector_when_nothing_is_shared_then_zeros(space: LexicalSpace, text: str) -> None:
    assert not space.vector(text).any()
    assert space.vector(text).shape == (space.dimensions,)


@pytest.mark.parametrize("texts", [[], [""], ["tea"], ["tea", "tea"]])
def test_fit_when_there_is_next_to_nothing_then_it_still_has_a_shape(texts: list[str]) -> None:
    space, rows = LexicalSpace.fit(texts, 8)
    assert rows.shape == (len(texts), space.dimensions)
    assert np.isfinite(rows).all()
    assert np.isfinite(space.vector("tea")).all()


def test_fit_when_done_twice_then_the_same_bytes() -> None:
    first, second = LexicalSpace.fit(TEXTS, 32), LexicalSpace.fit(TEXTS, 32)
    assert first[0].projection.codes.tobytes() == second[0].projection.codes.tobytes()
    assert first[1].tobytes() == second[1].tobytes()


def test_seen_when_texts_are_hashed_then_buckets_are_those_of_crc32_in_two_families() -> None:
    space, _ = LexicalSpace.fit(["tea"], 4)
    from zlib import crc32

    grams = [" t", "te", "ea", "a ", " te", "tea", "ea ", " tea", "tea "]
    expected = {crc32(b"tea") % BUCKETS} | {crc32(gram.encode()) % BUCKETS + BUCKETS for gram in grams}
    assert set(space.seen.tolist()) == expected


@given(st.text(max_size=80))
@settings(max_examples=60)
def test_vector_when_given_any_text_then_finite_and_no_longer_than_one(space: LexicalSpace, text: str) -> None:
    vector = space.vector(text)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) <= 1.01


@given(st.integers(1, 12), st.integers(1, 9), st.integers(0, 40), st.integers(0, 2**31))
@settings(max_examples=50, deadline=None)
def test_sparse_rows_when_multiplied_then_as_the_dense_matrix_is(
    height: int, width: int, filled: int, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    dense = np.zeros((height, width), np.float32)
    dense.flat[chance.choice(height * width, min(filled, height * width), replace=False)] = chance.standard_normal()
    at = [np.flatnonzero(row) for row in dense]
    starts = np.concatenate([[0], np.cumsum([len(columns) for columns in at])]).astype(np.int64)
    columns = np.concatenate(at).astype(np.int64)
    rows = SparseRows(starts, columns, dense[dense != 0], width)
    other = chance.standard_normal((width, 3)).astype(np.float32)
    np.testing.assert_allclose(rows.times(other), dense @ other, atol=1e-5)
    back = chance.standard_normal((height, 2)).astype(np.float32)
    np.testing.assert_allclose(rows.transposed().times(back), dense.T @ back, atol=1e-5)
    assert rows.transposed().height == width
