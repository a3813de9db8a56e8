"""The outbox: claimed notices on their way, a bounded number at once, each with its lease kept alive."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bind_contextvars

from bot.reminders.beginning import Beginning
from bot.reminders.delivery import Delivered, Desk, Hold, Wanted, deliver
from bot.reminders.keys import NoticeKey
from bot.reminders.ledger import StoreUnavailable
from bot.reminders.metrics import LATE_SECONDS, NOTICES

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

Work = Callable[[Desk, Hold], Awaitable[Delivered]]
"""What is done about a claimed key. It sleeps with the desk's `sleep` alone, which makes room for others meanwhile."""


class LeaseLost(Exception):
    """Another worker sends from now on."""


class Outbox:
    """Claims and delivers. `on_free` hears of keys that need another decision.

    `beginning` is since when this worker sends; None while it does not.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        lease: timedelta = LEASE,
        at_once: int = AT_ONCE,
        on_free: Callable[[NoticeKey], None] = lambda _key: None,
    ) -> None:
        self.desk, self.lease, self.on_free = desk, lease, on_free
        self.beginning: Beginning | None = None
        self.counts: Counter[Delivered] = Counter()
        self._margin = min(MARGIN, lease.total_seconds() / 2)
        self._at_once = at_once
        self._room = asyncio.Semaphore(at_once)
        self._holds: dict[NoticeKey, Hold] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[NoticeKey] = set()
        self._resting = 0
        self._fewer = asyncio.Event()

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
            if not self.desk.may_send():
                raise LeaseLost
            batch = keys[start : start + AHEAD]
            asked, now = self.desk.monotonic(), self.desk.clock()
            won = await self.desk.ledger.claim(
                {key: wanted[key].told for key in batch}, worker=self.desk.worker, lease=self.lease, now=now
            )
            for key in batch:
                if key in won:
                    self.start(Hold(key, now, self.safe_until(asked)), _delivery(wanted[key]))
            claimed += len(won)
        return claimed

    def start(self, hold: Hold, work: Work) -> None:
        """Set work on a claimed key under way."""
        self._holds[hold.key] = hold
        self._waiting.add(hold.key)
        task = asyncio.create_task(self._run(hold, work), name=f"notice:{hold.key.nonce}")
        self._tasks.add(task)
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
        asked = self.desk.monotonic()
        kept = await self.desk.ledger.renew(keys, worker=self.desk.worker, until=self.desk.clock() + self.lease)
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
        waiting = [task for task in self._tasks if any(task.get_name() == f"notice:{key.nonce}" for key in unsent)]
        for task in waiting:
            task.cancel()
        begun = self._tasks - set(waiting)
        if begun:
            _, late = await asyncio.wait(begun, timeout=grace)
            for task in late:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if unsent:
            await self.desk.ledger.release(tuple(unsent), worker=self.desk.worker, why="stopped before it was sent")

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._fewer.set()

    async def _wait_for_room(self) -> None:
        while len(self._tasks) - min(self._resting, MOST_RESTING) > self._at_once:
            self._fewer.clear()
            await self._fewer.wait()

    async def _run(self, hold: Hold, work: Work) -> None:
        outcome, place = Delivered.LEFT, _Place(self._room)
        bind_contextvars(notice=hold.key.nonce)  # for all that is logged of it, in this task of its own

        async def rest(seconds: float) -> None:
            place.leave()
            self._resting += 1
            self._fewer.set()
            try:
                await self.desk.sleep(seconds)
            finally:
                self._resting -= 1
            await place.enter()

        try:
            await place.enter()
            self._waiting.discard(hold.key)
            outcome = await work(replace(self.desk, sleep=rest), hold)
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
            self.on_free(hold.key)


class _Place:
    """A delivery's place among those that are under way at once."""

    def __init__(self, room: asyncio.Semaphore) -> None:
        self._room, self._taken = room, False

    async def enter(self) -> None:
        await self._room.acquire()
        self._taken = True

    def leave(self) -> None:
        if self._taken:
            self._taken = False
            self._room.release()


def _delivery(wanted: Wanted) -> Work:
    async def work(desk: Desk, hold: Hold) -> Delivered:
        outcome = await deliver(desk, hold, wanted)
        if outcome is Delivered.SENT:
            late = max(0.0, (desk.clock() - wanted.due_at).total_seconds())
            LATE_SECONDS.observe(late)
            log.info("notice_sent", deadline=hold.key.deadline, slot=hold.key.slot, seconds_late=round(late))
        return outcome

    return work
