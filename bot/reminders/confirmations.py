"""Confirmations written together: those that arrive while one transaction runs go into the next."""

from __future__ import annotations

import asyncio

import structlog

from bot.knowledge.values import Clock
from bot.reminders.delivery import pause
from bot.reminders.keys import NoticeKey
from bot.reminders.ledger import Ledger
from bot.reminders.ports import Sleep, SubscriptionStore

log = structlog.get_logger()


class Confirmations:
    """Records that messages were sent, and retries while the database is away.

    A confirmed message also ends the trouble of its channel.
    """

    def __init__(self, ledger: Ledger, store: SubscriptionStore, clock: Clock, sleep: Sleep) -> None:
        self._ledger, self._store, self._clock, self._sleep = ledger, store, clock, sleep
        self._waiting: dict[NoticeKey, int] = {}
        self._written = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    async def __call__(self, key: NoticeKey, message_id: int) -> None:
        """Return when the key is on record as sent."""
        self._waiting[key] = message_id
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="confirmations")
        while key in self._waiting:
            await self._written.wait()

    async def _write(self) -> None:
        attempt = 0
        while self._waiting:
            batch = dict(self._waiting)
            try:
                await self._ledger.confirm(batch, now=self._clock())
                await self._store.trouble_is_over({key.channel for key in batch})
            except Exception as error:  # any error: without this row the sent message would have to be looked up
                log.warning("confirmation_waits", notices=len(batch), error=f"{type(error).__name__}: {error}")
                await self._sleep(pause(attempt))
                attempt += 1
                continue
            attempt = 0
            for key in batch:
                self._waiting.pop(key, None)
            self._written.set()
            self._written = asyncio.Event()
