"""The loopback Discord's own rules, without a client: pings, permissions, what people may do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from tests.discord.loopback import ALL, TEXT, Channel, Guild, Kind, LoopbackDiscord, Permission, Role, User
from tests.discord.loopback.apierror import ApiError
from tests.discord.loopback.permissions import Overwrite, compute
from tests.discord.loopback.redirect import redirected


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as one:
        yield one


def bot_says(server: LoopbackDiscord, channel: Channel, content: str, allowed: dict[str, Any] | None) -> Any:
    body = {"content": content} | ({} if allowed is None else {"allowed_mentions": allowed})
    return server.world.create_message(channel, server.bot, body).pings


def make_places(server: LoopbackDiscord) -> tuple[Guild, Channel, User, Role, Role]:
    guild = server.add_guild()
    open_role, closed_role = guild.add_role("open", mentionable=True), guild.add_role("closed")
    return guild, guild.add_channel(), guild.add_member(), open_role, closed_role


async def test_pings_when_no_allowed_mentions_then_everyone_named_who_may_be(server: LoopbackDiscord) -> None:
    guild, channel, person, open_role, closed_role = make_places(server)
    text = f"{person.mention} {open_role.mention} {closed_role.mention} @everyone"
    found = bot_says(server, channel, text, None)
    assert (found.users, found.roles, found.everyone) == ([person], [open_role], False)
    guild.everyone.permissions |= Permission.MENTION_EVERYONE
    found = bot_says(server, channel, text, None)
    assert (found.roles, found.everyone) == ([open_role, closed_role], True)


async def test_pings_when_allowed_mentions_are_given_then_only_those(server: LoopbackDiscord) -> None:
    guild, channel, person, open_role, _ = make_places(server)
    guild.everyone.permissions |= Permission.MENTION_EVERYONE
    text = f"{person.mention} {open_role.mention} @everyone"
    assert not bot_says(server, channel, text, {"parse": []})
    one_role = bot_says(server, channel, text, {"parse": [], "roles": [str(open_role.id)]})
    assert (one_role.users, one_role.roles, one_role.everyone) == ([], [open_role], False)
    with pytest.raises(ApiError):
        bot_says(server, channel, text, {"parse": ["roles"], "roles": [str(open_role.id)]})


@pytest.mark.parametrize(
    ("overwrites", "allowed"),
    [
        ([], TEXT),
        ([Overwrite(1, 0, deny=Permission.SEND_MESSAGES)], TEXT & ~Permission.SEND_MESSAGES),
        ([Overwrite(1, 0, deny=ALL), Overwrite(2, 0, allow=Permission.VIEW_CHANNEL)], Permission.VIEW_CHANNEL),
        ([Overwrite(2, 0, deny=ALL), Overwrite(3, 0, allow=Permission.VIEW_CHANNEL)], Permission.VIEW_CHANNEL),
        ([Overwrite(2, 0, allow=ALL), Overwrite(9, 1, deny=ALL)], Permission.NONE),
    ],
)
def test_permissions_when_overwritten_then_everyone_roles_member_in_turn(
    overwrites: list[Overwrite], allowed: Permission
) -> None:
    assert compute(TEXT, everyone=1, roles=[2, 3], member=9, overwrites=overwrites) == allowed
    assert compute(Permission.ADMINISTRATOR, 1, [2, 3], 9, overwrites) == ALL


class Watcher(discord.Client):
    """Notes the events that it gets."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.default(), guild_ready_timeout=0.05)
        self.events: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        self.events.put_nowait(("edit", event.message_id))

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        self.events.put_nowait(("delete", event.message_id))

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        self.events.put_nowait(("channel", channel.id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        self.events.put_nowait(("gone", channel.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.events.put_nowait(("join", guild.id))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.events.put_nowait(("leave", guild.id))


async def test_events_when_the_world_changes_then_the_client_is_told(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel = guild.add_channel()
    message = await server.say(channel, guild.owner, "hello")
    client = Watcher()
    with redirected(server):
        running = asyncio.create_task(client.start(server.token))
        await server.wait_ready()
        await client.wait_until_ready()
        await server.edit(message, "changed")
        await server.delete(message)
        later = guild.add_channel("later", kind=Kind.ANNOUNCEMENT)
        later.delete()
        other = server.add_guild("other")
        other.remove_bot()
        told = [await asyncio.wait_for(client.events.get(), 5) for _ in range(6)]
        await client.close()
        await asyncio.gather(running, return_exceptions=True)
    assert sorted(told) == sorted(
        [
            ("edit", message.id),
            ("delete", message.id),
            ("channel", later.id),
            ("gone", later.id),
            ("join", other.id),
            ("leave", other.id),
        ]
    )


async def test_send_when_place_is_special_then_as_discord_treats_it(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, person = guild.add_channel(kind=Kind.ANNOUNCEMENT), guild.add_member()
    asleep, locked = channel.add_thread(archived=True), channel.add_thread(archived=True, locked=True)
    person.dms_open = False
    client = discord.Client(intents=discord.Intents.default())
    with redirected(server):
        async with client:
            await client.login(server.token)
            sent = await client.get_partial_messageable(channel.id).send("news")
            await sent.publish()
            await client.get_partial_messageable(asleep.id).send("awake")
            with pytest.raises(discord.HTTPException) as refused:
                await client.get_partial_messageable(locked.id).send("no")
            assert refused.value.code == 50083
            with pytest.raises(discord.Forbidden) as closed:
                await (await client.fetch_user(person.id)).send("no")
            assert closed.value.code == 50007
    assert not asleep.archived
    assert channel.bot_messages[0].flags & 1
    assert server.violations == []


async def test_wait_when_nothing_comes_then_the_error_tells_what_did(server: LoopbackDiscord) -> None:
    with pytest.raises(TimeoutError, match="no request at all"):
        await server.wait_for_message(timeout=0.01)
