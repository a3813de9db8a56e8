"""A thread that sees whether the event loop still turns, and ends the process when it does not, or does not end in time.

A hung loop answers nobody, sends no heartbeat and heeds no signal, but the process looks alive to its host. So it is
ended, with every stack in the log and an exit code of its own, and the host starts it anew.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn

import structlog

from bot.exits import HUNG, STOPPED

log = structlog.get_logger(__name__)

LIMIT = 30.0
"""Seconds for which the loop may not turn."""

LATE = 10.0
"""Seconds from which `/healthz` is red."""

TICK = 1.0
_TELLING = 5.0


def leave(code: int) -> NoReturn:
    """End the process now: no thread and no task that was left behind holds it up."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


class Watchdog:
    """Watches one loop.

    Time counts only as far as the thread itself turns, so that a process that was frozen is not taken for hung. Where
    something holds the interpreter's lock not even this thread runs: `faulthandler`, which needs no lock, then ends
    the process half as long again later, with exit code 1.
    """

    def __init__(
        self,
        *,
        limit: float = LIMIT,
        tick: float = TICK,
        end: Callable[[int], Any] = os._exit,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit, self._tick, self._end, self._monotonic = limit, tick, end, monotonic
        self._turned = self._seen = 0
        self._turned_at = monotonic()
        self._missed = 0.0
        self.tasks = 0
        """Tasks on the loop when it last turned."""
        self._ends: float | None = None
        self._over = threading.Event()
        self._beat: asyncio.TimerHandle | None = None
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to watch the loop, which must be the running one."""
        self._turn(loop)
        self._arm()
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; called from the loop."""
        self._over.set()
        if self._beat is not None:
            self._beat.cancel()
        self._thread.join()

    @property
    def is_late(self) -> bool:
        """Whether the loop has not turned for so long that something must be wrong; any thread may ask."""
        return self._monotonic() - self._turned_at > LATE

    def end_within(self, seconds: float) -> None:
        """End the process by then, whatever holds it up: it was told to stop."""
        if self._ends is None:
            self._ends = self._monotonic() + seconds

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        self._turned += 1
        self._turned_at = self._monotonic()
        self.tasks = len(asyncio.all_tasks(loop))
        self._beat = loop.call_later(self._tick, self._turn, loop)

    def _watch(self) -> None:
        try:
            while not self._over.wait(self._tick):
                self._arm()
                self._look()
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _arm(self) -> None:
        faulthandler.dump_traceback_later(self._limit * 1.5, exit=True, file=sys.__stderr__ or 2)

    def _look(self) -> None:
        if self._ends is not None and self._monotonic() >= self._ends:
            self._tell("told to stop, and not done in time; what is left is left behind")
            self._end(STOPPED)
        if self._turned != self._seen:
            self._seen, self._missed = self._turned, 0.0
            return
        self._missed += self._tick
        if self._missed >= self._limit:
            self._tell(f"the event loop has not turned for {self._missed:.0f} seconds; the process ends itself")
            self._end(HUNG)

    def _tell(self, sentence: str) -> None:
        """Log the sentence and every stack, within a time limit: the log may be what hangs."""

        def tell() -> None:
            faulthandler.dump_traceback(file=sys.__stderr__ or 2, all_threads=True)
            log.critical(sentence)

        telling = threading.Thread(target=tell, name="watchdog-telling", daemon=True)
        telling.start()
        telling.join(_TELLING)
