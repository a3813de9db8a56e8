"""`/reminders` on Discord, and the buttons under notices."""

from __future__ import annotations

import asyncio

import pytest
from icalendar import Calendar

from bot.discord_app.client import ParleyBot
from bot.reminders.keys import NoticeKey, revision
from bot.reminders.notice import Kind, Notice
from bot.reminders.subscription import Trouble
from tests.discord.conftest import Place, Running
from tests.discord.loopback import TEXT, Interaction, Message, Permission, UsageError
from tests.discord.loopback.faults import CALLBACK


async def remind(place: Place, what: str, **options: object) -> Interaction:
    """The moderator uses a subcommand in the channel."""
    return await place.discord.slash(place.moderator, place.channel, f"reminders {what}", options)


def make_notice(bot: ParleyBot, channel: int, role: int | None = None) -> Notice:
    """A notice of the deadline ahead."""
    deadline = bot.services.library.base.deadlines["next_end"]
    key = NoticeKey(deadline.id, revision(deadline.at), "7d", channel)
    return Notice(key, Kind.LEAD, deadline, bot.services.clock(), role_id=role)


async def post(bot: ParleyBot, place: Place) -> Message:
    """A notice in the channel."""
    notice = make_notice(bot, place.channel.id)
    await bot.messenger.send(place.channel.id, notice, notice.key.nonce)
    return place.channel.bot_messages[-1]


async def test_subscribe_when_all_is_well_then_kept_and_what_will_come_is_shown(bot: ParleyBot, place: Place) -> None:
    shown = await remind(place, "subscribe")
    assert shown.ephemeral
    assert "Reminders are on" in shown.text
    assert "End of the truce" in shown.text
    assert "<t:" in shown.text
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert (kept.guild_id, kept.created_by, set(kept.topics)) == (place.guild.id, place.moderator.id, {"*"})


async def test_subscribe_when_used_again_then_what_is_not_named_stays(bot: ParleyBot, place: Place) -> None:
    role = place.guild.add_role("watchers", mentionable=True)
    await remind(place, "subscribe", topics="general", leads="3d", role=role, language="zh")
    await remind(place, "subscribe", leads="2d")
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert (set(kept.topics), [lead.days for lead in kept.leads]) == ({"general"}, [2])
    assert (kept.role_id, kept.language) == (role.id, "zh")
    await remind(place, "subscribe", topics="all", no_role=True, language="en")
    kept = await bot.services.subscriptions.get(place.channel.id)
    assert kept is not None
    assert (set(kept.topics), [lead.days for lead in kept.leads]) == ({"*"}, [2])
    assert (kept.role_id, kept.language) == (None, "en")


async def test_subscribe_when_a_lead_is_shorter_than_what_is_known_then_it_is_told_as_it_counts(
    bot: ParleyBot, place: Place
) -> None:
    """The deadline's hour is not published, so nothing can come an hour before it."""
    shown = await remind(place, "subscribe", leads="1d, 1h, 0s")
    assert "1 day, 1 hour before, at the time itself" in shown.text
    for told in ("(1 day before)", "(1 hour before that day begins)", "(as that day begins)"):
        assert told in shown.text
    assert "(1 hour before)" not in shown.text
    assert "0 minutes" not in shown.text


async def test_list_when_the_person_may_not_manage_the_channel_then_refused(bot: ParleyBot, place: Place) -> None:
    """A server's own settings can let anyone use a command, whatever permission it asks for by default."""
    await remind(place, "subscribe")
    place.guild.may_use["reminders"] = {place.asker.id}
    shown = await place.discord.slash(place.asker, place.channel, "reminders list")
    assert "You need the permission **Manage Channels**" in shown.text
    assert "all topics" not in shown.text


async def test_subscribe_when_options_are_given_then_they_are_kept(bot: ParleyBot, place: Place) -> None:
    other = place.guild.add_channel("deadlines")
    role = place.guild.add_role("watchers", mentionable=True)
    shown = await remind(
        place, "subscribe", channel=other, topics="General", leads="1h, 3d，90m", role=role, language="zh"
    )
    assert "3 days, 90 minutes, 1 hour" in shown.text
    kept = await bot.services.subscriptions.get(other.id)
    assert kept is not None
    assert (kept.role_id, kept.language, set(kept.topics), len(kept.leads)) == (role.id, "zh", {"general"}, 3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"leads": "soon"}, "is no lead time"),
        ({"leads": "7d, 90s"}, "“90s” is no whole number of minutes"),
        ({"leads": "400d"}, "at most 365 days"),
        ({"leads": ",".join(f"{n}h" for n in range(1, 12))}, "At most 10"),
        ({"topics": "@everyone"}, "no topic"),
    ],
)
async def test_subscribe_when_an_option_cannot_be_read_then_a_plain_sentence(
    bot: ParleyBot, place: Place, options: dict[str, str], said: str
) -> None:
    shown = await remind(place, "subscribe", **options)
    assert said in shown.text
    assert await bot.services.subscriptions.get(place.channel.id) is None


