"""SIGTERM and kill -9 at random while people ask and notices go out: nothing twice, no notice lost, the database whole."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.discord.loopback import BotProcess, Channel, LoopbackDiscord, Message, NotAnswered, RateLimits, User
from tests.torture.record import record
from tests.torture.stage import Stage

CHANNELS = 40
PEOPLE = 8
A_WAVE_EVERY = 5
"""Lives of the bot for each further wave of notices: there are always some under way."""

QUESTION = "what is the tea truce?"


@dataclass
class Crowd:
    """People who ask, each in a channel of their own, and what became of it."""

    discord: LoopbackDiscord
    people: list[tuple[User, Channel]]
    questions: list[Message] = field(default_factory=list)
    slashes: Counter[str] = field(default_factory=Counter)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def ask(self) -> None:
        """Everybody asks once by mention and once by command; nobody waits for an answer."""
        for user, channel in self.people:
            self.questions.append(await self.discord.say(channel, user, QUESTION, mention_bot=True))
            self._under_way.add(asyncio.create_task(self._slash(user, channel)))

    async def _slash(self, user: User, channel: Channel) -> None:
        try:
            answered = await self.discord.slash(user, channel, "ask", {"question": QUESTION})
        except (NotAnswered, TimeoutError, LookupError):
            self.slashes["not at all"] += 1
        else:
            self.slashes["once" if "pause" in answered.text else "declined"] += 1

    async def over(self) -> None:
        """Wait until every command was answered, or its time is over."""
        await asyncio.gather(*self._under_way)
        self._under_way.clear()

    def answers(self) -> Counter[int]:
        """How many questions by mention have how many answers."""
        asked = {one.id: 0 for one in self.questions}
        for _, channel in self.people:
            for one in channel.bot_messages:
                if one.reference is not None and one.reference.id in asked:
                    asked[one.reference.id] += 1
        return Counter(asked.values())


async def live_and_die(stage: Stage, crowd: Crowd, bot: BotProcess, chance: random.Random, *, how: str) -> float:
    """One life of the bot, ended at a random moment under load; how long its end took."""
    discord = stage.discord
    await bot.start()
    await bot.wait_ready(240)
    posted = len(discord.world.message_log)
    await crowd.ask()
    # From the first of what it posts to about the last: answers and notices, in whatever order they come.
    wanted = posted + PEOPLE + chance.randint(0, PEOPLE)
    await discord.bulletin.until(lambda: len(discord.world.message_log) >= wanted, 240, "some messages")
    for _ in range(chance.randint(0, 30)):  # somewhere between two messages, and in the middle of whatever it does
        await asyncio.sleep(0)
    began = time.monotonic()
    code = await (bot.terminate() if how == "SIGTERM" else bot.kill())
    assert code == (0 if how == "SIGTERM" else -9)
    return time.monotonic() - began


async def torment(folder: Path, *, how: str, lives: int, seed: int) -> dict[str, object]:
    file = folder / "parley.db"
    chance, ends = random.Random(seed), list[float]()
    async with LoopbackDiscord(nonce_memory=300, limits=RateLimits(routes={})) as discord:
        stage = Stage(discord, folder / "stage", f"sqlite:///{file}")
        await stage.subscribe(CHANNELS)
        guild = discord.add_guild("asking")
        crowd = Crowd(discord, [(guild.add_member(), guild.add_channel(f"asks-{n}")) for n in range(PEOPLE)])
        bot = stage.bot()
        async with bot:
            await bot.wait_ready(240)
            await bot.terminate()
            for life in range(lives):
                if life % A_WAVE_EVERY == 0:
                    stage.add_wave()
                ends.append(await live_and_die(stage, crowd, bot, chance, how=how))
                assert whole(file)
                if how == "SIGTERM":
                    # A disk that takes longer than the bot may wait is no lost lease: the bot says so, and time takes it.
                    assert held(file) == [] or "leases_not_released" in bot.log, bot.log[-4000:]
            await bot.start()
            await bot.wait_ready(240)
            await stage.until_complete()
            await crowd.over()
            assert await bot.terminate() == 0
        stage.assert_exactly_once()
        assert await stage.states() == {"sent": len(stage.expected)}
        assert discord.violations == []
    answers = crowd.answers()
    assert answers.keys() <= {0, 1}, "a question was answered twice"
    # How many are answered before an end is the machine's speed; none at all would mean that no end fell into the load.
    assert crowd.slashes["once"] > 0
    assert answers[1] > 0
    return {
        "ends": lives,
        "questions by mention": len(crowd.questions),
        "answered once": answers[1],
        "not at all": answers[0],
        "twice": 0,
        "questions by command": crowd.slashes.total(),
        "of these answered once": crowd.slashes["once"],
        "of these not at all, or declined": crowd.slashes["not at all"] + crowd.slashes["declined"],
        "notices": len(stage.expected),
        "notices lost or twice": 0,
        "integrity of the database": "ok after each",
        "longest end": f"{max(ends):.1f} s",
    }


def whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def held(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return [name for (name,) in database.execute("SELECT name FROM leases WHERE worker <> ''")]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("how", ["SIGTERM", "kill -9"])
async def test_run_when_it_is_ended_at_random_under_load_then_nothing_comes_twice_and_no_notice_is_lost(
    tmp_path: Path, how: str
) -> None:
    await torment(tmp_path, how=how, lives=4, seed=17)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("how", ["SIGTERM", "kill -9"])
async def test_run_when_it_is_ended_a_hundred_times_at_random_under_load_then_nothing_comes_twice(
    tmp_path: Path, how: str
) -> None:
    began = time.monotonic()
    figures = await torment(tmp_path, how=how, lives=100, seed=18)
    record(f"ended-at-random-{how.replace(' ', '')}", figures | {"took": f"{(time.monotonic() - began) / 60:.0f} min"})
