"""Logs in and retries while Discord is down; a wrong token is not retried."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import discord
import structlog
from discord.ext.commands import ExtensionError

from bot.waits import waits

log = structlog.get_logger(__name__)


class WrongToken(Exception):
    """Discord does not know the token: nothing to retry."""


class Forbidden(Exception):
    """Discord closed the connection for a reason that a retry cannot change."""


def may_pass(error: BaseException) -> bool:
    """Whether a retry can help. It cannot after a wrong token or where an extension cannot be loaded.

    Anything else is an error of Discord or of a proxy, which may answer with a page of HTML where JSON was due.
    """
    return not isinstance(error, discord.LoginFailure | ExtensionError)


async def log_in(client: discord.Client, token: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Log in, however long Discord takes to come back.

    Raises:
        WrongToken: if Discord refuses the token.
    """
    for wait in waits():
        try:
            return await client.login(token)
        except discord.LoginFailure as error:
            await client.http.close()
            raise WrongToken from error
        except Exception as error:
            if not may_pass(error):
                raise
            log.warning("Discord cannot be reached; trying again", error=repr(error), seconds=wait)
        # login() opens a new session each time; the old one has closed its connector.
        await client.http.close()
        client.http.connector = discord.utils.MISSING
        await sleep(wait)
    raise AssertionError("the waits never end")


async def stay_connected(client: discord.Client) -> None:
    """Hold the gateway connections until the client is closed; discord.py reconnects by itself.

    Raises:
        WrongToken: if the token was changed meanwhile.
        Forbidden: if Discord refuses the bot's intents or shards.
    """
    try:
        await client.connect()
    except discord.PrivilegedIntentsRequired as error:
        raise Forbidden("Discord refuses the intents, although none of them is privileged") from error
    except discord.ConnectionClosed as error:
        if error.code == 4004:
            raise WrongToken from error
        raise Forbidden(f"Discord closed the connection with code {error.code}: {error.reason}") from error
