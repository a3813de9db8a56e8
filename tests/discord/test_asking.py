"""Asking on Discord, as people do it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.answers.text import has_han
from bot.discord_app.client import ParleyBot
from bot.discord_app.services import Services
from bot.reminders.service import Place as Where
from bot.storage.database import Database
from tests.discord.conftest import Place, Running
from tests.discord.loopback import MESSAGE, MESSAGES, TEXT, Answer, Message, Permission

QUESTION = "When does the truce end?"


def silent(message: Message) -> bool:
    """Whether the message pings nobody."""
    return not (message.pings.everyone or message.pings.users or message.pings.roles)


async def test_mention_when_it_asks_then_a_reply_with_answer_date_attestation_and_source(
    bot: ParleyBot, place: Place
) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    first, *_, last = reply.text.splitlines()
    assert first == "## The truce runs to 10 January 2027."
    assert last == "-# As of 23 November 2026 · second-hand · 1 source"
    assert silent(reply)


async def test_mention_when_in_mid_sentence_then_it_is_answered(bot: ParleyBot, place: Place) -> None:
    question = f"When does {place.discord.bot.mention} the truce end?"
    reply = await place.discord.ask(place.channel, place.asker, question)
    assert "10 January 2027" in reply.text


async def test_mention_when_it_asks_after_a_year_before_1970_then_it_is_answered(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, "what was the US tariff in 1930?", mention_bot=True)
    assert reply.text
    after = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    assert "10 January 2027" in after.text


async def test_direct_message_when_sent_then_it_is_answered(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.discord.dm(place.asker), place.asker, QUESTION)
    assert "10 January 2027" in reply.text


async def test_reply_when_to_the_bots_message_then_it_is_answered(bot: ParleyBot, place: Place) -> None:
    first = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    second = await place.discord.ask(place.channel, place.asker, "what happened in Stockholm?", reply_to=first)
    assert "They talked." in second.text


async def test_thread_when_the_bot_is_mentioned_there_then_it_is_answered_there(bot: ParleyBot, place: Place) -> None:
    thread = place.channel.add_thread("thread")
    reply = await place.discord.ask(thread, place.asker, QUESTION, mention_bot=True)
    assert reply.channel is thread


async def test_chinese_when_asked_then_answered_in_chinese(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, "休战什么时候结束？", mention_bot=True)
    assert "截至" in reply.text or "来源" in reply.text


async def test_silence_when_a_message_is_not_meant_for_the_bot_then_nothing_is_sent(
    bot: ParleyBot, place: Place
) -> None:
    discord, channel = place.discord, place.channel
    role = place.guild.add_role("bots", mentionable=True)
    robot = discord.add_user("robot", bot=True)
    place.guild.add_member(robot)
    await discord.say(channel, place.asker, QUESTION)
    await discord.say(channel, place.moderator, f"@everyone {QUESTION}")
    await discord.say(channel, place.moderator, f"{role.mention} {QUESTION}")
    await discord.say(channel, robot, QUESTION, mention_bot=True)
    await discord.say(channel, robot, QUESTION, mention_bot=True, webhook=True)
    last = await discord.ask(channel, place.asker, QUESTION, mention_bot=True)
    assert channel.bot_messages == [last]


async def test_mention_when_nothing_is_asked_then_help(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, "", mention_bot=True)
    assert "Ask me about the tea truce" in reply.text


async def test_mention_when_the_question_has_no_letters_then_in_the_servers_language_unless_the_channel_subscribed_in_another(
    running: Running, place: Place
) -> None:
    place.guild.preferred_locale = "zh-CN"
    async with running() as bot:
        servers = await place.discord.ask(place.channel, place.asker, "2018?", mention_bot=True)
        letters = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
        here = Where(place.channel.id, place.guild.id)
        await bot.services.subscriptions.subscribe(here, by=place.moderator.id, language="en")
        subscribed = await place.discord.ask(place.channel, place.asker, "2018?", mention_bot=True)
    assert [has_han(reply.text) for reply in (servers, letters, subscribed)] == [True, False, False]


@pytest.mark.parametrize(
    "question",
    [
        "🍵" * 60,
        "\u200b\u200d\u200b",
        "x" * 3900,
        "@everyone **bold** `code` <@&1>",
        "когда кончится перемирие",
        "||hi||",
    ],
)
async def test_question_when_odd_then_a_plain_answer_that_pings_nobody(
    bot: ParleyBot, place: Place, question: str
) -> None:
    reply = await place.discord.ask(place.discord.dm(place.asker), place.asker, question[:2000])
    assert reply.text
    assert silent(reply)


async def test_unknown_when_asked_then_said_so_and_kept_without_who_asked(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, "will the truce hold?", mention_bot=True)
    assert "I do not predict." in reply.text
    assert await bot.drain.wait(5)
    gaps = await bot.services.gaps.most_asked()
    assert [gap.question for gap in gaps] == ["will the truce hold?"]


async def test_long_answer_when_told_then_cut_at_a_sentence_inside_the_limits(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, "the very long story", mention_bot=True)
    assert len(reply.text) <= 400
    assert reply.text.endswith("of the story.")
    whole = await place.discord.press(reply, place.asker, label="In full")
    assert 3000 < len(whole.text) <= 4000
    assert whole.text.rstrip("…").rstrip().endswith("story.")


async def test_cooldown_when_a_person_asks_too_fast_then_told_once(
    running: Running, place: Place, services: Services
) -> None:
    discord, channel = place.discord, place.channel
    services.settings = services.settings.model_copy(update={"cooldown": timedelta(seconds=2)})
    async with running() as bot:
        await discord.ask(channel, place.asker, QUESTION, mention_bot=True)
        told = await discord.ask(channel, place.asker, QUESTION, mention_bot=True)
        assert "One question every 2 seconds" in told.text
        await discord.say(channel, place.asker, QUESTION, mention_bot=True)
        other = await discord.ask(channel, place.other, QUESTION, mention_bot=True)
        assert "10 January 2027" in other.text
        bot.services.clock.pass_by(3)  # type: ignore[attr-defined]
        again = await discord.ask(channel, place.asker, QUESTION, mention_bot=True)
        assert "10 January 2027" in again.text
        assert len(channel.bot_messages) == 4


async def test_ask_when_used_then_answered_at_once_in_the_channel(bot: ParleyBot, place: Place) -> None:
    answer = await place.discord.slash(place.asker, place.channel, "ask", {"question": QUESTION})
    assert answer.answer is Answer.MESSAGE
    assert "10 January 2027" in answer.text
    assert not answer.ephemeral


async def test_ask_when_private_then_only_the_asker_sees_it(bot: ParleyBot, place: Place) -> None:
    answer = await place.discord.slash(place.asker, place.channel, "ask", {"question": QUESTION, "private": True})
    assert answer.ephemeral
    assert not any(custom_id.startswith("d:") for custom_id in answer.message.custom_ids)


async def test_ask_when_in_a_server_without_the_bot_then_a_user_install_answers(bot: ParleyBot, place: Place) -> None:
    fan = place.discord.add_user("fan", installed=True)
    elsewhere = place.discord.add_guild("elsewhere", has_bot=False)
    elsewhere.add_member(fan)
    answer = await place.discord.slash(fan, elsewhere.add_channel("chat"), "ask", {"question": QUESTION})
    assert "10 January 2027" in answer.text
    group = place.discord.world.add_group_dm(fan, place.other)
    assert "10 January 2027" in (await place.discord.slash(fan, group, "ask", {"question": QUESTION})).text


@pytest.mark.parametrize("typed", ["", "when", "stockholm", "休战", "zzzz", "x" * 300, "truce expiry"])
async def test_autocomplete_when_typed_then_at_most_25_choices_of_at_most_100(
    bot: ParleyBot, place: Place, typed: str
) -> None:
    choices = await place.discord.autocomplete(place.asker, place.channel, "ask", "question", typed)
    assert len(choices) <= 25
    assert all(1 <= len(each["name"]) <= 100 and 1 <= len(each["value"]) <= 100 for each in choices)


async def test_autocomplete_when_a_long_question_is_chosen_then_its_entry_is_told(bot: ParleyBot, place: Place) -> None:
    choices = await place.discord.autocomplete(place.asker, place.channel, "ask", "question", "wordy")
    long = next(each for each in choices if each["value"].startswith("#"))
    answer = await place.discord.slash(place.asker, place.channel, "ask", {"question": long["value"]})
    assert "It is wordy." in answer.text


async def test_menu_when_used_on_a_question_then_it_is_quoted_and_answered(bot: ParleyBot, place: Place) -> None:
    message = await place.discord.say(place.channel, place.other, f"**{QUESTION}** @everyone")
    answer = await place.discord.menu(place.asker, "Answer this", message)
    assert "10 January 2027" in answer.text
    assert "\\*\\*When" in answer.text
    assert silent(answer.message)


async def test_menu_when_the_message_holds_an_address_then_it_is_not_repeated(bot: ParleyBot, place: Place) -> None:
    text = f"{QUESTION} https://evil.example/x discord.gg/abc"
    answer = await place.discord.menu(
        place.asker, "Answer this", await place.discord.say(place.channel, place.other, text)
    )
    assert "(link) (link)" in answer.text
    assert "evil" not in answer.text
    assert "discord.gg" not in answer.text


async def test_menu_when_the_message_is_empty_or_the_bots_own_then_a_plain_sentence(
    bot: ParleyBot, place: Place
) -> None:
    empty = place.discord.world.create_message(place.channel, place.other, {"embeds": [{"title": "t"}]})
    answer = await place.discord.menu(place.asker, "Answer this", empty)
    assert answer.ephemeral
    assert "no text" in answer.text
    own = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    assert "one of mine" in (await place.discord.menu(place.asker, "Answer this", own)).text


async def test_edit_when_the_question_changes_then_its_answer_does(bot: ParleyBot, place: Place) -> None:
    question = await place.discord.say(place.channel, place.asker, QUESTION, mention_bot=True)
    reply = await place.discord.reply_to(question)
    assert await bot.drain.wait(5)
    await place.discord.edit(question, f"{place.discord.bot.mention} what happened in Stockholm?")
    await place.discord.wait_for_message(place.channel, lambda one: one is reply and "They talked." in one.text)
    assert len(place.channel.bot_messages) == 1


async def test_delete_when_the_question_goes_then_its_answer_does(bot: ParleyBot, place: Place) -> None:
    question = await place.discord.say(place.channel, place.asker, QUESTION, mention_bot=True)
    reply = await place.discord.reply_to(question)
    assert await bot.drain.wait(5)
    await place.discord.delete(question)
    await place.discord.bulletin.until(lambda: reply.deleted, 10, "the answer to go")


async def test_edit_and_delete_when_after_a_restart_then_the_answer_is_still_found(
    running: Running, place: Place
) -> None:
    discord, channel = place.discord, place.channel
    async with running():
        question = await discord.say(channel, place.asker, QUESTION, mention_bot=True)
        reply = await discord.reply_to(question)
    async with running():
        await discord.edit(question, f"{discord.bot.mention} what happened in Stockholm?")
        await discord.wait_for_message(channel, lambda one: one is reply and "They talked." in one.text)
    async with running():
        await discord.delete(question)
        await discord.bulletin.until(lambda: reply.deleted, 10, "the answer to go")


async def test_edit_when_the_answer_is_gone_then_nothing_happens(bot: ParleyBot, place: Place) -> None:
    question = await place.discord.say(place.channel, place.asker, QUESTION, mention_bot=True)
    reply = await place.discord.reply_to(question)
    assert await bot.drain.wait(5)
    await place.discord.delete(reply)
    await place.discord.edit(question, f"{place.discord.bot.mention} what happened in Stockholm?")
    await place.discord.wait_for_request("PATCH", MESSAGE)
    assert await bot.drain.wait(5)
    assert await bot.services.answered.find(question.id) is None


@pytest.mark.parametrize(
    "lost",
    [Permission.EMBED_LINKS, Permission.READ_MESSAGE_HISTORY, Permission.EMBED_LINKS | Permission.READ_MESSAGE_HISTORY],
)
async def test_permission_when_missing_then_the_same_answer_though_perhaps_no_reply(
    bot: ParleyBot, place: Place, lost: Permission
) -> None:
    place.channel.set_permissions(place.discord.bot, TEXT & ~lost)
    await place.discord.say(place.channel, place.asker, QUESTION, mention_bot=True)
    answer = await place.discord.wait_for_message(place.channel)
    assert "10 January 2027" in answer.text
    assert "As of 23 November 2026" in answer.text
    assert (answer.reference is None) is (Permission.READ_MESSAGE_HISTORY in lost)


async def test_permission_when_the_bot_may_not_write_then_the_answer_comes_directly(
    bot: ParleyBot, place: Place
) -> None:
    place.channel.set_permissions(place.discord.bot, TEXT & ~Permission.SEND_MESSAGES)
    await place.discord.say(place.channel, place.asker, QUESTION, mention_bot=True)
    answer = await place.discord.wait_for_message(place.discord.dm(place.asker))
    assert "10 January 2027" in answer.text
    assert "Send Messages" in answer.text


async def test_question_when_deleted_before_the_answer_then_none_stays(bot: ParleyBot, place: Place) -> None:
    held = place.discord.faults.hold(stored=False, method="POST", route=MESSAGES)
    question = await place.discord.say(place.channel, place.asker, QUESTION, mention_bot=True)
    await held.reached()
    await place.discord.delete(question)
    held.release()
    assert await bot.drain.wait(5)
    assert [one for one in place.channel.bot_messages if not one.deleted] == []


@pytest.mark.parametrize("stored", [True, False])
async def test_answer_when_the_connection_is_reset_then_it_comes_exactly_once(
    bot: ParleyBot, place: Place, stored: bool
) -> None:
    place.discord.faults.reset(stored=stored, method="POST", route=MESSAGES, times=1)
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    assert await bot.drain.wait(10)
    assert place.channel.bot_messages == [reply]


async def test_answer_when_the_store_is_out_of_reach_then_it_is_given_all_the_same(
    bot: ParleyBot, place: Place, database: Database
) -> None:
    async with database.write() as connection:
        for table in ("answered", "feedback", "gaps"):
            await connection.execute(text(f"DROP TABLE {table}"))
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    assert "10 January 2027" in reply.text
    answer = await place.discord.slash(place.asker, place.channel, "ask", {"question": "will the truce hold?"})
    assert "I do not predict." in answer.text
    assert await bot.drain.wait(30)
    assert answer.followups == []
    thumb = next(custom_id for custom_id in reply.custom_ids if custom_id.startswith("f:+"))
    pressed = await place.discord.press(reply, place.asker, thumb)
    assert "out of reach" in (await place.discord.wait_followup(pressed)).text
    assert place.channel.bot_messages[:1] == [reply]


async def test_questions_when_a_hundred_come_at_once_then_all_are_answered_without_a_429(
    bot: ParleyBot, place: Place
) -> None:
    channels = [place.guild.add_channel(f"channel-{number}") for number in range(100)]
    people = [place.discord.add_user(f"person-{number}") for number in range(100)]
    for person in people:
        place.guild.add_member(person)
    both = zip(channels, people, strict=True)
    asked = [await place.discord.say(channel, person, QUESTION, mention_bot=True) for channel, person in both]
    replies = [await place.discord.reply_to(message) for message in asked]
    assert all("10 January 2027" in reply.text for reply in replies)
    assert [request.status for request in place.discord.requests if request.status == 429] == []
