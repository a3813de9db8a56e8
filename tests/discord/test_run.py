"""The whole bot as a real process, with the real knowledge base, on the loopback Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.discord.loopback import BotProcess, LoopbackDiscord
from tests.discord.loopback.process import PROJECT


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as one:
        yield one


def make_bot(discord: LoopbackDiscord, folder: Path, **more: object) -> BotProcess:
    config = folder / "config.yaml"
    config.write_text(f"knowledge: {PROJECT / 'knowledge'}\ncooldown: 0s\n", "utf-8")
    database = f"sqlite:///{folder / 'parley.db'}"
    return BotProcess(discord, config=config, database_url=database, log=folder / "bot.log", **more)  # type: ignore[arg-type]


def seen(message: object) -> str:
    """All that a person reads in a message."""
    embeds = getattr(message, "embeds", [])
    return "\n".join([getattr(message, "content", ""), *(str(embed) for embed in embeds)])


async def test_run_when_asked_in_each_way_then_the_same_dated_answer_and_no_violation(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    person, guild = discord.add_user(), discord.add_guild()
    guild.add_member(person)
    channel = guild.add_channel("general")
    async with make_bot(discord, tmp_path) as bot:
        await bot.wait_ready()
        await discord.wait_commands("ask")
        mention = f"tell me <@{discord.bot.id}> when does the truce end?"
        replies = [
            await discord.ask(channel, person, mention),
            await discord.ask(discord.dm(person), person, "when does the truce end?"),
        ]
        slash = await discord.slash(person, channel, "ask", {"question": "when does the truce end?"})
        for text in [*(seen(reply) for reply in replies), slash.text]:
            assert "10 January 2027" in text
            assert "As of" in text
        found = await discord.autocomplete(person, channel, "ask", "question", "truce")
        assert 0 < len(found) <= 25
        assert await bot.terminate() == 0
    assert discord.violations == []


async def test_run_when_the_token_is_missing_then_a_sentence_and_an_exit_code(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    bot = make_bot(discord, tmp_path, env={"DISCORD_TOKEN": ""})
    await bot.start()
    assert await bot.wait() == 2
    assert "DISCORD_TOKEN is not set" in bot.log


async def test_run_when_the_token_is_wrong_then_it_says_what_to_do_and_never_prints_it(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    bot = make_bot(discord, tmp_path, env={"DISCORD_TOKEN": "a-wrong-but-secret-token"})
    await bot.start()
    assert await bot.wait() == 2
    assert "Discord refuses the token" in bot.log
    assert "a-wrong-but-secret-token" not in bot.log


async def test_run_when_discord_is_down_at_start_then_it_waits_and_comes_up(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    await discord.go_down()
    bot = make_bot(discord, tmp_path)
    async with bot:
        await bot.wait_for_log("Discord cannot be reached")
        await discord.come_back()
        await bot.wait_ready()
        person = discord.add_user()
        reply = await discord.ask(discord.dm(person), person, "truce expiry")
        assert "10 January 2027" in seen(reply)


async def test_run_when_the_knowledge_is_broken_then_every_error_is_printed_and_nothing_runs(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    bot = make_bot(discord, tmp_path)
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "all.yaml").write_text("entries:\n  - id: a\n    nonsense: 1\n", "utf-8")
    (tmp_path / "config.yaml").write_text("knowledge: .\n", "utf-8")
    await bot.start()
    assert await bot.wait() == 1
    assert "all.yaml:3:15: error unknown-key" in bot.log
    assert "missing-key" in bot.log
