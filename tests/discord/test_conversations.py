"""People ask on: on the loopback Discord, with the shipped knowledge, several of them at once."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bot.answers.answerer import Answerer
from bot.answers.encoder import EncoderError, load_encoder
from bot.answers.ready import matcher_builder
from bot.curation.shipping import SHIPPED
from bot.discord_app.client import ParleyBot
from bot.discord_app.states import Mode, Rated, Topic
from bot.knowledge.library import Library
from tests.discord.conftest import Place, Running
from tests.discord.loopback import Message

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@pytest.fixture(scope="session")
def library() -> Library:
    return Library(KNOWLEDGE)


@pytest.fixture(scope="session")
def answerer(library: Library) -> Answerer:
    try:
        own = load_encoder(tuned=KNOWLEDGE / "encoder")
    except EncoderError as error:
        pytest.skip(f"the sentence encoder is not installed: {error}")
    return Answerer(library, matcher_builder(own, KNOWLEDGE.parent / ".cache", KNOWLEDGE / SHIPPED))


def entry(message: Message) -> str:
    """The entry that a message answers with, as its thumbs name it."""
    return next(match["entry"] for id_ in message.custom_ids if (match := re.fullmatch(Rated.TEMPLATE, id_)))


RATES = [
    ("what's the US tariff on chinese goods", "tariff-us-on-china"),
    ("and what about chinas side", "tariff-china-on-us"),
    ("since when", "tariff"),
]
TALKS = [
    ("what came of the madrid talks", "round-madrid"),
    ("who was there", "attended-madrid"),
    ("and in Stockholm?", "stockholm"),
]


async def test_conversations_when_two_people_talk_at_once_in_one_channel_then_nothing_crosses(
    bot: ParleyBot, place: Place
) -> None:
    for (rate, about_rates), (talk, about_talks) in zip(RATES, TALKS, strict=True):
        one, other = await asyncio.gather(
            place.discord.ask(place.channel, place.asker, rate, mention_bot=True),
            place.discord.ask(place.channel, place.other, talk, mention_bot=True),
        )
        assert about_rates in entry(one)
        assert about_talks in entry(other)


async def test_follow_up_when_in_a_thread_or_a_direct_message_then_it_leans_on_what_was_said_there(
    bot: ParleyBot, place: Place
) -> None:
    thread, direct = place.channel.add_thread("thread"), place.discord.dm(place.asker)
    await place.discord.ask(thread, place.asker, "how high is the fentanyl duty", mention_bot=True)
    await place.discord.ask(direct, place.asker, "whats the duty on chinese EVs")
    assert "batter" in entry(await place.discord.ask(direct, place.asker, "and batteries?"))
    assert "fentanyl" in entry(await place.discord.ask(thread, place.asker, "when did it start", mention_bot=True))


async def test_reply_when_to_an_earlier_answer_then_it_leans_on_that_one_after_a_restart_too(
    running: Running, place: Place
) -> None:
    async with running():
        madrid = await place.discord.ask(place.channel, place.asker, "what came of the madrid talks", mention_bot=True)
        await place.discord.ask(place.channel, place.asker, "who is scott bessent", mention_bot=True)
        who = await place.discord.ask(place.channel, place.asker, "who was there", reply_to=madrid)
        assert entry(who) == "attended-madrid"
    async with running():
        who = await place.discord.ask(place.channel, place.other, "who was there", reply_to=madrid)
        assert entry(who) == "attended-madrid"


async def test_reply_when_to_an_answer_about_an_earlier_day_then_the_next_is_about_that_day(
    running: Running, place: Place
) -> None:
    async with running():
        april = await place.discord.ask(
            place.channel, place.asker, "what was the US tariff on China on 20 April 2025", mention_bot=True
        )
        assert "145%" in april.text
    async with running():
        other = await place.discord.ask(place.channel, place.other, "and China's?", reply_to=april)
        assert "125%" in other.text


async def test_choice_when_made_in_words_then_that_one_is_told(bot: ParleyBot, place: Place) -> None:
    offer = await place.discord.ask(place.channel, place.asker, "and batteries?", mention_bot=True)
    topics = [Topic.read(match) for id_ in offer.custom_ids if (match := re.fullmatch(Topic.TEMPLATE, id_))]
    choices = [topic.entry for topic in topics if topic.mode is Mode.CHOOSE]
    assert 2 <= len(choices) <= 5
    chosen = await place.discord.ask(place.channel, place.asker, "the second", mention_bot=True)
    assert entry(chosen) == choices[1]
    replied = await place.discord.ask(place.channel, place.other, "1", reply_to=offer)
    assert entry(replied) == choices[0]


async def test_doubt_when_said_then_what_it_rests_on_and_curators_hear_of_it(bot: ParleyBot, place: Place) -> None:
    await place.discord.ask(place.channel, place.asker, "how high is the fentanyl duty", mention_bot=True)
    reply = await place.discord.ask(place.channel, place.asker, "that's wrong", mention_bot=True)
    assert "rest on" in reply.text
    assert await bot.drain.wait(5)
    (gap,) = await bot.services.gaps.most_asked()
    assert "fentanyl" in gap.question
    assert "that's wrong" in gap.question
