"""Two and three workers on one PostgreSQL, one of them killed in the middle of a fan-out."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.discord.loopback import BotProcess, LoopbackDiscord
from tests.torture.stage import Stage

CHANNELS = 200
TAKE_OVER = 10.0


@pytest.mark.timeout(180)
@pytest.mark.parametrize("workers", [2, 3])
async def test_workers_when_the_one_that_sends_is_killed_then_another_takes_over_and_nothing_is_doubled(
    empty_postgres: str, tmp_path: Path, workers: int
) -> None:
    async with LoopbackDiscord(nonce_memory=0) as discord, AsyncExitStack() as stack:
        stage = Stage(discord, tmp_path / "stage", empty_postgres)
        await stage.subscribe(CHANNELS)
        stage.add_wave()
        person = discord.add_user()
        bots = {name: await stack.enter_async_context(stage.bot(name)) for name in "abc"[:workers]}
        await discord.wait_ready(1)
        await stage.until_posted(CHANNELS // 4)
        first = await connected(discord, bots)
        died, before = time.monotonic(), len(discord.gateway.log)
        await bots[first].kill()
        ready = await discord.wait_gateway("ready", after=before, timeout=30)
        assert ready.client != first
        assert time.monotonic() - died < TAKE_OVER
        question = await discord.say(discord.dm(person), person, "what is the tea truce?")
        await discord.reply_to(question)
        await stage.until_complete()
        assert await stage.nothing_more_for(5)
        stage.assert_exactly_once()
        replies = [one for one in discord.dm(person).bot_messages if one.reference is question]
        assert len(replies) == 1
        assert discord.violations == []


async def connected(discord: LoopbackDiscord, bots: dict[str, BotProcess]) -> str:
    """The worker that posts."""
    posts = Counter(
        request.client for request in discord.requests if request.client in bots and request.method == "POST"
    )
    return posts.most_common(1)[0][0]
