"""`python -m bot run` ends within the ten seconds that hosts allow, whenever it is told to."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.curation.shipping import SHIPPED
from bot.stopping import ToldToStop, beside, unless
from tests.discord.conftest import write_knowledge
from tests.discord.loopback import BotProcess, LoopbackDiscord

HOSTS_ALLOW = 10.0
KNOWLEDGE = Path(__file__).resolve().parents[1] / "knowledge"


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as server:
        yield server


def process(discord: LoopbackDiscord, folder: Path, database_url: str, knowledge: Path | None = None) -> BotProcess:
    config = folder / "config.yaml"
    encoder = "bundled" if knowledge else "none"
    if knowledge is None:
        knowledge = write_knowledge(folder / "knowledge")
    config.write_text(f"knowledge: {knowledge}\nanswering: {{encoder: {encoder}}}\n", "utf-8")
    return BotProcess(discord, config=config, database_url=database_url, log=folder / "bot.log")


async def assert_stops(bot: BotProcess, code: int = 0) -> None:
    told = time.monotonic()
    assert await bot.terminate() == code
    took = time.monotonic() - told
    print(f"ended {took:.2f} s after SIGTERM")
    assert took < HOSTS_ALLOW


async def test_terminate_when_only_just_started_then_it_ends(discord: LoopbackDiscord, tmp_path: Path) -> None:
    async with process(discord, tmp_path, f"sqlite:///{tmp_path}/parley.db") as bot:
        told = time.monotonic()
        assert await bot.terminate() in (0, -15)
        assert time.monotonic() - told < HOSTS_ALLOW


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_signal_when_the_bot_is_imported_then_it_ends_at_once(
    discord: LoopbackDiscord, tmp_path: Path, sign: signal.Signals
) -> None:
    log = tmp_path / "bot.log"
    arguments = ("-X", "importtime", "-m", "bot", "run")
    async with BotProcess(discord, log=log, arguments=arguments) as bot:
        await bot.wait_for_log("numpy", 60)
        os.kill(bot.pid, sign)
        assert await bot.wait() == 0
        assert "stopped before it had started" in bot.log
        assert "Traceback" not in bot.log


@pytest.mark.parametrize("is_damaged", [False, True], ids=["whole", "damaged"])
async def test_terminate_when_the_index_is_built_then_it_ends(
    discord: LoopbackDiscord, tmp_path: Path, is_damaged: bool
) -> None:
    knowledge = KNOWLEDGE
    if is_damaged:
        knowledge = tmp_path / "knowledge"
        shutil.copytree(KNOWLEDGE, knowledge)
        with (knowledge / SHIPPED).open("r+b") as fit:
            fit.seek(1000)
            fit.write(b"damaged")
    async with process(discord, tmp_path, f"sqlite:///{tmp_path}/parley.db", knowledge) as bot:
        await bot.wait_for_log("preparing the index", 60)
        await assert_stops(bot)
        assert "stopped before everything had started" in bot.log
    assert not list(tmp_path.glob(".cache/index-*")), "it was told too late: the index had been built"


async def test_terminate_when_the_database_accepts_and_never_answers_then_it_ends(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        url = f"postgres://parley:secret@127.0.0.1:{deaf.getsockname()[1]}/parley"
        async with process(discord, tmp_path, url) as bot:
            await asyncio.to_thread(deaf.accept)
            await assert_stops(bot)
            assert "stopped before everything had started" in bot.log


async def test_terminate_when_the_sqlite_file_is_locked_then_it_ends(discord: LoopbackDiscord, tmp_path: Path) -> None:
    file = tmp_path / "parley.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with process(discord, tmp_path, f"sqlite:///{file}") as bot:
            await bot.wait_for_log("opening the database", 60)
            await assert_stops(bot)
            assert "stopped before everything had started" in bot.log


async def test_terminate_when_discord_is_down_then_it_ends(discord: LoopbackDiscord, tmp_path: Path) -> None:
    await discord.go_down()
    async with process(discord, tmp_path, f"sqlite:///{tmp_path}/parley.db") as bot:
        await bot.wait_for_log("cannot be reached", 60)
        await assert_stops(bot)


async def test_terminate_when_the_sqlite_file_is_locked_at_work_then_it_ends(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    file = tmp_path / "parley.db"
    async with process(discord, tmp_path, f"sqlite:///{file}") as bot:
        await bot.wait_ready()
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await bot.wait_for_log("leases_not_renewed", 60)
            await assert_stops(bot)


async def test_unless_when_told_to_stop_then_work_that_heeds_nothing_is_left_behind() -> None:
    stopping = asyncio.Event()
    release = asyncio.Event()

    async def stubborn() -> None:
        try:
            stopping.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await release.wait()

    with pytest.raises(ToldToStop):
        await asyncio.wait_for(unless(stopping, stubborn()), 20)
    release.set()


async def test_unless_when_the_work_ends_first_then_its_result_or_error() -> None:
    assert await unless(asyncio.Event(), beside(lambda: 7, "seven")) == 7
    with pytest.raises(ZeroDivisionError):
        await unless(asyncio.Event(), beside(lambda: 1 // 0, "error"))
