"""Whether an entry would still be found by each of its ways to ask, if the reader had not learned from that one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.answers.asking import asked_text
from bot.answers.chinese import Gloss
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Location, Severity

Where = Callable[..., Location]
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Unit vectors of texts, one a row."""

HALF: Final = 0.5
"""Below this share of its ways that lead back to it, an entry is hardly found by words that nobody wrote down."""
_PIECE: Final = 256


def check(base: KnowledgeBase, where: Where, encode: Encode) -> Iterator[Finding]:
    """A warning for each entry of whose ways to ask most lie nearest to another entry, once they are left out."""
    gloss = Gloss(base.glossary.glossary)
    ways = [(entry.id, asked_text(gloss, way)) for entry in base.entries.values() for way in entry.ways_to_ask]
    lines = [(str(line.entry), asked_text(gloss, line.q)) for line in base.labelled if not line.declined]
    owners = [owner for owner, _ in (*ways, *lines)]
    found = _nearest(encode([text for _, text in (*ways, *lines)]), len(ways))
    led: dict[str, list[str]] = {}
    for (owner, _), other in zip(ways, found, strict=False):
        led.setdefault(owner, []).append(owners[other])
    for id_, others in led.items():
        back = others.count(id_)
        if back < HALF * len(others):
            ((rival, taken),) = Counter(owner for owner in others if owner != id_).most_common(1)
            sentence = (
                f"{id_!r} is found by {back} of its {len(others)} ways to ask when each is left out, and {rival!r} by {taken}; add "
                "ways that only it has, or put the two into one"
            )
            yield Finding(where("entries", id_, "phrasings"), Severity.WARNING, "not-found-again", sentence)


def _nearest(vectors: NDArray[np.float32], count: int) -> list[int]:
    """The row that is nearest to each of the first `count`, itself left out."""
    found: list[int] = []
    for first in range(0, count if len(vectors) > 1 else 0, _PIECE):
        rows = np.arange(first, min(first + _PIECE, count))
        cosines = vectors[rows] @ vectors.T
        cosines[np.arange(len(rows)), rows] = -np.inf
        found += cosines.argmax(axis=1).tolist()
    return found
