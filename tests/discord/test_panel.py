"""The panel of reminders, its forms, hearing again later, and what curators hear once a week: on the loopback Discord."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.discord_app.client import ParleyBot
from bot.discord_app.panel import read_hour, read_quiet, read_zone
from bot.reminders.calendar import DIGEST, REVIEW, Quiet
from bot.reminders.digest import Digest, Week
from bot.reminders.keys import WEEKLY, NoticeKey
from tests.discord.conftest import Place, Running, TestClock
from tests.discord.loopback import TEXT, Interaction, Permission
from tests.discord.test_reminders_commands import post, remind


async def change(place: Place, shown: Interaction, **fields: object) -> Interaction:
    """Press "Change…" (or what stands there before anything is set) and send the form."""
    label = "Change…" if "Change…" in shown.message.labels else "Switch reminders on…"
    form = await place.discord.press(shown.message, place.moderator, label=label)
    return await place.discord.submit_modal(form, fields)


async def hours(place: Place, shown: Interaction, **fields: object) -> Interaction:
    form = await place.discord.press(shown.message, place.moderator, label="Quiet hours, week…")
    return await place.discord.submit_modal(form, fields)


async def test_panel_when_nothing_is_set_then_its_form_switches_reminders_on(bot: ParleyBot, place: Place) -> None:
    shown = await remind(place, "panel")
    assert shown.ephemeral
    assert "There are no reminders" in shown.text
    changed = await change(place, shown)
    assert "Reminders are on" in changed.text
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert (set(kept.topics), len(kept.leads), kept.language) == ({"*"}, 3, "en")


async def test_form_when_opened_then_it_is_filled_with_what_is_set_and_sent_as_it_is_changes_nothing(
    bot: ParleyBot, place: Place
) -> None:
    role = place.guild.add_role("watchers", mentionable=True)
    await remind(place, "subscribe", topics="general", leads="5d, 90m", role=role, language="zh")
    before = await bot.services.subscriptions.get(place.channel.id)
    shown = await remind(place, "panel")
    await change(place, shown)
    assert await bot.services.subscriptions.get(place.channel.id) == before
    await change(place, shown, topics=["*"], leads=["7d", "0s"], language=["en"], role=[])
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert (set(kept.topics), set(kept.leads)) == ({"*"}, {timedelta(days=7), timedelta()})
    assert (kept.language, kept.role_id) == ("en", None)


async def test_form_when_another_channel_is_chosen_then_its_permissions_count(bot: ParleyBot, place: Place) -> None:
    other = place.guild.add_channel("other", permissions=TEXT & ~Permission.ATTACH_FILES)
    shown = await remind(place, "panel")
    refused = await change(place, shown, channel=[other])
    assert "**Attach Files**" in refused.text
    assert await bot.services.subscriptions.get(other.id) is None
    other.set_permissions(place.discord.bot, TEXT)
    assert other.mention in (await change(place, shown, channel=[other])).text
    assert await bot.services.subscriptions.get(place.channel.id) is None


async def test_hours_when_set_then_shown_and_kept_and_taken_away_again(bot: ParleyBot, place: Place) -> None:
    await remind(place, "subscribe")
    shown = await remind(place, "panel")
    told = await hours(place, shown, zone="new york", quiet="22:00-07:00", day=["0"], hour="08:30")
    assert "Quiet from 22:00 to 07:00 (America/New_York)" in told.text
    assert "One message a week; the next: <t:" in told.text
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert kept.weekly is not None
    assert (kept.zone, kept.quiet, kept.weekly.weekday, kept.weekly.minute) == (
        "America/New_York",
        Quiet(22 * 60, 7 * 60),
        0,
        510,
    )
    assert set(kept.weekly.tells) == {DIGEST}
    await hours(place, told, quiet="", day=["off"])
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert (kept.quiet, kept.weekly, kept.zone) == (None, None, "America/New_York")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"zone": "Bejing"}, "no time zone"),
        ({"quiet": "at night"}, "Write like 22:00-07:00"),
        ({"quiet": "25:00-07:00"}, "Write like 22:00-07:00"),
        ({"day": ["1"], "hour": "nine"}, "Write like 09:00"),
    ],
)
async def test_hours_when_they_cannot_be_read_then_a_plain_sentence_and_nothing_is_kept(
    bot: ParleyBot, place: Place, fields: dict[str, object], said: str
) -> None:
    await remind(place, "subscribe")
    before = await bot.services.subscriptions.get(place.channel.id)
    told = await hours(place, await remind(place, "panel"), **fields)
    assert told.ephemeral
    assert said in told.text
    assert await bot.services.subscriptions.get(place.channel.id) == before


async def test_form_when_the_bot_was_restarted_meanwhile_then_it_can_still_be_sent(
    running: Running, place: Place
) -> None:
    async with running():
        await remind(place, "subscribe")
        shown = await remind(place, "panel")
        form = await place.discord.press(shown.message, place.moderator, label="Change…")
        timing = await place.discord.press(shown.message, place.moderator, label="Quiet hours, week…")
    async with running() as bot:
        await place.discord.submit_modal(form, {"language": ["zh"]})
        await place.discord.submit_modal(timing, {"quiet": "1:00-2:00"})
        kept = await bot.services.subscriptions.get(place.channel.id)
        assert kept is not None
        assert (kept.language, kept.quiet) == ("zh", Quiet(60, 120))
        assert "are off" in (await place.discord.press(shown.message, place.moderator, label="Stop")).text
        assert await bot.services.subscriptions.get(place.channel.id) is None


async def test_panel_when_somebody_may_not_manage_the_channel_any_more_then_refused(
    bot: ParleyBot, place: Place
) -> None:
    helper = place.guild.add_member(permissions=TEXT | Permission.MANAGE_CHANNELS)
    shown = await place.discord.slash(helper, place.channel, "reminders panel")
    form = await place.discord.press(shown.message, helper, label="Switch reminders on…")
    place.channel.set_permissions(helper, TEXT)
    for tried in (
        await place.discord.press(shown.message, helper, label="Switch reminders on…"),
        await place.discord.submit_modal(form, {}),
    ):
        assert "**Manage Channels**" in tried.text
    assert await bot.services.subscriptions.get(place.channel.id) is None


async def test_panel_when_in_direct_messages_then_without_channel_and_role(bot: ParleyBot, place: Place) -> None:
    direct = place.discord.dm(place.asker)
    shown = await place.discord.slash(place.asker, direct, "reminders panel")
    form = await place.discord.press(shown.message, place.asker, label="Switch reminders on…")
    assert form.modal is not None
    assert [one["label"] for one in form.modal["components"]] == ["Topics", "How long before", "Language"]
    told = await place.discord.submit_modal(form, {})
    assert "Here: all topics" in told.text
    tested = await place.discord.press(told.message, place.asker, label="Test")
    assert tested.text == "Posted here."


async def test_later_when_chosen_for_oneself_then_direct_messages_say_when(
    bot: ParleyBot, place: Place, clock: TestClock
) -> None:
    menu = await place.discord.press(await post(bot, place), place.asker, label="Later…")
    assert menu.ephemeral
    options = [one["value"] for one in menu.components[0]["components"][0]["options"]]
    assert "me:day-before" in options
    assert not [one for one in options if one.startswith("here:")]
    twice = (place.discord.press(menu.message, place.asker, values=["me:day"]) for _ in range(2))
    await asyncio.gather(*twice)
    assert await bot.drain.wait(5)
    direct = place.discord.dm(place.asker)
    (snooze,) = await bot.services.subscriptions._snoozes.of_channels([direct.id])
    assert (snooze.deadline, snooze.at) == ("next_end", clock() + timedelta(days=1))
    assert "End of the truce" in direct.bot_messages[0].text


async def test_later_when_direct_messages_are_closed_then_nothing_is_kept(bot: ParleyBot, place: Place) -> None:
    menu = await place.discord.press(await post(bot, place), place.asker, label="Later…")
    place.asker.dms_open = False
    chosen = await place.discord.press(menu.message, place.asker, values=["me:day"])
    assert "closed to me" in (await place.discord.wait_followup(chosen)).text
    direct = place.discord.dm(place.asker)
    assert await bot.services.subscriptions._snoozes.of_channels([direct.id]) == []


async def test_later_when_a_moderator_chooses_the_channel_then_it_is_told_there_and_stopping_stops_it(
    running: Running, place: Place
) -> None:
    async with running() as bot:
        menu = await place.discord.press(await post(bot, place), place.moderator, label="Later…")
    async with running() as bot:  # the menu outlives a restart
        await place.discord.press(menu.message, place.moderator, values=["here:hour"])
        assert len(await bot.services.subscriptions._snoozes.of_channels([place.channel.id])) == 1
        await bot.services.subscriptions.unsubscribe(place.channel.id)
        assert await bot.services.subscriptions._snoozes.of_channels([place.channel.id]) == []


async def test_later_when_the_date_is_past_or_gone_then_a_sentence(
    bot: ParleyBot, place: Place, clock: TestClock
) -> None:
    notice = await post(bot, place)
    menu = await place.discord.press(notice, place.asker, label="Later…")
    clock.pass_by(3600 * 24 * 1000)
    assert "No moment is left" in (await place.discord.press(notice, place.asker, label="Later…")).text
    assert "no longer leads" in (await place.discord.press(menu.message, place.asker, values=["me:day"])).text


async def test_week_when_posted_then_it_reads_well_and_is_found_again_by_its_button(
    bot: ParleyBot, place: Place, clock: TestClock
) -> None:
    await remind(place, "subscribe")
    deadline = bot.services.library.base.deadlines["next_end"]
    key = NoticeKey(f"{WEEKLY}digest", "20261102T0900", "weekly", place.channel.id)
    week = Digest(key, Week(ahead=(deadline,), later=deadline), clock(), silent=True)
    sent = await bot.messenger.send(place.channel.id, week, key.nonce)
    message = place.channel.messages[sent]
    assert "**Due this week**" in message.text
    assert "• End of the truce: on 10 January 2027" in message.text
    assert message.flags & 1 << 12
    found = await bot.messenger.find_notice(place.channel.id, [key], clock())
    assert getattr(found, "message_id", None) == sent
    shown = await place.discord.press(message, place.moderator, label="Change reminders")
    assert "Reminders are on" in shown.text
    refused = await place.discord.press(message, place.asker, label="Change reminders")
    assert "**Manage Channels**" in refused.text


async def test_weekly_when_a_curator_wants_it_then_a_channel_hears_only_that(bot: ParleyBot, place: Place) -> None:
    refused = await place.discord.slash(place.moderator, place.channel, "knowledge weekly")
    assert "Only the curators" in refused.text
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.moderator.id,)})
    done = await place.discord.slash(place.moderator, place.channel, "knowledge weekly")
    assert "once a week" in done.text
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert kept.weekly is not None
    assert (set(kept.topics), set(kept.weekly.tells), kept.gets_digest) == (set(), {REVIEW}, False)
    assert "For curators, once a week" in (await remind(place, "list")).text
    await remind(place, "subscribe")
    await place.discord.slash(place.moderator, place.channel, "knowledge weekly", {"off": True})
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert (set(kept.topics), kept.weekly) == ({"*"}, None)


def test_wall_times_when_typed_then_read() -> None:
    assert read_zone("asia/shanghai", "en") == "Asia/Shanghai"
    assert read_zone(" Hong Kong ", "en") == "Asia/Hong_Kong"
    assert read_zone("", "en") == "UTC"
    assert read_quiet("22：00 至 7:00", "zh") == Quiet(22 * 60, 7 * 60)
    assert read_quiet("07:00-07:00", "en") is None
    assert read_hour("7:05", "en") == 425


async def test_test_when_it_is_double_clicked_then_one_notice_is_posted(bot: ParleyBot, place: Place) -> None:
    await remind(place, "subscribe")
    shown = await remind(place, "panel")
    for _ in range(2):
        await place.discord.press(shown.message, place.moderator, label="Test")
    assert await bot.drain.wait(5)
    assert len(place.channel.bot_messages) == 1
