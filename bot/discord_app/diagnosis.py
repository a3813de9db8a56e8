"""What `doctor` asks Discord: who the bot is, what it is granted, and how it is invited."""

from __future__ import annotations

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp
import discord

from bot import diagnosis
from bot.diagnosis import Check
from bot.discord_app.client import intents
from bot.discord_app.permissions import INVITED
from bot.knowledge.values import Clock

PATIENCE = 20.0
"""Seconds for all of it."""

_PORTAL = "in the developer portal"


async def examine(token: str, shards: int | None, clock: Clock) -> list[Check]:
    """Log in, ask what there is to ask, and leave; the gateway is not connected, so a bot at work is not disturbed."""
    dates: list[datetime] = []
    client = discord.Client(intents=intents(), http_trace=_noting(dates))
    try:
        async with asyncio.timeout(PATIENCE):
            return await _asked(client, token, shards, clock, dates)
    except discord.LoginFailure:
        return [Check("token", False, "Discord refuses it", f"copy it again {_PORTAL} (Bot, Reset Token)")]
    except (OSError, TimeoutError, ValueError, aiohttp.ClientError, discord.DiscordException) as error:
        why = str(error) or f"no answer within {PATIENCE:g} seconds"
        found = f"Discord cannot be reached ({type(error).__name__}: {why})"
        return [Check("discord", False, found[:300], "let the host reach discord.com; `run` waits for it meanwhile")]
    finally:
        await client.close()
        await client.http.close()


def _noting(dates: list[datetime]) -> aiohttp.TraceConfig:
    trace = aiohttp.TraceConfig()

    async def note(_session: object, _context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams) -> None:
        if told := ended.response.headers.get("Date"):
            dates.append(parsedate_to_datetime(told))

    trace.on_request_end.append(note)
    return trace


async def _asked(
    client: discord.Client, token: str, shards: int | None, clock: Clock, dates: list[datetime]
) -> list[Check]:
    await client.login(token)
    now = clock()
    checks = [Check("token", True, f"Discord knows it as {client.user}")]
    if dates:
        checks.append(diagnosis.clock((now - dates[-1]).total_seconds(), "Discord"))
    app = await client.application_info()
    checks.append(granted(intents(), app.flags))
    checks.append(_reachable(app))
    needs = discord.Permissions(**dict.fromkeys(INVITED, True))
    link = discord.utils.oauth_url(app.id, permissions=needs, scopes=("bot", "applications.commands"))
    checks.append(_invitable(app, link))
    wanted, _url, limits = await client.http.get_bot_gateway()
    checks += [_enough(shards, wanted), _sessions(limits["remaining"], limits["reset_after"] / 1000)]
    return checks


def granted(wanted: discord.Intents, flags: discord.ApplicationFlags) -> Check:
    """Whether the application may have the privileged ones among the intents; the others it always may."""
    privileged = {
        "members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        "presences": flags.gateway_presence or flags.gateway_presence_limited,
        "message_content": flags.gateway_message_content or flags.gateway_message_content_limited,
    }
    needed = [name for name in privileged if getattr(wanted, name)]
    lacking = [name for name in needed if not privileged[name]]
    if lacking:
        return Check("intents", False, f"not granted: {', '.join(lacking)}", f"switch them on {_PORTAL} (Bot)")
    return Check("intents", True, f"granted: {', '.join(needed)}" if needed else "none that must be granted is needed")


def _reachable(app: discord.AppInfo) -> Check:
    if app.interactions_endpoint_url:
        found = f"commands are sent to {app.interactions_endpoint_url}, and not to the bot"
        return Check("commands", False, found, f"empty the Interactions Endpoint URL {_PORTAL} (General Information)")
    return Check("commands", True, "sent to the bot")


def _invitable(app: discord.AppInfo, link: str) -> Check:
    if app.bot_require_code_grant:
        found = f"{link} leads nowhere, as an OAuth2 code grant is required"
        return Check("invite", False, found, f"switch Requires OAuth2 Code Grant off {_PORTAL} (Bot)")
    return Check("invite", True, link)


def _enough(shards: int | None, wanted: int) -> Check:
    if shards is not None and shards < wanted:
        advice = f"set gateway.shards to auto, or at least {wanted}"
        return Check("shards", False, f"{shards}, and Discord asks for {wanted}", advice)
    return Check("shards", True, f"{shards or wanted}")


def _sessions(remaining: int, seconds: float) -> Check:
    if not remaining:
        found = f"no session may be begun for another {seconds / 3600:.1f} hours"
        return Check("sessions", False, found, "wait, and find out from the log why the bot begins so many")
    return Check("sessions", True, f"{remaining} may be begun today")
