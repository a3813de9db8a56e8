"""Buttons: those under answers, pressed by whom they are for, by others, and forged."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import discord
import pytest

from bot.discord_app import states
from bot.discord_app.client import ParleyBot
from bot.discord_app.navigation import ScreenButton
from bot.discord_app.views import TopicButton
from bot.locale.languages import ENGLISH, LANGUAGES
from tests.discord.conftest import Place, Running, TestClock
from tests.discord.loopback import Answer, Interaction, Message, User
from tests.discord.loopback.interactions import InteractionKind
from tests.support.bases import NOW

QUESTION = "When does the truce end?"


def of_kind(message: Message, head: str) -> str:
    """The first button whose custom id begins so."""
    return next(custom_id for custom_id in message.custom_ids if custom_id.startswith(head))


async def forge(place: Place, message: Message, custom_id: str) -> Interaction:
    """Press a button that is not on the message, as only a forger can."""
    data = {"custom_id": custom_id, "component_type": 2, "id": 1}
    owners = {"0": str(place.guild.id)}
    opened = place.discord.desk.open(
        InteractionKind.COMPONENT, place.other, message.channel, data, owners=owners, source=message
    )
    return await place.discord.settle(opened)


async def offer(place: Place) -> Message:
    """An offer of choices for the asker: help, with its examples as buttons."""
    return await place.discord.ask(place.channel, place.asker, "hello", mention_bot=True)


async def test_choice_when_the_asker_presses_then_the_answer_takes_its_place(bot: ParleyBot, place: Place) -> None:
    offered = await offer(place)
    pressed = await place.discord.press(offered, place.asker, of_kind(offered, "q:c:"))
    assert pressed.message is offered
    assert "10 January 2027" in offered.text


async def test_choice_when_someone_else_presses_then_they_alone_see_the_answer(bot: ParleyBot, place: Place) -> None:
    offered = await offer(place)
    before = offered.text
    pressed = await place.discord.press(offered, place.other, of_kind(offered, "q:c:"))
    assert pressed.ephemeral
    assert "10 January 2027" in pressed.text
    assert offered.text == before


async def related(place: Place, reply: Message, person: User, entry: str = "us-rate") -> Interaction:
    """Choose a related question from its menu."""
    return await place.discord.press(reply, person, of_kind(reply, "q:m:"), values=[entry])


async def test_related_when_chosen_then_a_further_answer_beside_it(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    pressed = await related(place, reply, place.asker)
    assert "20%" in pressed.text
    assert pressed.message is not reply


async def test_related_when_the_answer_told_an_earlier_day_then_that_day_is_kept(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, "as of 29 july 2025, truce expiry", mention_bot=True)
    assert "12 August 2025" in reply.text
    pressed = await related(place, reply, place.asker)
    assert "30%" in pressed.text


async def test_buttons_when_the_question_named_no_time_then_they_tell_the_present_of_when_they_are_pressed(
    bot: ParleyBot, place: Place, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ticking() -> datetime:
        clock.pass_by(0.001)
        return clock.now

    monkeypatch.setattr(bot.services, "clock", ticking)
    clock.now = datetime(2025, 6, 1, 12, tzinfo=UTC)
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    moments = [re.fullmatch(states.Topic.TEMPLATE, one) for one in reply.custom_ids if one.startswith("q:")]
    assert moments
    assert {match and match["when"] for match in moments} == {""}
    clock.now = NOW
    pressed = await related(place, reply, place.asker)
    assert "20%" in pressed.text


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime(1930, 1, 1, tzinfo=UTC)])
async def test_buttons_when_their_moment_is_before_the_records_then_a_plain_sentence(
    bot: ParleyBot, place: Place, moment: datetime
) -> None:
    topic = states.Topic(states.Mode.RELATED, place.asker.id, "us-rate", as_of=moment)
    view = discord.ui.View(timeout=None)
    view.add_item(TopicButton(topic))
    view.add_item(ScreenButton(states.Screen("tariffs", as_of=moment)))
    channel = bot.get_channel(place.channel.id)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send("old buttons", view=view)
    message = place.channel.messages[sent.id]
    for custom_id in message.custom_ids:
        pressed = await place.discord.press(message, place.asker, custom_id)
        assert pressed.ephemeral
        assert "10 April 2025" in pressed.text


async def test_buttons_when_after_a_restart_then_they_still_work(running: Running, place: Place) -> None:
    async with running():
        offered = await offer(place)
    async with running():
        await place.discord.press(offered, place.asker, of_kind(offered, "q:c:"))
        assert "10 January 2027" in offered.text
    async with running():
        await place.discord.press(offered, place.asker, of_kind(offered, "d:"))
        await place.discord.bulletin.until(lambda: offered.deleted, 10, "the deletion")


async def test_looks_when_pressed_then_told_privately_by_what_the_answer_told(running: Running, place: Place) -> None:
    async with running():
        asked = "what was the us tariff on china in april 2025?"
        reply = await place.discord.ask(place.channel, place.asker, asked, mention_bot=True)
        before = reply.text
        assert "145%" in before.splitlines()[0]
        assert "On 23 November 2026: **20%**" in before
    async with running():  # after a restart, too
        sources = await place.discord.press(reply, place.other, label="Sources")
        history = await place.discord.press(reply, place.other, label="History")
    for pressed in (sources, history):
        assert pressed.ephemeral
    assert "[The order](https://example.org/order) (White House" in sources.text
    assert "A report" not in sources.text, "that is the source of today's rate"
    assert "• 14 May 2025: **30%**" in history.text
    assert reply.text == before


async def test_language_when_the_asker_presses_then_the_answer_is_turned_and_back(
    running: Running, place: Place
) -> None:
    async with running():
        reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
        english = reply.text
        for_another = await place.discord.press(reply, place.other, label="中文")
        assert for_another.ephemeral
        assert reply.text == english
    async with running():
        await place.discord.press(reply, place.asker, label="中文")
        assert "2027年1月10日" in reply.text.splitlines()[0]
        _english, _chinese, *others = LANGUAGES
        for code in (*others, ENGLISH):
            await place.discord.press(reply, place.asker, label=LANGUAGES[code].label)
        assert reply.text == english


async def test_buttons_when_the_entry_is_gone_then_said_so_and_others_are_offered(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    gone = [
        f"q:c:{states.base36(place.asker.id)}:en:::truce-over",
        states.Told(states.Look.SOURCES, place.asker.id, "truce-over").write(),
        states.Told(states.Look.LANGUAGE, place.asker.id, "truce-over", list(LANGUAGES)[-1]).write(),
    ]
    for custom_id in gone:
        pressed = await forge(place, with_button(reply, str(custom_id)), str(custom_id))
        assert pressed.ephemeral
        assert "what it told of is gone" in pressed.text
        offered = await place.discord.press(pressed.message, place.other, of_kind(pressed.message, "q:c:"))
        assert "10 January 2027" in offered.text


def with_button(message: Message, custom_id: str) -> Message:
    """The message with one more button, as an earlier base would have made it."""
    row = {"type": 1, "id": 90, "components": [{"type": 2, "id": 91, "style": 2, "label": "x", "custom_id": custom_id}]}
    return replace(message, components=[*message.components, row])


async def test_press_when_double_then_nothing_is_posted_twice(bot: ParleyBot, place: Place, clock: TestClock) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    first, second = [await related(place, reply, place.asker) for _ in range(2)]
    assert first.answer is Answer.MESSAGE
    assert second.answer is Answer.DEFERRED_UPDATE
    assert place.channel.bot_messages == [reply, first.message]
    other = await related(place, reply, place.other)
    assert other.ephemeral
    clock.pass_by(3)
    assert (await related(place, reply, place.asker)).answer is Answer.MESSAGE


async def test_several_answers_when_told_then_each_has_its_line_and_leads_to_its_own(
    bot: ParleyBot, place: Place
) -> None:
    asked = "when does the truce end? what is the us tariff on china?"
    reply = await place.discord.ask(place.channel, place.asker, asked, mention_bot=True)
    assert "**When does the truce end?**" in reply.text
    assert [line for line in reply.text.splitlines() if "second-hand" in line]
    assert not [one for one in reply.custom_ids if one.startswith("a:")]
    one = await related(place, reply, place.asker, "truce-end")
    assert of_kind(one.message, "a:s:")


async def test_answer_of_before_an_upgrade_when_its_button_is_pressed_then_it_still_works(
    bot: ParleyBot, place: Place
) -> None:
    """Messages made of an embed with its buttons in rows, as they were made before."""
    channel = bot.get_channel(place.channel.id)
    assert isinstance(channel, discord.TextChannel)
    view = discord.ui.View(timeout=None)
    for mode in (states.Mode.CHOOSE, states.Mode.RELATED):
        view.add_item(TopicButton(states.Topic(mode, place.asker.id, "truce-end")))
    sent = await channel.send("plain", embed=discord.Embed(description="old"), view=view)
    message = place.channel.messages[sent.id]
    beside = await place.discord.press(message, place.asker, of_kind(message, "q:r:"))
    assert "10 January 2027" in beside.text
    await place.discord.press(message, place.asker, of_kind(message, "q:c:"))
    assert "10 January 2027" in message.text
    assert "old" not in message.text


async def test_delete_when_someone_else_presses_then_a_plain_sentence(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    for person in (place.other, place.moderator):
        pressed = await place.discord.press(reply, person, of_kind(reply, "d:"))
        assert pressed.ephemeral
        assert "Only the person who asked" in pressed.text
    assert not reply.deleted


async def test_thumbs_when_pressed_twice_then_the_last_vote_counts(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    for head in ("f:-", "f:+"):
        pressed = await place.discord.press(reply, place.other, of_kind(reply, head))
        assert pressed.ephemeral
        assert "Thank you" in pressed.text
        assert await bot.drain.wait(5)
    votes = await bot.services.feedback.votes()
    assert [(vote.entry, vote.up, vote.down) for vote in votes] == [("truce-end", 1, 0)]


async def test_forged_buttons_when_pressed_then_a_plain_sentence(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    forged = [
        "d:0",
        "a:s:0:zz:::::x:truce-end",
        "v:status:en::",
        "nonsense",
        "x:forget",
        "q:c:zzzzzzzzzzzzzzzz:en:zz:1~:x",
    ]
    for custom_id in forged:
        pressed = await forge(place, reply, custom_id)
        assert pressed.ephemeral
        assert "no longer leads anywhere" in pressed.text
    assert not reply.deleted
