"""Decides whose question is read next: guilds take turns, and so do the people of a guild."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_OF_ONE = 3
"""Questions of one person that may wait."""

MOST = 500
"""Questions that may wait at all: more could not be read in the time that a question has."""


@dataclass(frozen=True)
class Caller:
    """Who asks, where, and how many seconds they will wait; outside of guilds everyone stands for themselves."""

    person: int
    channel: int | None = None
    guild: int | None = None
    patience: float = 2.5
    """As of an interaction, which Discord gives up after three seconds."""

    @property
    def crowd(self) -> Hashable:
        """The group that shares one turn: a guild, or a single person outside of guilds."""
        return ("guild", self.guild) if self.guild is not None else ("person", self.person)


class Full(Exception):
    """No more may wait."""


class FairQueue(Generic[T]):
    """Guilds take turns; within each, its people do; each person's own come in their order."""

    def __init__(self) -> None:
        self._crowds: OrderedDict[Hashable, OrderedDict[int, deque[T]]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, caller: Caller, item: T) -> None:
        """Queue an item.

        Raises:
            Full: so many wait already, of this person or of all.
        """
        people = self._crowds.get(caller.crowd, OrderedDict())
        own = people.get(caller.person, deque())
        if self._count >= MOST or len(own) >= MOST_OF_ONE:
            raise Full
        own.append(item)
        people[caller.person] = own
        self._crowds[caller.crowd] = people
        self._count += 1

    def pop(self) -> T:
        """The next item; its person and its guild go to the end of their queues.

        Raises:
            KeyError: if there is none.
        """
        crowd, people = self._crowds.popitem(last=False)
        person, own = people.popitem(last=False)
        item = own.popleft()
        if own:
            people[person] = own
        if people:
            self._crowds[crowd] = people
        self._count -= 1
        return item

    def remove(self, caller: Caller, item: T) -> None:
        """Take an item out that waits no more; nothing if it is not there."""
        people = self._crowds.get(caller.crowd, OrderedDict())
        own = people.get(caller.person, deque())
        if item not in own:
            return
        own.remove(item)
        self._count -= 1
        if not own:
            del people[caller.person]
        if not people:
            del self._crowds[caller.crowd]


class Turns:
    """A lock that is handed on fairly."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: FairQueue[asyncio.Future[None]] = FairQueue()

    @asynccontextmanager
    async def turn(self, caller: Caller) -> AsyncIterator[None]:
        """Hold the only turn inside.

        Raises:
            Full: so many wait already.
        """
        await self._take(caller)
        try:
            yield
        finally:
            self._hand_on()

    async def _take(self, caller: Caller) -> None:
        if not self._taken:
            self._taken = True
            return
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put(caller, ready)
        try:
            await ready
        except asyncio.CancelledError:
            self._waiting.remove(caller, ready)
            if ready.done() and not ready.cancelled():  # the turn was granted while the wait was being cancelled
                self._hand_on()
            raise

    def _hand_on(self) -> None:
        while len(self._waiting):
            ready = self._waiting.pop()
            if not ready.done():
                ready.set_result(None)
                return
        self._taken = False
