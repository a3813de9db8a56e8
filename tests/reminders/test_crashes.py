"""A process that dies between any two steps, with Discord remembering nonces or not: one notice a key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.reminders.assembly import Reminders
from bot.reminders.ledger import StoreUnavailable
from bot.storage.ledger import SqlLedger
from bot.storage.stores import Stores
from tests.reminders.world import DAY, World, make_subscription

MINUTES = timedelta(minutes=5)


class Halted(Exception):
    """The process stands still here until it is killed."""


class Stops:
    """A ledger that never comes back from the nth call of a method: before it, or after it was committed."""

    def __init__(self, ledger: SqlLedger, method: str, *, after: bool, at: int = 1) -> None:
        self._ledger, self._method, self._after, self._left = ledger, method, after, at
        self.reached = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        real: Callable[..., Awaitable[Any]] = getattr(self._ledger, name)
        if name != self._method:
            return real

        async def call(*args: Any, **more: Any) -> Any:
            self._left -= 1
            if self._left:
                return await real(*args, **more)
            if self._after:
                await real(*args, **more)
            self.reached.set()
            return await asyncio.Event().wait()

        return call


async def kill(reminders: Reminders, tick: asyncio.Task[Any]) -> None:
    """End every task of a process at once, with none of the orderly end."""
    tasks = [tick, *(task for task in asyncio.all_tasks() if task.get_name().startswith(("notice:", "confirmations")))]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def run_until(reached: asyncio.Event, reminders: Reminders) -> None:
    tick = asyncio.create_task(reminders.loop.tick())
    await asyncio.wait_for(reached.wait(), 20)
    await kill(reminders, tick)


STEPS = [
    ("claim", False),
    ("claim", True),
    ("confirm", False),
    ("confirm", True),
    ("record", False),
    ("record", True),
]


@pytest.mark.parametrize("memory", [timedelta(), MINUTES], ids=["no nonces", "nonces"])
@pytest.mark.parametrize(("method", "after"), STEPS)
async def test_restart_when_killed_around_a_write_then_each_key_is_posted_once(
    stores: Stores, method: str, after: bool, memory: timedelta
) -> None:
    world = World(stores, nonce_memory=memory)
    await world.subscribe(*(make_subscription(channel, 7 * DAY, 6 * DAY) for channel in range(1, 61)))
    world.time.pass_(3 * DAY)
    stops = Stops(stores.ledger, method, after=after)
    await run_until(stops.reached, world.start(ledger=stops))
    world.start()
    await world.settle()
    assert sorted(world.discord.keys().values()) == [1] * 60
    world.start()
    world.time.pass_(timedelta(minutes=1))
    await world.settle()
    assert sorted(world.discord.keys().values()) == [1] * 60
    assert await world.states(range(1, 61)) == {"7d": "skipped", "6d": "sent"}


@pytest.mark.parametrize("memory", [timedelta(), MINUTES], ids=["no nonces", "nonces"])
@pytest.mark.parametrize("stored", [False, True])
async def test_restart_when_killed_inside_the_request_then_each_key_is_posted_once(
    stores: Stores, stored: bool, memory: timedelta
) -> None:
    world = World(stores, nonce_memory=memory)
    await world.subscribe(*(make_subscription(channel) for channel in range(1, 41)))
    world.time.pass_(2 * DAY)
    reached = asyncio.Event()
    real = world.messenger.send
    sent = 0

    async def hang(channel: int, notice: Any, nonce: str) -> int:
        nonlocal sent
        sent += 1
        if sent < 8:
            return await real(channel, notice, nonce)
        if stored:
            await real(channel, notice, nonce)
        reached.set()
        await asyncio.Event().wait()
        raise Halted

    world.messenger.send = hang  # type: ignore[method-assign]
    await run_until(reached, world.reminders)
    world.messenger.send = real  # type: ignore[method-assign]
    world.start()
    await world.settle()
    assert set(world.discord.keys().values()) == {1}
    assert len(world.discord.posted) == 40


async def test_restart_when_killed_ten_times_in_a_row_then_each_key_is_posted_once(world: World) -> None:
    await world.subscribe(*(make_subscription(channel) for channel in range(1, 101)))
    world.time.pass_(2 * DAY)
    for life in range(10):
        stops = Stops(world.stores.ledger, "confirm", after=bool(life % 2), at=1 + life % 3)
        reminders = world.start(ledger=stops)
        tick = asyncio.create_task(reminders.loop.tick())
        done, _ = await asyncio.wait(
            [tick, asyncio.create_task(stops.reached.wait())], return_when=asyncio.FIRST_COMPLETED, timeout=20
        )
        assert done
        await kill(reminders, tick)
        world.time.pass_(timedelta(seconds=12))
    world.start()
    await world.settle()
    world.start()
    world.time.pass_(timedelta(minutes=1))
    await world.settle()
    assert set(world.discord.keys().values()) == {1}
    assert len(world.discord.posted) == 100


@pytest.mark.parametrize("method", ["claim", "confirm", "record", "rows", "open_rows", "told"])
async def test_tick_when_the_database_fails_once_then_nothing_is_lost_or_doubled(world: World, method: str) -> None:
    await world.subscribe(*(make_subscription(channel, 7 * DAY, 6 * DAY) for channel in range(1, 31)))
    world.time.pass_(3 * DAY)
    failures = iter([True])

    class Fails:
        def __getattr__(self, name: str) -> Any:
            real = getattr(world.stores.ledger, name)

            async def call(*args: Any, **more: Any) -> Any:
                if name == method and next(failures, False):
                    raise StoreUnavailable("database is locked")
                return await real(*args, **more)

            return call

    world.start(ledger=Fails())
    for _ in range(2):
        try:
            await world.tick()
        except StoreUnavailable:
            await world.reminders.outbox.idle()
    await world.settle()
    assert sorted(world.discord.keys().values()) == [1] * 30


async def test_stop_when_notices_wait_then_they_are_free_for_the_next_worker_at_once(world: World) -> None:
    await world.subscribe(*(make_subscription(channel) for channel in range(1, 46)))
    world.time.pass_(2 * DAY)
    reached = asyncio.Event()

    async def hang(*_: Any) -> int:
        reached.set()
        await asyncio.Event().wait()
        raise Halted

    real, world.messenger.send = world.messenger.send, hang  # type: ignore[method-assign]
    tick = asyncio.create_task(world.reminders.loop.tick())
    await asyncio.wait_for(reached.wait(), 20)
    tick.cancel()
    await asyncio.gather(tick, return_exceptions=True)
    await world.reminders.outbox.stop(0.01)
    open_keys = {row.key for row in await world.stores.ledger.open_rows()}
    assert len(open_keys) == 24
    world.messenger.send = real  # type: ignore[method-assign]
    world.start()
    await world.tick()
    assert len(world.discord.posted) == 45 - 24
    world.time.pass_(timedelta(minutes=1))
    await world.settle()
    assert sorted(world.discord.keys().values()) == [1] * 45


async def test_run_when_a_tick_raises_then_the_loop_reports_waits_and_goes_on(world: World) -> None:
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    posted = asyncio.Event()
    real, failures = world.messenger.send, iter([ValueError("a bug"), OSError("no space left on device")])

    async def send(channel: int, notice: Any, nonce: str) -> int:
        message = await real(channel, notice, nonce)
        posted.set()
        return message

    def broken() -> Any:
        error = next(failures, None)
        if error:
            raise error
        return world.facts

    world.messenger.send = send  # type: ignore[method-assign]
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        """A real pause, too short to matter: the clock stands still."""
        slept.append(seconds)
        await asyncio.sleep(0.001)

    reminders = world.start(facts=broken, sleep=sleep)
    task = asyncio.create_task(reminders.loop.run())
    await asyncio.wait_for(posted.wait(), 20)
    while not world.health.snapshot()["reminders"].ok:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert reminders.loop.errors == 2
    assert [seconds for seconds in slept if seconds < 10][:2] == [1.0, 2.0]
    assert world.health.snapshot()["reminders"].at == world.time.now