@pytest.mark.parametrize(
    ("lost", "name"),
    [
        (Permission.SEND_MESSAGES, "Send Messages"),
        (Permission.ATTACH_FILES, "Attach Files"),
        (Permission.READ_MESSAGE_HISTORY, "Read Message History"),
    ],
)
async def test_subscribe_when_the_bot_lacks_a_permission_then_it_is_named(
    bot: ParleyBot, place: Place, lost: Permission, name: str
) -> None:
    for channel in (place.channel, place.guild.add_channel("other")):
        channel.set_permissions(place.discord.bot, TEXT & ~lost)
        shown = await remind(place, "subscribe", channel=channel)
        assert f"**{name}**" in shown.text
        assert await bot.services.subscriptions.get(channel.id) is None


async def test_subscribe_when_the_role_may_not_be_pinged_then_refused(bot: ParleyBot, place: Place) -> None:
    helper = place.discord.add_user("helper")
    managing = place.guild.add_role("helpers", permissions=TEXT | Permission.MANAGE_CHANNELS)
    place.guild.add_member(helper, roles=[managing])
    staff = place.guild.add_role("staff")
    for role, said in ((staff, "Allow anyone to @mention this role"), (place.guild.everyone, "never pinged")):
        shown = await place.discord.slash(helper, place.channel, "reminders subscribe", {"role": role})
        assert said in shown.text
    owner = await remind(place, "subscribe", role=staff)
    assert "Allow anyone to @mention this role" in owner.text
    assert "or give me the permission **Mention Everyone**" in owner.text
    assert await bot.services.subscriptions.get(place.channel.id) is None


async def test_subscribe_when_one_may_not_manage_the_target_channel_then_refused(bot: ParleyBot, place: Place) -> None:
    helper = place.discord.add_user("helper")
    managing = place.guild.add_role("helpers", permissions=TEXT | Permission.MANAGE_CHANNELS)
    place.guild.add_member(helper, roles=[managing])
    secret = place.guild.add_channel("secret")
    secret.set_permissions(managing, TEXT)
    shown = await place.discord.slash(helper, place.channel, "reminders subscribe", {"channel": secret})
    assert "Manage Channels" in shown.text
    with pytest.raises(UsageError):
        await place.discord.slash(place.asker, place.channel, "reminders subscribe")


async def test_subscribe_when_in_a_thread_or_an_announcement_channel_then_it_works(
    bot: ParleyBot, place: Place
) -> None:
    thread = place.channel.add_thread("thread")
    shown = await place.discord.slash(place.moderator, thread, "reminders subscribe")
    assert "Reminders are on" in shown.text


async def test_subscribe_when_the_thread_is_locked_and_archived_then_refused(bot: ParleyBot, place: Place) -> None:
    thread = place.channel.add_thread("old", archived=True, locked=True)
    shown = await remind(place, "subscribe", channel=thread)
    assert "this one is archived and locked" in shown.text
    assert await bot.services.subscriptions.get(thread.id) is None


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        (TEXT & ~Permission.SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
        (TEXT & ~Permission.VIEW_CHANNEL, "View Channel"),
        (TEXT, "Mention Everyone"),
        (TEXT | Permission.MENTION_EVERYONE, "Reminders are on"),
    ],
)
async def test_subscribe_when_the_thread_is_not_in_sight_then_discord_is_asked(
    running: Running, place: Place, allowed: Permission, said: str
) -> None:
    thread = place.channel.add_thread("old", archived=True)  # the gateway tells a new client of open ones alone
    place.channel.set_permissions(place.discord.bot, allowed)
    role = place.guild.add_role("watchers")
    async with running() as bot:
        other = place.guild.add_channel("commands")
        options = {"channel": thread, "role": role}
        shown = await place.discord.slash(place.moderator, other, "reminders subscribe", options)
        assert bot.get_channel(thread.id) is None
        assert said in shown.text
        kept = await bot.services.subscriptions.get(thread.id)
        assert (kept is not None) is ("Reminders are on" in shown.text)


