"""Stops the process on a signal, also during start-up and while something hangs."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import structlog

from bot.watchdog import Watchdog

log = structlog.get_logger(__name__)
T = TypeVar("T")

LAST_RESORT = 9.0
"""Seconds from SIGTERM to the end of the process at the latest: hosts kill ten after asking."""

GIVE_UP = 0.5
"""Seconds for what was cancelled or cut to end, before it is left behind."""


class ToldToStop(Exception):
    """The process was told to stop before the work was done."""


@contextmanager
def heeding_signals(stopping: asyncio.Event, watchdog: Watchdog) -> Iterator[None]:
    """SIGTERM and SIGINT set `stopping`, and start the watchdog's last seconds.

    They are not the loop's own signal handlers: those wait until the loop turns.
    """
    loop = asyncio.get_running_loop()

    def heed(_number: int, _frame: Any) -> None:
        watchdog.end_within(LAST_RESORT)
        loop.call_soon_threadsafe(stopping.set)

    before = {sign: signal.signal(sign, heed) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


async def unless(stopping: asyncio.Event, work: Coroutine[Any, Any, T]) -> T:
    """The work's result, unless told to stop first.

    Raises:
        ToldToStop: the work was cancelled, and left behind if it does not heed that.
    """
    task = asyncio.create_task(work, name="start-up")
    told = asyncio.create_task(stopping.wait(), name="told-to-stop")
    try:
        await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        task.cancel()
        await asyncio.wait({task}, timeout=GIVE_UP)
        raise ToldToStop
    finally:
        told.cancel()


async def beside(work: Callable[[], T], name: str) -> T:
    """The result of long work in a thread of its own, for which nobody waits at the end, unlike an executor's."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(result)  # type: ignore[arg-type]  # it is T then

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as caught:
            error = caught
        with suppress(RuntimeError):  # the loop may be closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await done
