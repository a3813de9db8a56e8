"""How long to wait between tries of something that is down."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST_WAIT = 60.0


def waits(longest: float = LONGEST_WAIT) -> Iterator[float]:
    """Yield the seconds to wait between tries: 1, 2, 4 … up to the longest, which repeats."""
    wait = 1.0
    while True:
        yield wait
        wait = min(wait * 2, longest)
