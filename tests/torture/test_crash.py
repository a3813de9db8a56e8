"""kill -9 between any two steps of claim, send and confirm: afterwards every notice stands in its channel once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.discord.loopback import LoopbackDiscord
from tests.torture.killing import Step, Tally, kill_often, let_finish
from tests.torture.record import record
from tests.torture.stage import Stage


@asynccontextmanager
async def staged(folder: Path, database_url: str, *, channels: int, memory: float) -> AsyncIterator[Stage]:
    """Channels on a Discord of their own, subscribed in an empty database."""
    async with LoopbackDiscord(nonce_memory=memory) as discord:
        stage = Stage(discord, folder, database_url)
        await stage.subscribe(channels)
        yield stage
        assert discord.violations == []


async def torture(stage: Stage, *, kills: int, seed: int) -> Tally:
    """Kill the bot so many times, each step of a delivery included, and let it finish."""
    tally = Tally()
    await kill_often(stage, kills, chance=random.Random(seed), tally=tally)
    await let_finish(stage, tally)
    assert tally.kills.total() == kills
    assert {Step.CLAIMED, Step.SENDING, Step.STORED} <= tally.steps.keys()
    return tally


@pytest.mark.timeout(300)
async def test_run_when_killed_at_every_step_then_one_notice_a_key_on_both_databases(
    empty_postgres: str, tmp_path: Path
) -> None:
    urls = [f"sqlite:///{tmp_path / 'parley.db'}", empty_postgres]
    async with AsyncExitStack() as stack:
        stages = [
            await stack.enter_async_context(staged(tmp_path / f"stage-{number}", url, channels=60, memory=0))
            for number, url in enumerate(urls)
        ]
        # Both at once: most of the time is spent on starting processes.
        await asyncio.gather(*(torture(stage, kills=15, seed=number) for number, stage in enumerate(stages)))


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("memory", [0.0, 300.0], ids=["forgets", "remembers"])
async def test_run_when_killed_two_hundred_times_then_one_notice_a_key(
    database_url: str, tmp_path: Path, memory: float
) -> None:
    began = time.monotonic()
    async with staged(tmp_path / "stage", database_url, channels=500, memory=memory) as stage:
        tally = await torture(stage, kills=200, seed=3)
    database = database_url.partition(":")[0]
    run = {"database": database, "nonce memory": f"{memory:g} s", "channels": 500}
    took = {"took": f"{(time.monotonic() - began) / 60:.0f} min"}
    record(f"kill-9-{database}-nonce-memory-{memory:g}s", run | tally.figures() | took)
