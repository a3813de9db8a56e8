"""The shortest time between one person's questions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import Enum

_PRUNE_AT = 10_000


class Admission(Enum):
    """Whether a person may ask now."""

    FREE = "free"
    WAIT = "wait"
    TOLD = "wait, and was told so"


class Cooldown:
    """Keeps for each person when they may ask next; answers WAIT once, then TOLD until they may ask again.

    `burst` questions may come at once after a pause; in the long run one comes in each gap (the generic cell rate
    algorithm of ITU-T I.371).
    """

    def __init__(self, gap: timedelta, clock: Callable[[], datetime], burst: int = 1) -> None:
        self.gap = gap
        self._ahead = gap * (burst - 1)
        self._clock = clock
        self._due: dict[int, datetime] = {}
        self._told: set[int] = set()

    def take(self, person: int) -> Admission:
        """Admit the person if their gap is over, and begin the next gap."""
        if not self.gap:
            return Admission.FREE
        if self.left(person):
            if person in self._told:
                return Admission.TOLD
            self._told.add(person)
            return Admission.WAIT
        now = self._clock()
        if len(self._due) >= _PRUNE_AT:
            self._prune(now)
        due = self._due.get(person, now)
        self._due[person] = (due if now < due <= now + self._ahead else now) + self.gap
        self._told.discard(person)
        return Admission.FREE

    def left(self, person: int) -> timedelta:
        """How long until a turn is free."""
        wait = self._due.get(person, datetime.min.replace(tzinfo=self._clock().tzinfo)) - self._clock() - self._ahead
        # After the clock was set back a person could be locked out for long.
        return wait if timedelta() < wait <= self.gap else timedelta()

    async def wait(self, person: int, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Take a turn as soon as one is free."""
        while self.left(person):
            await sleep(self.left(person).total_seconds())
        self.take(person)

    def _prune(self, now: datetime) -> None:
        self._due = {person: due for person, due in self._due.items() if now < due <= now + self._ahead + self.gap}
        self._told &= self._due.keys()
