"""The real bot as a process over the real knowledge, and people who ask it in every way."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import aiohttp

from tests.discord.loopback import BotProcess, Channel, Guild, Interaction, LoopbackDiscord, Message, User
from tests.support.hostile import questions

PROJECT = Path(__file__).resolve().parents[2]
QUESTION = "When does the truce end?"


@dataclass
class Siege:
    """A server full of people, and the bot in it."""

    discord: LoopbackDiscord
    bot: BotProcess
    guild: Guild
    port: int
    took: dict[str, list[float]] = field(default_factory=dict)

    def person(self) -> tuple[User, Channel]:
        """One more person, with a channel of their own."""
        user = self.discord.add_user(f"person-{len(self.guild.members)}")
        self.guild.add_member(user)
        return user, self.guild.add_channel(f"channel-{len(self.guild.members)}")

    async def timed(self, way: str, work: Awaitable[object]) -> None:
        """Await the work, and note how long it took."""
        began = time.perf_counter()
        await work
        self.took.setdefault(way, []).append(time.perf_counter() - began)

    async def edited(self, answered: Message, text: str) -> None:
        """Edit an answered question, and wait until its answer is edited."""
        question, changed = answered.reference, answered.edited
        assert question is not None
        await self.discord.edit(question, f"{self.discord.bot.mention} {text}")
        await self.discord.bulletin.until(lambda: answered.edited != changed, 30, "the answer's edit")

    async def metrics(self) -> dict[str, float]:
        """What /metrics tells, by name and labels; /healthz must be green."""
        address = f"http://127.0.0.1:{self.port}"
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{address}/healthz") as healthz:
                assert healthz.status == 200
            async with session.get(f"{address}/metrics") as told:
                text = await told.text()
        return {name: float(value) for name, value in re.findall(r"^([a-z][^ ]*) ([0-9.e+-]+)$", text, re.MULTILINE)}

    async def latest_beat(self) -> float:
        """The longest time between two heartbeats until now; it is over with the next one, so that one is waited for."""
        before = len(self._beats())
        await self.discord.bulletin.until(lambda: len(self._beats()) > max(before, 1), 30, "the next heartbeat")
        return max(second - first for first, second in pairwise(self._beats()))

    def _beats(self) -> list[float]:
        return [at for client, at in self.discord.gateway.beats if client == self.bot.client]


@asynccontextmanager
async def besieged(
    discord: LoopbackDiscord, folder: Path, cooldown: str, more: str = "", sessions: int = 1
) -> AsyncIterator[Siege]:
    """Start the bot over the real knowledge, with the project's fitted index, and wait until it is connected.

    `more` stands in config.yaml, too; `sessions` is how many shards have to be ready.
    """
    (PROJECT / ".cache").mkdir(exist_ok=True)
    (folder / ".cache").symlink_to(PROJECT / ".cache")
    config = folder / "config.yaml"
    config.write_text(
        f"knowledge: {PROJECT / 'knowledge'}\nanswering: {{answer_at: 0.6}}\ncooldown: {cooldown}\n{more}",
        "utf-8",
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # What is shipped may be older than the base: a bot that still warms up would not be the one that is besieged.
    environment = {"BOT_CONFIG": str(config), "OPENBLAS_NUM_THREADS": "1"}
    built = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "build", cwd=PROJECT, env=environment)
    assert await built.wait() == 0
    database = f"sqlite:///{folder}/parley.db"
    guild = discord.add_guild("besieged")
    async with BotProcess(
        discord,
        config=config,
        database_url=database,
        log=folder / "bot.log",
        port=port,
        env={"OPENBLAS_NUM_THREADS": "1"},
    ) as bot:
        await bot.wait_ready(120)
        await discord.wait_ready(sessions, timeout=240)
        await discord.wait_commands("ask")
        yield Siege(discord, bot, guild, port)
        assert await bot.terminate() == 0


def percentile(times: list[float], share: float) -> float:
    """The time within which this share of them lies, in milliseconds."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] * 1000


async def every_way(siege: Siege, hostile: list[str]) -> None:
    """Each question in one of four ways, in turn."""
    discord = siege.discord
    user, channel = siege.person()
    answered = await discord.ask(channel, user, QUESTION, mention_bot=True)
    for number, text in enumerate(hostile):
        match number % 4:
            case 0:
                await siege.timed("mention", discord.ask(channel, user, text[:3900], mention_bot=True))
            case 1:
                await siege.timed("/ask", discord.slash(user, channel, "ask", {"question": text}))
            case 2:
                await siege.timed("autocomplete", discord.autocomplete(user, channel, "ask", "question", text))
            case _:
                await siege.timed("edit", siege.edited(answered, text[:3900]))


async def flood(siege: Siege, rounds: int) -> None:
    """In each round ten send one hostile question each, in their four ways; then somebody else asks, and is timed."""
    discord = siege.discord
    ten = [siege.person() for _ in range(10)]
    asked = [await discord.say(channel, user, QUESTION, mention_bot=True) for user, channel in ten]
    for one in asked:
        await discord.reply_to(one)
    hostile = iter(questions(rounds * len(ten)))
    under_way: set[asyncio.Task[object]] = set()
    for _ in range(rounds):
        for number, (user, channel) in enumerate(ten):
            text = next(hostile)
            match number % 4:
                case 0:
                    await discord.say(channel, user, text[:3900], mention_bot=True)
                case 1:
                    under_way.add(asyncio.create_task(discord.slash(user, channel, "ask", {"question": text})))
                case 2:
                    typing = discord.autocomplete(user, channel, "ask", "question", text)
                    under_way.add(asyncio.create_task(typing))
                case _:
                    await discord.edit(asked[number], f"{discord.bot.mention} {text[:3900]}")
        user, channel = siege.person()
        await siege.timed("others", discord.ask(channel, user, QUESTION, mention_bot=True))
    await asyncio.gather(*under_way)


async def clicking(siege: Siege, people: int, rounds: int) -> dict[str, list[Interaction]]:
    """In each round so many people press something at the same instant; the presses by what was pressed."""
    pressed: dict[str, list[Interaction]] = {}
    ten = [siege.person() for _ in range(people)]
    answers = [await siege.discord.ask(channel, user, QUESTION, mention_bot=True) for user, channel in ten]
    reports = [(await siege.discord.slash(user, channel, "status")).message for user, channel in ten]

    async def press(number: int, turn: int) -> None:
        answer, report = answers[number], reports[number]
        match (number + turn) % 6:
            case 0:
                what = "Sources"
            case 1:
                what = "Good" if turn % 2 else "Bad"
            case 2:
                what = "Remind me"
            case 3:
                what = "中文" if "中文" in answer.labels else "English"
            case 4:
                what = "Issues" if "Issues" in report.labels else "Status"
            case _:
                what = "Deadlines" if "Deadlines" in report.labels else "Status"
        message = answer if what in answer.labels else report
        if what not in message.labels:  # under an answer in Chinese, these have Chinese names
            what, message = "Status" if "Status" in report.labels else "Issues", report
        pressed.setdefault(what, []).append(await siege.discord.press(message, ten[number][0], label=what))

    for turn in range(rounds):
        await asyncio.gather(*(press(number, turn) for number in range(people)))
    return pressed
