"""Hostile questions, ten people who never pause, and everybody else, on the real bot as a process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.discord.loopback import LoopbackDiscord, RateLimits
from tests.support.besieged import besieged, every_way, flood, percentile
from tests.support.hostile import questions
from tests.support.soak import Soak

GENEROUS_MS = 2500.0
"""A machine that does other work: the bound finds what hangs. What was measured is printed."""


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """Heartbeats every second; a channel may have more than five messages in five seconds."""
    async with LoopbackDiscord(heartbeat_ms=1000, limits=RateLimits(routes={})) as server:
        yield server


async def test_hostile_questions_when_sent_in_every_way_then_each_is_answered_or_declined_soon(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    async with besieged(discord, tmp_path, "0s") as siege:
        await every_way(siege, questions())
        took = siege.took
        for way, times in took.items():
            print(f"{way}: {len(times)} hostile, p50 {percentile(times, 0.5):.0f} ms, worst {max(times) * 1000:.0f} ms")
        assert sum(map(len, took.values())) == 200
        assert max(max(times) for times in took.values()) * 1000 < GENEROUS_MS
        beat = await siege.latest_beat()
        print(f"longest time between heartbeats {beat:.2f} s, of 1.00 s")
        assert 0.5 < beat < 2.0


async def test_everybody_else_when_ten_never_pause_then_answered_soon(discord: LoopbackDiscord, tmp_path: Path) -> None:
    async with besieged(discord, tmp_path, "2s") as siege:
        await flood(siege, 20)
        times = siege.took["others"]
        print(f"others: p50 {percentile(times, 0.5):.0f} ms, p95 {percentile(times, 0.95):.0f} ms")
        beat = await siege.latest_beat()
        print(f"longest time between heartbeats {beat:.2f} s, of 1.00 s")
        assert percentile(times, 0.95) < GENEROUS_MS
        assert 0.5 < beat < 2.0


async def test_soak_when_everything_is_done_in_turn_then_nothing_is_lost(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    async with besieged(discord, tmp_path, "0s") as siege:
        soak = Soak(siege, seed=11)
        await soak.run(15, sample_every=5)
        print(f"done: {soak.done}")
        for sample in soak.samples:
            print(
                f"{sample.at:5.0f} s: {sample.memory / 2**20:.0f} MiB, {sample.tasks:.0f} tasks, {sample.files:.0f} files"
            )
        assert sum(soak.done.values()) >= 50
        assert soak.samples[-1].tasks < 100
        assert soak.samples[-1].files < 100
    assert discord.violations == []
    assert '"level": "error"' not in siege.bot.log
