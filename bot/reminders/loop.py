"""The loop that keeps reminders going: supervised, woken at the moment that is due, and never ended by an error."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.health import Health
from bot.reminders.alarm import Alarm
from bot.reminders.beginning import Beginning
from bot.reminders.delivery import DeliveryContext, pause
from bot.reminders.dispatcher import Dispatcher
from bot.reminders.healing import HealingRound
from bot.reminders.ledger import State, StoreUnavailable
from bot.reminders.metrics import LEDGER, TICK_ERRORS
from bot.reminders.outbox import LeaseLost, Outbox
from bot.reminders.recovery import Recovery

log = structlog.get_logger()

PART = "reminders"
"""The loop's name in the status object."""

LONGEST_SLEEP = 30.0
"""Seconds of the longest sleep: a wall clock that was set forward is noticed, and a stand-by takes over, by then."""

OLDEST = timedelta(minutes=5)
"""The longest time without a tick or a page of one: the longest sleep, and a page that Discord answers slowly."""

STAND_BY = 1.0
"""Seconds between two looks of a worker that stands by at whether it now sends."""

TOGETHER = 1.0
"""Seconds in which keys that come free are gathered, to be decided in one pass."""

NOTE_EVERY = 60.0
"""Seconds between two notes that the ledger has everything; a look-up after a restart reads that much more."""

JUMP = timedelta(seconds=5)
"""A wall clock that runs so far apart from the monotonic one in a tick was set."""

GRACE = 4.5
"""Seconds that deliveries under way get at an orderly end: less than the client waits for them before it closes."""


class ReminderLoop:
    """Ticks: look up open claims, decide and send; then sleep until more is due. Healing runs beside."""

    def __init__(
        self,
        context: DeliveryContext,
        outbox: Outbox,
        recovery: Recovery,
        dispatcher: Dispatcher,
        healing: HealingRound,
        alarm: Alarm,
        report: Callable[[str], None],
        health: Health,
    ) -> None:
        self._context, self._outbox, self._recovery, self._dispatcher = context, outbox, recovery, dispatcher
        self._healing, self._alarm, self._report, self._health = healing, alarm, report, health
        self._before: tuple[datetime, float] | None = None
        self._look_ups_from = 0.0
        self._noted: float | None = None
        self.ticks = 0
        self.errors = 0

    def wake(self) -> None:
        """Tick now: facts were reloaded, a subscription changed, or this worker became the one that sends."""
        self._alarm.ring()

    async def run(self) -> None:
        """Tick until cancelled; then let deliveries under way end."""
        beside = (
            asyncio.create_task(self._keep_leases(), name="claim-leases"),
            asyncio.create_task(self._healing.run(), name="healing"),
        )
        failures = 0
        try:
            while True:
                try:
                    delay = await self.tick()
                    failures = 0
                except LeaseLost:
                    delay = STAND_BY
                except Exception as error:
                    delay = self._failed(error, failures)
                    failures += 1
                await self._sleep(delay)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            with suppress(StoreUnavailable):
                await self._outbox.stop(GRACE)

    async def tick(self) -> float:
        """One tick; seconds until the next one is due.

        Raises:
            StoreUnavailable: nothing is lost; the next tick does what this one could not.
        """
        for deadline in self._alarm.take_undecided():
            self._dispatcher.forget(deadline)
        if not self._context.may_send():
            self._outbox.beginning = None
            self._dispatcher.forget()  # what the worker that sends does meanwhile, this one does not see
            self._health.stand_by(PART, "standing by; another worker sends")
            return STAND_BY
        await self._begin()
        self._notice_jump()
        ripe = await self._recover()
        wake = await self._dispatcher.step()
        self.ticks += 1
        under_way = len(self._outbox.in_flight)
        if not under_way:
            await self._note_known()
        self._report(f"tick {self.ticks}, {under_way} under way")
        now = self._context.clock()
        delays = [(moment - now).total_seconds() for moment in (ripe, wake) if moment]
        return min(max(0.0, min(delays, default=LONGEST_SLEEP)), LONGEST_SLEEP)

    async def _begin(self) -> None:
        """Note from when on this worker sends, and what the ledger knew then."""
        if self._outbox.beginning is None:
            now = self._context.clock()
            known = await self._context.ledger.known_until() or now
            self._outbox.beginning = Beginning(now, min(known, now))

    async def _note_known(self) -> None:
        """Only when nothing is under way: until all that was due before has been looked for, an older copy stays one."""
        ran = self._context.monotonic()
        if self._noted is None or ran - self._noted >= NOTE_EVERY:
            await self._context.ledger.note_known(self._context.clock())
            counts = await self._context.ledger.count()
            for state in State:
                LEDGER.labels(state.value).set(counts.get(state, 0))
            self._noted = ran

    async def _recover(self) -> datetime | None:
        if self._context.monotonic() < self._look_ups_from:
            return None
        return await self._recovery.step()

    def _notice_jump(self) -> None:
        """A clock that was set: everything is decided afresh, and open claims are left alone for a lease."""
        now, ran = self._context.clock(), self._context.monotonic()
        if self._before is not None:
            then, before = self._before
            drift = (now - then) - timedelta(seconds=ran - before)
            if abs(drift) > JUMP:
                log.warning("clock_was_set", seconds=drift.total_seconds())
                self._dispatcher.forget()
                self._look_ups_from = ran + self._outbox.lease.total_seconds()
        self._before = (now, ran)

    def _failed(self, error: Exception, failures: int) -> float:
        self.errors += 1
        TICK_ERRORS.inc()
        if isinstance(error, StoreUnavailable):
            log.warning("tick_failed", error=str(error), failures=failures + 1)
        else:
            log.exception("tick_failed", failures=failures + 1)
        self._health.report(PART, ok=False, detail=f"{type(error).__name__}: {error}"[:200])
        return pause(failures)

    async def _sleep(self, seconds: float) -> None:
        """Sleep, but not through an alarm."""
        await first_of(self._context.sleep(seconds), self._alarm.wait())
        if self._alarm.has_undecided:
            await self._context.sleep(TOGETHER)
        self._alarm.reset()

    async def _keep_leases(self) -> None:
        while True:
            await self._context.sleep(self._outbox.lease.total_seconds() / 3)
            try:
                await self._outbox.renew()
            except StoreUnavailable as error:
                log.warning("leases_not_renewed", error=str(error))
            except Exception:
                log.exception("leases_not_renewed")


async def first_of(*waits: Awaitable[object]) -> None:
    """Return when the first of these is done; the others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
