"""The loopback Discord, driven by the real discord.py client: login, messages, sessions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
from discord import app_commands

from tests.discord.loopback import MESSAGES, LoopbackDiscord, Permission
from tests.discord.loopback.redirect import redirected


class EchoClient(discord.Client):
    """Replies to what it can read; holds a command tree."""

    def __init__(self, **options: object) -> None:
        super().__init__(intents=discord.Intents.default(), guild_ready_timeout=0.05, **options)  # type: ignore[arg-type]
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.readies = 0
        self.was_ready = asyncio.Event()

    async def on_ready(self) -> None:
        self.readies += 1
        self.was_ready.set()

    async def on_message(self, message: discord.Message) -> None:
        if message.author == self.user:
            return
        self.heard.append(message.content)
        if message.content:
            await message.reply(f"you said {message.clean_content}")


@asynccontextmanager
async def running(server: LoopbackDiscord, client: discord.Client) -> AsyncIterator[discord.Client]:
    with redirected(server, "test"):
        task = asyncio.create_task(client.start(server.token))
        try:
            ready = asyncio.create_task(server.wait_ready())
            await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            await ready
            await client.wait_until_ready()
            yield client
        finally:
            await client.close()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as one:
        yield one


async def test_login_when_token_is_right_then_client_is_ready_with_guilds(server: LoopbackDiscord) -> None:
    guild = server.add_guild("Trade")
    channel = guild.add_channel("general")
    thread = channel.add_thread("talk")
    async with running(server, EchoClient()) as client:
        known = client.get_guild(guild.id)
        assert known is not None
        assert known.name == "Trade"
        assert known.me.id == server.bot.id
        assert {one.id for one in known.text_channels} == {channel.id}
        assert known.get_thread(thread.id) is not None
        assert known.text_channels[0].permissions_for(known.me).send_messages


async def test_login_when_token_is_wrong_then_login_failure(server: LoopbackDiscord) -> None:
    client = EchoClient()
    with redirected(server), pytest.raises(discord.LoginFailure):
        await client.login("not-the-token")
    await client.close()


async def test_login_when_privileged_intents_are_asked_for_then_refused(server: LoopbackDiscord) -> None:
    client = discord.Client(intents=discord.Intents.all())
    with redirected(server), pytest.raises(discord.PrivilegedIntentsRequired):
        await client.start(server.token)
    await client.close()


async def test_message_when_bot_is_mentioned_then_it_reads_and_replies(server: LoopbackDiscord) -> None:
    channel = server.add_guild().add_channel()
    person = channel.guild.add_member() if channel.guild else server.add_user()
    async with running(server, EchoClient()):
        reply = await server.ask(channel, person, "hello", mention_bot=True)
    assert reply.content == "you said @Parley hello"
    assert reply.pings.users == [person]
    assert reply.client == "test"
    assert not server.violations


async def test_message_when_bot_is_not_mentioned_then_content_is_empty(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, person = guild.add_channel(), guild.add_member()
    client = EchoClient()
    async with running(server, client):
        await server.say(channel, person, "secret")
        first = await server.ask(channel, person, "hello", mention_bot=True)
        await server.say(channel, person, "quiet", reply_to=first, ping=False)
        await server.ask(channel, person, "loud", reply_to=first)
    assert client.heard == ["", f"<@{server.bot.id}> hello", "", "loud"]


async def test_message_when_direct_then_bot_reads_it(server: LoopbackDiscord) -> None:
    person = server.add_user()
    async with running(server, EchoClient()):
        reply = await server.ask(server.dm(person), person, "hello")
    assert reply.content == "you said hello"


async def test_message_when_channel_is_hidden_then_bot_is_not_told(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    hidden = guild.add_channel("hidden", permissions=Permission.NONE)
    shown, person = guild.add_channel("shown"), guild.add_member()
    client = EchoClient()
    async with running(server, client):
        await server.say(hidden, person, "psst", mention_bot=True)
        await server.ask(shown, person, "hello", mention_bot=True)
        assert len(client.heard) == 1
        with pytest.raises(discord.Forbidden) as refused:
            await client.get_partial_messageable(hidden.id).send("hello")
    assert refused.value.code == 50001


async def test_send_when_nonce_repeats_within_memory_then_one_message(server: LoopbackDiscord) -> None:
    channel = server.add_guild().add_channel()
    async with running(server, EchoClient()) as client:
        target = client.get_partial_messageable(channel.id)
        first, second = await target.send("notice", nonce="key-1"), await target.send("notice", nonce="key-1")
        await target.send("notice", nonce="key-2")
    assert first.id == second.id
    assert len(channel.bot_messages) == 2
    assert server.world.nonce_hits == 1
    assert not server.violations


async def test_send_when_nonce_memory_is_zero_then_two_messages() -> None:
    async with LoopbackDiscord(nonce_memory=0) as server:
        channel = server.add_guild().add_channel()
        async with running(server, EchoClient()) as client:
            target = client.get_partial_messageable(channel.id)
            await target.send("notice", nonce="key-1")
            await target.send("notice", nonce="key-1")
        assert len(channel.bot_messages) == 2


async def test_send_when_memory_has_passed_then_nonce_is_forgotten() -> None:
    now = [1_800_000_000.0]
    async with LoopbackDiscord(nonce_memory=300, clock=lambda: now[0]) as server:
        channel = server.add_guild().add_channel()
        async with running(server, EchoClient()) as client:
            target = client.get_partial_messageable(channel.id)
            await target.send("notice", nonce="key-1")
            now[0] += 301
            await target.send("notice", nonce="key-1")
        assert len(channel.bot_messages) == 2


async def test_history_when_permitted_then_pages_in_both_directions(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, person = guild.add_channel(), guild.add_member()
    said = [await server.say(channel, person, f"line {number}") for number in range(250)]
    async with running(server, EchoClient()) as client:
        target = client.get_partial_messageable(channel.id)
        newest_first = [one.id async for one in target.history(limit=None)]
        later = [one.id async for one in target.history(limit=None, after=discord.Object(said[99].id))]
        around = [one.id async for one in target.history(limit=11, around=discord.Object(said[50].id))]
    ids = [one.id for one in said]
    assert newest_first == ids[::-1]
    assert later == ids[100:]
    assert sorted(around) == ids[45:56]
    assert not server.violations


async def test_history_when_permission_is_missing_then_empty_and_no_error(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    without = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES
    channel = guild.add_channel(permissions=without)
    async with running(server, EchoClient()) as client:
        target = client.get_partial_messageable(channel.id)
        sent = await target.send("notice")
        assert [one async for one in target.history()] == []
        with pytest.raises(discord.Forbidden):
            await target.fetch_message(sent.id)
        channel.set_permissions(server.bot, without | Permission.READ_MESSAGE_HISTORY)
        assert [one.id async for one in target.history()] == [sent.id]


async def test_send_when_something_is_not_permitted_then_forbidden(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    silent = guild.add_channel(permissions=Permission.VIEW_CHANNEL)
    plain = guild.add_channel(permissions=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    async with running(server, EchoClient()) as client:
        with pytest.raises(discord.Forbidden) as refused:
            await client.get_partial_messageable(silent.id).send("hello")
        assert refused.value.code == 50013
        with pytest.raises(discord.Forbidden):
            await client.get_partial_messageable(plain.id).send(embed=discord.Embed(title="t"))
        with pytest.raises(discord.NotFound) as missing:
            await client.get_partial_messageable(123).send("hello")
        assert missing.value.code == 10003


async def test_send_when_over_a_limit_then_bad_request(server: LoopbackDiscord) -> None:
    server.limiter.limits.routes.clear()
    channel = server.add_guild().add_channel()
    long_embed = discord.Embed(description="x" * 4096)
    long_embed.add_field(name="n" * 256, value="v" * 1024)
    too_long = [
        {"content": "x" * 2001},
        {"embed": discord.Embed(description="x" * 4097)},
        {"embeds": [long_embed, long_embed]},
        {"content": "hello", "nonce": "n" * 26},
        {"content": ""},
    ]
    async with running(server, EchoClient()) as client:
        target = client.get_partial_messageable(channel.id)
        for arguments in too_long:
            with pytest.raises(discord.HTTPException) as refused:
                await target.send(**arguments)  # type: ignore[arg-type]
            assert refused.value.status == 400
        await target.send("x" * 2000, embed=long_embed)
    assert len(channel.bot_messages) == 1


async def test_gateway_when_connection_is_cut_then_client_resumes_and_misses_nothing(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, person = guild.add_channel(), guild.add_member()
    client = EchoClient()
    async with running(server, client):
        server.gateway.drop()
        await server.wait_gateway("lost")
        question = await server.say(channel, person, "in the gap", mention_bot=True)
        await server.wait_gateway("resumed")
        assert "in the gap" in (await server.reply_to(question)).content
    assert client.readies == 1


async def test_gateway_when_session_is_invalidated_then_client_identifies_anew(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, person = guild.add_channel(), guild.add_member()
    client = EchoClient()
    async with running(server, client):
        await client.was_ready.wait()
        client.was_ready.clear()
        server.gateway.invalidate()
        await server.say(channel, person, "lost", mention_bot=True)
        await server.wait_gateway("ready", after=len(server.gateway.log))
        await asyncio.wait_for(client.was_ready.wait(), 5)
        await server.ask(channel, person, "found", mention_bot=True)
    assert client.readies == 2
    assert [text.split()[-1] for text in client.heard] == ["found"]


async def test_gateway_when_server_asks_to_reconnect_then_client_resumes(server: LoopbackDiscord) -> None:
    async with running(server, EchoClient()):
        server.gateway.reconnect()
        await server.wait_gateway("resumed")


async def test_gateway_when_sharded_then_each_shard_hears_its_own_guilds(server: LoopbackDiscord) -> None:
    server.gateway.shards = 2
    guilds = [server.add_guild(f"g{number}") for number in range(6)]
    heard: list[int] = []

    class Sharded(discord.AutoShardedClient):
        async def on_message(self, message: discord.Message) -> None:
            if message.author == self.user:
                return
            assert message.guild is not None
            assert message.guild.shard_id == (message.guild.id >> 22) % 2
            heard.append(message.id)
            if len(heard) == len(guilds):
                await message.reply("all")

    client = Sharded(intents=discord.Intents.default(), guild_ready_timeout=0.05)
    async with running(server, client):
        await server.wait_ready(2)
        said = [await server.say(guild.add_channel(), guild.owner, "hi", mention_bot=True) for guild in guilds]
        await server.wait_for_message(predicate=lambda one: one.content == "all")
    assert sorted(heard) == [one.id for one in said]


async def test_server_when_down_then_up_again_then_client_comes_back(server: LoopbackDiscord) -> None:
    person = server.add_user()
    async with running(server, EchoClient()):
        before = len(server.gateway.log)
        await server.go_down()
        await server.wait_gateway("lost", after=before)
        await server.come_back()
        await server.wait_gateway("resumed", after=before)
        assert (await server.ask(server.dm(person), person, "back?")).content == "you said back?"


async def test_spec_when_a_request_is_not_valid_then_it_is_listed(server: LoopbackDiscord) -> None:
    if not server.spec.loaded:
        pytest.skip("Discord's OpenAPI description is not at hand")
    channel = server.add_guild().add_channel()
    async with running(server, EchoClient()) as client:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
        await client.http.request(route, json={"content": "fine"})
        assert server.violations == []
        await client.http.request(route, json={"content": "planted", "contnet": "misspelt"})
        with pytest.raises(discord.HTTPException):
            await client.http.request(route, json={"content": "planted", "embeds": [{"title": 5}]})
        with pytest.raises(discord.NotFound):
            await client.http.request(discord.http.Route("GET", "/no/such/thing"))
    assert len(server.violations) == 3
    assert all(one.startswith(f"POST {MESSAGES}") for one in server.violations[:2])
    assert "contnet" in server.violations[0]
