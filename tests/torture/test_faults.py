"""Discord and the database fail in every way while a fan-out runs: nothing is lost, nothing comes twice, the bot lives.

Clocks that jump, both changes of summer time and the leap day need no process: see tests/reminders.
"""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.discord.loopback import MESSAGES, BotProcess, LoopbackDiscord
from tests.storage.conftest import server_of
from tests.storage.test_workers import pgexec
from tests.torture.stage import Stage

CHANNELS = 70
NOTICE: dict[str, Any] = {"method": "POST", "route": MESSAGES}
LOOK_UP: dict[str, Any] = {"method": "GET", "route": MESSAGES}


async def staged(discord: LoopbackDiscord, folder: Path, url: str | None = None) -> Stage:
    stage = Stage(discord, folder / "stage", url or f"sqlite:///{folder / 'parley.db'}")
    await stage.subscribe(CHANNELS)
    stage.add_wave()
    return stage


async def finished(stage: Stage, bot: BotProcess) -> None:
    """Every notice comes once, a question is answered, and the bot ends in good order."""
    await stage.until_complete()
    person = stage.discord.add_user()
    reply = await stage.discord.ask(stage.discord.dm(person), person, "what is the tea truce?")
    assert "pause" in reply.text
    assert await bot.terminate() == 0
    stage.assert_exactly_once()
    assert await stage.states() == {"sent": CHANNELS}


async def test_fan_out_when_requests_fail_without_nonce_memory_then_one_notice_a_key(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    discord.world.nonce_memory = 0
    stage, faults = await staged(discord, tmp_path), discord.faults
    for skip, status in ((2, 500), (4, 502), (6, 503), (8, 504)):
        faults.fail(status, stored=False, skip=skip, **NOTICE)
    faults.fail(503, stored=True, skip=10, times=2, **NOTICE)
    faults.reset(stored=False, skip=14, times=2, **NOTICE)
    faults.reset(stored=True, skip=18, times=2, **NOTICE)
    faults.rate_limit(0.5, scope="user", skip=22, **NOTICE)
    faults.rate_limit(0.5, scope="global", skip=24, **NOTICE)
    faults.rate_limit(0.5, headers=False, skip=26, **NOTICE)
    hangs = [faults.hold(stored=stored, skip=skip, **NOTICE) for stored, skip in ((True, 30), (False, 32))]
    faults.fail(500, **LOOK_UP)
    faults.fail(503, skip=1, **LOOK_UP)
    faults.reset(stored=True, skip=2, **LOOK_UP)
    rules = list(faults.rules)
    async with stage.bot() as bot:
        for hang in hangs:
            await hang.reached(30)
        await stage.until_complete()
        assert all(rule.hits for rule in rules)
        await finished(stage, bot)


async def test_fan_out_when_stored_messages_are_answered_with_errors_then_the_nonce_keeps_them_single(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    stage = await staged(discord, tmp_path)
    for skip, status in ((2, 500), (6, 502), (10, 504)):
        discord.faults.fail(status, stored=True, skip=skip, times=2, **NOTICE)
    async with stage.bot() as bot:
        await finished(stage, bot)
    assert discord.world.nonce_hits > 0


async def test_fan_out_when_the_gateway_drops_and_the_session_is_lost_then_one_notice_a_key(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    discord.world.nonce_memory = 0
    stage = await staged(discord, tmp_path)
    async with stage.bot() as bot:
        await bot.wait_ready()
        await stage.until_posted(5)
        discord.gateway.drop()
        await discord.wait_gateway("resumed", timeout=30)
        after = len(discord.gateway.log)
        discord.gateway.invalidate()
        await discord.wait_gateway("ready", after=after, timeout=30)
        await finished(stage, bot)


async def test_fan_out_when_discord_goes_down_and_comes_back_then_one_notice_a_key(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    discord.world.nonce_memory = 0
    stage = await staged(discord, tmp_path)
    async with stage.bot() as bot:
        await bot.wait_ready()
        await stage.until_posted(10)
        before = len(discord.gateway.log)
        await discord.go_down()
        await bot.wait_for_log("notice_not_sent")
        await discord.come_back()
        back = lambda: any(one.kind in ("ready", "resumed") for one in discord.gateway.log[before:])  # noqa: E731
        await discord.bulletin.until(back, 60, "a session")
        await finished(stage, bot)


async def test_fan_out_when_another_process_locks_the_database_then_one_notice_a_key(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    discord.world.nonce_memory = 0
    stage = await staged(discord, tmp_path)
    async with stage.bot() as bot:
        await stage.until_posted(10)
        with closing(sqlite3.connect(tmp_path / "parley.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await bot.wait_for_log("database is locked")
            other.execute("ROLLBACK")
        await finished(stage, bot)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits another process")
async def test_fan_out_when_the_disk_is_full_for_a_while_then_one_notice_a_key(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    discord.world.nonce_memory = 0
    stage, written = await staged(discord, tmp_path), tmp_path / "parley.db-wal"
    async with stage.bot() as bot:
        await stage.until_posted(10)
        # No file of the process may grow beyond what the database's newest one is now.
        full = written.stat().st_size
        assert full > bot.log_path.stat().st_size + 65_536
        _, hard = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
        await bot.wait_for_log("confirmation_waits")
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (hard, hard))
        await finished(stage, bot)


async def test_fan_out_when_postgresql_restarts_then_one_notice_a_key(
    discord: LoopbackDiscord, empty_postgres: str, tmp_path: Path
) -> None:
    discord.world.nonce_memory = 0
    server = server_of(empty_postgres)
    stage = await staged(discord, tmp_path, empty_postgres)
    async with stage.bot() as bot:
        await stage.until_posted(10)
        try:
            await asyncio.to_thread(pgexec, server, "-m", "immediate", "-w", "stop")
            await bot.wait_for_log("confirmation_waits")
        finally:
            await asyncio.to_thread(server.ensure_postgres_running)
        await finished(stage, bot)
