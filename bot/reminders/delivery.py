"""One notice from claim to confirmation: send, and where nobody can tell whether it was posted, look."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from bot.knowledge.values import Clock
from bot.reminders.healing import Healer
from bot.reminders.keys import NoticeKey
from bot.reminders.ledger import Ledger, Told
from bot.reminders.ports import (
    SEND_TIMEOUT,
    SETTLE,
    CannotAsk,
    CannotRead,
    Found,
    MaybeSent,
    Messenger,
    Monotonic,
    NotFound,
    NotSent,
    Post,
    Refused,
    Rejected,
    Sleep,
)
from bot.reminders.subscription import Trouble

log = structlog.get_logger()

Compose = Callable[[datetime], Awaitable[Post | None]]
"""The notice as it reads at a moment, for whoever is subscribed then; None once it would not be true any more, or
nobody wants it."""


@dataclass(frozen=True)
class Wanted:
    """A notice to be claimed and sent: what it tells, what writes it, and when it was due.

    With `look_since` the channel may have it since then, unknown to the ledger, under this key or one that says the same.
    """

    told: Told
    compose: Compose
    due_at: datetime
    look_since: datetime | None = None
    alike: tuple[NoticeKey, ...] = ()


CLOCK_ERROR = timedelta(minutes=90)
"""How much earlier a look-up starts. Discord dates messages by its own clock, and ours may be an hour off."""

RECHECK_EVERY = timedelta(hours=1)
"""When a notice in doubt is looked up again, if no change of permissions says sooner."""

BACKOFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between attempts, the last for every further one."""

ATTEMPTS = 8
"""Sends before the key is given back to the schedule, which then decides by the time it has become."""


class Delivered(StrEnum):
    """What became of a delivery."""

    SENT = "sent"
    FOUND = "found"
    OUTDATED = "outdated"
    REFUSED = "refused"
    REJECTED = "rejected"
    GIVEN_BACK = "given_back"
    DOUBTFUL = "doubtful"
    LEFT = "left"

    @property
    def needs_decision(self) -> bool:
        """Whether the schedule has to look at the channel again: the key is free, or no longer in other keys' way."""
        return self in (Delivered.OUTDATED, Delivered.GIVEN_BACK, Delivered.FOUND, Delivered.DOUBTFUL)


class Hold:
    """A claim of this worker. No send starts after `until` (monotonic seconds), when another worker may take it over."""

    def __init__(self, key: NoticeKey, claimed_at: datetime, until: float) -> None:
        self.key, self.claimed_at, self.until = key, claimed_at, until


@dataclass(frozen=True)
class DeliveryContext:
    """What deliveries share."""

    messenger: Messenger
    ledger: Ledger
    healer: Healer
    worker: str
    clock: Clock
    monotonic: Monotonic
    sleep: Sleep
    confirm: Callable[[NoticeKey, int], Awaitable[None]]
    may_send: Callable[[], bool] = lambda: True


async def deliver(context: DeliveryContext, hold: Hold, wanted: Wanted, rest: Sleep) -> Delivered:
    """Send a claimed notice until it is certain what became of it, or the claim may not be one's own any more.

    `rest` waits between two attempts, and lets other deliveries go ahead meanwhile.

    Raises:
        StoreUnavailable: the claim stays open, and is looked up when its lease is over.
    """
    if wanted.look_since is not None:
        known = await _until_known(context, hold, wanted.look_since, rest, wanted.alike)
        if known is not None:
            return known
    for attempt in range(ATTEMPTS):
        if not context.may_send() or context.monotonic() >= hold.until:
            # The claim may be somebody else's by now. As far as is known here, nothing was posted.
            return await _give_back(context, hold, Delivered.GIVEN_BACK, "not sent in time")
        notice = await wanted.compose(context.clock())
        if notice is None:
            return await _give_back(context, hold, Delivered.OUTDATED, "no longer true or wanted")
        try:
            message_id = await _send(context, notice)
        except Refused as refusal:
            await context.ledger.release([hold.key], worker=context.worker, why=f"refused: {refusal}")
            await context.healer.suspend(hold.key.channel, refusal.trouble)
            return Delivered.REFUSED
        except Rejected as error:
            await context.ledger.fail(hold.key, worker=context.worker, why=str(error))
            await context.healer.warn(hold.key.channel, Trouble.REJECTED)
            return Delivered.REJECTED
        except NotSent as error:
            log.info("notice_not_sent", key=hold.key, attempt=attempt, error=str(error))
            await rest(max(error.retry_after or 0.0, pause(attempt)))
        except MaybeSent as error:
            log.warning("notice_maybe_sent", key=hold.key, attempt=attempt, error=str(error))
            known = await _after_doubt(context, hold, attempt, rest)
            if known is not None:
                return known
        else:
            await context.confirm(hold.key, message_id)
            return Delivered.SENT
    return await _give_back(context, hold, Delivered.GIVEN_BACK, "not posted after several attempts")


async def look_up(
    context: DeliveryContext,
    hold: Hold,
    since: datetime,
    alike: tuple[NoticeKey, ...] = (),
    *,
    in_doubt_before: bool = False,
) -> Delivered | None:
    """Find out whether a claimed key was posted since a moment; None means certainly not, with the claim still held.

    One that is `alike` says the same, and counts.

    Raises:
        CannotAsk, StoreUnavailable: nothing is known yet.
    """
    found = await context.messenger.find_notice(hold.key.channel, (hold.key, *alike), since - CLOCK_ERROR)
    match found:
        case Found(message_id):
            await context.confirm(hold.key, message_id)
            return Delivered.FOUND
        case CannotRead(trouble):
            until = context.clock() + RECHECK_EVERY
            await context.ledger.doubt(hold.key, worker=context.worker, why=trouble, until=until)
            if not in_doubt_before:
                await context.healer.warn(hold.key.channel, trouble)
            return Delivered.DOUBTFUL
        case NotFound():
            return None


def pause(attempt: int) -> float:
    """Seconds to wait after the attempt, counted from 0."""
    return BACKOFF[min(attempt, len(BACKOFF) - 1)]


async def _send(context: DeliveryContext, notice: Post) -> int:
    try:
        async with asyncio.timeout(SEND_TIMEOUT):
            return await context.messenger.send(notice.key.channel, notice, notice.key.nonce)
    except TimeoutError as error:
        raise MaybeSent(f"no answer within {SEND_TIMEOUT:g} seconds") from error


async def _after_doubt(context: DeliveryContext, hold: Hold, attempt: int, rest: Sleep) -> Delivered | None:
    """Look until it is known whether the send was posted; None means it was not, and may be sent again."""
    await rest(max(SETTLE, pause(attempt)))
    return await _until_known(context, hold, hold.claimed_at, rest)


async def _until_known(
    context: DeliveryContext, hold: Hold, since: datetime, rest: Sleep, alike: tuple[NoticeKey, ...] = ()
) -> Delivered | None:
    for asked in range(ATTEMPTS):
        try:
            return await look_up(context, hold, since, alike)
        except CannotAsk as error:
            log.info("look_up_failed", key=hold.key, error=str(error))
            await rest(pause(asked))
    return Delivered.LEFT


async def _give_back(context: DeliveryContext, hold: Hold, outcome: Delivered, why: str) -> Delivered:
    await context.ledger.release([hold.key], worker=context.worker, why=why)
    return outcome
