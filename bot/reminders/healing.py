"""Tries suspended channels again, one after the other, beside the loop that sends: nobody's notice waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.reminders.delivery import Desk
from bot.reminders.ledger import StoreUnavailable
from bot.reminders.ports import CannotAsk
from bot.reminders.service import PROBE_EVERY

log = structlog.get_logger()

EVERY = 30.0
"""Seconds between two looks at what is to be tried."""

MOST = timedelta(days=1)
"""The longest time between two tries; an event that says that permissions changed is heard at once all the same."""

AGAIN = timedelta(minutes=10)
"""When a channel is tried again that could not be asked about: that says nothing about the channel."""

SPREAD = 0.1
"""By which part a time may be shorter or longer, so that channels suspended together are not tried together."""

PATIENCE = 60.0
"""Seconds after which one try is given up."""

Jitter = Callable[[], float]
"""A number from 0 up to 1, another one each time: `random.random`."""


def next_try(refusals: int, jitter: float) -> timedelta:
    """How long after the n-th refusal in a row a channel is tried again: an hour, then twice as long, up to a day.

    `jitter` is from 0 to 1. The result is `SPREAD` shorter at 0, and as much longer at 1.
    """
    doubled = PROBE_EVERY * float(2 ** min(max(0, refusals - 1), 10))
    return min(doubled, MOST) * (1 - SPREAD + 2 * SPREAD * jitter)


@dataclass(frozen=True)
class _Tried:
    """Refusals in a row, and when it was and is to be tried (monotonic seconds)."""

    refusals: int
    at: float
    next_at: float


class Healing:
    """Remembers when each channel was tried. A restart forgets it, and tries each once."""

    def __init__(self, desk: Desk, jitter: Jitter) -> None:
        self._desk, self._jitter = desk, jitter
        self._tried: dict[int, _Tried] = {}
        self.on_resumed: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Look every `EVERY` seconds until cancelled; no error ends it."""
        while True:
            try:
                await self.step()
            except StoreUnavailable as error:
                log.warning("healing_failed", error=str(error))
            except Exception:
                log.exception("healing_failed")
            await self._desk.sleep(EVERY)

    async def step(self) -> None:
        """Try every channel whose time has come, if this worker is the one that sends.

        Raises:
            StoreUnavailable: if it cannot even be read which channels are suspended.
        """
        if not self._desk.may_send():
            return
        due = await self._desk.healer.due()
        self._forget_others(frozenset(due))
        for channel in due:
            if not self._desk.may_send():
                return
            tried = self._tried.get(channel)
            if tried is None or self._desk.monotonic() >= tried.next_at:
                await self._try(channel, tried.refusals if tried else 0)

    async def _try(self, channel: int, refusals: int) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                resumed = await self._desk.healer.resume_if_possible(channel)
        except (CannotAsk, StoreUnavailable, TimeoutError) as error:
            log.info("probe_failed", channel=channel, error=str(error) or type(error).__name__)
            self._note(channel, refusals, AGAIN)
        except Exception:
            log.exception("probe_failed", channel=channel)
            self._note(channel, refusals + 1, next_try(refusals + 1, self._jitter()))
        else:
            if resumed:
                self._tried.pop(channel, None)
                self.on_resumed()
            else:
                self._note(channel, refusals + 1, next_try(refusals + 1, self._jitter()))

    def _note(self, channel: int, refusals: int, wait: timedelta) -> None:
        now = self._desk.monotonic()
        self._tried[channel] = _Tried(refusals, now, now + wait.total_seconds())

    def _forget_others(self, due: frozenset[int]) -> None:
        """A channel that is not due so long after it was tried is no longer suspended, or was anew."""
        long_ago = self._desk.monotonic() - 2 * PROBE_EVERY.total_seconds()
        self._tried = {one: tried for one, tried in self._tried.items() if one in due or tried.at > long_ago}
