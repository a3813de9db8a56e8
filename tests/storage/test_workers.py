"""Several workers at once on one database of either kind: every channel gets its notice once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from bot.reminders.assembly import Reminders
from bot.storage.stores import Stores, open_stores
from tests.reminders.world import DAY, World, make_subscription

CHANNELS = 120


async def fill(world: World) -> None:
    await world.subscribe(*(make_subscription(channel, 7 * DAY, 6 * DAY) for channel in range(1, CHANNELS + 1)))
    world.time.pass_(3 * DAY)


def each_once(world: World) -> bool:
    return sorted(world.discord.keys().values()) == [1] * CHANNELS


async def test_ticks_when_two_workers_both_believe_that_they_send_then_each_key_goes_out_once(
    stores: Stores, database_url: str
) -> None:
    world = World(stores)
    await fill(world)
    other = await open_stores(database_url)
    try:
        parts = {"store": other.subscriptions, "ledger": other.ledger}
        workers = [world.start(), world.start(**parts), world.start()]
        await asyncio.gather(*(worker.loop.tick() for worker in workers))
        await asyncio.gather(*(worker.outbox.idle() for worker in workers))
    finally:
        await other.database.close()
    await world.settle()
    assert each_once(world)


async def test_ticks_when_one_worker_dies_in_the_middle_then_the_other_ends_what_it_began(
    stores: Stores, database_url: str
) -> None:
    world = World(stores)
    await fill(world)
    other = await open_stores(database_url)
    reached, real, sent = asyncio.Event(), world.messenger.send, 0

    async def send(channel: int, notice: Any, nonce: str) -> int:
        nonlocal sent
        message = await real(channel, notice, nonce)
        sent += 1
        if sent == 40:
            reached.set()
        if sent >= 40:
            await asyncio.Event().wait()  # posted, and the answer never arrives
        return message

    try:
        world.messenger.send = send  # type: ignore[method-assign]
        dying = world.start(store=other.subscriptions, ledger=other.ledger)
        tick = asyncio.create_task(dying.loop.tick())
        await asyncio.wait_for(reached.wait(), 30)
        await kill(dying, tick)
        world.messenger.send = real  # type: ignore[method-assign]
        next_ = world.start()
        await world.tick()
        assert len(world.discord.posted) < CHANNELS  # open claims are not touched before their lease is over
        world.time.pass_(timedelta(seconds=31))
        await world.settle()
    finally:
        await other.database.close()
    assert each_once(world)
    assert next_.outbox.counts["found"] > 0


async def kill(dying: Reminders, tick: asyncio.Task[Any]) -> None:
    tasks = [tick, *(task for task in asyncio.all_tasks() if task.get_name().startswith(("notice:", "confirmations")))]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
