"""Nothing that the gateway sends ends the process: a broken event is left out, a broken frame costs one reconnect.

discord.py ends the whole client on any exception in its own parsing. It has no setting for that, so its connection
state is wrapped in two places: each event's parser, and each websocket's reading of a frame.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.discord_app.mishaps import Mishaps

HANDLED = (
    ReconnectWebSocket,
    OSError,
    TimeoutError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
)
"""What discord.py reconnects after by itself."""

_SESSION = "READY"
"""Without this event there is no session: that it could not be read costs a reconnect."""

LONGEST_WAIT, LONGEST_TO_IDENTIFY = 5.0, 50.0
"""Seconds between broken frames and reconnects: to resume costs nothing, to identify one of a thousand a day."""

QUIET = 60.0
"""After so many seconds without a broken frame the next one is met with a reconnect at once."""

HEARTBEATS = (1.0, 600.0)
"""Accepted seconds between heartbeats; Discord asks for some 41. At 0 the heartbeat thread would flood Discord."""


def guard(state: Any, mishaps: Mishaps, sleep: Callable[[float], Awaitable[None]]) -> None:
    """Wrap the parsers of a connection state, and the reading of every websocket that it will have."""
    for event, parse in state.parsers.items():
        if event != _SESSION:
            state.parsers[event] = _leaving_out(event, parse, mishaps)
    frames, introduced = _Frames(mishaps, sleep), state._update_references

    def introduce(ws: DiscordWebSocket) -> None:
        introduced(ws)
        frames.watch(ws)

    state._update_references = introduce


def _leaving_out(event: str, parse: Callable[[Any], None], mishaps: Mishaps) -> Callable[[Any], None]:
    def parse_or_note(data: Any) -> None:
        try:
            parse(data)
        except Exception as error:
            mishaps.note(event, error)

    return parse_or_note


class _Frames:
    """Reads frames; after one that cannot be read, the connection is taken up anew where it was."""

    def __init__(self, mishaps: Mishaps, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._mishaps, self._sleep = mishaps, sleep
        self._wait, self._last = 0.0, float("-inf")

    def watch(self, ws: DiscordWebSocket) -> None:
        """Take over how a websocket reads frames."""
        read = ws.received_message

        async def read_or_reconnect(frame: Any) -> None:
            keeper, sequence = ws._keep_alive, ws.sequence
            try:
                await read(frame)
                _check_heartbeat(ws, keeper)
                _check_sequence(ws, sequence)
            except HANDLED:
                raise
            except Exception as error:
                _check_sequence(ws, sequence)
                self._mishaps.note("frame", error)
                await self._reconnect(ws)

        ws.received_message = read_or_reconnect  # type: ignore[method-assign]

    async def _reconnect(self, ws: DiscordWebSocket) -> None:
        now, resume = time.monotonic(), ws.session_id is not None
        wait = self._wait if now - self._last < QUIET + self._wait else 0.0
        self._wait, self._last = min(max(1.0, wait * 2), LONGEST_TO_IDENTIFY), now
        await ws.close()
        if wait:
            await self._sleep(min(wait, LONGEST_WAIT if resume else LONGEST_TO_IDENTIFY))
        raise ReconnectWebSocket(ws.shard_id, resume=resume)


def _check_heartbeat(ws: DiscordWebSocket, before: Any) -> None:
    keeper = ws._keep_alive
    if keeper is before or keeper is None:
        return
    if before is not None:
        before.stop()
    least, most = HEARTBEATS
    if not least <= float(keeper.interval or 0) <= most:
        raise ValueError(f"a heartbeat every {keeper.interval} seconds")


def _check_sequence(ws: DiscordWebSocket, before: int | None) -> None:
    """Restore the last sequence number if the new one is invalid or lower: after a resume Discord would repeat old events."""
    if ws.sequence is not before and not (isinstance(ws.sequence, int) and ws.sequence >= (before or 0)):
        ws.sequence = before
