"""Waiting for things to happen, without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Bulletin:
    """Everyone who waits looks again whenever something was posted."""

    def __init__(self) -> None:
        self._probes: dict[asyncio.Future[None], Callable[[], bool]] = {}

    def post(self) -> None:
        """Let every waiter look."""
        for future, probe in list(self._probes.items()):
            if future.done():
                continue
            try:
                if probe():
                    future.set_result(None)
            except Exception as error:
                future.set_exception(error)

    async def until(self, probe: Callable[[], bool], timeout: float, what: Callable[[], str] | str) -> None:
        """Return once `probe()` is true.

        Raises:
            TimeoutError: with `what` as its sentence, after `timeout` seconds.
        """
        if probe():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._probes[future] = probe
        try:
            await asyncio.wait_for(future, timeout)
        except TimeoutError:
            sentence = what if isinstance(what, str) else what()
            raise TimeoutError(f"nothing came within {timeout:g} s: {sentence}") from None
        finally:
            del self._probes[future]

    async def first(
        self,
        log: Sequence[T],
        predicate: Callable[[T], bool],
        timeout: float,
        what: Callable[[], str] | str,
        start: int = 0,
    ) -> T:
        """First item of a growing log from `start` on that satisfies `predicate`; each is looked at once."""
        found: list[T] = []
        cursor = start

        def probe() -> bool:
            nonlocal cursor
            while cursor < len(log) and not found:
                item = log[cursor]
                cursor += 1
                if predicate(item):
                    found.append(item)
            return bool(found)

        await self.until(probe, timeout, what)
        return found[0]
