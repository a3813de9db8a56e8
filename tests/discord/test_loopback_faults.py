"""The loopback Discord's faults and limits, as the real discord.py client meets them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest

from tests.discord.loopback import MESSAGES, Channel, Limit, LoopbackDiscord, RateLimits
from tests.discord.loopback.redirect import redirected


@asynccontextmanager
async def logged_in(server: LoopbackDiscord) -> AsyncIterator[discord.Client]:
    """A client with REST and no gateway."""
    client = discord.Client(intents=discord.Intents.default())
    with redirected(server, "rest"):
        async with client:
            await client.login(server.token)
            yield client


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as one:
        yield one


@pytest.fixture
def channel(server: LoopbackDiscord) -> Channel:
    return server.add_guild().add_channel()


@pytest.fixture
async def target(server: LoopbackDiscord, channel: Channel) -> AsyncIterator[discord.PartialMessageable]:
    async with logged_in(server) as client:
        yield client.get_partial_messageable(channel.id)


async def test_reset_when_before_storing_then_nothing_is_stored(
    server: LoopbackDiscord, channel: Channel, target: discord.PartialMessageable
) -> None:
    server.faults.reset(stored=False, method="POST", route=MESSAGES)
    with pytest.raises(aiohttp.ClientOSError):
        await target.send("notice", nonce="k")
    assert channel.bot_messages == []
    await target.send("notice", nonce="k")
    assert len(channel.bot_messages) == 1


async def test_reset_when_after_storing_then_message_is_there_and_nonce_finds_it(
    server: LoopbackDiscord, channel: Channel, target: discord.PartialMessageable
) -> None:
    server.faults.reset(stored=True, method="POST", route=MESSAGES)
    with pytest.raises(aiohttp.ClientOSError):
        await target.send("notice", nonce="k")
    stored = channel.bot_messages
    assert len(stored) == 1
    again = await target.send("notice", nonce="k")
    assert again.id == stored[0].id
    assert channel.bot_messages == stored
    assert [one.status for one in server.journal.select("POST", MESSAGES)] == [0, 200]


async def test_status_when_503_then_raised_at_once(
    server: LoopbackDiscord, channel: Channel, target: discord.PartialMessageable
) -> None:
    server.faults.fail(503, method="POST", route=MESSAGES)
    with pytest.raises(discord.DiscordServerError):
        await target.send("notice")
    assert channel.bot_messages == []


@pytest.mark.parametrize(("memory", "stored"), [(300.0, 1), (0.0, 2)])
async def test_status_when_502_after_storing_then_the_librarys_retry_relies_on_the_nonce(
    memory: float, stored: int
) -> None:
    # discord.py gives every message a random nonce of its own and repeats it in its own retries.
    async with LoopbackDiscord(nonce_memory=memory) as server, logged_in(server) as client:
        channel = server.add_guild().add_channel()
        server.faults.fail(502, stored=True, method="POST", route=MESSAGES)
        await client.get_partial_messageable(channel.id).send("notice")
        assert len(channel.bot_messages) == stored


@pytest.mark.parametrize("scope", ["user", "global"])
async def test_429_when_with_headers_then_library_waits_and_retries(
    server: LoopbackDiscord, channel: Channel, target: discord.PartialMessageable, scope: str
) -> None:
    server.faults.rate_limit(0.2, scope=scope, method="POST", route=MESSAGES)
    await target.send("notice")
    first, second = server.journal.select("POST", MESSAGES)
    assert (first.status, second.status) == (429, 200)
    assert second.at - first.at >= 0.19


async def test_429_when_without_headers_then_raised(
    server: LoopbackDiscord, target: discord.PartialMessageable
) -> None:
    server.faults.rate_limit(0.2, headers=False, method="POST", route=MESSAGES)
    with pytest.raises(discord.HTTPException) as refused:
        await target.send("notice")
    assert refused.value.status == 429


async def test_hold_when_after_storing_then_test_has_control_and_can_cut(
    server: LoopbackDiscord, channel: Channel, target: discord.PartialMessageable
) -> None:
    hold = server.faults.hold(stored=True, method="POST", route=MESSAGES)
    sending = asyncio.create_task(target.send("notice"))
    request = await hold.reached()
    assert request.message is not None
    assert channel.bot_messages == [request.message]
    assert not sending.done()
    hold.drop()
    with pytest.raises(aiohttp.ClientError):
        await sending


async def test_hold_when_before_storing_then_nothing_until_released(
    server: LoopbackDiscord, channel: Channel, target: discord.PartialMessageable
) -> None:
    hold = server.faults.hold(stored=False, method="POST", route=r"/messages$", skip=1)
    await target.send("first")
    sending = asyncio.create_task(target.send("second"))
    await hold.reached()
    assert [one.content for one in channel.bot_messages] == ["first"]
    hold.release()
    await sending
    assert [one.content for one in channel.bot_messages] == ["first", "second"]


async def test_rule_when_skip_times_and_where_are_given_then_only_those_are_struck(
    server: LoopbackDiscord, channel: Channel, target: discord.PartialMessageable
) -> None:
    server.limiter.limits.routes.clear()
    server.faults.fail(503, method="POST", where=lambda one: one.body["content"] == "b", skip=1, times=2)
    for content in "abcbbb":
        try:
            await target.send(content)
        except discord.DiscordServerError:
            continue
    assert [one.content for one in channel.bot_messages] == ["a", "b", "c", "b"]


async def test_rule_when_probability_is_given_then_seed_decides_repeatably() -> None:
    async def outcome() -> list[int | None]:
        async with LoopbackDiscord(seed=7, limits=RateLimits(routes={})) as server:
            channel = server.add_guild().add_channel()
            server.faults.fail(503, method="POST", probability=0.3, times=None)
            async with logged_in(server) as client:
                sends = (client.get_partial_messageable(channel.id).send(str(number)) for number in range(40))
                for send in sends:
                    await asyncio.gather(send, return_exceptions=True)
            return [one.status for one in server.journal.select("POST", MESSAGES)]

    first = await outcome()
    assert first == await outcome()
    assert 0 < first.count(503) < 40


async def test_route_limit_when_six_are_sent_then_library_paces_by_the_headers() -> None:
    limits = RateLimits(routes={("POST", MESSAGES): Limit(5, 0.5)})
    async with LoopbackDiscord(limits=limits) as server, logged_in(server) as client:
        channel = server.add_guild().add_channel()
        began = time.monotonic()
        await asyncio.gather(*(client.get_partial_messageable(channel.id).send(str(one)) for one in range(6)))
        assert time.monotonic() - began >= 0.45
        assert len(channel.bot_messages) == 6
    assert server.journal.statuses[429] == 0


async def test_global_limit_when_exceeded_then_429_is_counted() -> None:
    limits = RateLimits(total=Limit(5, 0.3))
    async with LoopbackDiscord(limits=limits) as server, logged_in(server) as client:
        guild = server.add_guild()
        channels = [guild.add_channel() for _ in range(12)]
        await asyncio.gather(*(client.get_partial_messageable(one.id).send("x") for one in channels))
        assert all(len(one.bot_messages) == 1 for one in channels)
    assert server.limiter.refused["global"] > 0
    assert server.journal.statuses[429] == server.limiter.refused["global"]
    assert server.limiter.peak >= 5


async def test_latency_when_set_then_requests_take_that_long(
    server: LoopbackDiscord, target: discord.PartialMessageable
) -> None:
    server.latency = 0.1
    began = time.monotonic()
    await target.send("notice")
    assert time.monotonic() - began >= 0.1


async def test_answers_when_compared_with_the_specification_then_valid(server: LoopbackDiscord) -> None:
    if not server.spec.loaded:
        pytest.skip("Discord's OpenAPI description is not at hand")
    guild = server.add_guild()
    channel, person = guild.add_channel(), guild.add_member()
    asked = await server.say(channel, person, "hi", mention_bot=True)
    async with logged_in(server) as client:
        await client.application_info()
        shown = await client.fetch_guild(guild.id)
        await shown.fetch_channels()
        await shown.fetch_roles()
        await shown.fetch_member(person.id)
        await client.fetch_channel(channel.id)
        await client.fetch_user(person.id)
        await (await client.fetch_user(person.id)).create_dm()
        target = client.get_partial_messageable(channel.id, guild_id=guild.id)
        view = discord.ui.View()
        view.add_item(discord.ui.Button(label="b", custom_id="c"))
        view.add_item(discord.ui.Select(custom_id="s", options=[discord.SelectOption(label="x")]))
        embed = discord.Embed(title="t", description="d").add_field(name="n", value="v").set_footer(text="f")
        reference = discord.MessageReference(message_id=asked.id, channel_id=channel.id)
        sent = await target.send("x", embed=embed, view=view, reference=reference, nonce="k")
        await target.fetch_message(sent.id)
        await sent.edit(content="y", embed=None, view=None)
        assert [one.id async for one in target.history()] == [sent.id, asked.id]
        await sent.delete()
        await target.typing()
    assert server.violations == []
    found = [one for request in server.requests for one in server.spec.answer_violations(request)]
    assert not found, "\n".join(found)
