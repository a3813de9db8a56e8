"""Lexical features: hashed word 1-2-grams and character 2-4-grams, weighted by rarity, folded into few dimensions.

Counts are dampened (1 + log), multiplied by inverse document frequency and brought to unit length within each of the two
families, so long questions weigh as much as short ones. Latent semantic analysis (a truncated singular value
decomposition, Deerwester et al. 1990; computed by random projection, Halko et al. 2011) makes the vector dense: a head on
256 dimensions fits a hundred times faster than one on the n-grams, and is as accurate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.answers.rows import Rows
from bot.answers.text import words

Floats = NDArray[np.float32]

BUCKETS: Final = 1 << 14
"""Hash buckets for each family of n-grams."""
_OVERSAMPLING: Final = 24
_POWER_ITERATIONS: Final = 2
_CHUNK: Final = 40_000
_SEED: Final = 20_251_110


@dataclass(frozen=True)
class SparseRows:
    """Rows of a sparse matrix: row `r` has `values[starts[r]:starts[r + 1]]` at columns `columns[...]`."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Floats
    width: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.starts) - 1

    def transposed(self) -> SparseRows:
        """Return the same matrix with rows and columns exchanged."""
        order = np.argsort(self.columns, kind="stable")
        rows = np.repeat(np.arange(self.height), np.diff(self.starts))
        starts = np.searchsorted(self.columns[order], np.arange(self.width + 1))
        return SparseRows(starts.astype(np.int64), rows[order], self.values[order], self.height)

    def times(self, dense: Floats) -> Floats:
        """Return the product with `dense` (width, n), in pieces so that memory stays small."""
        out = np.zeros((self.height, dense.shape[1]), np.float32)
        first = 0
        while first < self.height:
            last = int(np.searchsorted(self.starts, self.starts[first] + _CHUNK, side="right")) - 1
            last = min(max(last, first + 1), self.height)
            low, high = int(self.starts[first]), int(self.starts[last])
            if high > low:
                piece = dense[self.columns[low:high]] * self.values[low:high, None]
                filled = np.flatnonzero(np.diff(self.starts[first : last + 1])) + first
                out[filled] = np.add.reduceat(piece, self.starts[filled] - low, axis=0)
            first = last
        return out


@dataclass(frozen=True)
class LexicalSpace:
    """Hashed n-grams of a base, their rarity, and the projection into `dimensions` latent dimensions."""

    idf: Floats
    """(2 x BUCKETS,): first the words' buckets, then the characters'."""
    seen: NDArray[np.int64]
    """Sorted buckets that occur in the base; other buckets say nothing about its entries."""
    projection: Rows
    """(seen, dimensions)."""

    @classmethod
    def fit(cls, texts: Sequence[str], dimensions: int) -> tuple[Self, Floats]:
        """Return the space of canonical `texts`, and their vectors in it (texts, dimensions)."""
        counted = [_counts(text) for text in texts]
        frequency = np.zeros(2 * BUCKETS, np.float32)
        for columns, _ in counted:
            frequency[columns] += 1
        idf = np.asarray(np.log((1 + len(texts)) / (1 + frequency)) + 1, np.float32)
        seen = np.flatnonzero(frequency)
        rows = _rows([_weighted(columns, counts, idf) for columns, counts in counted], seen)
        projection = _right_singular_vectors(rows, min(dimensions, len(texts), max(len(seen), 1)))
        kept = Rows.of(projection)
        return cls(idf, seen, kept), rows.times(kept.floats())

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.projection.codes.shape[1])

    def vector(self, text: str) -> Floats:
        """Return the vector of one canonical text, (dimensions,); zeros where it shares nothing with the base."""
        columns, values = _weighted(*_counts(text), self.idf)
        at = np.searchsorted(self.seen, columns)
        known = at < len(self.seen)
        known[known] = self.seen[at[known]] == columns[known]
        if not known.any():
            return np.zeros(self.dimensions, np.float32)
        return np.asarray(values[known] @ self.projection.floats(at[known]), np.float32)


def _ngrams(text: str) -> tuple[list[str], list[str]]:
    split = words(text)
    joined = f" {' '.join(split)} "
    pairs = [f"{one} {other}" for one, other in pairwise(split)]
    characters = [joined[at : at + size] for size in (2, 3, 4) for at in range(len(joined) - size + 1)]
    return split + pairs, characters


def _counts(text: str) -> tuple[NDArray[np.int64], Floats]:
    """Return the buckets of a text's n-grams and how often each occurs; CRC-32 is the same on every machine."""
    families = _ngrams(text)
    hashed = [
        crc32(ngram.encode("utf-8", "surrogatepass")) % BUCKETS + family * BUCKETS
        for family, ngrams in enumerate(families)
        for ngram in ngrams
    ]
    columns, counts = np.unique(np.asarray(hashed, np.int64), return_counts=True)
    return columns, counts.astype(np.float32)


def _weighted(columns: NDArray[np.int64], counts: Floats, idf: Floats) -> tuple[NDArray[np.int64], Floats]:
    values = (1 + np.log(counts)) * idf[columns]
    for family in (columns < BUCKETS, columns >= BUCKETS):
        length = float(np.linalg.norm(values[family]))
        if length > 0:
            values[family] /= length * np.sqrt(2)
    return columns, np.asarray(values, np.float32)


def _rows(weighted: Iterable[tuple[NDArray[np.int64], Floats]], seen: NDArray[np.int64]) -> SparseRows:
    pieces = list(weighted)
    starts = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in pieces], dtype=np.int64)])
    if not pieces:
        return SparseRows(starts, np.zeros(0, np.int64), np.zeros(0, np.float32), len(seen))
    columns = np.searchsorted(seen, np.concatenate([columns for columns, _ in pieces]))
    return SparseRows(starts, columns, np.concatenate([values for _, values in pieces]), len(seen))


def _right_singular_vectors(rows: SparseRows, dimensions: int) -> Floats:
    """Return the leading right singular vectors, (width, dimensions), by random projection from a fixed seed."""
    if not rows.height or not rows.width or not dimensions:
        return np.zeros((rows.width, dimensions), np.float32)
    columns = rows.transposed()
    size = min(dimensions + _OVERSAMPLING, rows.height, rows.width)
    guess = np.random.default_rng(_SEED).standard_normal((rows.width, size), np.float32)
    basis = np.linalg.qr(rows.times(guess))[0]
    for _ in range(_POWER_ITERATIONS):
        basis = np.linalg.qr(rows.times(columns.times(basis)))[0]
    back = columns.times(basis)
    variances, rotation = np.linalg.eigh((back.T @ back).astype(np.float64))
    order = np.argsort(-variances)[:dimensions]
    scale = np.sqrt(np.maximum(variances[order], 1e-10))
    return np.asarray(back @ (rotation[:, order] / scale).astype(np.float32), np.float32)
