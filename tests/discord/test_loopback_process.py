"""A process under test: redirected from outside, killed in the middle of a request, started again."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.discord.loopback import MESSAGES, BotProcess, LoopbackDiscord

SCRIPT = """
import os, discord

class Client(discord.Client):
    async def on_message(self, message):
        if message.author != self.user:
            await message.channel.send(f"{os.environ['WHO']} heard it", nonce=str(message.id))

Client(intents=discord.Intents.default()).run(os.environ["DISCORD_TOKEN"])
"""


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as one:
        yield one


def make_process(server: LoopbackDiscord, folder: Path, name: str) -> BotProcess:
    env = {"WHO": name}
    return BotProcess(server, client=name, log=folder / f"{name}.log", env=env, arguments=("-c", SCRIPT), cwd=folder)


async def test_process_when_redirected_then_it_talks_to_the_loopback(server: LoopbackDiscord, tmp_path: Path) -> None:
    person = server.add_user()
    async with make_process(server, tmp_path, "a") as bot:
        await bot.wait_ready()
        await server.say(server.dm(person), person, "hello")
        reply = await server.wait_for_message(server.dm(person))
        assert (reply.content, reply.client) == ("a heard it", "a")
        assert await bot.terminate() == -signal.SIGTERM
    assert {one.client for one in server.requests} == {"a"}
    assert "has connected to Gateway" in bot.log


async def test_process_when_killed_before_the_answer_then_message_is_stored_and_restart_is_seen(
    server: LoopbackDiscord, tmp_path: Path
) -> None:
    person = server.add_user()
    hold = server.faults.hold(stored=True, method="POST", route=MESSAGES)
    async with make_process(server, tmp_path, "a") as bot:
        await bot.wait_ready()
        question = await server.say(server.dm(person), person, "hello")
        request = await hold.reached()
        assert await bot.kill() == -signal.SIGKILL
        hold.release()
        assert server.dm(person).bot_messages == [request.message]
        await bot.start()
        await bot.wait_ready()
        assert server.world.remembered(server.bot, str(question.id)) is request.message
        await server.say(server.dm(person), person, "again")
        await server.wait_for_message(server.dm(person), after=request.message)


async def test_process_when_three_share_a_shard_then_each_is_told_and_told_apart(
    server: LoopbackDiscord, tmp_path: Path
) -> None:
    person = server.add_user()
    bots = [make_process(server, tmp_path, name) for name in "abc"]
    async with bots[0], bots[1], bots[2]:
        for bot in bots:
            await bot.wait_ready()
        await server.say(server.dm(person), person, "hello")
        for bot in bots:
            await server.wait_for_request("POST", MESSAGES, lambda one, who=bot.client: one.client == who)
    assert len(server.dm(person).bot_messages) == 1
    assert server.world.nonce_hits == 2


async def test_process_when_it_ends_at_start_then_its_log_is_told(server: LoopbackDiscord, tmp_path: Path) -> None:
    bot = BotProcess(server, log=tmp_path / "log", arguments=("-c", "raise SystemExit('no such thing')"))
    async with bot:
        with pytest.raises(AssertionError, match="no such thing"):
            await bot.wait_ready()


async def test_redirect_when_another_sitecustomize_is_there_then_both_run(
    server: LoopbackDiscord, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('the other one ran')\n")
    code = "import sys; print('discord' in sys.modules)\nimport discord; print(discord.http.Route.BASE)"
    bot = BotProcess(server, log=tmp_path / "log", arguments=("-c", code))
    bot.env["PYTHONPATH"] += os.pathsep + str(tmp_path)
    async with bot:
        assert await bot.wait() == 0
    assert bot.log.split("\n")[:3] == ["the other one ran", "False", f"{server.base_url}/as/bot/api/v10"]


async def test_redirect_when_not_asked_for_then_discord_is_left_alone(server: LoopbackDiscord, tmp_path: Path) -> None:
    code = "import discord; print(discord.http.Route.BASE)"
    bot = BotProcess(server, log=tmp_path / "log", arguments=("-c", code), env={"LOOPBACK_DISCORD": ""})
    async with bot:
        assert await bot.wait() == 0
    assert bot.log.strip() == "https://discord.com/api/v10"
