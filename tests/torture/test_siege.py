"""Everything that people and a broken Discord can send, for long, against the real bot as a process."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from tests.discord.conftest import Place, write_knowledge
from tests.discord.loopback import BotProcess, LoopbackDiscord, RateLimits
from tests.support.besieged import besieged, clicking, every_way, flood, percentile
from tests.support.broken import answers, assert_once_a_kind, back, send_mutated
from tests.support.hostile import FRAMES, questions
from tests.support.soak import Sample, Soak
from tests.torture.record import record

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

LATE = 2.0
"""Seconds between heartbeats that come every second: from here on a whole one is missing, which Discord would notice."""

SETTLED = 120.0
"""Seconds after which nothing may grow any more."""


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(heartbeat_ms=1000, limits=RateLimits(routes={})) as server:
        yield server


def place_in(discord: LoopbackDiscord) -> Place:
    asker, other, moderator = (discord.add_user(name) for name in ("asker", "other", "moderator"))
    guild = discord.add_guild("guild", owner=moderator)
    for user in (asker, other):
        guild.add_member(user)
    return Place(discord, guild, guild.add_channel("general"), asker, other, moderator)


async def test_gateway_when_it_sends_20000_broken_events_and_40_broken_frames_then_the_process_stays(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    place = place_in(discord)
    write_knowledge(tmp_path / "knowledge")
    config = tmp_path / "config.yaml"
    config.write_text("knowledge: knowledge\ncooldown: 0s\nanswering: {encoder: none}\n", "utf-8")
    database = f"sqlite:///{tmp_path}/parley.db"
    async with BotProcess(discord, config=config, database_url=database, log=tmp_path / "bot.log") as bot:
        await bot.wait_ready()
        for frame in FRAMES:
            seen = len(discord.gateway.log)
            discord.gateway.inject(frame)
            await answers(place, timeout=30)
            if any(event.kind == "lost" for event in discord.gateway.log[seen:]):
                await back(discord, seen)
        await send_mutated(place, 20_000, seed=12, every=1000)
        assert bot.returncode is None
        assert await bot.terminate() == 0
    lines = [json.loads(line) for line in bot.log.splitlines() if line.startswith("{")]
    mishaps = [(line["where"], line["kind"]) for line in lines if line["event"] == "mishap"]
    assert_once_a_kind(mishaps)
    loud = [line for line in lines if line["level"] in ("warning", "error", "critical")]
    figures = {"mutated events": 20_000, "broken frames": len(FRAMES), "kinds of mishap logged": len(mishaps)}
    record("broken-gateway", figures | {"lines of warnings and errors": len(loud), "process": "up, then ended with 0"})


async def test_hostile_questions_when_sent_then_answered_or_declined_in_a_quarter_of_a_second(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    async with besieged(discord, tmp_path, "0s") as siege:
        await every_way(siege, questions())
        worst = {f"{way}, worst": f"{max(times) * 1000:.0f} ms" for way, times in siege.took.items()}
        beat = await siege.latest_beat()
    record("hostile-questions", {"questions": 200} | worst | {"longest between heartbeats": f"{beat:.2f} s of 1.00 s"})
    assert max(max(times) for times in siege.took.values()) < 0.25
    assert 0.5 < beat < LATE


async def test_everybody_else_when_ten_never_pause_then_answered_in_150_ms(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    async with besieged(discord, tmp_path, "2s") as siege:
        await flood(siege, 200)
        times, beat = siege.took["others"], await siege.latest_beat()
    figures = {"hostile questions": 2000, "questions of others": len(times)}
    figures |= {f"others, p{share}": f"{percentile(times, share / 100):.0f} ms" for share in (50, 95, 99)}
    record("ten-who-never-pause", figures | {"longest between heartbeats": f"{beat:.2f} s of 1.00 s"})
    assert percentile(times, 0.95) < 150
    assert 0.5 < beat < LATE


async def test_clicks_when_ten_people_press_at_the_same_instant_then_acknowledged_in_100_ms(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    async with besieged(discord, tmp_path, "0s") as siege:
        process = psutil.Process(siege.bot.pid)
        before = sum(process.cpu_times()[:2])
        presses = await clicking(siege, people=10, rounds=50)
        spent = sum(process.cpu_times()[:2]) - before
        beat = await siege.latest_beat()
    took = {sign: [one.latency or 0.0 for one in found] for sign, found in presses.items()}
    every = [latency for times in took.values() for latency in times]
    figures: dict[str, object] = {"people": 10, "presses": len(every)}
    figures |= {f"acknowledged, p{share}": f"{percentile(every, share / 100):.0f} ms" for share in (50, 95, 99)}
    figures["processor time of the bot for each"] = f"{1000 * spent / len(every):.1f} ms"
    figures["others at work on the machine, per core"] = f"{os.getloadavg()[0] / (os.cpu_count() or 1):.1f}"
    figures |= {f"{sign}, p95": f"{percentile(times, 0.95):.0f} ms" for sign, times in sorted(took.items())}
    record("ten-who-click", figures | {"longest between heartbeats": f"{beat:.2f} s of 1.00 s"})
    assert percentile(every, 0.95) < 100
    assert discord.violations == []


async def test_soak_when_ten_minutes_then_nothing_is_lost_and_nothing_grows(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    async with besieged(discord, tmp_path, "0s") as siege:
        soak = Soak(siege, seed=13)
        await soak.run(600, sample_every=10)
        beat = await siege.latest_beat()
    early = [one for one in soak.samples if SETTLED <= one.at < 2 * SETTLED]
    late = [one for one in soak.samples if one.at >= 600 - SETTLED]
    figures: dict[str, object] = {"things done": sum(soak.done.values()), "lost": 0}
    for name in ("memory", "tasks", "files"):
        unit = 2**20 if name == "memory" else 1
        figures[f"{name}, minutes 2 to 4"] = f"{mean(early, name) / unit:.0f}"
        figures[f"{name}, minutes 8 to 10"] = f"{mean(late, name) / unit:.0f}"
    record("soak", figures | {"longest between heartbeats": f"{beat:.2f} s of 1.00 s"})
    assert mean(late, "memory") < mean(early, "memory") * 1.05
    assert mean(late, "tasks") < mean(early, "tasks") * 1.2 + 5
    assert mean(late, "files") < mean(early, "files") * 1.2 + 5
    assert discord.violations == []


def mean(samples: list[Sample], name: str) -> float:
    return sum(getattr(one, name) for one in samples) / len(samples)
