"""The outbox: deliveries that wait for another attempt stand in nobody's way, and the bounds hold all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.reminders import outbox
from bot.reminders.notice import Notice
from bot.reminders.outbox import AHEAD, AT_ONCE
from bot.reminders.ports import MaybeSent, NotSent
from bot.reminders.service import Subscriptions
from tests.reminders.world import DAY, FakeMessenger, World, make_subscription, raising

SOON = 20.0


class Busy:
    """Counts what happens at once, and remembers the most."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.changed = asyncio.Event()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        self.now += 1
        self.most = max(self.most, self.now)
        self.changed.set()
        try:
            yield
        finally:
            self.now -= 1

    async def reaches(self, count: int) -> None:
        while self.now < count:
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), SOON)


class Resting(Busy):
    """A sleep that ends when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.over = asyncio.Event()

    async def sleep(self, _seconds: float) -> None:
        with self.one_more():
            await self.over.wait()


@pytest.mark.parametrize("error", [MaybeSent("503"), NotSent("429", retry_after=600.0)])
async def test_send_when_a_whole_guild_fails_then_other_channels_are_not_kept_waiting(
    world: World, error: Exception
) -> None:
    await world.subscribe(*(make_subscription(channel) for channel in range(1, 131)))
    world.time.pass_(2 * DAY)
    resting, real, all_sent = Resting(), world.messenger.send, asyncio.Event()

    async def send(channel: int, notice: Notice, nonce: str) -> int:
        if channel <= 100 and not resting.over.is_set():
            raise error
        message = await real(channel, notice, nonce)
        if sum(one.channel > 100 for one in world.discord.posted) == 30:
            all_sent.set()
        return message

    world.messenger.send = send  # type: ignore[method-assign]
    reminders = world.start(sleep=resting.sleep)
    tick = asyncio.create_task(reminders.loop.tick())
    await asyncio.wait_for(all_sent.wait(), SOON)
    assert resting.now == 100
    resting.over.set()
    await asyncio.wait_for(tick, SOON)
    await reminders.outbox.idle()
    assert len(world.discord.posted) == len(world.discord.keys()) == 130


async def test_send_when_many_try_again_together_then_no_more_are_sent_at_once_than_ever(world: World) -> None:
    await world.subscribe(*(make_subscription(channel) for channel in range(1, 101)))
    world.time.pass_(2 * DAY)
    sending, resting, real = Busy(), Resting(), world.messenger.send
    failed: set[int] = set()
    together = asyncio.Event()

    async def send(channel: int, notice: Notice, nonce: str) -> int:
        with sending.one_more():
            if channel not in failed:
                failed.add(channel)
                raise NotSent("no connection")
            if sending.now == AT_ONCE:
                together.set()
            await asyncio.wait_for(together.wait(), SOON)
            return await real(channel, notice, nonce)

    world.messenger.send = send  # type: ignore[method-assign]
    reminders = world.start(sleep=resting.sleep)
    tick = asyncio.create_task(reminders.loop.tick())
    await resting.reaches(100)
    resting.over.set()
    await asyncio.wait_for(tick, SOON)
    await reminders.outbox.idle()
    assert sending.most == AT_ONCE
    assert len(world.discord.posted) == len(world.discord.keys()) == 100


async def test_claim_when_very_many_wait_for_another_attempt_then_no_more_are_claimed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_RESTING", 10)
    await world.subscribe(*(make_subscription(channel) for channel in range(1, 131)))
    world.time.pass_(2 * DAY)
    world.discord.out_of_reach = True
    resting = Resting()
    reminders = world.start(sleep=resting.sleep)
    tick = asyncio.create_task(reminders.loop.tick())
    await resting.reaches(AHEAD * 2)
    assert not tick.done()
    world.discord.out_of_reach = False
    resting.over.set()
    await asyncio.wait_for(tick, SOON)
    await reminders.outbox.idle()
    assert resting.most == AHEAD * 2
    assert len(world.discord.posted) == len(world.discord.keys()) == 130


async def test_stop_when_deliveries_rest_then_their_claims_stay_to_be_looked_up(world: World) -> None:
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    world.discord.out_of_reach = True
    resting = Resting()
    reminders = world.start(sleep=resting.sleep)
    await reminders.loop.tick()
    await resting.reaches(1)
    await reminders.outbox.stop(0.0)
    assert len(await world.stores.ledger.open_rows()) == 1
    world.discord.out_of_reach = False
    world.start()
    await world.settle()
    assert world.discord.slots() == ["7d"]


class Held(FakeMessenger):
    """A Discord that stores a notice only when the test lets it."""

    def __init__(self, world: World) -> None:
        super().__init__(world.discord)
        self.reached, self.let = asyncio.Event(), asyncio.Event()

    async def send(self, channel_id: int, notice: Notice, nonce: str) -> int:
        self.reached.set()
        await self.let.wait()
        return await super().send(channel_id, notice, nonce)


async def test_unsubscribe_when_a_notice_is_under_way_then_it_says_so_only_once_that_has_arrived(world: World) -> None:
    await world.subscribe(make_subscription(1))
    world.messenger = held = Held(world)
    world.start()
    world.time.pass_(2 * DAY)
    ticking = asyncio.create_task(world.tick())
    await asyncio.wait_for(held.reached.wait(), SOON)
    looked = asyncio.Event()

    async def look_again(_seconds: float) -> None:
        looked.set()
        await held.let.wait()
        await ticking

    stores = world.stores
    service = Subscriptions(
        stores.subscriptions, stores.ledger, lambda: world.facts, world.time.clock, (DAY,), stores.snoozes, look_again
    )
    stopping = asyncio.create_task(service.unsubscribe(1))
    await asyncio.wait_for(looked.wait(), SOON)
    assert not stopping.done()
    held.let.set()
    assert await asyncio.wait_for(stopping, SOON)
    await ticking
    assert world.discord.slots() == ["7d"]
    world.time.pass_(8 * DAY)
    await world.tick()
    assert world.discord.slots() == ["7d"]


@pytest.mark.parametrize("error", [NotSent("no connection"), MaybeSent("503")])
async def test_send_when_it_is_tried_again_then_by_the_wishes_of_that_moment(world: World, error: Exception) -> None:
    """A retry tells nobody who unsubscribed meanwhile, and whoever is left in the language and with the role of now."""
    await world.subscribe(make_subscription(1), make_subscription(2))
    world.discord.before = [raising(error), raising(error)]
    resting = Resting()
    world.time.pass_(2 * DAY)
    outbox = world.start(sleep=resting.sleep).outbox
    await world.reminders.loop.tick()
    await resting.reaches(2)
    await world.stores.subscriptions.remove(1)
    await world.subscribe(make_subscription(2, language="zh", role_id=9))
    resting.over.set()
    await outbox.idle()
    assert [(one.channel, one.notice.language, one.notice.role_id) for one in world.discord.posted] == [(2, "zh", 9)]
    assert await world.states([1]) == {"7d": "released"}
