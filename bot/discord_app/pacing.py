"""Evenly spaced requests, never too many in flight: Discord allows fifty a second; people's answers go before notices.

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

HEADROOM = 0.95
"""The share of the limit that even spacing uses."""

LONGEST_WAY = 3.0
"""Seconds after which a request without an answer has reached Discord, or never will."""

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


@dataclass(slots=True, eq=False)
class Slot:
    """One request's share of a second of the limit: taken until `free`."""

    free: float


class Window:
    """Which requests Discord may be counting: pure arithmetic on seconds of one monotonic clock.

    It counts a request when it arrives, which is some time between its departure and its answer. So a request is held
    for a second from its answer on: however they jitter on their way, no second of Discord's then holds too many.
    """

    SECOND = 1.0

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._slots: list[Slot] = []

    def wait(self, now: float) -> float:
        """Seconds until a slot is free if none is answered meanwhile, 0 for at once."""
        self._slots = [slot for slot in self._slots if slot.free > now]
        return 0.0 if len(self._slots) < self._limit else min(slot.free for slot in self._slots) - now

    def depart(self, now: float) -> Slot:
        """Note that a request leaves."""
        self._slots.append(slot := Slot(now + LONGEST_WAY + self.SECOND))
        return slot

    def answered(self, slot: Slot, now: float) -> None:
        """Note that its answer, or its failure, is there."""
        slot.free = min(slot.free, now + self.SECOND)


class Queue:
    """Two lanes of waiting requests: people first, notices at least every fifth time."""

    def __init__(self) -> None:
        self._lanes: dict[Lane, deque[asyncio.Future[Slot]]] = {lane: deque() for lane in Lane}
        self._people_in_a_row = 0

    def join(self, lane: Lane, ticket: asyncio.Future[Slot]) -> None:
        """Append a ticket to its lane."""
        self._lanes[lane].append(ticket)

    def take(self) -> asyncio.Future[Slot] | None:
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
        self._window = Window(GLOBAL_PER_SECOND // max(1, workers))

    async def admit(self, lane: Lane) -> Slot:
        """Return when a request of this lane may leave, with the slot to give back when it is answered."""
        now = self._clock()
        if self._pump is None and self._wait(now) == 0:
            return self._depart(now)
        ticket: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        self._queue.join(lane, ticket)
        if self._pump is None:
            self._pump = asyncio.create_task(self._admit_waiting(), name="pacing")
        return await ticket

    def answered(self, slot: Slot) -> None:
        """Return a slot once its request was answered or has failed."""
        self._window.answered(slot, self._clock())

    def _wait(self, now: float) -> float:
        # Nobody can tell now when an answer will free a slot, so look at the full window again soon.
        return max(self._spacing.wait(now), min(self._window.wait(now), self._spacing.interval))

    def _depart(self, now: float) -> Slot:
        self._spacing.depart(now)
        return self._window.depart(now)

    async def _admit_waiting(self) -> None:
        try:
            while True:
                while wait := self._wait(self._clock()):
                    await self._sleep(wait)
                ticket = self._queue.take()  # only now: who comes while we sleep may be more urgent
                if ticket is None:
                    return
                ticket.set_result(self._depart(self._clock()))
        finally:
            self._pump = None

    def trace(self) -> aiohttp.TraceConfig:
        """For discord.py's `http_trace`."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._before)
        config.on_request_end.append(self._after)
        config.on_request_exception.append(self._failed)
        return config

    async def _before(
        self, _session: aiohttp.ClientSession, context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
    ) -> None:
        if is_paced(request.url.path):
            context.slot = await self.admit(_lane.get())
        if (tries := _tries.get()) is not None and request.method == "POST":
            tries.posts += 1

    async def _after(
        self, _session: aiohttp.ClientSession, context: SimpleNamespace, request: aiohttp.TraceRequestEndParams
    ) -> None:
        self._give_back(context)
        if request.response.status == 429:
            RATE_LIMITED.inc()

    async def _failed(
        self, _session: aiohttp.ClientSession, context: SimpleNamespace, _request: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self._give_back(context)

    def _give_back(self, context: SimpleNamespace) -> None:
        if slot := getattr(context, "slot", None):
            self.answered(slot)
