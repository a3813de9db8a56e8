"""Workers that share slices: one holds each, others stand by and take over, whatever the wall clocks say."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.reminders.ledger import StoreUnavailable
from bot.storage.stores import Stores
from bot.workers.identity import is_gone, this_worker
from bot.workers.leases import HOLD_FOR, RENEW_EVERY, STALE_AFTER, WorkerLease, shards_of
from tests.reminders.world import Time

ROOT = Path(__file__).parents[2]


class Cluster:
    """Workers on one store, each with its own monotonic clock."""

    def __init__(self, stores: Stores, time: Time) -> None:
        self.stores, self.time = stores, time

    def worker(self, name: str, slices: int = 1, is_gone: Callable[[str], bool] = lambda _: False) -> WorkerLease:
        return WorkerLease(self.stores.leases, name, self.time.monotonic, slices=slices, is_gone=is_gone)


@pytest.fixture
def cluster(stores: Stores) -> Cluster:
    return Cluster(stores, Time())


async def test_step_when_nobody_holds_the_slice_then_one_worker_gets_it(cluster: Cluster) -> None:
    workers = [cluster.worker(name) for name in "abc"]
    held = await asyncio.gather(*(worker.step() for worker in workers))
    assert sorted(map(sorted, held)) == [[], [], [0]]
    assert [worker.sends_notices for worker in workers].count(True) == 1


async def test_step_when_the_holder_dies_then_another_takes_over_within_ten_seconds(cluster: Cluster) -> None:
    dead, standby = cluster.worker("dead"), cluster.worker("standby")
    await dead.step()
    await standby.step()
    await dead.step()  # its last beat, just after the other looked
    waited = 0.0
    while not standby.sends_notices:
        await cluster.time.sleep(RENEW_EVERY)
        waited += RENEW_EVERY
        await standby.step()
        assert not (dead.sends_notices and standby.sends_notices)
    assert waited <= 10
    assert not dead.held


async def test_step_when_the_holder_lives_then_nobody_takes_over(cluster: Cluster) -> None:
    holder, standby = cluster.worker("holder"), cluster.worker("standby")
    for _ in range(20):
        assert await holder.step() == {0}
        assert await standby.step() == frozenset()
        await cluster.time.sleep(RENEW_EVERY)


async def test_step_when_the_holder_stood_still_and_wakes_then_it_knows_that_it_lost(cluster: Cluster) -> None:
    frozen, other = cluster.worker("frozen"), cluster.worker("other")
    await frozen.step()
    await other.step()
    await cluster.time.sleep(HOLD_FOR)
    assert not frozen.sends_notices
    await cluster.time.sleep(STALE_AFTER - HOLD_FOR)
    assert await other.step() == {0}
    assert await frozen.step() == frozenset()


async def test_step_when_the_holder_has_certainly_ended_then_nobody_waits(cluster: Cluster) -> None:
    await cluster.worker("dead").step()
    assert await cluster.worker("next", is_gone=lambda worker: worker == "dead").step() == {0}


async def test_release_when_it_ends_in_order_then_nobody_waits(cluster: Cluster) -> None:
    first, second = cluster.worker("first"), cluster.worker("second")
    await first.step()
    await first.release()
    assert await second.step() == {0}


async def test_step_when_there_are_two_slices_then_two_workers_share_and_a_third_stands_by(cluster: Cluster) -> None:
    workers = [cluster.worker(name, slices=2) for name in "abc"]
    for _ in range(2):
        held = [await worker.step() for worker in workers]
    assert held == [{0}, {1}, frozenset()]
    assert [worker.workers for worker in workers] == [2, 2, 2]
    assert (shards_of(0, 2, 5), shards_of(1, 2, 5)) == ((0, 2, 4), (1, 3))


async def lose_the_database(worker: WorkerLease, monkeypatch: pytest.MonkeyPatch) -> None:
    async def renew(*_: object) -> frozenset[str]:
        raise StoreUnavailable("restarting")

    with monkeypatch.context() as patch:
        patch.setattr(worker.store, "renew", renew)
        with pytest.raises(StoreUnavailable):
            await worker.step()


async def test_step_when_the_database_is_away_and_nobody_stands_by_then_the_slice_is_kept(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = cluster.worker("holder")
    await holder.step()
    await cluster.time.sleep(60)
    await lose_the_database(holder, monkeypatch)
    assert holder.held == {0}
    assert not holder.sends_notices
    assert await holder.step() == {0}
    assert holder.sends_notices


async def test_step_when_the_database_is_away_and_somebody_stands_by_then_the_slice_is_let_go(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, standby = cluster.worker("holder"), cluster.worker("standby")
    await holder.step()
    await standby.step()
    await holder.step()
    await cluster.time.sleep(HOLD_FOR)
    await lose_the_database(holder, monkeypatch)
    assert holder.held == frozenset()


async def test_step_when_the_database_was_away_for_all_then_the_holder_stays_the_holder(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, standby = cluster.worker("holder"), cluster.worker("standby")
    await holder.step()
    await standby.step()
    await cluster.time.sleep(60)
    await lose_the_database(standby, monkeypatch)
    assert await standby.step() == frozenset()
    assert await holder.step() == {0}


async def test_step_when_whoever_stood_by_ends_then_the_holder_is_alone_again(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, standby = cluster.worker("holder"), cluster.worker("standby")
    for _ in range(2):
        await holder.step()
        await standby.step()
    await standby.release()
    await holder.step()
    await cluster.time.sleep(60)
    await lose_the_database(holder, monkeypatch)
    assert holder.held == {0}


async def test_workers_when_a_dead_holder_is_succeeded_then_the_pace_is_not_shared_with_it(cluster: Cluster) -> None:
    await cluster.worker("dead").step()
    successor = cluster.worker("next", is_gone=lambda name: name == "dead")
    assert await successor.step() == {0}
    assert successor.workers == 1


def test_is_gone_when_the_process_lives_then_no_and_when_it_ended_then_yes() -> None:
    code = "from bot.workers.identity import this_worker; print(this_worker(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        if not name.startswith("linux-"):
            process.kill()
            pytest.skip("only Linux tells")
        assert not is_gone(name)
        process.kill()
        process.wait()
        assert is_gone(name)
    assert not is_gone(str(this_worker()))
    assert not is_gone("host-elsewhere/1/0/abcd")
    assert not is_gone("linux-otherboot-123/1/0/abcd")
