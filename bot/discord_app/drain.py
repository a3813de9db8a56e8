"""What is under way when the client closes gets its time to end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Drain:
    """Counts work under way."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def begin(self) -> Callable[..., None]:
        """Something is under way until what is returned is called."""
        self._count += 1
        self._idle.clear()
        return self._end

    def _end(self, *_: object) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()

    @contextmanager
    def work(self) -> Iterator[None]:
        """Something is under way inside."""
        end = self.begin()
        try:
            yield
        finally:
            end()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return self._idle.is_set()

    async def wait(self, seconds: float) -> bool:
        """Wait until nothing is under way, for so long at most; whether that came about."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True
