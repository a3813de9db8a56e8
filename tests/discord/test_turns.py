"""Whose question is read next, how long one may take, and how often one may ask."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.answering import LETTERS_A_GAP, PRESSES_AT_ONCE
from bot.discord_app.client import ParleyBot
from bot.discord_app.cooldown import Admission, Cooldown
from bot.discord_app.errors import Refusal
from bot.discord_app.mishaps import Mishaps
from bot.discord_app.reading import MOST_LEFT, ReadingRoom
from bot.discord_app.services import Services
from bot.discord_app.turns import MOST, MOST_OF_ONE, Caller, FairQueue, Full, Turns
from bot.locale import say
from tests.discord.conftest import Place, Running, TestClock

QUESTION = "When does the truce end?"
CALLERS = st.builds(Caller, st.integers(1, 4), st.none(), st.none() | st.integers(1, 3))


def test_queue_when_one_floods_then_everybody_else_comes_next() -> None:
    queue: FairQueue[str] = FairQueue()
    for number in range(MOST_OF_ONE):
        queue.put(Caller(1, guild=1), f"flood {number}")
        queue.put(Caller(2, guild=1), f"friend {number}")
    queue.put(Caller(3, guild=1), "neighbour")
    queue.put(Caller(4, guild=2), "elsewhere")
    queue.put(Caller(5), "direct")
    order = [queue.pop() for _ in range(len(queue))]
    assert order[:5] == ["flood 0", "elsewhere", "direct", "friend 0", "neighbour"]
    with pytest.raises(KeyError):
        queue.pop()


@given(st.lists(st.tuples(CALLERS, st.booleans()), max_size=60))
def test_queue_when_anything_is_put_and_removed_then_nothing_is_lost_and_each_persons_order_stays(
    steps: list[tuple[Caller, bool]],
) -> None:
    queue: FairQueue[tuple[Caller, int]] = FairQueue()
    put: list[tuple[Caller, int]] = []
    for number, (caller, stays) in enumerate(steps):
        item = (caller, number)
        try:
            queue.put(caller, item)
        except Full:
            assert sum(one[0].person == caller.person and one[0].crowd == caller.crowd for one in put) >= MOST_OF_ONE
            continue
        if stays:
            put.append(item)
        else:
            queue.remove(caller, item)
            queue.remove(caller, item)
    assert len(queue) == len(put)
    order = [queue.pop() for _ in range(len(queue))]
    assert sorted(order, key=lambda item: item[1]) == put
    for caller in {one for one, _ in put}:
        own = [number for one, number in order if one == caller]
        assert own == sorted(own)


def test_queue_when_full_then_no_more() -> None:
    queue: FairQueue[int] = FairQueue()
    for number in range(MOST):
        queue.put(Caller(number), number)
    with pytest.raises(Full):
        queue.put(Caller(MOST), MOST)


async def test_turns_when_a_wait_is_given_up_then_the_turn_goes_on() -> None:
    turns, got = Turns(), []

    async def take(person: int) -> None:
        async with turns.turn(Caller(person)):
            got.append(person)

    async with turns.turn(Caller(0)):
        waiting = [asyncio.create_task(take(person)) for person in (1, 2, 3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
    waiting[1].cancel()  # its turn has come in the same moment
    await asyncio.gather(*waiting, return_exceptions=True)
    assert got == [3]
    await asyncio.wait_for(take(4), 5)


async def test_room_when_a_question_is_not_done_in_time_then_declined_and_the_next_one_is_read() -> None:
    room, release = ReadingRoom(Mishaps(), within=0.05), threading.Event()
    try:
        for person in range(MOST_LEFT):
            with pytest.raises(Refusal, match=say("discord-too-slow", "en")):
                await room.read(lambda: release.wait(60), Caller(person, patience=30), "en")
            if person + 1 < MOST_LEFT:
                assert await ReadingRoom.read(room, lambda: 7, Caller(9, patience=30), "en") == 7
        with pytest.raises(Refusal, match=say("discord-busy", "en")):
            await room.read(lambda: 7, Caller(9), "en")
        release.set()
        while room._left:
            await asyncio.sleep(0.01)
        assert await room.read(lambda: 7, Caller(9), "en") == 7
    finally:
        release.set()
        room.close()


async def test_room_when_a_turn_does_not_come_in_time_then_declined() -> None:
    room, release = ReadingRoom(Mishaps(), within=30), threading.Event()
    reading = asyncio.create_task(room.read(lambda: release.wait(60), Caller(1, patience=30), "en"))
    await asyncio.sleep(0)
    with pytest.raises(Refusal, match=say("discord-busy", "en")):
        await room.read(lambda: 7, Caller(2, patience=0.01), "en")
    release.set()
    assert await reading
    room.close()


@given(st.lists(st.integers(0, 5000), max_size=60), st.integers(1, 6))
def test_cooldown_when_any_times_then_no_more_than_the_burst_and_one_a_gap(pauses: list[int], burst: int) -> None:
    clock, gap = TestClock(), timedelta(seconds=2)
    turns, free = Cooldown(gap, clock, burst), []
    for pause in pauses:
        clock.pass_by(pause / 1000)
        if turns.take(1) is Admission.FREE:
            free.append(clock.now)
        else:
            assert turns.left(1) > timedelta()
    for at, begin in enumerate(free):
        for number, end in enumerate(free[at:], 1):
            assert number <= burst + (end - begin) / gap


async def test_cooldown_when_waited_for_then_the_turn_is_taken() -> None:
    clock = TestClock()
    turns, slept = Cooldown(timedelta(seconds=2), clock), []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.pass_by(seconds)

    assert turns.take(1) is Admission.FREE
    await turns.wait(1, sleep)
    assert slept == [2.0]
    assert turns.take(1) is Admission.WAIT


@pytest.fixture
def cool(services: Services) -> Services:
    """The services with the cooldown as shipped."""
    services.settings = services.settings.model_copy(update={"cooldown": timedelta(seconds=2)})
    return services


async def test_ways_to_ask_when_used_without_pause_then_each_has_its_cooldown(
    cool: Services, running: Running, place: Place, clock: TestClock
) -> None:
    discord = place.discord
    async with running():
        reply = await discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
        assert "10 January 2027" in reply.text
        told = await discord.slash(place.asker, place.channel, "ask", {"question": QUESTION})
        assert "One question every 2 seconds" in told.text
        assert reply.reference is not None
        told = await discord.menu(place.asker, "Answer this", reply.reference)
        assert "One question every 2 seconds" in told.text
        button = next(one for one in reply.custom_ids if one.startswith("f:+"))
        shown = [await discord.press(reply, place.other, button) for _ in range(PRESSES_AT_ONCE + 1)]
        assert ["One question" in one.text for one in shown] == [False] * PRESSES_AT_ONCE + [True]
        typed = [
            await discord.autocomplete(place.other, place.channel, "ask", "question", "when")
            for _ in range(LETTERS_A_GAP + 1)
        ]
        assert [bool(choices) for choices in typed] == [True] * LETTERS_A_GAP + [False]
        clock.pass_by(2)
        again = await discord.slash(place.asker, place.channel, "ask", {"question": QUESTION})
        assert "10 January 2027" in again.text


async def test_edit_when_at_once_then_answered_at_the_next_turn_with_its_last_text(
    cool: Services, running: Running, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    cool.settings = cool.settings.model_copy(update={"cooldown": timedelta(seconds=0.3)})
    monkeypatch.setattr(cool, "clock", lambda: datetime.now(UTC))
    discord = place.discord
    read: Counter[str] = Counter()
    async with running() as bot:
        counting(bot, read)
        reply = await discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
        question = reply.reference
        assert question is not None
        for number in range(20):
            await discord.edit(question, f"{discord.bot.mention} slip number {number}")
        await discord.edit(question, f"{discord.bot.mention} what happened in Stockholm?")
        await discord.wait_for_message(place.channel, lambda one: one is reply and "They talked." in one.text)
    assert read[QUESTION] == 1
    assert read["what happened in Stockholm?"] == 1
    assert sum(read.values()) <= 3


def counting(bot: ParleyBot, read: Counter[str]) -> None:
    """Count what the desk is asked."""
    ask = bot.desk.ask

    async def asked(question: str, *rest: object) -> object:
        read[question] += 1
        return await ask(question, *rest)  # type: ignore[arg-type]

    bot.desk.ask = asked  # type: ignore[method-assign,assignment]
