"""Whatever the gateway sends, the client stays, answers, and logs each kind once."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.discord_app.bases import Bases
from bot.discord_app.client import ParleyBot
from bot.discord_app.connecting import log_in
from bot.discord_app.mishaps import AGAIN, Mishaps
from bot.discord_app.services import Services
from tests.discord.conftest import Place
from tests.discord.loopback import LoopbackDiscord, RateLimits
from tests.discord.loopback.redirect import redirected
from tests.support.broken import QUESTION, answers, assert_once_a_kind, back, send_mutated
from tests.support.hostile import FRAMES


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that lets one channel have more than five messages in five seconds."""
    async with LoopbackDiscord(limits=RateLimits(routes={})) as server:
        yield server


@pytest.fixture
def errors() -> Iterator[Callable[[], list[Any]]]:
    """What is logged as a warning or an error by discord.py and asyncio, and as a mishap by the bot."""
    found: list[Any] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append((record.name, str(record.msg), str(record.exc_info and record.exc_info[0])))

    keep = Keep(logging.WARNING)
    logging.getLogger().addHandler(keep)
    with capture_logs() as events:
        yield lambda: found + [(one["where"], one["kind"]) for one in events if one["event"] == "mishap"]
    logging.getLogger().removeHandler(keep)


@pytest.fixture
async def hurried(services: Services, bases: Bases, place: Place) -> AsyncIterator[ParleyBot]:
    """The client, which does not wait before it takes up a connection anew."""

    async def no_wait(_seconds: float) -> None:
        return

    undo = services.mishaps.quieten()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(services.mishaps.catch)
    with redirected(place.discord):
        bot = ParleyBot(bases, sleep=no_wait)
        task = asyncio.create_task(bot.start_patiently(place.discord.token))
        await place.discord.wait_gateway("ready")
        yield bot
        await bot.close()
        await task
    undo()
    loop.set_exception_handler(None)


def counted(where: str) -> float:
    samples = [sample for metric in REGISTRY.collect() for sample in metric.samples]
    return sum(s.value for s in samples if s.name == "parley_mishaps_total" and s.labels["where"] == where)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_frames_when_broken_then_each_costs_a_reconnect_at_most(
    hurried: ParleyBot, place: Place, errors: Callable[[], list[Any]]
) -> None:
    before = counted("frame")
    for frame in FRAMES:
        seen = len(place.discord.gateway.log)
        place.discord.gateway.inject(frame)
        # A message after the frame is answered: on the same connection, or on the next one.
        await answers(place)
        assert not hurried.is_closed(), frame[:80]
        if any(event.kind == "lost" for event in place.discord.gateway.log[seen:]):
            await back(place.discord, seen)
    assert counted("frame") - before >= 10
    assert len(place.discord.gateway.connected) == 1
    assert_once_a_kind(errors())


async def test_frames_when_no_stream_of_zlib_then_a_reconnect(hurried: ParleyBot, place: Place) -> None:
    seen = len(place.discord.gateway.log)
    place.discord.gateway.inject(b"this was never compressed\x00\x00\xff\xff")
    await back(place.discord, seen)
    await answers(place)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("hello", [frame for frame in FRAMES if '"op":10' in frame] + ["{", "null"])
async def test_hello_when_broken_then_connected_at_the_next_try(hurried: ParleyBot, place: Place, hello: str) -> None:
    seen = len(place.discord.gateway.log)
    place.discord.gateway.hellos.append(hello)
    place.discord.gateway.drop()
    await back(place.discord, seen)
    await answers(place)


async def test_events_when_mutated_then_each_costs_itself_at_most(
    hurried: ParleyBot, place: Place, errors: Callable[[], list[Any]]
) -> None:
    before = counted("MESSAGE_CREATE")
    await send_mutated(place, 1000, seed=11)
    assert not hurried.is_closed()
    assert counted("MESSAGE_CREATE") > before
    assert_once_a_kind(errors())
    assert len(place.discord.gateway.connected) == 1


async def test_message_without_an_author_when_sent_then_it_is_left_out_and_logged_once(
    hurried: ParleyBot, place: Place
) -> None:
    seen = len(place.discord.gateway.log)
    with capture_logs() as events:
        for _ in range(100):
            place.discord.gateway.dispatch("MESSAGE_CREATE", {"id": "1", "channel_id": "1", "content": "hi"})
        await answers(place)
    mishaps = [one for one in events if one["event"] == "mishap"]
    assert [(one["where"], one["kind"]) for one in mishaps] == [("MESSAGE_CREATE", "KeyError")]
    assert [one.kind for one in place.discord.gateway.log[seen:]] == []


async def test_listener_when_it_raises_then_noted_once_and_the_others_go_on(hurried: ParleyBot, place: Place) -> None:
    async def broken(_message: Any) -> None:
        raise LookupError("a bug")

    hurried.add_listener(broken, "on_message")
    with capture_logs() as events:
        for _ in range(3):
            await answers(place)
    assert [(one["where"], one["kind"]) for one in events if one["event"] == "mishap"] == [
        ("on_message", "LookupError")
    ]


PAGES = [(502, b"<html>Bad gateway</html>"), (200, b"<html>Welcome</html>"), (200, b"\xff\xfe"), (200, b"null")]


@pytest.mark.parametrize(("status", "body"), PAGES)
async def test_login_when_a_page_comes_instead_then_tried_again(
    bases: Bases, place: Place, status: int, body: bytes
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    place.discord.faults.page(status, body, route=r"/users/@me$", times=7)
    with redirected(place.discord):
        bot = ParleyBot(bases)
        await log_in(bot, place.discord.token, sleep)
        await bot.close()
    assert slept == [1.0] if status == 502 else [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0]


@pytest.mark.parametrize(("status", "body"), PAGES[1:])
async def test_answer_when_a_page_comes_back_for_it_then_the_next_one_is_given(
    hurried: ParleyBot, place: Place, status: int, body: bytes
) -> None:
    place.discord.faults.page(status, body, method="POST", route=r"/channels/\d+/messages$")
    await place.discord.say(place.channel, place.asker, QUESTION, mention_bot=True)
    await answers(place)


def test_mishaps_when_one_kind_repeats_then_logged_once_an_hour_with_how_often() -> None:
    now = [0.0]
    mishaps = Mishaps(lambda: now[0])
    with capture_logs() as events:
        for _ in range(1000):
            mishaps.note("frame", ValueError())
        mishaps.note("frame", KeyError())
        now[0] = AGAIN.total_seconds()
        mishaps.note("frame", ValueError())
    assert [(one["kind"], one["times_meanwhile"]) for one in events] == [
        ("ValueError", 0),
        ("KeyError", 0),
        ("ValueError", 999),
    ]
    assert re.match("frame", events[0]["where"])
