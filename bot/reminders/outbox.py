"""The outbox: claimed notices on their way, a bounded number at once, each with its lease kept alive."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bind_contextvars

from bot.reminders.beginning import Beginning
from bot.reminders.delivery import Delivered, DeliveryContext, Hold, Wanted, deliver
from bot.reminders.keys import NoticeKey
from bot.reminders.ledger import StoreUnavailable
from bot.reminders.metrics import LATE_SECONDS, NOTICES
from bot.reminders.ports import Sleep

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
"""How long a claim is its worker's without being renewed."""

MARGIN = 15.0
"""Seconds before the end of a lease after which no send starts: longer than one takes until it is given up."""

AT_ONCE = 24
"""Deliveries at once: enough to fill 50 requests a second at half a second each."""

AHEAD = 25
"""Notices claimed in one transaction, and how many wait for room."""

MOST_RESTING = 500
"""Deliveries between two attempts that stand in nobody's way: one large guild's. Further ones count as under way."""

Work = Callable[[Hold, Sleep], Awaitable[Delivered]]
"""What is done about a claimed key. The second argument waits outside of the room, so that others go ahead meanwhile."""


class LeaseLost(Exception):
    """Another worker sends from now on."""


class Outbox:
    """Claims and delivers. `on_free` is called with each key that needs another decision.

    `beginning` is since when this worker sends; None while it does not.
    """

    def __init__(
        self,
        context: DeliveryContext,
        *,
        lease: timedelta = LEASE,
        at_once: int = AT_ONCE,
        on_free: Callable[[NoticeKey], None],
    ) -> None:
        self.context, self.lease, self._on_free = context, lease, on_free
        self.beginning: Beginning | None = None
        self.counts: Counter[Delivered] = Counter()
        self._margin = min(MARGIN, lease.total_seconds() / 2)
        self._room = _Room(at_once, context.sleep)
        self._holds: dict[NoticeKey, Hold] = {}
        self._tasks: dict[asyncio.Task[None], NoticeKey] = {}
        self._waiting: set[NoticeKey] = set()

    @property
    def in_flight(self) -> frozenset[NoticeKey]:
        """The keys that are on their way in this very process."""
        return frozenset(self._holds)

    def look_for(self, due: datetime) -> datetime | None:
        """Since when a channel may have what was due at a moment, though the ledger does not know; None if it cannot."""
        return self.beginning.look_for(due) if self.beginning else None

    async def claim_and_send(self, wanted: Mapping[NoticeKey, Wanted]) -> int:
        """Claim what nobody has, a few at a time as room allows, and set it under way; how many were claimed.

        Raises:
            StoreUnavailable, LeaseLost: what was claimed is under way; the rest is not claimed.
        """
        claimed = 0
        keys = [key for key in wanted if key not in self._holds]
        for start in range(0, len(keys), AHEAD):
            await self._wait_for_room()
            if not self.context.may_send():
                raise LeaseLost
            batch = keys[start : start + AHEAD]
            asked, now = self.context.monotonic(), self.context.clock()
            won = await self.context.ledger.claim(
                {key: wanted[key].told for key in batch}, worker=self.context.worker, lease=self.lease, now=now
            )
            for key in batch:
                if key in won:
                    self.start(Hold(key, now, self.safe_until(asked)), _delivery(self.context, wanted[key]))
            claimed += len(won)
        return claimed

    def start(self, hold: Hold, work: Work) -> None:
        """Set work on a claimed key under way."""
        self._holds[hold.key] = hold
        self._waiting.add(hold.key)
        task = asyncio.create_task(self._run(hold, work), name=f"notice:{hold.key.nonce}")
        self._tasks[task] = hold.key
        task.add_done_callback(self._ended)

    def safe_until(self, asked: float) -> float:
        """Until when (monotonic) a claim made or renewed at `asked` is surely one's own for as long as a send takes."""
        return asked + self.lease.total_seconds() - self._margin

    async def renew(self) -> None:
        """Prolong the lease of everything under way; call it every third of a lease.

        Raises:
            StoreUnavailable: leases run out by themselves, and no send starts after that.
        """
        keys = tuple(self._holds)
        if not keys:
            return
        asked = self.context.monotonic()
        kept = await self.context.ledger.renew(
            keys, worker=self.context.worker, until=self.context.clock() + self.lease
        )
        for key in keys:
            if key in self._holds:
                self._holds[key].until = self.safe_until(asked) if key in kept else 0.0

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def stop(self, grace: float) -> None:
        """Give back what was not begun, let the rest end for `grace` seconds, and leave what is late to a look-up."""
        unsent = set(self._waiting)
        waiting = {task for task, key in self._tasks.items() if key in unsent}
        for task in waiting:
            task.cancel()
        begun = self._tasks.keys() - waiting
        if begun:
            _, late = await asyncio.wait(begun, timeout=grace)
            for task in late:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if unsent:
            await self.context.ledger.release(
                tuple(unsent), worker=self.context.worker, why="stopped before it was sent"
            )

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        self._room.changed.set()

    async def _wait_for_room(self) -> None:
        while not self._room.has_room_for(len(self._tasks)):
            self._room.changed.clear()
            await self._room.changed.wait()

    async def _run(self, hold: Hold, work: Work) -> None:
        outcome, place = Delivered.LEFT, _Place(self._room)
        bind_contextvars(notice=hold.key.nonce)  # for all that is logged of it, in this task of its own
        try:
            await place.enter()
            self._waiting.discard(hold.key)
            outcome = await work(hold, place.rest)
        except StoreUnavailable as error:
            log.warning("notice_left_open", key=hold.key, error=str(error))
        except Exception:
            log.exception("notice_left_open", key=hold.key)
        finally:
            place.leave()
            self._holds.pop(hold.key, None)
            self._waiting.discard(hold.key)
            self.counts[outcome] += 1
            NOTICES.labels(outcome.value).inc()
        if outcome.needs_decision:
            self._on_free(hold.key)


class _Room:
    """Bounds the deliveries that are under way at once. `changed` is set when one of them ends or rests."""

    def __init__(self, at_once: int, sleep: Sleep) -> None:
        self._at_once = at_once
        self.free, self.sleep = asyncio.Semaphore(at_once), sleep
        self.resting = 0
        self.changed = asyncio.Event()

    def has_room_for(self, begun: int) -> bool:
        """Whether more may be claimed beside so many that have begun and not ended."""
        return begun - min(self.resting, MOST_RESTING) <= self._at_once


class _Place:
    """A delivery's place in the room. It is given up while the delivery rests."""

    def __init__(self, room: _Room) -> None:
        self._room, self._taken = room, False

    async def enter(self) -> None:
        await self._room.free.acquire()
        self._taken = True

    def leave(self) -> None:
        if self._taken:
            self._taken = False
            self._room.free.release()

    async def rest(self, seconds: float) -> None:
        """Sleep outside of the room, then wait for a place in it."""
        self.leave()
        self._room.resting += 1
        self._room.changed.set()
        try:
            await self._room.sleep(seconds)
        finally:
            self._room.resting -= 1
        await self.enter()


def _delivery(context: DeliveryContext, wanted: Wanted) -> Work:
    async def work(hold: Hold, rest: Sleep) -> Delivered:
        outcome = await deliver(context, hold, wanted, rest)
        if outcome is Delivered.SENT:
            late = max(0.0, (context.clock() - wanted.due_at).total_seconds())
            LATE_SECONDS.observe(late)
            log.info("notice_sent", deadline=hold.key.deadline, slot=hold.key.slot, seconds_late=round(late))
        return outcome

    return work
