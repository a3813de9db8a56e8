"""Point discord.py in this process at a loopback Discord."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import discord.gateway
import discord.http
import yarl

from tests.discord.loopback.gateway import gateway_url
from tests.discord.loopback.server import LoopbackDiscord


@contextmanager
def redirected(server: LoopbackDiscord, client: str = "") -> Iterator[None]:
    """While open, discord.py's clients talk to this server, under this client name. discord.py itself is as it is."""
    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    prefix = f"/as/{client}" if client else ""
    discord.http.Route.BASE = f"{server.base_url}{prefix}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url(server.base_url, client))
    try:
        yield
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = before
