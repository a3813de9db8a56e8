"""The bot as a process, on a copy of its database from before a fan-out: no channel hears of it again, and none misses it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.discord.loopback import MESSAGES, LoopbackDiscord
from tests.torture.stage import LEASE, Stage

CHANNELS = 40


@pytest.mark.parametrize("some", [CHANNELS, CHANNELS // 2])
async def test_start_when_the_copy_from_before_a_fan_out_is_put_back_then_one_notice_a_channel(
    tmp_path: Path, some: int
) -> None:
    file, copy = tmp_path / "parley.db", tmp_path / "copy.db"
    async with LoopbackDiscord(nonce_memory=0) as discord:
        stage = Stage(discord, tmp_path / "stage", f"sqlite:///{file}")
        await stage.subscribe(CHANNELS)
        async with stage.bot() as bot:
            await bot.wait_ready()
            with closing(sqlite3.connect(file)) as used, closing(sqlite3.connect(copy)) as other:
                used.backup(other)
            assert await bot.terminate() == 0
            stage.add_wave()
            hold = None
            if some < CHANNELS:  # the others' requests never arrive, and then the process is dead
                hold = discord.faults.hold(stored=False, times=CHANNELS, method="POST", route=MESSAGES, skip=some)
            await bot.start()
            await stage.until_posted(some)
            await bot.kill()
            if hold:
                hold.drop()
            for left in tmp_path.glob("parley.db*"):
                left.unlink()
            copy.rename(file)
            asked = len(discord.requests)
            await bot.start()
            await bot.wait_ready()
            await discord.bulletin.until(
                lambda: looked_into(discord, asked) == CHANNELS, 60, "a look into every channel"
            )
            await stage.until_complete()
            assert await stage.nothing_more_for(LEASE.total_seconds() + 3)
            assert await bot.terminate() == 0
        stage.assert_exactly_once()
        assert await stage.states() == {"sent": CHANNELS}
        assert discord.violations == []


def looked_into(discord: LoopbackDiscord, after: int) -> int:
    """How many channels were read since a request."""
    return len({one.path for one in discord.requests[after:] if one.matches("GET", MESSAGES) and one.status == 200})
