"""Suspends subscriptions that Discord refuses, and tries them again until they can be resumed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot.knowledge.values import Clock
from bot.reminders.ledger import Ledger, StoreUnavailable
from bot.reminders.ports import CannotAsk, MaySend, Messenger, Monotonic, Sleep, SubscriptionStore
from bot.reminders.subscription import Suspension, Trouble

log = structlog.get_logger()

PROBE_EVERY = timedelta(hours=1)
"""How often a suspended channel is tried again, if no event says sooner that its permissions changed."""

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


class Healer:
    """Suspends subscriptions that Discord refuses, tells whoever looks after them, and resumes them by itself."""

    def __init__(self, store: SubscriptionStore, ledger: Ledger, messenger: Messenger, clock: Clock) -> None:
        self._store, self._ledger, self._messenger, self._clock = store, ledger, messenger, clock

    async def suspend(self, channel_id: int, trouble: Trouble) -> None:
        """Suspend the channel's subscription; somebody is told, once for the same trouble.

        The suspension is written first, because refusals come in bursts, and only the worker whose update won sends the
        notice. It counts as the same trouble until a notice arrives, a look finds what is missing, or somebody subscribes the
        channel again.
        """
        subscription = await self._store.get(channel_id)
        if subscription is None:
            return
        now, before = self._clock(), subscription.suspension
        suspension = Suspension(trouble, before.since if before else now, now + PROBE_EVERY)
        if not await self._store.change_suspension(channel_id, before, suspension, now=now):
            return
        is_news = before is None and not subscription.trouble_told
        if is_news and await self._messenger.tell_trouble(subscription, trouble):
            await self._store.trouble_was_told(channel_id)

    async def warn(self, channel_id: int, trouble: Trouble) -> None:
        """Tell of trouble that does not suspend."""
        subscription = await self._store.get(channel_id)
        if subscription is not None:
            await self._messenger.tell_trouble(subscription, trouble)

    async def resume_if_possible(self, channel_id: int) -> bool:
        """Look again, as permissions may have changed; whether the channel was found open to reminders.

        Call it when Discord says that a channel, a role or the bot's own roles changed. Notices in doubt are
        looked up again, too. Whatever somebody does to the subscription while Discord is asked stands.

        Raises:
            CannotAsk: if Discord cannot be asked now.
        """
        subscription = await self._store.get(channel_id)
        if subscription is None:
            return False
        access, now = await self._messenger.access(channel_id), self._clock()
        suspension = subscription.suspension
        if not access.is_enough:
            if suspension:
                later = replace(suspension, probe_at=now + PROBE_EVERY)
                await self._store.change_suspension(channel_id, suspension, later, now=now)
            if (
                suspension and subscription.trouble_told
            ):  # what is missing shows: once it is there, this trouble is over
                await self._store.trouble_is_over([channel_id])
            return False
        await self._ledger.recheck(channel_id, now=now)
        return suspension is None or await self._store.change_suspension(channel_id, suspension, None, now=now)

    async def due(self) -> tuple[int, ...]:
        """The suspended channels that are to be tried again now."""
        now = self._clock()
        suspended = await self._store.suspended()
        return tuple(
            one.channel_id
            for one in suspended
            if one.suspension and not now < one.suspension.probe_at <= now + PROBE_EVERY
        )


@dataclass(frozen=True)
class _Tried:
    """Refusals in a row, and when it was and is to be tried (monotonic seconds)."""

    refusals: int
    at: float
    next_at: float


class HealingRound:
    """Tries suspended channels one after the other, beside the loop that sends: no notice waits for it.

    It remembers when each channel was tried. A restart forgets that, and tries each once.
    """

    def __init__(
        self,
        healer: Healer,
        *,
        may_send: MaySend,
        monotonic: Monotonic,
        sleep: Sleep,
        jitter: Jitter,
        on_resumed: Callable[[], None],
    ) -> None:
        self._healer, self._may_send, self._monotonic, self._sleep = healer, may_send, monotonic, sleep
        self._jitter, self._on_resumed = jitter, on_resumed
        self._tried: dict[int, _Tried] = {}

    async def run(self) -> None:
        """Look every `EVERY` seconds until cancelled; no error ends it."""
        while True:
            try:
                await self.step()
            except StoreUnavailable as error:
                log.warning("healing_failed", error=str(error))
            except Exception:
                log.exception("healing_failed")
            await self._sleep(EVERY)

    async def step(self) -> None:
        """Try every channel whose time has come, if this worker is the one that sends.

        Raises:
            StoreUnavailable: if it cannot even be read which channels are suspended.
        """
        if not self._may_send():
            return
        due = await self._healer.due()
        self._forget_others(frozenset(due))
        for channel in due:
            if not self._may_send():
                return
            tried = self._tried.get(channel)
            if tried is None or self._monotonic() >= tried.next_at:
                await self._try(channel, tried.refusals if tried else 0)

    async def _try(self, channel: int, refusals: int) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                resumed = await self._healer.resume_if_possible(channel)
        except (CannotAsk, StoreUnavailable, TimeoutError) as error:
            log.info("probe_failed", channel=channel, error=str(error) or type(error).__name__)
            self._note(channel, refusals, AGAIN)
        except Exception:
            log.exception("probe_failed", channel=channel)
            self._note(channel, refusals + 1, next_try(refusals + 1, self._jitter()))
        else:
            if resumed:
                self._tried.pop(channel, None)
                self._on_resumed()
            else:
                self._note(channel, refusals + 1, next_try(refusals + 1, self._jitter()))

    def _note(self, channel: int, refusals: int, wait: timedelta) -> None:
        now = self._monotonic()
        self._tried[channel] = _Tried(refusals, now, now + wait.total_seconds())

    def _forget_others(self, due: frozenset[int]) -> None:
        """A channel that is not due so long after it was tried is no longer suspended, or was anew."""
        long_ago = self._monotonic() - 2 * PROBE_EVERY.total_seconds()
        self._tried = {one: tried for one, tried in self._tried.items() if one in due or tried.at > long_ago}
