"""Whether an entry would still be found by each of its ways to ask, if the reader had not learned from that one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answers.chinese import Gloss
from bot.answers.coverage import Coverage
from bot.answers.ready import asked_text
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Severity, Where

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Unit vectors of texts, one a row."""

HALF: Final = 0.5
"""From this share of ways that lead back to it on, an entry is told from the others well enough."""
_PIECE: Final = 256
_NEAR: Final = 60
"""Texts that are looked at around each way."""


def check(base: KnowledgeBase, where: Where, now: datetime, coverage: Coverage, encode: Encode) -> Iterator[Finding]:
    """A warning for each entry of whose ways to ask more lead to another one than to itself, once each is left out.

    A way leads to the entry of the nearest text, of those entries that account for all that it names: so entries that differ by a
    name alone are kept apart by that, as the reader keeps them.
    """
    gloss = Gloss(base.glossary.glossary)
    ways = [(entry.id, way) for entry in base.entries.values() for way in entry.ways_to_ask]
    lines = [(str(line.entry), line.q) for line in base.labelled if not line.declined]
    owners = [owner for owner, _ in (*ways, *lines)]
    vectors = encode([asked_text(gloss, text) for _, text in (*ways, *lines)])
    led: dict[str, list[str]] = {}
    for (owner, way), rows in zip(ways, _nearest(vectors, len(ways)), strict=False):
        near = list(dict.fromkeys(owners[row] for row in rows))
        if near[0] != owner:
            reading = coverage.read(way, now)
            near = [other for other in near if other == owner or not coverage.gaps(other, reading)]
        led.setdefault(owner, []).extend(near[:1])
    for id_, others in led.items():
        back = others.count(id_)
        rival, taken = Counter(others).most_common(1)[0] if others else (id_, 0)
        if taken > back and back < HALF * len(others):
            sentence = (
                f"{id_!r} is found by {back} of its {len(others)} ways to ask when each is left out, and {rival!r} by {taken}; add "
                "ways that only it has, or put the two into one"
            )
            yield Finding(where("entries", id_, "phrasings"), Severity.WARNING, "not-found-again", sentence)


def _nearest(vectors: NDArray[np.float32], count: int) -> Iterator[list[int]]:
    """The rows that are nearest to each of the first `count`, itself left out, the nearest first."""
    for first in range(0, count if len(vectors) > 1 else 0, _PIECE):
        rows = np.arange(first, min(first + _PIECE, count))
        cosines = vectors[rows] @ vectors.T
        cosines[np.arange(len(rows)), rows] = -np.inf
        shown = min(_NEAR, len(vectors) - 1)
        near = np.argpartition(-cosines, shown - 1, axis=1)[:, :shown]
        order = np.argsort(-np.take_along_axis(cosines, near, axis=1), axis=1, kind="stable")
        yield from np.take_along_axis(near, order, axis=1).tolist()
