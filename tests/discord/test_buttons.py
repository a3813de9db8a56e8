"""Buttons: those under answers, pressed by whom they are for, by others, and forged."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import discord
import pytest

from bot.discord_app import states
from bot.discord_app.client import ParleyBot
from bot.discord_app.views import TopicButton
from bot.discord_app.ways import WayButton
from tests.discord.conftest import Place, Running, TestClock
from tests.discord.loopback import Interaction, Message
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


async def test_related_when_pressed_then_a_further_answer_beside_it(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    pressed = await place.discord.press(reply, place.asker, of_kind(reply, "q:r:"))
    assert "20%" in pressed.text
    assert pressed.message is not reply


async def test_related_when_the_answer_told_an_earlier_day_then_that_day_is_kept(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, "as of 29 july 2025, truce expiry", mention_bot=True)
    assert "12 August 2025" in reply.text
    pressed = await place.discord.press(reply, place.asker, of_kind(reply, "q:r:"))
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
    pressed = await place.discord.press(reply, place.asker, of_kind(reply, "q:r:"))
    assert "20%" in pressed.text


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime(1930, 1, 1, tzinfo=UTC)])
async def test_buttons_when_their_moment_is_before_the_records_then_a_plain_sentence(
    bot: ParleyBot, place: Place, moment: datetime
) -> None:
    topic = states.Topic(states.Mode.RELATED, place.asker.id, "us-rate", as_of=moment)
    view = discord.ui.View(timeout=None)
    view.add_item(TopicButton(topic))
    view.add_item(WayButton(states.Screen("tariffs", as_of=moment)))
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


async def test_delete_when_someone_else_presses_then_a_plain_sentence(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    pressed = await place.discord.press(reply, place.other, of_kind(reply, "d:"))
    assert pressed.ephemeral
    assert "Only the person who asked" in pressed.text
    assert not reply.deleted


async def test_delete_when_a_moderator_presses_then_it_goes(bot: ParleyBot, place: Place) -> None:
    reply = await place.discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    await place.discord.press(reply, place.moderator, of_kind(reply, "d:"))
    await place.discord.bulletin.until(lambda: reply.deleted, 10, "the deletion")


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
        "q:c:0:en:::no-such-entry",
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