async def test_subscribe_when_discord_cannot_be_asked_then_nothing_is_kept(running: Running, place: Place) -> None:
    thread = place.channel.add_thread("old", archived=True)
    async with running() as bot:
        place.discord.faults.fail(503, method="GET", route="/channels/{channel_id}")
        shown = await remind(place, "subscribe", channel=thread)
        assert "did not take that" in shown.text
        assert await bot.services.subscriptions.get(thread.id) is None


async def test_subscribe_when_in_direct_messages_then_the_persons_own(bot: ParleyBot, place: Place) -> None:
    direct = place.discord.dm(place.asker)
    shown = await place.discord.slash(place.asker, direct, "reminders subscribe")
    assert "Reminders are on" in shown.text
    kept = await bot.services.subscriptions.get(direct.id)
    assert kept is not None
    assert (kept.user_id, kept.guild_id, kept.created_by) == (place.asker.id, None, None)
    listed = await place.discord.slash(place.asker, direct, "reminders list")
    tested = await place.discord.slash(place.asker, direct, "reminders test")
    stopped = await place.discord.slash(place.asker, direct, "reminders unsubscribe")
    again = await place.discord.slash(place.asker, direct, "reminders unsubscribe")
    assert "Here: all topics" in shown.text
    assert "Here: all topics" in listed.text
    assert tested.text == "Posted here."
    assert stopped.text == "Reminders here are off."
    assert again.text.startswith("There are no reminders here.")
    assert not [one for one in (shown, listed, tested, stopped, again) if "<#" in one.text]


async def test_list_and_unsubscribe_when_used_then_shown_and_stopped(bot: ParleyBot, place: Place) -> None:
    assert "no reminders yet" in (await remind(place, "list")).text
    await remind(place, "subscribe")
    assert place.channel.mention in (await remind(place, "list")).text
    assert "are off" in (await remind(place, "unsubscribe")).text
    assert "There are no reminders" in (await remind(place, "unsubscribe")).text
    assert await bot.services.subscriptions.get(place.channel.id) is None


async def test_unsubscribe_when_used_then_nothing_is_written_before_the_person_is_answered(
    bot: ParleyBot, place: Place
) -> None:
    await remind(place, "subscribe")
    hold = place.discord.faults.hold(stored=False, method="POST", route=CALLBACK)
    stopping = asyncio.create_task(remind(place, "unsubscribe"))
    await hold.reached()
    assert await bot.services.subscriptions.get(place.channel.id) is not None
    hold.release()
    assert "are off" in (await stopping).text


async def test_unsubscribe_when_the_channel_is_gone_then_it_is_offered_and_removed(
    bot: ParleyBot, place: Place
) -> None:
    old = place.guild.add_channel("old")
    await remind(place, "subscribe", channel=old)
    await remind(place, "subscribe")
    old.delete()
    shown = await remind(place, "list")
    assert shown.text.count("I do not see this channel") == 1
    healer = bot.services.healer
    assert healer is not None
    await healer.suspend(old.id, Trouble.GONE)
    assert "This channel is gone" in (await remind(place, "list")).text
    offered = await place.discord.autocomplete(place.moderator, place.channel, "reminders unsubscribe", "deleted", "")
    assert [choice["value"] for choice in offered] == [str(old.id)]
    assert "all topics" in offered[0]["name"]
    assert "are off" in (await remind(place, "unsubscribe", deleted=str(old.id))).text
    assert await bot.services.subscriptions.get(old.id) is None
    assert "There are no reminders" in (await remind(place, "unsubscribe", deleted=str(old.id))).text


async def test_unsubscribe_when_it_is_no_gone_channel_of_ones_own_then_refused(bot: ParleyBot, place: Place) -> None:
    elsewhere = place.discord.add_guild("elsewhere", owner=place.asker).add_channel("theirs")
    await place.discord.slash(place.asker, elsewhere, "reminders subscribe")
    await remind(place, "subscribe")
    assert "still see" in (await remind(place, "unsubscribe", deleted=str(place.channel.id))).text
    for typed in ("old", str(elsewhere.id)):
        assert "There are no reminders" in (await remind(place, "unsubscribe", deleted=typed)).text
    helper = place.guild.add_member()
    place.channel.set_permissions(helper, TEXT | Permission.MANAGE_CHANNELS)  # here, and nowhere else
    shown = await place.discord.slash(helper, place.channel, "reminders unsubscribe", {"deleted": "1"})
    assert "in the whole server" in shown.text
    for channel in (place.channel, elsewhere):
        assert await bot.services.subscriptions.get(channel.id) is not None


