"""Twenty changes of the real base, good and bad, while a hundred questions come every second."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.discord.loopback import BotProcess, LoopbackDiscord, RateLimits
from tests.support.besieged import PROJECT, percentile
from tests.support.reloads import Crowd, highest_memory, memory_of, write_deadline, write_mark
from tests.torture.record import record

pytestmark = [pytest.mark.torture, pytest.mark.timeout(3600)]

PER_SECOND = 100
GOOD, BAD = 10, 10
SOURCE = "lawfare"
LATE = 2.0


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(heartbeat_ms=1000, limits=RateLimits(routes={})) as server:
        yield server


async def test_folder_when_changed_20_times_under_100_questions_a_second_then_nobody_notices(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    people = [discord.add_user(f"person-{number}") for number in range(20)]
    guild = discord.add_guild("guild", owner=people[0])
    for person in people[1:]:
        guild.add_member(person)
    channel = guild.add_channel("general")
    knowledge = tmp_path / "knowledge"
    shutil.copytree(PROJECT / "knowledge", knowledge)
    write_mark(knowledge, 0, SOURCE)
    config = tmp_path / "config.yaml"
    config.write_text("knowledge: knowledge\ncooldown: 0s\nanswering: {answer_at: 0.6}\n", "utf-8")
    env = {"OPENBLAS_NUM_THREADS": "1"}
    build = [sys.executable, "-m", "bot", "build"]
    subprocess.run(build, cwd=PROJECT, env={**env, "BOT_CONFIG": str(config), "PATH": ""}, check=True, timeout=600)
    database, log = f"sqlite:///{tmp_path}/parley.db", tmp_path / "bot.log"
    async with BotProcess(discord, config=config, database_url=database, log=log, env=env) as bot:
        await bot.wait_ready(120)
        await discord.slash(people[0], channel, "reminders subscribe", {"leads": "1h"})
        rest = memory_of(bot)
        crowd, live = Crowd(discord, channel, people), []
        loop = asyncio.get_running_loop()
        async with highest_memory(bot) as peak, crowd.asking(PER_SECOND):
            due = write_deadline(knowledge, timedelta(seconds=150), SOURCE)
            for mark in range(1, GOOD + 1):
                broken = bot.log.count("has errors; the base in use stays")
                (knowledge / "faq" / "mark.yaml").write_text("entries: [\n", "utf-8")
                await discord.bulletin.until(
                    lambda broken=broken: bot.log.count("has errors; the base in use stays") > broken, 300, "the errors"
                )
                began = loop.time()
                write_mark(knowledge, mark, SOURCE)
                await discord.bulletin.until(lambda mark=mark: (mark, mark) in crowd.marks, 300, f"mark {mark}")
                live.append(loop.time() - began)
            notice = await discord.wait_for_message(channel, lambda one: "Soon" in one.text, timeout=300)
        beats = [at for client, at in discord.gateway.beats if client == bot.client]
        assert await bot.terminate() == 0
    gap = max(second - first for first, second in pairwise(beats))
    late = notice.created - due.timestamp()
    record(
        "reload-under-100-a-second",
        {
            "reloads, good and bad": f"{GOOD} and {BAD}",
            "questions": len(crowd.took),
            "answers mixed from two revisions": sum(one != other for one, other in crowd.marks),
            "p50, p95, worst": f"{percentile(crowd.took, 0.5):.0f}, {percentile(crowd.took, 0.95):.0f}, {max(crowd.took) * 1000:.0f} ms",
            "from saving to the first answer": f"{min(live):.1f} to {max(live):.1f} s",
            "longest between heartbeats": f"{gap:.2f} s of 1.00 s",
            "the due reminder came": f"{late:.1f} s after it was due",
            "memory at rest, at the peak": f"{rest / 2**20:.0f}, {max(peak) / 2**20:.0f} MiB",
        },
    )
    assert '"level": "error"' not in bot.log
    assert all(one == other for one, other in crowd.marks)
    assert gap < LATE
    assert late < 10
