"""The shortest time between one person's questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

_PRUNE_AT = 10_000


class Turn(Enum):
    """Whether a person may ask now."""

    FREE = "free"
    WAIT = "wait"
    TOLD = "wait, and was told so"


class Cooldown:
    """Remembers for a moment when each person last asked; says "wait" once, then keeps silent."""

    def __init__(self, gap: timedelta, clock: Callable[[], datetime]) -> None:
        self.gap = gap
        self._clock = clock
        self._last: dict[int, datetime] = {}
        self._told: set[int] = set()

    def take(self, person: int) -> Turn:
        """Ask for a turn; a free one starts the gap anew."""
        if not self.gap:
            return Turn.FREE
        now = self._clock()
        last = self._last.get(person)
        # A clock that was set back must lock nobody out.
        if last is not None and timedelta() <= now - last < self.gap:
            if person in self._told:
                return Turn.TOLD
            self._told.add(person)
            return Turn.WAIT
        if len(self._last) >= _PRUNE_AT:
            self._prune(now)
        self._last[person] = now
        self._told.discard(person)
        return Turn.FREE

    def _prune(self, now: datetime) -> None:
        self._last = {person: at for person, at in self._last.items() if now - at < self.gap}
        self._told &= self._last.keys()
