"""Suspending and resuming, and what people do to a subscription in the seconds that Discord takes meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.reminders.ports import Access
from bot.reminders.service import Place, Subscriptions
from bot.reminders.subscription import ALL, Subscription, Trouble
from tests.reminders.world import DAY, HOUR, NOON, FakeMessenger, World, make_subscription

Meanwhile = Callable[[], Awaitable[object]]


@pytest.fixture
def service(world: World) -> Subscriptions:
    return Subscriptions(world.stores.subscriptions, world.stores.ledger, lambda: world.facts, world.time.clock, (DAY,))


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
