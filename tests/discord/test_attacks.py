"""What people try: to ping, to spoof, to reach a template or a changing command that is not theirs, to write in the log."""

from __future__ import annotations

import io
import logging

import pytest
import structlog
from discord import app_commands

from bot.discord_app.client import ParleyBot
from tests.discord.conftest import Place
from tests.discord.loopback import ALL, Message

INJECTED = (
    "what is @everyone @here <@&{role}> <@{user}> [the truce](https://evil.example/x) {{{{ 'no'*9 }}}} ||hidden||?"
)


def injected(place: Place) -> str:
    role = place.guild.add_role("watchers", mentionable=True)
    return INJECTED.format(role=role.id, user=place.other.id)


def assert_harmless(message: Message) -> None:
    pings = message.pings
    assert not pings.everyone
    assert pings.roles == []
    assert pings.users == []
    assert "evil.example" not in message.text
    assert "no" * 9 not in message.text


async def test_question_when_it_holds_mentions_links_and_templates_then_the_reply_repeats_none(
    bot: ParleyBot, place: Place
) -> None:
    place.channel.set_permissions(place.discord.bot, ALL)  # the bot might ping everyone, if it were let
    text = injected(place)
    assert_harmless(await place.discord.ask(place.channel, place.asker, text, mention_bot=True))
    answered = await place.discord.slash(place.asker, place.channel, "ask", {"question": text})
    assert answered.message is not None
    assert_harmless(answered.message)
    asked = await place.discord.say(place.channel, place.other, text)
    quoted = await place.discord.menu(place.asker, "Answer this", asked)
    assert quoted.message is not None
    assert_harmless(quoted.message)
    for choice in await place.discord.autocomplete(place.asker, place.channel, "ask", "question", text):
        assert "evil.example" not in choice["name"]


def changing(bot: ParleyBot) -> list[app_commands.Command[object, ..., object]]:
    """Every command of the groups that change or show what is not everybody's, those of tomorrow included."""
    groups = [one for one in bot.tree.get_commands() if isinstance(one, app_commands.Group)]
    assert {group.name for group in groups} == {"reminders", "knowledge"}
    return [one for group in groups for one in group.walk_commands() if isinstance(one, app_commands.Command)]


async def test_commands_when_a_server_lets_anyone_use_them_then_who_may_not_is_refused_and_nothing_changes(
    bot: ParleyBot, place: Place
) -> None:
    await place.discord.slash(place.moderator, place.channel, "reminders subscribe")
    before = await bot.services.subscriptions.get(place.channel.id)
    for group in ("reminders", "knowledge"):
        place.guild.may_use[group] = {place.asker.id}
    posted = len(place.channel.bot_messages)
    tried = changing(bot)
    assert len(tried) >= 9
    for command in tried:
        answered = await place.discord.slash(place.asker, place.channel, command.qualified_name)
        assert "You need the permission" in answered.text or "curators" in answered.text, command.qualified_name
        assert answered.ephemeral, command.qualified_name
    assert await bot.services.subscriptions.get(place.channel.id) == before
    assert len(place.channel.bot_messages) == posted


@pytest.mark.parametrize(
    "written", ["first\n2026-11-27 [critical] forged", "first\r\x1b[2Jforged", "first\u2028forged"]
)
def test_log_when_what_is_logged_holds_line_breaks_or_terminal_codes_then_it_stays_one_line(
    loud: io.StringIO, written: str
) -> None:
    structlog.get_logger("bot").warning("trouble", error=written)
    structlog.get_logger("bot").warning(written)
    logging.getLogger("discord.client").warning("Ignoring %s", written)
    lines = loud.getvalue().splitlines()
    assert len(lines) == 3
    assert not [line for line in lines if "\x1b" in line]
