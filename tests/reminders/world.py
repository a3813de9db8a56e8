"""A small world for reminders: a Discord in memory with faults on demand, time that flies, and facts at will."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from bot.health import Health
from bot.knowledge.model import Deadline, Source
from bot.reminders.assembly import Reminders, assemble
from bot.reminders.keys import NoticeKey
from bot.reminders.notice import Notice
from bot.reminders.ports import (
    Access,
    CannotAsk,
    CannotRead,
    Found,
    LookUp,
    MaybeSent,
    NotFound,
    NotSent,
    Refused,
    Rejected,
)
from bot.reminders.schedule import Policy
from bot.reminders.subscription import ALL, Subscription, Trouble
from bot.storage.stores import Stores

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def make_deadline(id_: str = "truce", at: str = "2026-11-10T05:01Z", **more: Any) -> Deadline:
    """A deadline; `at` without a zone counts in UTC."""
    return Deadline.model_validate(
        {"id": id_, "title": f"The {id_} ends", "at": at, "if_missed": "Rates go back up.", **more}
    )


def make_subscription(channel_id: int = 1, *leads: timedelta, since: datetime = NOON, **more: Any) -> Subscription:
    """A subscription to everything, with these leads (7 days and 1 day by default)."""
    chosen = leads or (7 * DAY, DAY)
    return Subscription(channel_id, {ALL: since}, dict.fromkeys(chosen, since), **more)


class Time:
    """A wall clock and a monotonic one that move when somebody sleeps, or the test says so."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now
        self.ran = 1000.0
        self.slept: list[float] = []

    def clock(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.ran

    def pass_(self, span: timedelta) -> None:
        self.now += span
        self.ran += span.total_seconds()

    def set_clock(self, span: timedelta) -> None:
        """Somebody sets the wall clock; no time passes."""
        self.now += span

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        until = self.ran + seconds
        await asyncio.sleep(0)
        if self.ran < until:
            self.pass_(timedelta(seconds=until - self.ran))


@dataclass
class Facts:
    deadlines: MappingProxyType[str, Deadline]
    sources: MappingProxyType[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    revision: str = "1"


def facts_of(*deadlines: Deadline) -> Facts:
    return Facts(MappingProxyType({deadline.id: deadline for deadline in deadlines}))


@dataclass(frozen=True)
class Posted:
    id: int
    channel: int
    at: datetime
    nonce: str
    notice: Notice


class Crash(BaseException):
    """The process dies here."""


Fault = Callable[["Discord", int], None]


class Discord:
    """Keeps what was posted. `nonce_memory` is for how long it drops a second message with the same nonce."""

    def __init__(self, time: Time, nonce_memory: timedelta = timedelta()) -> None:
        self.time, self.nonce_memory = time, nonce_memory
        self.posted: list[Posted] = []
        self.before: list[Fault] = []
        self.after: list[Fault] = []
        self.unreadable: set[int] = set()
        self.refusing: dict[int, Trouble] = {}
        self.out_of_reach = False
        self.looked_up: list[NoticeKey] = []

    def keys(self) -> Counter[NoticeKey]:
        return Counter(message.notice.key for message in self.posted)

    def slots(self, channel: int = 1) -> list[str]:
        return [message.notice.key.slot for message in self.posted if message.channel == channel]

    def post(self, channel: int, notice: Notice, nonce: str) -> int:
        fault = self.before.pop(0) if self.before else None
        if fault:
            fault(self, channel)
        if channel in self.refusing:
            raise Refused(self.refusing[channel])
        for message in self.posted:
            known = (message.channel, message.nonce) == (channel, nonce)
            if known and self.time.now - message.at < self.nonce_memory:
                return message.id
        message = Posted(len(self.posted) + 1, channel, self.time.now, nonce, notice)
        self.posted.append(message)
        fault = self.after.pop(0) if self.after else None
        if fault:
            fault(self, channel)
        return message.id


def nothing(_discord: Discord, _channel: int) -> None:
    """No fault this time."""


def raising(error: BaseException) -> Fault:
    def fault(_discord: Discord, _channel: int) -> None:
        raise error

    return fault


crash = raising(Crash())
reset = raising(MaybeSent("reset"))
unavailable = raising(NotSent("no connection"))
limited = raising(NotSent("429", retry_after=7.0))
malformed = raising(Rejected("400"))


class FakeMessenger:
    """The `Messenger` port onto the Discord in memory."""

    def __init__(self, discord: Discord) -> None:
        self.discord = discord
        self.told: list[tuple[int, Trouble]] = []

    async def send(self, channel_id: int, notice: Notice, nonce: str) -> int:
        await asyncio.sleep(0)
        if self.discord.out_of_reach:
            raise NotSent("out of reach")
        return self.discord.post(channel_id, notice, nonce)

    async def find_notice(self, channel_id: int, keys: Collection[NoticeKey], since: datetime) -> LookUp:
        await asyncio.sleep(0)
        self.discord.looked_up += keys
        if self.discord.out_of_reach:
            raise CannotAsk("out of reach")
        if channel_id in self.discord.unreadable:
            return CannotRead()
        for message in self.discord.posted:
            if message.channel == channel_id and message.notice.key in keys and message.at >= since:
                return Found(message.id)
        return NotFound()

    async def access(self, channel_id: int) -> Access:
        if self.discord.out_of_reach:
            raise CannotAsk("out of reach")
        missing = ("send_messages",) if channel_id in self.discord.refusing else ()
        return Access(missing + (("read_message_history",) if channel_id in self.discord.unreadable else ()))

    async def tell_trouble(self, subscription: Subscription, trouble: Trouble) -> bool:
        self.told.append((subscription.channel_id, trouble))
        return True


class World:
    """One database, one Discord, one time; and as many processes, one after the other, as the test wants."""

    def __init__(self, stores: Stores, *, nonce_memory: timedelta = timedelta()) -> None:
        self.stores = stores
        self.time = Time()
        self.discord = Discord(self.time, nonce_memory)
        self.messenger = FakeMessenger(self.discord)
        self.facts = facts_of(make_deadline())
        self.health = Health(required=("reminders",))
        self.policy = Policy(late_cutoff=12 * HOUR)
        self.sending = True
        self.starts = 0
        self.reminders: Reminders = self.start()

    def start(self, **other: Any) -> Reminders:
        """A new process; the old one is as dead as the test left it."""
        self.starts += 1
        parts: dict[str, Any] = {
            "store": self.stores.subscriptions,
            "snoozes": self.stores.snoozes,
            "ledger": self.stores.ledger,
            "messenger": self.messenger,
            "facts": lambda: self.facts,
            "policy": self.policy,
            "health": self.health,
            "worker": f"worker-{self.starts}",
            "clock": self.time.clock,
            "may_send": lambda: self.sending,
            "monotonic": self.time.monotonic,
            "sleep": self.time.sleep,
            "jitter": lambda: 0.5,
        }
        self.reminders = assemble(**(parts | other))
        return self.reminders

    async def subscribe(self, *subscriptions: Subscription) -> None:
        for subscription in subscriptions:
            await self.stores.subscriptions.put(subscription, now=self.time.now)

    async def tick(self) -> float:
        """One tick, and everything that it set under way."""
        delay = await self.reminders.loop.tick()
        await self.reminders.outbox.idle()
        return delay

    async def settle(self, most: int = 20) -> None:
        """Ticks until a tick asks for a sleep of some length and nothing is open; a lease passes between them."""
        quiet = 0
        for _ in range(most):
            await self.tick()
            quiet = 0 if await self.stores.ledger.open_rows() else quiet + 1
            if quiet == 2:
                return
            self.time.pass_(timedelta(seconds=31))
        raise AssertionError("claims stay open")

    async def states(self, channels: Iterable[int] = (1,)) -> dict[str, str]:
        """The state of each key of these channels, by slot."""
        rows = await self.stores.ledger.rows(tuple(channels))
        return {f"{row.key.slot}": row.state.value for row in rows}
