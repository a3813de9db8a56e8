"""Reminders of the dates in an answer: by its button, and by asking for them in words."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from bot.discord_app import states
from bot.discord_app.client import ParleyBot
from bot.discord_app.states import Look, Told
from bot.reminders.subscription import only
from tests.discord.conftest import Place, Running, TestClock
from tests.discord.loopback import TEXT, Interaction, Message, Permission, User
from tests.discord.test_buttons import forge, of_kind, with_button

QUESTION = "When does the truce end?"


async def asked(place: Place) -> Message:
    return await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)


async def offered(place: Place, person: User, reply: Message | None = None) -> Interaction:
    return await place.discord.press(reply or await asked(place), person, label="Remind me")


async def test_offer_when_pressed_then_private_and_only_what_the_person_may_do(bot: ParleyBot, place: Place) -> None:
    reply = await asked(place)
    theirs = await offered(place, place.other, reply)
    assert theirs.ephemeral
    assert "End of the truce" in theirs.text
    assert theirs.message.labels == ["In my messages", "Calendar file"]
    assert (await offered(place, place.moderator, reply)).message.labels == [
        "In my messages",
        "In this channel",
        "Calendar file",
        "Server event",
    ]


async def test_offer_when_the_answer_tells_no_date_ahead_then_none(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, "us tariff on china", mention_bot=True)
    assert not [one for one in reply.custom_ids if one.startswith("a:r:")]


async def test_offer_when_the_date_has_passed_meanwhile_then_said_so(
    bot: ParleyBot, place: Place, clock: TestClock
) -> None:
    reply = await asked(place)
    clock.pass_by(100 * 86400)
    assert "have passed" in (await offered(place, place.other, reply)).text


async def test_me_when_pressed_twice_after_a_restart_then_greeted_once(running: Running, place: Place) -> None:
    async with running():
        shown = await offered(place, place.other)
    async with running() as bot:
        pressed = await place.discord.press(shown.message, place.other, label="In my messages")
        assert "You will be reminded" in (await place.discord.wait_followup(pressed)).text
        await place.discord.press(shown.message, place.other, label="In my messages")
        assert await bot.drain.wait(5)
        (kept,) = await bot.services.subscriptions.of_user(place.other.id)
        assert set(kept.topics) == {only("next_end")}
    assert len(place.discord.dm(place.other).bot_messages) == 1


async def test_me_when_direct_messages_are_closed_then_said_what_to_do(bot: ParleyBot, place: Place) -> None:
    place.other.dms_open = False
    shown = await offered(place, place.other)
    pressed = await place.discord.press(shown.message, place.other, label="In my messages")
    assert "Privacy Settings" in (await place.discord.wait_followup(pressed)).text
    assert not await bot.services.subscriptions.of_user(place.other.id)


async def test_here_when_a_moderator_presses_then_the_channel_is_reminded_beside_what_it_has(
    bot: ParleyBot, place: Place
) -> None:
    shown = await offered(place, place.moderator)
    done = await place.discord.press(shown.message, place.moderator, label="In this channel")
    assert "will be posted" in done.text
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert set(kept.topics) == {only("next_end")}
    again = await offered(place, place.moderator)
    told = await place.discord.press(again.message, place.moderator, label="In this channel")
    assert "already" in told.text
    assert "End of the truce" in (await place.discord.slash(place.moderator, place.channel, "reminders list")).text


async def test_here_when_the_right_was_taken_or_the_bot_lacks_one_then_refused_by_name(
    bot: ParleyBot, place: Place
) -> None:
    keeper = place.guild.add_member(permissions=TEXT | Permission.MANAGE_CHANNELS)
    reply = await asked(place)
    shown = await offered(place, keeper, reply)
    place.channel.set_permissions(place.discord.bot, TEXT & ~Permission.READ_MESSAGE_HISTORY)
    refused = await place.discord.press(shown.message, keeper, label="In this channel")
    assert "**Read Message History**" in refused.text
    place.channel.set_permissions(keeper, TEXT)
    shown = await offered(place, keeper, reply)
    assert "In this channel" not in shown.message.labels
    forged = "r:here:en:next_end"
    assert "Manage Channels" in (await forge(place, with_button(shown.message, forged), forged)).text
    assert await bot.services.subscriptions.get(place.channel.id) is None


async def test_calendar_when_pressed_then_the_date_as_a_file(bot: ParleyBot, place: Place) -> None:
    shown = await offered(place, place.other)
    pressed = await place.discord.press(shown.message, place.other, label="Calendar file")
    (event,) = Calendar.from_ical(pressed.message.files[0].data).walk("VEVENT")
    assert str(event["summary"]) == "End of the truce"


async def test_buttons_when_the_deadline_or_the_entry_is_gone_then_said_so_and_others_are_offered(
    bot: ParleyBot, place: Place
) -> None:
    reply = await asked(place)
    gone = ["r:me:en:truce_over", str(Told(Look.REMIND, place.asker.id, "truce-over").write())]
    for custom_id in gone:
        pressed = await forge(place, with_button(reply, custom_id), custom_id)
        assert pressed.ephemeral
        assert "what it told of is gone" in pressed.text
        assert of_kind(pressed.message, "q:c:")


@pytest.mark.parametrize(
    "words",
    [
        "when does the truce end? remind me",
        "When does the truce end, please remind me. Thanks!",
        "remind me before the truce end",
        "休战什么时候结束？提醒我",
    ],
)
async def test_words_when_they_ask_for_it_then_answered_and_reminded(bot: ParleyBot, place: Place, words: str) -> None:
    asked = await place.discord.say(place.channel, place.asker, words, mention_bot=True)
    told = await place.discord.wait_for_message(place.channel, lambda one: one.text.startswith(("Done", "完成")))
    answer = await place.discord.reply_to(asked)
    assert "2027" in answer.text
    assert told is not answer
    (kept,) = await bot.services.subscriptions.of_user(place.asker.id)
    assert set(kept.topics) == {only("next_end")}
    assert len(place.discord.dm(place.asker).bot_messages) == 1


async def test_words_when_in_direct_messages_then_the_greeting_is_enough_and_a_bare_wish_leans_on_the_answer(
    bot: ParleyBot, place: Place
) -> None:
    direct = place.discord.dm(place.asker)
    await place.discord.ask(direct, place.asker, QUESTION)
    await place.discord.say(direct, place.asker, "remind me")
    await place.discord.wait_for_message(direct, lambda one: "You will get reminders here" in one.text)
    assert await bot.drain.wait(5)
    assert len(direct.bot_messages) == 3
    assert await bot.services.subscriptions.of_user(place.asker.id)


async def test_words_when_asked_by_command_then_told_privately(bot: ParleyBot, place: Place) -> None:
    result = await place.discord.slash(place.asker, place.channel, "ask", {"question": f"{QUESTION} remind me"})
    assert "10 January 2027" in result.text
    followed = await place.discord.wait_followup(result)
    assert "You will be reminded" in followed.text


async def test_words_when_they_only_mean_tell_me_then_nothing_is_kept(bot: ParleyBot, place: Place) -> None:
    for words in ("remind me what the us tariff on china is", "us tariff on china, remind me"):
        await place.discord.ask(place.channel, place.asker, words, mention_bot=True)
    assert await bot.drain.wait(5)
    assert not await bot.services.subscriptions.of_user(place.asker.id)


async def test_offer_when_in_a_group_of_people_who_installed_it_then_in_their_own_messages(
    bot: ParleyBot, place: Place
) -> None:
    person = place.discord.add_user("traveller", installed=True)
    group = place.discord.world.add_group_dm(person, place.other)
    result = await place.discord.slash(person, group, "ask", {"question": QUESTION})
    shown = await place.discord.press(result.message, person, label="Remind me")
    assert shown.message.labels == ["In my messages", "Calendar file"]
    assert states.base36(person.id) in of_kind(result.message, "a:r:")
