"""Lets work that is under way finish before the client closes."""

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
        """Count work as begun; the function that is returned ends it."""
        self._count += 1
        self._idle.clear()
        return self._end

    def _end(self, *_: object) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()

    @contextmanager
    def work(self) -> Iterator[None]:
        """Count the body as work under way."""
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
        """Wait until nothing is under way; False if that takes longer than `seconds`."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True
