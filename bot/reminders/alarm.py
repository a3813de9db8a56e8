"""Wakes the loop before its time, and keeps which deadlines are to be decided again."""

from __future__ import annotations

import asyncio

from bot.reminders.keys import NoticeKey


class Alarm:
    """Rung by whoever changes what is due; the loop waits for it while it sleeps."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._undecided: set[str] = set()

    def ring(self) -> None:
        """Wake the loop."""
        self._rung.set()

    def free(self, key: NoticeKey) -> None:
        """Wake the loop, because a key needs another decision."""
        self._undecided.add(key.deadline)
        self.ring()

    @property
    def has_undecided(self) -> bool:
        """Whether a key needs another decision."""
        return bool(self._undecided)

    def take_undecided(self) -> frozenset[str]:
        """The deadlines of these keys, which are forgotten here."""
        taken, self._undecided = frozenset(self._undecided), set()
        return taken

    async def wait(self) -> None:
        """Return once it has rung since it was last reset."""
        await self._rung.wait()

    def reset(self) -> None:
        """Wait for the next ring from now on."""
        self._rung.clear()
