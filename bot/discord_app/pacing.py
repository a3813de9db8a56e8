"""Evenly spaced requests: Discord allows one bot fifty a second, and people's answers go before notices.

discord.py paces each route's own bucket but not the global limit, so a fan-out runs into 429s. `Pacer.trace`
is what its `http_trace` awaits before every request, repeated ones included.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from types import SimpleNamespace

import aiohttp

from bot.discord_app.metrics import RATE_LIMITED

GLOBAL_PER_SECOND = 50
"""Discord's limit for one bot over all routes but interactions and webhooks."""

HEADROOM = 0.93
"""The share of the limit that is used: 51 requests then lie 75 ms over a second apart, more than they jitter."""

NOTICE_TURN = 5
"""While both wait, every fifth request is a notice, so that a flood of questions makes none late."""

_PACED = re.compile(r"/api/v\d+/(?!(?:interactions|webhooks)/)")


class Lane(Enum):
    """Whom a request serves."""

    PEOPLE = "people"
    NOTICES = "notices"


_lane: ContextVar[Lane] = ContextVar("lane", default=Lane.PEOPLE)


@contextmanager
def notice_lane() -> Iterator[None]:
    """Every request made inside, by this task, stands behind people's answers."""
    token = _lane.set(Lane.NOTICES)
    try:
        yield
    finally:
        _lane.reset(token)


@dataclass
class Tries:
    """How many requests left to post a message; more than one where discord.py tried again by itself."""

    posts: int = 0


_tries: ContextVar[Tries | None] = ContextVar("tries", default=None)


@contextmanager
def counted() -> Iterator[Tries]:
    """Count the requests of this task inside that post a message."""
    tries = Tries()
    token = _tries.set(tries)
    try:
        yield tries
    finally:
        _tries.reset(token)


def is_paced(path: str) -> bool:
    """Whether Discord counts a request to this path (`/api/v10/…`, a proxy's prefix before it) against the global limit."""
    return _PACED.search(path) is not None


class Spacing:
    """When the next request may leave: pure arithmetic on seconds of one monotonic clock."""

    SLACK = 0.005
    """A departure that woke late by this much, in seconds, does not delay the ones after it."""

    def __init__(self, per_second: float) -> None:
        self.interval = 1 / per_second
        self._next = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until a request may leave, 0 for at once."""
        return max(0.0, self._next - now)

    def depart(self, now: float) -> None:
        """Note that a request leaves."""
        self._next = max(self._next, now - self.SLACK) + self.interval


class Queue:
    """Two lanes of waiting requests: people first, notices at least every fifth time."""

    def __init__(self) -> None:
        self._lanes: dict[Lane, deque[asyncio.Future[None]]] = {lane: deque() for lane in Lane}
        self._people_in_a_row = 0

    def join(self, lane: Lane, ticket: asyncio.Future[None]) -> None:
        """Stand at the end of a lane."""
        self._lanes[lane].append(ticket)

    def take(self) -> asyncio.Future[None] | None:
        """The ticket whose turn it is; those whose request was cancelled meanwhile are dropped."""
        for queue in self._lanes.values():
            while queue and queue[0].done():
                queue.popleft()
        people, notices = self._lanes[Lane.PEOPLE], self._lanes[Lane.NOTICES]
        if notices and (not people or self._people_in_a_row >= NOTICE_TURN - 1):
            self._people_in_a_row = 0
            return notices.popleft()
        if people:
            self._people_in_a_row += 1
            return people.popleft()
        return None


class Pacer:
    """Admits requests one by one; `workers` processes of one bot share its limit equally."""

    def __init__(
        self,
        workers: int = 1,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._queue = Queue()
        self._pump: asyncio.Task[None] | None = None
        self.share(workers)

    def share(self, workers: int) -> None:
        """Set how many processes share the limit from now on."""
        self._spacing = Spacing(GLOBAL_PER_SECOND * HEADROOM / max(1, workers))

    async def admit(self, lane: Lane) -> None:
        """Return when a request of this lane may leave."""
        now = self._clock()
        if self._pump is None and self._spacing.wait(now) == 0:
            self._spacing.depart(now)
            return
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.join(lane, ticket)
        if self._pump is None:
            self._pump = asyncio.create_task(self._admit_waiting(), name="pacing")
        await ticket

    async def _admit_waiting(self) -> None:
        try:
            while True:
                while wait := self._spacing.wait(self._clock()):
                    await self._sleep(wait)
                ticket = self._queue.take()  # only now: who comes while we sleep may be more urgent
                if ticket is None:
                    return
                self._spacing.depart(self._clock())
                ticket.set_result(None)
        finally:
            self._pump = None

    def trace(self) -> aiohttp.TraceConfig:
        """For discord.py's `http_trace`."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._before)
        config.on_request_end.append(self._after)
        return config

    async def _before(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
    ) -> None:
        if is_paced(request.url.path):
            await self.admit(_lane.get())
        if (tries := _tries.get()) is not None and request.method == "POST":
            tries.posts += 1

    async def _after(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, request: aiohttp.TraceRequestEndParams
    ) -> None:
        if request.response.status == 429:
            RATE_LIMITED.inc()
