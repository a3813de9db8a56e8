"""Notices on Discord and their buttons, over deadlines with like names, long names and templates."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.answers.answerer import Answerer
from bot.answers.ready import matcher_builder
from bot.discord_app.client import ParleyBot
from bot.knowledge.library import Library
from bot.knowledge.model import Deadline
from bot.reminders.keys import NoticeKey, revision
from bot.reminders.notice import Kind, Notice
from bot.reminders.ports import Found
from tests.discord.conftest import Place, Running, TestClock, write_knowledge
from tests.discord.loopback import MESSAGE, TEXT, Interaction, Message
from tests.discord.loopback import Kind as Kinds
from tests.discord.loopback.messages import CROSSPOSTED

LONG = "a_name_that_is_far_too_long_to_stand_whole_in_the_custom_id_of_a_button"
TWIN = LONG.replace("a_name", "b_name")
TWINS = (f"{TWIN}_first", f"{TWIN}_second")
NAMES = ("next", LONG, *TWINS)
TEMPLATES = """
  - id: duty
    title: "The {{ rate('us_on_china') }} duty ends"
    at: "2026-12-20"
    timezone: America/New_York
    if_missed: "Duties go back to {{ rate('us_on_china') }}."
    known: "2025-11-04"
    sources: [paper]
  - id: past_duty
    title: An earlier duty
    at: "2026-11-10"
    timezone: America/New_York
    if_missed: Nothing.
    known: "2025-11-04"
    sources: [paper]
    outcome: {status: met, on: "2026-11-09", note: "It fell to {{ rate('us_on_china') }}.", sources: [order]}
"""


def written(name: str) -> str:
    """A deadline as curators write it."""
    return f"""
  - id: {name}
    title: Deadline {NAMES.index(name)}
    at: "2027-01-05"
    timezone: America/New_York
    if_missed: Nothing.
    known: "2025-11-04"
    sources: [paper]
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = write_knowledge(tmp_path_factory.mktemp("deadlines"))
    with (folder / "deadlines.yaml").open("a", encoding="utf-8") as file:
        file.write("".join(written(name) for name in NAMES) + TEMPLATES)
    return Library(folder)


@pytest.fixture(scope="module")
def answerer(library: Library) -> Answerer:
    return Answerer(library, matcher_builder(None, None))


def deadline(bot: ParleyBot, name: str) -> Deadline:
    return bot.services.library.base.deadlines[name]


async def post(bot: ParleyBot, place: Place, name: str, kind: Kind = Kind.LEAD) -> Message:
    """A notice of a deadline in the channel."""
    about = deadline(bot, name)
    key = NoticeKey(about.id, revision(about.at), "7d", place.channel.id)
    outcome = about.outcome if kind is Kind.OUTCOME else None
    notice = Notice(key, kind, about, bot.services.clock(), outcome=outcome)
    await bot.messenger.send(place.channel.id, notice, key.nonce)
    return place.channel.bot_messages[-1]


def summaries(pressed: Interaction) -> list[str]:
    """The titles of the events in the calendar that answered."""
    events = Calendar.from_ical(pressed.message.files[0].data).walk("VEVENT")
    return [str(event["summary"]) for event in events]


@pytest.mark.parametrize("name", ["next", "next_end", LONG])
async def test_button_when_another_id_begins_alike_or_it_was_cut_then_its_own_deadline(
    bot: ParleyBot, place: Place, name: str
) -> None:
    pressed = await place.discord.press(await post(bot, place, name), place.asker, label="Calendar")
    assert summaries(pressed) == [deadline(bot, name).title.say("en")]


async def test_button_when_two_ids_begin_as_the_cut_one_then_neither_is_guessed(bot: ParleyBot, place: Place) -> None:
    pressed = await place.discord.press(await post(bot, place, TWINS[1]), place.asker, label="Calendar")
    assert "no longer leads anywhere" in pressed.text


async def test_notice_when_curators_wrote_templates_then_they_are_rendered(bot: ParleyBot, place: Place) -> None:
    ahead = await post(bot, place, "duty")
    assert "The 20% duty ends" in ahead.text
    assert "Duties go back to 20%." in ahead.text
    ended = await post(bot, place, "past_duty", Kind.OUTCOME)
    assert "It fell to 20%." in ended.text
    assert "{{" not in ahead.text + ended.text


async def test_replies_when_a_title_is_a_template_then_it_is_rendered(bot: ParleyBot, place: Place) -> None:
    notice = await post(bot, place, "duty")
    direct = place.discord.dm(place.asker)
    pressed = await place.discord.press(notice, place.asker, label="Remind me too")
    hello = await place.discord.wait_for_message(direct)
    done = await place.discord.wait_followup(pressed)
    listed = await place.discord.slash(place.asker, direct, "reminders list")
    subscribed = await place.discord.slash(place.moderator, place.channel, "reminders subscribe")
    for text in (hello.text, done.text, listed.text, subscribed.text):
        assert "The 20% duty ends" in text
        assert "{{" not in text


async def test_outcome_when_posted_then_only_its_calendar_is_offered(bot: ParleyBot, place: Place) -> None:
    ended = await post(bot, place, "past_duty", Kind.OUTCOME)
    assert [custom_id.split(":")[1] for custom_id in ended.custom_ids] == ["ics"]


@pytest.mark.parametrize("late", [True, False])
async def test_remind_too_when_nothing_is_still_to_come_then_said_so_and_nothing_kept(
    bot: ParleyBot, place: Place, clock: TestClock, late: bool
) -> None:
    notice = await post(bot, place, "duty" if late else "past_duty")
    if late:  # less than the shortest lead time is left
        clock.now = deadline(bot, "duty").at.start - timedelta(minutes=30)
    pressed = await place.discord.press(notice, place.asker, label="Remind me too")
    assert "no reminder of this is still to come" in (await place.discord.wait_followup(pressed)).text
    assert await bot.drain.wait(5)
    assert not await bot.services.subscriptions.of_user(place.asker.id)
    assert not place.discord.dm(place.asker).bot_messages


@pytest.mark.parametrize("refused", [False, True])
async def test_notice_when_in_an_announcement_channel_then_published_and_if_refused_still_posted(
    running: Running, place: Place, refused: bool
) -> None:
    news = place.guild.add_channel("news", kind=Kinds.ANNOUNCEMENT, permissions=TEXT)
    if refused:
        place.discord.faults.fail(403, method="POST", route=f"{MESSAGE}/crosspost")
    async with running() as bot:
        await bot.wait_until_ready()
        about = deadline(bot, "next")
        key = NoticeKey(about.id, revision(about.at), "7d", news.id)
        sent = await bot.messenger.send(news.id, Notice(key, Kind.LEAD, about, bot.services.clock()), key.nonce)
        await asyncio.gather(*bot._tasks)
        (message,) = news.bot_messages
        assert message.id == sent
        assert bool(message.flags & CROSSPOSTED) is not refused
        # Whoever finds it after a crash publishes it, if nobody has.
        assert await bot.messenger.find_notice(news.id, [key], bot.services.clock() - timedelta(days=1)) == Found(sent)
        await asyncio.gather(*bot._tasks)
        assert message.flags & CROSSPOSTED
