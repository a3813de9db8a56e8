"""The client itself: logging in, commands, errors, and closing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bases import Bases
from bot.discord_app.client import ParleyBot, intents
from bot.discord_app.connecting import WrongToken, log_in, may_pass, waits
from tests.discord.conftest import Place, Running
from tests.discord.loopback import COMMANDS, CommandType, LoopbackDiscord
from tests.discord.loopback.faults import CALLBACK, ORIGINAL
from tests.discord.loopback.redirect import redirected

NAMES = {"ask", "status", "tariffs", "truce", "deficit", "issues", "deadlines", "timeline", "help", "about"}


def test_intents_when_declared_then_none_is_privileged() -> None:
    wanted = intents()
    assert (wanted.message_content, wanted.members, wanted.presences) == (False, False, False)


async def test_commands_when_started_then_synced_with_where_they_work(bot: ParleyBot, place: Place) -> None:
    await place.discord.wait_commands()
    assert place.discord.command_names() == NAMES | {"reminders", "knowledge"}
    assert place.discord.command_names(CommandType.MESSAGE) == {"Answer this"}
    for command in place.discord.commands.all():
        everywhere = command.name in NAMES | {"Answer this"}
        assert command.contexts == ([0, 1, 2] if everywhere else [0, 1]), command.name
        assert (1 in command.integration_types) is (command.name != "reminders"), command.name
    reminders = place.discord.commands.find(CommandType.CHAT_INPUT, "reminders", None)
    assert int(reminders.payload["default_member_permissions"]) == discord.Permissions(manage_channels=True).value
    ask = place.discord.commands.find(CommandType.CHAT_INPUT, "ask", None)
    assert ask.payload["description_localizations"]["zh-CN"].startswith("用")


def named(payload: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command and option with the path to it."""
    yield payload["name"], payload
    for option in payload.get("options", []):
        for path, one in named(option):
            yield f"{payload['name']} {path}", one


async def test_commands_when_synced_then_every_name_and_description_is_told_in_chinese_and_in_taiwans_characters(
    bot: ParleyBot, place: Place
) -> None:
    await place.discord.wait_commands()
    every = dict(pair for command in place.discord.commands.all() for pair in named(command.payload))
    own = {path for path in every if path.split()[0] in {"truce", "deficit"}}  # this base has no Chinese for them
    for path, one in every.items():
        for what in ("name", "description"):
            if one[what] and not (path in own and " " not in path):
                assert set(one[f"{what}_localizations"] or {}) == {"zh-CN", "zh-TW"}, (path, what)
    for place_of in {path.rpartition(" ")[0] for path in every}:
        siblings = [one for path, one in every.items() if path.rpartition(" ")[0] == place_of]
        chinese = [one["name_localizations"]["zh-CN"] for one in siblings if one["name_localizations"]]
        assert len(chinese) == len(set(chinese)), place_of
    assert every["tariffs"]["name_localizations"] == {"zh-CN": "关税", "zh-TW": "關稅"}
    assert every["ask question"]["name_localizations"]["zh-TW"] == "問題"
    assert every["Answer this"]["name_localizations"]["zh-CN"] == "回答这条"


@pytest.mark.parametrize("written", ["", "A bot of our own."])
async def test_description_when_the_owner_has_written_none_then_told_and_else_left_alone(
    running: Running, place: Place, written: str
) -> None:
    place.discord.world.description = written
    async with running() as bot:
        await place.discord.wait_commands()
        await asyncio.gather(*bot._tasks)
    world = place.discord.world
    assert world.description == written if written else "the tea truce" in world.description
    assert ({locale for locale, text in world.descriptions.items() if "茶" in text} == {"zh-CN", "zh-TW"}) == (
        not written
    )


async def test_commands_when_nothing_changed_since_then_not_synced_again(running: Running, place: Place) -> None:
    async with running():
        await place.discord.wait_commands()
    async with running() as bot:
        await place.discord.wait_for_request("GET", COMMANDS)
        await asyncio.gather(*bot._tasks)
    assert place.discord.commands.syncs == 1


async def test_commands_when_the_sync_fails_then_questions_are_answered_all_the_same(
    running: Running, place: Place
) -> None:
    place.discord.faults.fail(503, method="PUT", route=COMMANDS)
    async with running():
        reply = await place.discord.ask(place.channel, place.asker, "When does the truce end?", mention_bot=True)
        assert "10 January 2027" in reply.text
        await place.discord.wait_commands()


