"""Many servers and many people: who asks how many at once, how long they wait, and that nobody is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

import pytest

from bot.locale import say
from tests.discord.loopback import Channel, LoopbackDiscord, Message, NotAnswered, RateLimits, User
from tests.support.besieged import Siege, besieged, percentile
from tests.torture.record import record

SHARDS = 3
CHANNELS_A_GUILD = 4
ASKED = (
    "when does the truce end?",
    "what is the tariff on China now?",
    "tariffs 2019",
    "how big was the deficit in 2024?",
    "what did they agree on in Geneva?",
    "is it still 145%?",
    "什么时候到期？",
    "what about rare earths?",
    "who leads the talks?",
    "and in 2018?",
)
BUSY = {say(key, language) for key in ("discord-busy", "discord-too-slow") for language in ("en", "zh")}
HANG = 60.0
"""Seconds after which an answer counts as lost; the figures are what is looked at."""


@asynccontextmanager
async def crowded(folder: Path, guilds: int) -> AsyncIterator[tuple[Siege, list[tuple[User, Channel]], float]]:
    """The bot on three shards in so many servers; a person in each, and how long it took until all were there."""
    async with LoopbackDiscord(limits=RateLimits(routes={}), ack_seconds=HANG) as discord:
        people = []
        for number in range(guilds):
            guild = discord.add_guild(f"guild {number}")
            channels = [guild.add_channel(f"channel-{each}") for each in range(CHANNELS_A_GUILD)]
            people.append((guild.add_member(), channels[0]))
        began = time.monotonic()
        async with besieged(discord, folder, "0s", f"gateway: {{shards: {SHARDS}}}\n", SHARDS) as siege:
            took = time.monotonic() - began
            assert {one.shard for one in discord.gateway.connected} == set(range(SHARDS))
            yield siege, people, took
        assert discord.violations == []


async def ask(siege: Siege, person: tuple[User, Channel], text: str) -> tuple[float, str]:
    """Ask by command: how long it took, and what was answered; "" if nothing was."""
    began = time.perf_counter()
    try:
        answered = await siege.discord.slash(*person, "ask", {"question": text})
    except (NotAnswered, TimeoutError):
        return time.perf_counter() - began, ""
    return time.perf_counter() - began, answered.text


async def steadily(
    siege: Siege, people: Sequence[tuple[User, Channel]], rate: float, seconds: float
) -> list[tuple[float, str]]:
    """So many questions a second, whether or not the ones before were answered."""
    began, under_way = time.monotonic(), []
    for number, (person, text) in enumerate(zip(cycle(people), cycle(ASKED), strict=False)):
        at = number / rate
        if at >= seconds:
            break
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        under_way.append(asyncio.create_task(ask(siege, person, text)))
    return await asyncio.gather(*under_way)


async def at_once(siege: Siege, people: Sequence[tuple[User, Channel]]) -> list[tuple[float, str]]:
    return await asyncio.gather(*(ask(siege, *one) for one in zip(people, cycle(ASKED), strict=False)))


def told(answers: Sequence[tuple[float, str]]) -> dict[str, object]:
    """The figures of some answers, by name."""
    times = [took for took, _ in answers]
    busy = sum(text in BUSY for _, text in answers)
    return {
        "asked": len(answers),
        "lost": sum(not text for _, text in answers),
        "declined as too many": busy,
        "p50": f"{percentile(times, 0.5):.0f} ms",
        "p95": f"{percentile(times, 0.95):.0f} ms",
        "worst": f"{max(times) * 1000:.0f} ms",
    }


async def mentioned(folder: Path, crowd: int, few: int) -> tuple[dict[str, object], list[list[Message]]]:
    """A crowd in one server and a few people in another ask at once by mention, under the rate limits as they are known."""
    async with LoopbackDiscord() as discord:
        large, small = discord.add_guild("large"), discord.add_guild("small")
        places = [(large, crowd, [large.add_channel(f"large-{n}") for n in range(max(1, crowd // 5))])]
        places += [(small, few, [small.add_channel("small")])]
        people = [
            (guild.add_member(), channels[number % len(channels)])
            for guild, count, channels in places
            for number in range(count)
        ]
        async with besieged(discord, folder, "2s") as siege:
            began = time.monotonic()
            asked = [
                await discord.say(channel, user, "when does the truce end?", mention_bot=True)
                for user, channel in people
            ]
            answers = list(await asyncio.gather(*(discord.reply_to(one, timeout=HANG) for one in asked)))
            took = time.monotonic() - began
            assert siege.bot.returncode is None
        refused = sum(discord.limiter.refused.values())
        assert discord.violations == []
    order = sorted(range(len(people)), key=lambda number: answers[number].id)
    place = {number: at for at, number in enumerate(order)}
    figures: dict[str, object] = {
        "asked": len(asked),
        "lost": len(asked) - len(answers),
        "answers of 429": refused,
        "last answer after": f"{took:.1f} s",
        "place of the small server's last answer": f"{max(place[number] for number in range(crowd, crowd + few)) + 1} of {len(asked)}",
    }
    lines = [list(channel.bot_messages) for _, _, channels in places for channel in channels]
    return figures, lines


def overtaken(lines: Sequence[Sequence[Message]]) -> int:
    """How many answers stand in their channel after the answer to a later question: they are sent side by side."""
    asked = [[one.reference.id for one in line if one.reference] for line in lines]
    return sum(any(other > mine for other in line[:at]) for line in asked for at, mine in enumerate(line))


@pytest.mark.timeout(600)
async def test_bot_when_in_two_hundred_servers_on_three_shards_then_everybody_is_answered(tmp_path: Path) -> None:
    async with crowded(tmp_path, 200) as (siege, people, _):
        steady = await steadily(siege, people[:50], rate=5, seconds=3)
        burst = await at_once(siege, people[:30])
    # How long they wait, and whether a slow machine declines some of a burst, is for the long run to measure.
    for answers in (steady, burst):
        assert told(answers)["lost"] == 0
        assert sum(text not in BUSY for _, text in answers) > len(answers) / 2


@pytest.mark.timeout(300)
async def test_bot_when_a_crowd_mentions_it_at_once_then_none_is_lost_or_refused(
    tmp_path: Path,
) -> None:
    figures, _ = await mentioned(tmp_path, 15, 3)
    assert (figures["lost"], figures["answers of 429"]) == (0, 0)


@pytest.mark.torture
@pytest.mark.timeout(1800)
async def test_bot_when_in_2500_servers_on_three_shards_then_it_is_ready_and_quick(tmp_path: Path) -> None:
    async with crowded(tmp_path, 2500) as (siege, people, took):
        memory = (await siege.metrics())["process_resident_memory_bytes"]
        steady = await steadily(siege, people[:100], rate=20, seconds=30)
        hundred = await at_once(siege, people[:100])
        three_hundred = await at_once(siege, people[:300])
        after = (await siege.metrics())["process_resident_memory_bytes"]
    ready = {
        "servers": 2500,
        "channels": 2500 * CHANNELS_A_GUILD,
        "shards": SHARDS,
        "ready after": f"{took:.1f} s",
        "memory when ready": f"{memory / 2**20:.0f} MiB",
        "memory at the end": f"{after / 2**20:.0f} MiB",
    }
    runs = {"20 a second by 100": steady, "100 at once": hundred, "300 at once": three_hundred}
    record(
        "load", ready | {f"{run}: {name}": one for run, answers in runs.items() for name, one in told(answers).items()}
    )
    assert [told(answers)["lost"] for answers in runs.values()] == [0, 0, 0]
    assert [told(answers)["declined as too many"] for answers in runs.values()] == [0, 0, 0]
    assert percentile([took for took, _ in steady], 0.95) < 100
    assert max(took for took, _ in hundred) < 1.5
    assert max(took for took, _ in three_hundred) < 4.0


@pytest.mark.torture
@pytest.mark.timeout(600)
async def test_bot_when_fifty_mention_it_at_once_then_none_is_lost_or_refused(tmp_path: Path) -> None:
    figures, lines = await mentioned(tmp_path, 45, 5)
    record("fifty-mentions-at-once", figures | {"answers after that of a later question": overtaken(lines)})
    assert (figures["lost"], figures["answers of 429"]) == (0, 0)
