"""Help: a menu of what people want to do, walked from end to end."""

from __future__ import annotations

import re

import pytest

from bot.discord_app.client import ParleyBot
from tests.discord.conftest import Place, Running, TestClock
from tests.discord.loopback import TEXT, Interaction, Message, Permission, User
from tests.discord.test_buttons import of_kind

PAGES = ["ask", "look", "earlier", "remind", "wrong", "server", "privacy"]


def pages(message: Message) -> list[str]:
    (menu,) = [one for row in message.components for one in row["components"] if one["type"] == 3]
    return [option["value"] for option in menu["options"]]


async def helped(place: Place, person: User) -> Interaction:
    await place.discord.wait_commands("help")
    return await place.discord.slash(person, place.channel, "help")


async def choose(place: Place, message: Message, person: User, page: str) -> Message:
    return (await place.discord.press(message, person, of_kind(message, "h:"), values=[page])).message


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
async def test_menu_when_every_page_is_chosen_after_a_restart_then_told_in_place(
    running: Running, place: Place, locale: str
) -> None:
    place.asker.locale = locale
    async with running():
        shown = await helped(place, place.asker)
        assert shown.ephemeral
        assert pages(shown.message) == PAGES
    async with running():
        seen = set()
        for page in PAGES:
            message = await choose(place, shown.message, place.asker, page)
            assert message is shown.message
            assert pages(message) == PAGES
            seen.add(message.text)
        assert len(seen) == len(PAGES)


async def test_commands_when_named_then_a_tap_fills_them_in(bot: ParleyBot, place: Place) -> None:
    shown = await helped(place, place.moderator)
    text = (await choose(place, shown.message, place.moderator, "remind")).text
    known = {command.name: command.id for command in place.discord.commands.all(None)}
    assert f"</reminders subscribe:{known['reminders']}>" in text
    assert f"</deadlines:{known['deadlines']}>" in text
    assert not re.search(r"`/[a-z]", text)
    listed = await place.discord.slash(place.moderator, place.channel, "reminders list")
    assert f"</reminders subscribe:{known['reminders']}>" in listed.text


async def test_pages_when_their_buttons_are_pressed_then_they_lead_there(bot: ParleyBot, place: Place) -> None:
    shown = await helped(place, place.moderator)
    await choose(place, shown.message, place.moderator, "remind")
    form = await place.discord.press(shown.message, place.moderator, label="Switch reminders on…")
    assert form.modal is not None
    await choose(place, shown.message, place.moderator, "look")
    await place.discord.press(shown.message, place.moderator, label="Issues")
    assert "TikTea" in shown.message.text
    again = await helped(place, place.asker)
    await choose(place, again.message, place.asker, "ask")
    await place.discord.press(again.message, place.asker, label="When does the truce end?")
    assert "10 January 2027" in again.message.text
    private = await helped(place, place.asker)
    await choose(place, private.message, place.asker, "privacy")
    assert "were removed" in (await place.discord.press(private.message, place.asker, label="Forget me")).text


async def test_pages_when_a_person_may_not_then_not_offered(bot: ParleyBot, place: Place) -> None:
    shown = await helped(place, place.asker)
    message = await choose(place, shown.message, place.asker, "remind")
    assert not [one for one in message.custom_ids if one.startswith("p:")]
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.asker.id,)})
    shown = await helped(place, place.asker)
    assert pages(shown.message) == [*PAGES, "curate"]
    assert "knowledge gaps" in (await choose(place, shown.message, place.asker, "curate")).text


async def test_server_when_the_bot_lacks_something_here_then_it_is_named(
    bot: ParleyBot, place: Place, clock: TestClock
) -> None:
    shown = await helped(place, place.asker)
    assert "I lack nothing" in (await choose(place, shown.message, place.asker, "server")).text
    place.channel.set_permissions(place.discord.bot, TEXT & ~Permission.ATTACH_FILES)
    clock.pass_by(5)  # at once it would be a double click
    text = (await choose(place, shown.message, place.asker, "server")).text
    assert "Here I lack: **Attach Files**" in text
