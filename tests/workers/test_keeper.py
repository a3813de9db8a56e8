"""The task that keeps the leases: it outlives every error, and says in time that they are lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.health import Health
from bot.reminders.ledger import StoreUnavailable
from bot.storage.stores import Stores
from bot.workers.keeper import PART, keep
from bot.workers.leases import HOLD_FOR, WorkerLease
from tests.reminders.world import Time

SOON = 20.0


class Keeping:
    """A worker on a real store whose `renew` can be made to hang."""

    def __init__(self, stores: Stores, time: Time) -> None:
        self.stores, self.time, self.health = stores, time, Health()
        self.lease = WorkerLease(stores.leases, "worker", time.monotonic)
        self.heard: asyncio.Queue[list[int]] = asyncio.Queue()
        self.workers: list[int] = []
        self._steps: asyncio.Queue[None] = asyncio.Queue()

    async def sleep(self, _seconds: float) -> None:
        """Between two steps the test decides when the next one comes."""
        await self._steps.get()

    def step(self) -> None:
        self._steps.put_nowait(None)

    async def hears(self) -> list[int]:
        return await asyncio.wait_for(self.heard.get(), SOON)

    @asynccontextmanager
    async def running(self, patience: float = SOON) -> AsyncIterator[asyncio.Task[None]]:
        def changed(held: frozenset[int]) -> None:
            self.heard.put_nowait(sorted(held))

        kept = keep(self.lease, self.sleep, self.health, changed, self.workers.append, patience)
        task = asyncio.create_task(kept)
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def hold_while_another_stands_by(self) -> None:
        """The worker holds the slice, and knows that somebody would take it over."""
        await self.lease.step()
        await WorkerLease(self.stores.leases, "standby", self.time.monotonic).step()
        await self.lease.step()


@pytest.fixture
def keeping(stores: Stores) -> Keeping:
    return Keeping(stores, Time())


async def test_keep_when_the_database_fails_then_it_goes_on_and_lets_go_at_the_end(
    keeping: Keeping, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([StoreUnavailable("locked"), ValueError("a bug")])
    real = stores.leases.read

    async def read() -> object:
        error = next(failures, None)
        if error:
            raise error
        return await real()

    monkeypatch.setattr(stores.leases, "read", read)
    async with keeping.running():
        keeping.step()
        keeping.step()
        assert await keeping.hears() == [0]
        assert keeping.health.snapshot()[PART].ok
    assert keeping.workers == [1]
    assert await WorkerLease(stores.leases, "next", keeping.time.monotonic).step() == {0}


async def test_keep_when_the_database_hangs_then_the_step_is_given_up_and_the_loss_is_heard_of(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keeping.hold_while_another_stands_by()

    async def renew(*_: object) -> frozenset[str]:
        keeping.time.pass_(timedelta(seconds=HOLD_FOR))
        return await asyncio.Future[frozenset[str]]()

    monkeypatch.setattr(keeping.stores.leases, "renew", renew)
    async with keeping.running(patience=0.01):
        assert await keeping.hears() == [0]
        assert await keeping.hears() == []
        keeping.step()
        while (report := keeping.health.snapshot().get(PART)) is None:
            await asyncio.sleep(0)
    assert not report.ok
    assert "did not answer" in report.detail


async def test_keep_when_a_step_cannot_even_be_given_up_then_the_loss_is_heard_of_all_the_same(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keeping.hold_while_another_stands_by()
    closed = asyncio.Event()

    async def renew(*_: object) -> frozenset[str]:
        keeping.time.pass_(timedelta(seconds=HOLD_FOR))
        try:
            return await asyncio.Future[frozenset[str]]()
        finally:
            await closed.wait()  # as a driver does that says goodbye to a server which does not listen

    monkeypatch.setattr(keeping.stores.leases, "renew", renew)
    async with keeping.running(patience=0.01):
        assert await keeping.hears() == [0]
        assert await keeping.hears() == []
        assert not closed.is_set()
        closed.set()


async def test_keep_when_the_database_hangs_at_the_end_then_it_ends_all_the_same(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def release(*_: object) -> None:
        await asyncio.Future[None]()

    async with keeping.running(patience=0.01) as task:
        while not keeping.lease.held:
            keeping.step()
            await asyncio.sleep(0)
        monkeypatch.setattr(keeping.stores.leases, "release", release)
        task.cancel()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), SOON)
    assert task.cancelled()
