"""The bot ends in order within the ten seconds that hosts allow, whatever hangs."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.discord.loopback import MESSAGES, LoopbackDiscord
from tests.torture.stage import Stage

HOSTS_ALLOW = 10.0


async def test_terminate_when_a_notice_and_an_answer_hang_then_the_lease_is_free_before_the_host_kills(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    file = tmp_path / "parley.db"
    stage = Stage(discord, tmp_path / "stage", f"sqlite:///{file}")
    await stage.subscribe(3)
    stage.add_wave()
    hang = discord.faults.hold(stored=False, times=100, method="POST", route=MESSAGES)
    async with stage.bot() as bot:
        await hang.reached(30, count=3)
        person = discord.add_user()
        await discord.say(discord.dm(person), person, "what is the tea truce?")
        await hang.reached(30, count=4)
        told = time.monotonic()
        assert await bot.terminate() == 0
        took = time.monotonic() - told
        assert took < HOSTS_ALLOW - 1.0
        hang.drop()
        with closing(sqlite3.connect(file)) as database:
            assert database.execute("SELECT name, worker FROM leases WHERE worker <> ''").fetchall() == []
        await bot.start()
        await stage.until_complete()
        assert await bot.terminate() == 0
    stage.assert_exactly_once()
