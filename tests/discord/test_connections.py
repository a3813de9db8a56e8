"""A gateway that is really connected, and one that only seems to be."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.discord_app.client import ParleyBot
from bot.discord_app.connections import SILENT, Connections
from bot.health import Report
from tests.discord.loopback import LoopbackDiscord


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that asks for a heartbeat a second."""
    async with LoopbackDiscord(heartbeat_ms=1000) as server:
        yield server
        assert server.violations == []


def looked(connections: Connections, latencies: dict[int, float]) -> tuple[bool, str]:
    found = connections.look(latencies)
    return found.ok, found.detail


def test_look_when_shards_come_and_go_then_all_must_hold_a_session() -> None:
    connections = Connections(Seconds())
    assert looked(connections, {}) == (False, "connecting")
    assert looked(connections, {0: 0.1, 1: 0.1}) == (False, "0 of 2 shards connected")
    connections.opened(0)
    connections.opened(1)
    assert looked(connections, {0: 0.1, 1: 0.1}) == (True, "2 of 2 shards connected")
    connections.lost(1)
    assert looked(connections, {0: 0.1, 1: 0.1}) == (False, "1 of 2 shards connected")


def test_look_when_one_shard_is_answered_and_another_is_not_then_the_silent_one_is_told() -> None:
    seconds = Seconds()
    connections = Connections(seconds)
    connections.opened(0)
    connections.opened(1)
    connections.look({0: 0.10, 1: 0.10})
    seconds.now += SILENT
    assert looked(connections, {0: 0.11, 1: 0.10}) == (True, "2 of 2 shards connected")
    seconds.now += 1
    assert looked(connections, {0: 0.11, 1: 0.10}) == (False, "1 of 2 shards silent, for 181 seconds")
    assert looked(connections, {0: 0.11, 1: 0.12}) == (True, "2 of 2 shards connected")


async def test_health_when_the_gateway_answers_no_heartbeat_then_red_until_it_does_again(
    bot: ParleyBot, discord: LoopbackDiscord
) -> None:
    def report() -> Report:
        bot.report_connections()
        return bot.services.health.snapshot()["discord"]

    async def beat(times: int) -> None:
        wanted = discord.gateway.heartbeats + times
        await discord.bulletin.until(lambda: discord.gateway.heartbeats >= wanted, 60, f"{times} heartbeats")

    await bot.wait_until_ready()
    seconds = Seconds()
    bot.connections = Connections(seconds)
    bot.connections.opened(0)
    discord.gateway.mute = True
    await beat(2)
    assert report().ok
    seconds.now += SILENT + 1
    await beat(1)
    assert report().detail == "1 of 1 shards silent, for 181 seconds"
    assert not report().ok
    discord.gateway.mute = False
    await beat(2)
    assert report().ok
