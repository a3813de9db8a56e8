"""Everywhere that Discord lets the bot be: servers, threads, announcement channels, direct messages, groups, others' servers."""

from __future__ import annotations

import pytest

from bot.discord_app.client import ParleyBot
from tests.discord.conftest import Place
from tests.discord.loopback import TEXT, Channel, Kind, Permission, User

QUESTION = "When does the truce end?"
NO_EMBEDS = TEXT & ~Permission.EMBED_LINKS


def somewhere(place: Place, name: str) -> tuple[Channel, User]:
    """A channel of a kind, and somebody who is there."""
    if name == "direct messages":
        return place.discord.dm(place.asker), place.asker
    if name in ("a group", "another server"):
        person = place.discord.add_user("traveller", installed=True)
        if name == "a group":
            return place.discord.world.add_group_dm(person, place.other), person
        strange = place.discord.add_guild("strange", owner=place.other, has_bot=False)
        strange.add_member(person)
        return strange.add_channel("general"), person
    kind = Kind.ANNOUNCEMENT if "announcement" in name else Kind.TEXT
    channel = place.guild.add_channel(name.replace(" ", "-"), kind=kind, permissions=NO_EMBEDS)
    return (channel.add_thread() if "thread" in name else channel), place.asker


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize(
    "name",
    [
        "a channel",
        "a thread",
        "an announcement channel",
        "an announcement thread",
        "direct messages",
        "a group",
        "another server",
    ],
)
async def test_place_when_asked_there_then_answered_and_everything_under_it_works(
    bot: ParleyBot, place: Place, name: str, private: bool
) -> None:
    channel, person = somewhere(place, name)
    await place.discord.wait_commands("ask")
    told = await place.discord.slash(person, channel, "ask", {"question": QUESTION, "private": private})
    assert told.ephemeral is private
    assert "10 January 2027" in told.text.splitlines()[0]
    sources = await place.discord.press(told.message, person, label="Sources")
    assert sources.ephemeral
    assert "A report" in sources.text
    shown = await place.discord.press(told.message, person, label="Remind me")
    assert shown.message.labels[0] == ("Remind me here" if name == "direct messages" else "In my messages")
    assert "In this channel" not in shown.message.labels
    await place.discord.press(shown.message, person, label=shown.message.labels[0])
    await place.discord.wait_for_message(place.discord.dm(person), lambda one: "End of the truce" in one.text)
    await place.discord.press(told.message, person, label="中文")
    assert "2027年1月10日" in told.text.splitlines()[0]
    status = await place.discord.slash(person, channel, "status")
    await place.discord.press(status.message, person, label="Deadlines")
    assert "End of the truce" in status.text
    helped = await place.discord.slash(person, channel, "help")
    assert "What would you like to do?" in helped.text