async def test_login_when_the_token_is_wrong_then_it_is_not_retried(bases: Bases, discord: LoopbackDiscord) -> None:
    with redirected(discord):
        bot = ParleyBot(bases)
        with pytest.raises(WrongToken):
            await bot.start_patiently("MTIz.wrong.token")
        await bot.close()
    assert len(discord.requests) == 1


async def test_login_when_discord_is_down_then_retried_until_it_is_back(bases: Bases, discord: LoopbackDiscord) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            await discord.come_back()

    await discord.go_down()
    with redirected(discord):
        bot = ParleyBot(bases)
        await log_in(bot, discord.token, sleep)
        await bot.close()
    assert slept == [1.0, 2.0, 4.0]


def test_waits_when_long_then_at_most_a_minute() -> None:
    tries = waits()
    assert [next(tries) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_may_pass_when_the_error_is_ours_then_not_retried() -> None:
    assert may_pass(OSError())
    assert may_pass(TimeoutError())
    assert may_pass(TypeError("a page of HTML is no user"))
    assert not may_pass(discord.LoginFailure())
    assert not may_pass(commands.ExtensionNotFound("bot.nothing"))


async def test_error_when_a_command_breaks_then_the_person_hears_it_once(bot: ParleyBot, place: Place) -> None:
    async def broken(_interaction: discord.Interaction) -> None:
        raise RuntimeError("a bug")

    status = bot.tree.get_command("status")
    assert isinstance(status, app_commands.Command)
    await place.discord.wait_commands()
    bot.tree.remove_command("status")
    bot.tree.add_command(app_commands.Command(name="status", description="x", callback=broken))
    shown = await place.discord.slash(place.asker, place.channel, "status")
    assert shown.ephemeral
    assert "Something went wrong on my side" in shown.text
    assert shown.followups == []


async def test_error_when_a_command_is_unknown_then_the_person_is_told_what_to_do(bot: ParleyBot, place: Place) -> None:
    await place.discord.wait_commands()
    bot.tree.remove_command("truce")
    shown = await place.discord.slash(place.asker, place.channel, "truce")
    assert "That command has changed" in shown.text


async def test_close_when_repeated_or_before_login_then_nothing_breaks(bases: Bases, bot: ParleyBot) -> None:
    await ParleyBot(bases).close()
    await bot.close()
    await bot.close()
    assert bot.is_closed()


async def test_close_when_a_command_is_under_way_then_it_is_answered_first(bot: ParleyBot, place: Place) -> None:
    hold = place.discord.faults.hold(stored=False, method="PATCH", route=ORIGINAL)
    asking = asyncio.create_task(place.discord.slash(place.moderator, place.channel, "reminders subscribe"))
    await hold.reached()
    assert not bot.drain.is_idle
    closing = asyncio.create_task(bot.close())
    hold.release()
    assert "Reminders are on" in (await asking).text
    await closing


async def test_close_when_a_menu_is_under_way_then_it_is_answered_first(bot: ParleyBot, place: Place) -> None:
    shown = await place.discord.slash(place.asker, place.channel, "issues")
    assert await bot.drain.wait(5)
    hold = place.discord.faults.hold(stored=False, route=CALLBACK)
    menu = next(custom_id for custom_id in shown.message.custom_ids if custom_id.startswith("s:part:issues:"))
    choosing = asyncio.create_task(place.discord.press(shown.message, place.asker, menu, values=["tiktea"]))
    await hold.reached()
    assert not bot.drain.is_idle
    closing = asyncio.create_task(bot.close())
    hold.release()
    assert "The app must be sold." in (await choosing).text
    await closing


async def test_health_when_connected_then_reported(bot: ParleyBot, place: Place) -> None:
    await place.discord.ask(place.channel, place.asker, "When does the truce end?", mention_bot=True)
    await bot.wait_until_ready()
    report = bot.services.health.snapshot()["discord"]
    assert report.ok
    assert report.detail == "1 of 1 shards connected"


async def test_gateway_when_dropped_then_back_and_answering(bot: ParleyBot, place: Place) -> None:
    await place.discord.ask(place.channel, place.asker, "When does the truce end?", mention_bot=True)
    seen = len(place.discord.gateway.log)
    place.discord.gateway.drop()
    await place.discord.wait_gateway("resumed", after=seen, timeout=20)
    reply = await place.discord.ask(place.channel, place.other, "When does the truce end?", mention_bot=True)
    assert "10 January 2027" in reply.text
