"""What a server reads when the bot is added to it."""

from __future__ import annotations

import pytest

from bot.discord_app.client import ParleyBot
from tests.discord.conftest import Place
from tests.discord.loopback import TEXT, Guild, Permission


def make_server(place: Place, allowed: Permission) -> Guild:
    guild = place.discord.add_guild("harbour", owner=place.moderator, has_bot=False)
    guild.system_channel = guild.add_channel("lobby", permissions=allowed)
    return guild


@pytest.mark.parametrize("lost", [Permission.NONE, Permission.EMBED_LINKS, Permission.ATTACH_FILES])
async def test_arrive_when_it_may_write_then_one_message_names_what_is_missing_and_starts_reminders(
    bot: ParleyBot, place: Place, lost: Permission
) -> None:
    await bot.wait_until_ready()  # what is told of before is the servers that it was in already
    guild = make_server(place, TEXT & ~lost)
    lobby = guild.system_channel
    assert lobby is not None
    guild.add_bot()
    hello = await place.discord.wait_for_message(lobby)
    assert "Hello, harbour" in hello.text
    assert "/ask" in hello.text
    assert "**Embed Links**" not in hello.text
    assert ("**Attach Files**" in hello.text) == (lost is Permission.ATTACH_FILES)
    pressed = await place.discord.press(hello, place.moderator, label="Switch reminders on…")
    told = await place.discord.submit_modal(pressed, {})
    assert ("Reminders are on" in told.text) == (lost is not Permission.ATTACH_FILES)
    assert await bot.drain.wait(5)
    assert len(lobby.bot_messages) == 1


async def test_arrive_when_it_may_not_write_then_the_owner_hears_it(bot: ParleyBot, place: Place) -> None:
    await bot.wait_until_ready()  # what is told of before is the servers that it was in already
    guild = make_server(place, TEXT & ~Permission.SEND_MESSAGES)
    guild.add_bot()
    hello = await place.discord.wait_for_message(place.discord.dm(place.moderator))
    assert "Hello, harbour" in hello.text
    assert guild.system_channel is not None
    assert guild.system_channel.bot_messages == []