async def test_test_when_subscribed_then_the_next_notice_is_posted(bot: ParleyBot, place: Place) -> None:
    assert "There are no reminders" in (await remind(place, "test")).text
    await remind(place, "subscribe")
    assert "Posted in" in (await remind(place, "test")).text
    notice = await place.discord.wait_for_message(place.channel, lambda one: one.interaction is None)
    assert "End of the truce" in notice.text
    assert "Duties can return." in notice.text


async def test_topics_when_typed_then_completed_in_the_last_place(bot: ParleyBot, place: Place) -> None:
    choices = await place.discord.autocomplete(place.moderator, place.channel, "reminders subscribe", "topics", "gen")
    assert [choice["value"] for choice in choices] == ["general"]


async def test_notice_when_its_calendar_button_is_pressed_then_one_event_comes(bot: ParleyBot, place: Place) -> None:
    notice = await post(bot, place)
    pressed = await place.discord.press(notice, place.asker, label="Calendar")
    assert pressed.ephemeral
    events = Calendar.from_ical(pressed.message.files[0].data).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["End of the truce"]


async def test_notice_when_remind_me_too_is_pressed_then_the_person_is_subscribed(bot: ParleyBot, place: Place) -> None:
    notice = await post(bot, place)
    await place.discord.press(notice, place.asker, label="Remind me too")
    hello = await place.discord.wait_for_message(place.discord.dm(place.asker))
    assert "End of the truce" in hello.text
    assert await bot.drain.wait(5)
    kept = await bot.services.subscriptions.of_user(place.asker.id)
    assert [set(one.topics) for one in kept] == [{"deadline:next_end"}]


@pytest.mark.parametrize("together", [True, False])
async def test_notice_when_remind_me_too_is_pressed_twice_then_the_person_is_greeted_once(
    bot: ParleyBot, place: Place, together: bool
) -> None:
    notice = await post(bot, place)

    async def press() -> str:
        pressed = await place.discord.press(notice, place.asker, label="Remind me too")
        return (await place.discord.wait_followup(pressed)).text

    told = await asyncio.gather(press(), press()) if together else [await press(), await press()]
    assert sorted(text.split()[0] for text in told) == ["Done.", "You"]
    (hello,) = place.discord.dm(place.asker).bot_messages
    assert "10 January 2027" in hello.text


async def test_notice_when_direct_messages_are_closed_then_a_plain_sentence(bot: ParleyBot, place: Place) -> None:
    notice = await post(bot, place)
    place.asker.dms_open = False
    pressed = await place.discord.press(notice, place.asker, label="Remind me too")
    assert "closed to me" in (await place.discord.wait_followup(pressed)).text
    assert await bot.services.subscriptions.of_user(place.asker.id) == []
    place.asker.dms_open = True
    pressed = await place.discord.press(notice, place.asker, label="Remind me too")
    assert "Done." in (await place.discord.wait_followup(pressed)).text


async def test_permissions_when_they_come_back_then_a_suspended_subscription_resumes(
    bot: ParleyBot, place: Place
) -> None:
    await remind(place, "subscribe")
    healer, channel = bot.services.healer, place.channel
    assert healer is not None
    channel.set_permissions(place.discord.bot, TEXT & ~Permission.SEND_MESSAGES)
    await healer.suspend(channel.id, Trouble.FORBIDDEN)
    assert "Paused since" in (await remind(place, "list")).text
    assert await bot.drain.wait(5)
    asked = len(place.discord.journal.answered)
    channel.set_permissions(place.discord.bot, TEXT)
    await place.discord.wait_for_request("GET", "/guilds/{guild_id}/members/{user_id}", after=asked)
    assert await bot.drain.wait(5)
    kept = await bot.services.subscriptions.get(channel.id)
    assert kept is not None
    assert kept.suspension is None


async def test_thread_when_it_is_opened_again_then_its_suspended_subscription_resumes(
    bot: ParleyBot, place: Place
) -> None:
    thread = place.channel.add_thread("news")
    await remind(place, "subscribe", channel=thread)
    healer = bot.services.healer
    assert healer is not None
    thread.archived = thread.locked = True
    await healer.suspend(thread.id, Trouble.FORBIDDEN)
    asked = len(place.discord.journal.answered)
    thread.reopen()
    await place.discord.wait_for_request("GET", "/guilds/{guild_id}/members/{user_id}", after=asked)
    assert await bot.drain.wait(5)
    kept = await bot.services.subscriptions.get(thread.id)
    assert kept is not None
    assert kept.suspension is None
