"""A thumb down asks why: one tap, a few words, and curators read them; on the loopback Discord."""

from __future__ import annotations

from bot.discord_app.client import ParleyBot
from tests.discord.conftest import Place, Running
from tests.discord.loopback import Interaction, Message
from tests.discord.loopback.messages import walk


async def down(place: Place) -> tuple[Message, Interaction]:
    """An answer, and what comes of a thumb down on it."""
    answer = await place.discord.ask(place.channel, place.asker, "When does the truce end?", mention_bot=True)
    thumb = next(one for one in answer.custom_ids if one.startswith("f:-:"))
    return answer, await place.discord.press(answer, place.asker, thumb)


async def test_down_when_pressed_then_it_asks_why_and_curators_read_it_with_answer_and_revision(
    bot: ParleyBot, place: Place
) -> None:
    _, asked = await down(place)
    assert asked.ephemeral
    labels = [one["label"] for one in walk(asked.components) if "label" in one]
    assert labels == ["Wrong", "Not what I asked", "Out of date", "Unclear", "Report a wrong fact…"]
    told = await place.discord.press(asked.message, place.asker, label="Out of date")
    form = await place.discord.press(told.message, place.asker, label="Say more…")
    thanks = await place.discord.submit_modal(form, {"words": "It ended @everyone, see https://example.org"})
    assert "Thank you" in thanks.text
    (complaint,) = await bot.services.feedback.complaints()
    assert (complaint.entry, complaint.reason) == ("truce-end", "old")
    assert complaint.revision == bot.services.library.base.revision
    assert "10 January 2027" in complaint.answer
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.moderator.id,)})
    read = await place.discord.slash(place.moderator, place.channel, "knowledge complaints")
    assert "**Out of date** · `truce-end`" in read.text
    assert "It ended" in read.text
    assert "https://example.org" not in read.text
    assert str(place.asker.id) not in read.text


async def test_down_when_the_bot_was_restarted_then_reasons_and_the_open_form_still_work(
    running: Running, place: Place
) -> None:
    async with running():
        _, asked = await down(place)
        form = await place.discord.press(asked.message, place.asker, label="Report a wrong fact…")
    async with running() as bot:
        await place.discord.submit_modal(form, {"words": "The date is wrong."})
        (complaint,) = await bot.services.feedback.complaints()
        assert complaint.note == "The date is wrong."


async def test_reason_when_the_vote_is_gone_then_a_sentence(bot: ParleyBot, place: Place) -> None:
    _, asked = await down(place)
    await bot.services.feedback.forget(place.asker.id)
    gone = await place.discord.press(asked.message, place.asker, label="Wrong")
    assert "no longer leads" in gone.text
    assert await bot.services.feedback.complaints() == []


async def test_down_when_pressed_again_or_turned_into_up_then_the_last_vote_counts(
    bot: ParleyBot, place: Place
) -> None:
    answer, asked = await down(place)
    await place.discord.press(asked.message, place.asker, label="Wrong")
    up = next(one for one in answer.custom_ids if one.startswith("f:+:"))
    await place.discord.press(answer, place.asker, up)
    assert await bot.drain.wait(5)
    assert await bot.services.feedback.complaints() == []
