"""Suspended channels are tried again beside the loop; no failure of one is in another's way."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.reminders.healing import AGAIN, MOST, next_try
from bot.reminders.ledger import StoreUnavailable
from bot.reminders.ports import Access, CannotAsk
from bot.reminders.subscription import Trouble
from tests.reminders.world import DAY, HOUR, World, make_subscription

SOON = 20.0


async def suspend(world: World, *channels: int) -> None:
    for channel in channels:
        await world.subscribe(make_subscription(channel))
        world.discord.refusing[channel] = Trouble.FORBIDDEN
        await world.reminders.healer.suspend(channel, Trouble.FORBIDDEN)


def count_tries(world: World) -> list[int]:
    """The channels that are asked about from now on."""
    tries: list[int] = []
    real = world.messenger.access

    async def access(channel: int) -> Access:
        tries.append(channel)
        return await real(channel)

    world.messenger.access = access  # type: ignore[method-assign]
    return tries


@pytest.mark.parametrize(("refusals", "hours"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 24), (400, 24)])
def test_next_try_when_refused_again_and_again_then_it_waits_twice_as_long_up_to_a_day(
    refusals: int, hours: int
) -> None:
    assert next_try(refusals, 0.5) == hours * HOUR
    assert next_try(refusals, 0.0) == hours * HOUR * 0.9
    assert next_try(refusals, 1.0) == hours * HOUR * 1.1


async def test_run_when_a_try_takes_for_ever_then_a_healthy_channel_gets_its_notice(world: World) -> None:
    await suspend(world, 1)
    await world.subscribe(make_subscription(2))
    world.time.pass_(2 * DAY)
    asked, posted = asyncio.Event(), asyncio.Event()
    real = world.messenger.send

    async def access(_channel: int) -> Access:
        asked.set()
        return await asyncio.Future[Access]()

    async def send(*args: object) -> int:
        await asyncio.wait_for(asked.wait(), SOON)  # not before the other channel is being tried
        message = await real(*args)  # type: ignore[arg-type]
        posted.set()
        return message

    world.messenger.access, world.messenger.send = access, send  # type: ignore[method-assign,assignment]
    task = asyncio.create_task(world.start(sleep=lambda _: asyncio.Future[None]()).loop.run())
    try:
        await asyncio.wait_for(posted.wait(), SOON)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert world.discord.slots(2) == ["7d"]


@pytest.mark.parametrize("error", [CannotAsk("503"), StoreUnavailable("locked"), ValueError("a bug")])
async def test_step_when_one_channel_fails_then_those_behind_it_are_tried(world: World, error: Exception) -> None:
    await suspend(world, 1, 2)
    del world.discord.refusing[2]
    tries: list[int] = []

    async def access(channel: int) -> Access:
        tries.append(channel)
        if channel == 1:
            raise error
        return Access()

    world.messenger.access = access  # type: ignore[method-assign]
    world.time.pass_(HOUR)
    await world.reminders.healing.step()
    kept = await world.stores.subscriptions.get(2)
    assert kept is not None
    assert kept.suspension is None
    await world.reminders.healing.step()
    assert tries == [1, 2]
    world.time.pass_(max(AGAIN, HOUR))
    await world.reminders.healing.step()
    assert tries == [1, 2, 1]


async def test_step_when_a_channel_stays_refused_then_it_is_tried_less_and_less_often(world: World) -> None:
    await suspend(world, 1)
    tries = count_tries(world)
    begun, at = world.time.now, list[timedelta]()
    while world.time.now - begun < 4 * DAY:
        world.time.pass_(timedelta(minutes=30))
        before = len(tries)
        await world.reminders.healing.step()
        at += [world.time.now - begun] * (len(tries) - before)
    waits = [after - before for before, after in pairwise(at)]
    assert [at[0], *waits] == [HOUR, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, MOST, MOST]


async def test_step_when_a_channel_was_open_meanwhile_then_it_begins_again_with_an_hour(world: World) -> None:
    await suspend(world, 1)
    tries = count_tries(world)
    for _ in range(8):
        world.time.pass_(HOUR)
        await world.reminders.healing.step()
    assert len(tries) == 4
    del world.discord.refusing[1]
    assert await world.reminders.healer.resume_if_possible(1)
    world.time.pass_(3 * HOUR)
    await world.reminders.healing.step()
    await suspend(world, 1)
    tries.clear()
    for _ in range(2):
        world.time.pass_(HOUR)
        await world.reminders.healing.step()
    assert tries == [1, 1]


async def test_step_when_another_worker_sends_then_nothing_is_tried(world: World) -> None:
    await suspend(world, 1)
    tries = count_tries(world)
    world.time.pass_(HOUR)
    world.sending = False
    await world.reminders.healing.step()
    assert tries == []


async def test_run_when_the_store_fails_then_healing_goes_on_and_wakes_the_loop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await suspend(world, 1)
    del world.discord.refusing[1]
    world.time.pass_(2 * DAY)
    failures = iter([StoreUnavailable("locked"), ValueError("a bug")])
    real, posted, send = world.stores.subscriptions.suspended, asyncio.Event(), world.messenger.send

    async def suspended() -> object:
        error = next(failures, None)
        if error:
            raise error
        return await real()

    async def noted(*args: object) -> int:
        message = await send(*args)  # type: ignore[arg-type]
        posted.set()
        return message

    async def sleep(seconds: float) -> None:
        """Healing need not wait; the loop sleeps until it is woken."""
        if seconds == 30.0 and asyncio.current_task() is healing():
            await asyncio.sleep(0)
        else:
            await asyncio.Future[None]()

    def healing() -> asyncio.Task[object] | None:
        return next((task for task in asyncio.all_tasks() if task.get_name() == "healing"), None)

    monkeypatch.setattr(world.stores.subscriptions, "suspended", suspended)
    monkeypatch.setattr(world.messenger, "send", noted)
    task = asyncio.create_task(world.start(sleep=sleep).loop.run())
    try:
        await asyncio.wait_for(posted.wait(), SOON)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert world.discord.slots() == ["7d"]
