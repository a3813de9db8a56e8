"""Reading questions beside the event loop: fairly, and within a time."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from bot.discord_app.errors import Refusal
from bot.discord_app.metrics import DECLINED
from bot.discord_app.mishaps import Mishaps
from bot.discord_app.turns import Caller, Full, Turns
from bot.locale import say

T = TypeVar("T")

WITHIN = 2.5
"""Seconds in which a question is read. Discord gives up an interaction after three."""

MOST_LEFT = 3
"""Threads that may be abandoned with a question that takes too long. Beyond that no further thread is started."""


class TooSlow(Exception):
    """A question was not read in its time; where the thread stood is the message."""


class ReadingRoom:
    """One worker thread that reads questions in turn.

    Python cannot end a thread. One that takes too long is abandoned, and a new one takes its place.
    """

    def __init__(self, mishaps: Mishaps, within: float = WITHIN) -> None:
        self._mishaps, self._within = mishaps, within
        self._turns = Turns()
        self._left = 0
        self._thread = self._new_thread()

    async def read(self, work: Callable[[], T], caller: Caller, language: str) -> T:
        """Run the work in the thread and return its result.

        Raises:
            Refusal: if its turn did not come, or it was not done, in time.
        """
        running: Future[T] | None = None
        try:
            async with asyncio.timeout(caller.patience), self._turns.turn(caller), asyncio.timeout(self._within):
                running = self._begin(work)
                try:
                    return await asyncio.wrap_future(running)
                except asyncio.CancelledError:
                    # Before the turn is handed on: whoever comes next must not wait for this thread.
                    self._leave_behind(running)
                    raise
        except Full:
            DECLINED.labels("full").inc()
            raise Refusal(say("discord-busy", language)) from None
        except TimeoutError:
            DECLINED.labels("late" if running is None else "slow").inc()
            raise Refusal(say("discord-busy" if running is None else "discord-too-slow", language)) from None

    def close(self) -> None:
        """Let go of the thread; a question that is being read is read to its end."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _begin(self, work: Callable[[], T]) -> Future[T]:
        if self._left >= MOST_LEFT:
            raise Full
        # What is logged in the thread has the question's name, too.
        return self._thread.submit(copy_context().run, work)

    def _leave_behind(self, running: Future[T]) -> None:
        if running.cancel() or running.done():
            return
        self._mishaps.note("reading", TooSlow(self._where()))
        self._left += 1
        loop = asyncio.get_running_loop()
        running.add_done_callback(lambda _: None if loop.is_closed() else loop.call_soon_threadsafe(self._came_back))
        self._thread.shutdown(wait=False)
        self._thread = self._new_thread()

    def _came_back(self) -> None:
        self._left -= 1

    def _where(self) -> str:
        frames = sys._current_frames()
        threads = [thread.ident for thread in self._thread._threads]
        return "".join(line for one in threads if one in frames for line in traceback.format_stack(frames[one]))

    @staticmethod
    def _new_thread() -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
