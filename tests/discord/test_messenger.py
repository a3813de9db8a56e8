"""The messenger: what it posts, how it finds it again, and what each failure means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.discord_app.client import ParleyBot
from bot.discord_app.messenger import DiscordMessenger
from bot.reminders.ports import (
    Access,
    CannotAsk,
    CannotRead,
    Found,
    MaybeSent,
    MessengerError,
    NotFound,
    NotSent,
    Refused,
    Rejected,
)
from bot.reminders.subscription import Subscription, Trouble
from tests.discord.conftest import Place
from tests.discord.loopback import MESSAGES, TEXT, Permission
from tests.discord.test_reminders_commands import make_notice

DAY = timedelta(days=1)


def since(place: Place) -> datetime:
    """A moment before everything that happened on the loopback Discord, whose clock is the real one."""
    return datetime.fromtimestamp(place.discord.world.clock(), UTC) - DAY


async def out_of_sight(bot: ParleyBot, place: Place) -> None:
    """The gateway tells this client nothing of the server any more, as where another worker holds its shard."""
    place.guild.remove_bot()
    await place.discord.ask(place.discord.dm(place.asker), place.asker, "hello")
    assert bot.get_channel(place.channel.id) is None
    place.guild.add_member(place.discord.bot)
    place.guild.has_bot = True


async def test_send_when_all_is_well_then_posted_once_with_nonce_and_key(bot: ParleyBot, place: Place) -> None:
    notice = make_notice(bot, place.channel.id)
    first = await bot.messenger.send(place.channel.id, notice, notice.key.nonce)
    again = await bot.messenger.send(place.channel.id, notice, notice.key.nonce)
    assert first == again
    [message] = place.channel.bot_messages
    assert message.nonce == notice.key.nonce
    assert all(notice.key.nonce in custom_id for custom_id in message.custom_ids)
    assert "hour not published" in message.text


async def test_send_when_the_role_is_mentionable_then_it_alone_is_pinged(bot: ParleyBot, place: Place) -> None:
    role = place.guild.add_role("watchers", mentionable=True)
    await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id, role.id), "n1")
    [message] = place.channel.bot_messages
    assert message.pings.roles == [role]
    assert not message.pings.everyone


@pytest.mark.parametrize("may", [True, False])
async def test_send_when_another_worker_holds_the_guild_then_the_role_is_pinged_as_discord_allows(
    bot: ParleyBot, place: Place, may: bool
) -> None:
    role = place.guild.add_role("watchers")
    place.channel.set_permissions(place.discord.bot, TEXT | Permission.MENTION_EVERYONE if may else TEXT)
    await out_of_sight(bot, place)
    await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id, role.id), "n1")
    [message] = place.channel.bot_messages
    assert message.pings.roles == ([role] if may else [])


async def test_send_when_discord_does_not_tell_what_the_bot_may_then_posted_without_a_ping(
    bot: ParleyBot, place: Place
) -> None:
    role = place.guild.add_role("watchers")
    await out_of_sight(bot, place)
    place.discord.faults.fail(404, method="GET", route="/guilds/{guild_id}/members/{user_id}")
    await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id, role.id), "n1")
    [message] = place.channel.bot_messages
    assert message.content == ""


@pytest.mark.parametrize("which", ["unmentionable", "everyone", "gone"])
async def test_send_when_the_role_may_not_be_pinged_then_posted_without(
    bot: ParleyBot, place: Place, which: str
) -> None:
    role = place.guild.add_role("watchers")
    ids = {"unmentionable": role.id, "everyone": place.guild.id, "gone": 1}
    await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id, ids[which]), "n1")
    [message] = place.channel.bot_messages
    assert not message.pings.roles
    assert not message.pings.everyone
    assert message.content == ""


async def test_send_when_the_channel_refuses_then_refused_with_the_trouble(bot: ParleyBot, place: Place) -> None:
    notice = make_notice(bot, place.channel.id)
    place.channel.set_permissions(place.discord.bot, TEXT & ~Permission.SEND_MESSAGES)
    with pytest.raises(Refused) as refused:
        await bot.messenger.send(place.channel.id, notice, "n1")
    assert refused.value.trouble is Trouble.FORBIDDEN
    place.channel.delete()
    with pytest.raises(Refused) as refused:
        await bot.messenger.send(place.channel.id, notice, "n2")
    assert refused.value.trouble is Trouble.GONE


@pytest.mark.parametrize("stored", [True, False])
async def test_send_when_the_connection_is_reset_then_maybe_sent(bot: ParleyBot, place: Place, stored: bool) -> None:
    place.discord.faults.reset(stored=stored, method="POST", route=MESSAGES)
    with pytest.raises(MaybeSent):
        await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id), "n1")


@pytest.mark.parametrize(
    ("status", "expected"), [(503, MaybeSent), (400, MessengerError), (401, NotSent), (403, NotSent), (404, NotSent)]
)
async def test_send_when_a_status_comes_from_a_proxy_then_it_says_nothing_of_the_channel(
    bot: ParleyBot, place: Place, status: int, expected: type[MessengerError]
) -> None:
    place.discord.faults.fail(status, method="POST", route=MESSAGES)
    with pytest.raises(expected):
        await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id), "n1")


async def test_send_when_limited_by_the_proxy_then_not_sent(bot: ParleyBot, place: Place) -> None:
    place.discord.faults.rate_limit(1.0, headers=False, method="POST", route=MESSAGES)
    with pytest.raises(NotSent):
        await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id), "n1")


async def test_send_when_the_answer_to_a_stored_message_cannot_be_read_then_maybe_sent(
    bot: ParleyBot, place: Place
) -> None:
    place.discord.faults.fail(200, stored=True, method="POST", route=MESSAGES)
    with pytest.raises(MaybeSent):
        await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id), "n1")


async def test_send_when_discord_finds_fault_with_the_message_then_rejected(bot: ParleyBot, place: Place) -> None:
    with pytest.raises(Rejected):
        await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id), "n" * 26)
    place.discord.violations.clear()  # it is the fault that the test is about


async def test_send_when_a_retry_fails_after_the_message_was_stored_then_maybe_sent(
    bot: ParleyBot, place: Place
) -> None:
    place.discord.world.nonce_memory = 0
    place.discord.faults.fail(502, stored=True, method="POST", route=MESSAGES)
    place.discord.faults.rate_limit(60, skip=1, method="POST", route=MESSAGES)
    with pytest.raises(MaybeSent):
        await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id), "n1")
    assert len(place.channel.bot_messages) == 1
    place.discord.faults.rate_limit(60, method="POST", route=MESSAGES)
    with pytest.raises(NotSent):
        await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id), "n2")


async def test_send_when_discord_is_down_then_not_sent(bot: ParleyBot, place: Place) -> None:
    await place.discord.go_down()
    with pytest.raises((NotSent, MaybeSent)):
        await bot.messenger.send(place.channel.id, make_notice(bot, place.channel.id), "n1")
    await place.discord.come_back()


async def test_every_method_when_not_logged_in_then_said_so(bot: ParleyBot, place: Place) -> None:
    messenger = DiscordMessenger(discord.Client(intents=discord.Intents.none()))
    notice = make_notice(bot, place.channel.id)
    with pytest.raises(NotSent):
        await messenger.send(place.channel.id, notice, "n1")
    with pytest.raises(CannotAsk):
        await messenger.find_notice(place.channel.id, [notice.key], bot.services.clock())
    with pytest.raises(CannotAsk):
        await messenger.access(place.channel.id)


async def test_find_when_it_was_posted_behind_many_messages_then_found(bot: ParleyBot, place: Place) -> None:
    notice = make_notice(bot, place.channel.id)
    for number in range(150):
        await place.discord.say(place.channel, place.asker, f"message {number}")
    posted = await bot.messenger.send(place.channel.id, notice, notice.key.nonce)
    for number in range(150):
        await place.discord.say(place.channel, place.asker, f"message {number}")
    assert await bot.messenger.find_notice(place.channel.id, [notice.key], since(place)) == Found(posted)


async def test_find_when_another_member_copies_the_key_then_not_found(bot: ParleyBot, place: Place) -> None:
    notice = make_notice(bot, place.channel.id)
    robot = place.discord.add_user("robot", bot=True)
    place.guild.add_member(robot)
    button = {"type": 2, "style": 2, "label": "x", "custom_id": notice.key.custom_id("me")}
    body = {"content": "x", "components": [{"type": 1, "components": [button]}]}
    place.discord.world.create_message(place.channel, robot, body)
    assert await bot.messenger.find_notice(place.channel.id, [notice.key], since(place)) == NotFound()


async def test_find_when_nothing_was_posted_then_not_found(bot: ParleyBot, place: Place) -> None:
    key = make_notice(bot, place.channel.id).key
    assert await bot.messenger.find_notice(place.channel.id, [key], since(place)) == NotFound()


async def test_find_when_history_may_not_be_read_then_it_is_no_absence(bot: ParleyBot, place: Place) -> None:
    notice = make_notice(bot, place.channel.id)
    await bot.messenger.send(place.channel.id, notice, notice.key.nonce)
    place.channel.set_permissions(place.discord.bot, TEXT & ~Permission.READ_MESSAGE_HISTORY)
    assert await bot.messenger.find_notice(place.channel.id, [notice.key], since(place)) == CannotRead()
    place.channel.set_permissions(place.discord.bot, Permission.NONE)
    assert isinstance(await bot.messenger.find_notice(place.channel.id, [notice.key], since(place)), CannotRead)
    place.channel.delete()
    assert await bot.messenger.find_notice(place.channel.id, [notice.key], since(place)) == CannotRead(Trouble.GONE)


async def test_find_when_discord_fails_then_it_cannot_be_asked(bot: ParleyBot, place: Place) -> None:
    place.discord.faults.fail(503, method="GET", route=MESSAGES)
    with pytest.raises(CannotAsk):
        await bot.messenger.find_notice(place.channel.id, [make_notice(bot, place.channel.id).key], since(place))


async def test_access_when_asked_then_what_discord_says(bot: ParleyBot, place: Place) -> None:
    channel, me = place.channel, place.discord.bot
    assert await bot.messenger.access(channel.id) == Access()
    assert await bot.messenger.access(channel.add_thread("thread").id) == Access()
    assert await bot.messenger.access(place.discord.dm(place.asker).id) == Access()
    channel.set_permissions(me, TEXT & ~Permission.ATTACH_FILES)
    assert await bot.messenger.access(channel.id) == Access(("attach_files",))
    channel.set_permissions(me, Permission.NONE)
    assert not (await bot.messenger.access(channel.id)).is_enough
    channel.delete()
    assert await bot.messenger.access(channel.id) == Access(gone=True)


async def test_send_when_the_thread_is_locked_and_archived_then_refused_until_it_is_opened(
    bot: ParleyBot, place: Place
) -> None:
    thread = place.channel.add_thread("old", archived=True, locked=True)
    notice = make_notice(bot, thread.id)
    with pytest.raises(Refused) as refused:
        await bot.messenger.send(thread.id, notice, "n1")
    assert refused.value.trouble is Trouble.FORBIDDEN
    assert await bot.messenger.access(thread.id) == Access(("open_thread",))
    thread.locked = False  # a message wakes an archived thread
    assert await bot.messenger.access(thread.id) == Access()
    assert await bot.messenger.send(thread.id, notice, "n1")


async def test_access_when_the_bot_is_timed_out_then_said_so(bot: ParleyBot, place: Place) -> None:
    me = place.guild.members[place.discord.bot.id]
    me.timed_out = (datetime.now(UTC) + DAY).isoformat()
    assert await bot.messenger.access(place.channel.id) == Access(("end_of_timeout",))
    me.timed_out = (datetime.now(UTC) - DAY).isoformat()
    assert await bot.messenger.access(place.channel.id) == Access()


async def test_trouble_when_a_thread_is_locked_then_the_subscriber_hears_what_is_missing(
    bot: ParleyBot, place: Place
) -> None:
    thread = place.channel.add_thread("old", archived=True, locked=True)
    subscription = Subscription(thread.id, {}, {}, guild_id=place.guild.id, created_by=place.asker.id)
    assert await bot.messenger.tell_trouble(subscription, Trouble.FORBIDDEN)
    told = await place.discord.wait_for_message(place.discord.dm(place.asker))
    assert "this one is archived and locked" in told.text


async def test_trouble_when_told_then_the_subscriber_hears_it(bot: ParleyBot, place: Place) -> None:
    subscription = Subscription(place.channel.id, {}, {}, guild_id=place.guild.id, created_by=place.asker.id)
    assert await bot.messenger.tell_trouble(subscription, Trouble.FORBIDDEN)
    told = await place.discord.wait_for_message(place.discord.dm(place.asker))
    assert "Send Messages" in told.text
    place.asker.dms_open = False
    assert await bot.messenger.tell_trouble(subscription, Trouble.FORBIDDEN)
    assert await place.discord.wait_for_message(place.discord.dm(place.moderator))
    place.moderator.dms_open = False
    assert not await bot.messenger.tell_trouble(subscription, Trouble.FORBIDDEN)
