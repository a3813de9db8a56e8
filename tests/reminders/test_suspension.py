"""Suspending and resuming, and what people do to a subscription in the seconds that Discord takes meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.reminders.ports import Access
from bot.reminders.service import Place, Subscriptions
from bot.reminders.subscription import ALL, Subscription, Trouble
from tests.reminders.world import DAY, HOUR, NOON, FakeMessenger, World, facts_of, make_deadline, make_subscription

Meanwhile = Callable[[], Awaitable[object]]


@pytest.fixture
def service(world: World) -> Subscriptions:
    return Subscriptions(
        world.stores.subscriptions,
        world.stores.ledger,
        lambda: world.facts,
        world.time.clock,
        (DAY,),
        world.stores.snoozes,
    )


class Slow(FakeMessenger):
    """Discord takes its time to answer and to deliver, and somebody does something meanwhile."""

    meanwhile: Meanwhile

    async def access(self, channel_id: int) -> Access:
        await self.meanwhile()
        return await super().access(channel_id)

    async def tell_trouble(self, subscription: Subscription, trouble: Trouble) -> bool:
        await self.meanwhile()
        return await super().tell_trouble(subscription, trouble)


def slowly(world: World, meanwhile: Meanwhile) -> None:
    messenger = Slow(world.discord)
    messenger.meanwhile = meanwhile
    world.messenger = messenger
    world.start()


@pytest.mark.parametrize("open_again", [True, False])
async def test_resume_when_somebody_unsubscribes_meanwhile_then_it_stays_unsubscribed(
    world: World, service: Subscriptions, open_again: bool
) -> None:
    await world.subscribe(make_subscription(1))
    await world.reminders.healer.suspend(1, Trouble.FORBIDDEN)
    world.discord.refusing = {} if open_again else {1: Trouble.FORBIDDEN}
    slowly(world, lambda: service.unsubscribe(1))
    assert not await world.reminders.healer.resume_if_possible(1)
    assert await service.get(1) is None


async def test_resume_when_somebody_subscribes_anew_meanwhile_then_their_wishes_stand(
    world: World, service: Subscriptions
) -> None:
    await world.subscribe(make_subscription(1))
    await world.reminders.healer.suspend(1, Trouble.FORBIDDEN)
    world.discord.refusing[1] = Trouble.FORBIDDEN
    slowly(world, lambda: service.subscribe(Place(1, 9), by=5, leads=[HOUR], language="zh"))
    await world.reminders.healer.resume_if_possible(1)
    kept = await service.get(1)
    assert kept is not None
    assert (set(kept.leads), kept.language, kept.suspension) == ({HOUR}, "zh", None)


async def test_suspend_when_a_person_is_forgotten_meanwhile_then_nothing_of_them_is_kept(
    world: World, service: Subscriptions
) -> None:
    await world.subscribe(Subscription(1, {ALL: NOON}, {DAY: NOON}, user_id=77))
    slowly(world, lambda: service.forget_person(77))
    await world.reminders.healer.suspend(1, Trouble.FORBIDDEN)
    assert await service.get(1) is None


class LooksOpen(FakeMessenger):
    """The permissions are all there, and Discord refuses nevertheless: a locked thread, a bot timed out."""

    async def access(self, channel_id: int) -> Access:
        return Access()


async def hours(world: World, count: int) -> None:
    for _ in range(count):
        for channel in await world.reminders.healer.due():
            await world.reminders.healer.resume_if_possible(channel)
        await world.tick()
        world.time.pass_(HOUR)


async def test_suspend_when_nothing_is_seen_missing_then_the_same_refusal_is_told_once(world: World) -> None:
    world.messenger = LooksOpen(world.discord)
    world.start()
    world.discord.refusing[1] = Trouble.FORBIDDEN
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    await hours(world, 14)
    assert world.messenger.told == [(1, Trouble.FORBIDDEN)]
    world.discord.refusing.clear()
    world.time.pass_(make_deadline().at.start - DAY - world.time.now)
    await hours(world, 2)
    assert world.discord.slots() == ["1d"]
    world.discord.refusing[1] = Trouble.FORBIDDEN
    world.facts = facts_of(make_deadline(at="2026-11-20"))
    await hours(world, 2)
    assert world.messenger.told == [(1, Trouble.FORBIDDEN)] * 2


async def test_suspend_when_several_notices_are_refused_at_once_then_one_is_told(world: World) -> None:
    told = 0

    async def count() -> None:
        nonlocal told
        told += 1
        for _ in range(100):  # the other refusals arrive meanwhile
            await asyncio.sleep(0)
        await world.reminders.healer.suspend(1, Trouble.FORBIDDEN)

    world.facts = facts_of(*(make_deadline(name) for name in ("a", "b", "c")))
    slowly(world, count)
    world.discord.refusing[1] = Trouble.FORBIDDEN
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    await world.tick()
    assert told == 1


async def test_suspend_when_trouble_was_seen_mended_then_the_next_is_told(world: World, service: Subscriptions) -> None:
    healer = world.reminders.healer
    await service.subscribe(Place(1, 9), by=5)
    for _ in range(2):
        world.discord.refusing[1] = Trouble.FORBIDDEN
        await healer.suspend(1, Trouble.FORBIDDEN)
        world.time.pass_(timedelta(hours=1))
        assert not await healer.resume_if_possible(1)
        world.discord.refusing.clear()
        assert await healer.resume_if_possible(1)
    await healer.suspend(1, Trouble.GONE)
    await service.subscribe(Place(1, 9), by=5)
    await healer.suspend(1, Trouble.GONE)
    assert world.messenger.told == [(1, Trouble.FORBIDDEN)] * 2 + [(1, Trouble.GONE)] * 2
