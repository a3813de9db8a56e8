"""Scheduled events: made once on request, moved with their deadline, and called off when it is over."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.answers.answerer import Answerer
from bot.answers.ready import matcher_builder
from bot.discord_app.client import ParleyBot
from bot.knowledge.library import Library
from tests.discord.conftest import NOW, Place, Running, TestClock, write_knowledge
from tests.discord.loopback import TEXT, Interaction, Permission, User
from tests.discord.test_reminding import asked

MAY = TEXT | Permission.CREATE_EVENTS


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(write_knowledge(tmp_path / "base"))


@pytest.fixture
def answerer(library: Library) -> Answerer:
    return Answerer(library, matcher_builder(None, None))


@pytest.fixture
def server(place: Place) -> Place:
    """The place, in which the bot may make events, at a Discord of the same time."""
    place.discord.world.events_now = NOW.timestamp
    role = place.guild.add_role("events", MAY)
    place.guild.members[place.discord.bot.id].roles.append(role)
    return place


def events(place: Place) -> list[dict[str, Any]]:
    return list(place.guild.events.values())


async def press(place: Place, person: User) -> Interaction:
    reply = await asked(place)
    shown = await place.discord.press(reply, person, label="Remind me")
    return await place.discord.press(shown.message, person, label="Server event")


def rewrite(library: Library, change: Callable[[str], str]) -> None:
    path = library.folder / "deadlines.yaml"
    path.write_text(change(path.read_text("utf-8")), "utf-8")


async def kept(place: Place, what: Callable[[dict[str, Any]], bool]) -> None:
    await place.discord.bulletin.until(lambda: what(events(place)[0]), 20, "the event's change")


async def test_event_when_pressed_twice_also_after_a_restart_then_made_once(running: Running, server: Place) -> None:
    async with running():
        told = await press(server, server.moderator)
        assert "Done." in told.text
    async with running():
        again = await press(server, server.moderator)
        assert "already" in again.text
    (event,) = events(server)
    assert event["name"] == "End of the truce"
    assert "Duties can return." in event["description"]
    assert event["entity_metadata"]["location"] == "Hour not published: the whole day in America/New_York"
    begins, ends = (datetime.fromisoformat(event[f"scheduled_{one}_time"]) for one in ("start", "end"))
    assert (begins.isoformat(), ends.isoformat()) == ("2027-01-10T05:00:00+00:00", "2027-01-11T05:00:00+00:00")


async def test_event_when_two_press_at_once_then_made_once(running: Running, server: Place) -> None:
    other = server.guild.add_member(permissions=MAY)
    async with running():
        reply = await asked(server)
        shown = [await server.discord.press(reply, one, label="Remind me") for one in (server.moderator, other)]
        await asyncio.gather(*(server.discord.press(one.message, one.user, label="Server event") for one in shown))
    assert len(events(server)) == 1


@pytest.mark.parametrize("away", [False, True])
async def test_event_when_its_deadline_moves_or_gets_a_successor_then_moved_and_when_it_is_over_called_off(
    running: Running, server: Place, library: Library, away: bool
) -> None:
    def moved(text: str) -> str:
        return text.replace('at: "2027-01-10"', 'at: "2027-02-20T12:00:00"\n    moved: ["2027-01-10"]')

    def replaced(text: str) -> str:
        outcome = 'outcome: {status: extended, on: "2026-11-20", note: Again., superseded_by: later, sources: [paper]}'
        more = re.sub(r"id: next_end", "id: later", text[text.index("  - id: next_end") :]).replace(
            "2027-02-20", "2027-06-01"
        )
        return f"{text.rstrip()}\n    {outcome}\n{more}"

    def over(text: str) -> str:
        return f'{text.rstrip()}\n    outcome: {{status: cancelled, on: "2026-11-21", note: No., sources: [paper]}}\n'

    async with running() as bot:
        await press(server, server.moderator)
        if not away:
            await change(bot, library, moved)
            await kept(server, lambda event: event["scheduled_start_time"].startswith("2027-02-20T17:00"))
    if away:
        rewrite(library, moved)
        library.reload()
    async with running() as bot:
        await kept(server, lambda event: event["scheduled_start_time"].startswith("2027-02-20T17:00"))
        await change(bot, library, replaced)
        await kept(server, lambda event: event["scheduled_start_time"].startswith("2027-06-01"))
        assert events(server)[0]["description"].endswith("[later]")
        await change(bot, library, over)
        await kept(server, lambda event: event["status"] == 4)
    assert len(events(server)) == 1


async def change(bot: ParleyBot, library: Library, how: Callable[[str], str]) -> None:
    rewrite(library, how)
    library.reload()
    bot.renew_commands()


async def test_event_when_somebody_lacks_the_permission_then_told_who_and_which(bot: ParleyBot, place: Place) -> None:
    keeper = place.guild.add_member(permissions=MAY)
    told = await press(place, keeper)
    assert "I lack **Create Events** here." in told.text
    reply = await asked(place)
    shown = await place.discord.press(reply, place.asker, label="Remind me")
    assert "Server event" not in shown.message.labels
    assert events(place) == []


async def test_event_when_its_time_has_begun_then_said_so(running: Running, server: Place, clock: TestClock) -> None:
    async with running():
        reply = await asked(server)
        shown = await server.discord.press(reply, server.moderator, label="Remind me")
        clock.now = datetime.fromisoformat("2027-01-10T12:00:00+00:00")
        told = await server.discord.press(shown.message, server.moderator, label="Server event")
    assert "has begun" in told.text
    assert events(server) == []
