"""Sends answers to the channel, or to the author where the channel is closed to the bot; never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord
import structlog

from bot.discord_app import permissions
from bot.locale import say

log = structlog.get_logger(__name__)
T = TypeVar("T")

CANNOT_REPLY_WITHOUT_HISTORY = 160002
INVALID_FORM = 50035
UNKNOWN_MESSAGE = 10008
TRIES = 4


def may_send(has: discord.Permissions | None, *, thread: bool) -> bool:
    """Whether the bot may write in the channel."""
    return has is None or not permissions.missing(has, ("view_channel", "send_messages"), thread=thread)


async def persist(call: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> T:
    """Repeat what may be repeated safely (it carries a nonce, or is an edit) through resets and 5xx.

    discord.py retries 500, 502 and 504 by itself, but neither a 503 nor a connection that was reset.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return await call()
        except (aiohttp.ClientError, OSError, TimeoutError, discord.DiscordServerError) as error:
            if attempt == TRIES:
                raise
            log.info("Discord did not take it; trying again", error=repr(error), attempt=attempt)
            await sleep(0.25 * 2**attempt)
    raise AssertionError("the last try returns or raises")


async def answer(
    message: discord.Message, view: discord.ui.LayoutView, language: str, nonce: int | str | None = None
) -> discord.Message | None:
    """Reply to a message, as a reply if the channel allows that, else to its author directly.

    The nonce is the question's id, or that of a further message about it: a repeated send, by this process or by its
    successor, adds no second one.

    Returns what was sent, or None when there is nobody to answer: the question is gone, or no way is open.
    """
    nonce = nonce or message.id
    has = permissions.own(message.channel)
    if may_send(has, thread=isinstance(message.channel, discord.Thread)):
        for as_reply in (True, False) if has is None or has.read_message_history else (False,):
            try:
                return await _send(message, view, nonce, as_reply=as_reply)
            except discord.HTTPException as error:
                if _question_is_gone(error):
                    return None
                if not (isinstance(error, discord.Forbidden) or error.code == CANNOT_REPLY_WITHOUT_HISTORY):
                    raise
    return await _send_directly(message, view, language, nonce)


async def _send(
    message: discord.Message, view: discord.ui.LayoutView, nonce: int | str, *, as_reply: bool
) -> discord.Message:
    async def send() -> discord.Message:
        target: discord.abc.Messageable = message.channel
        if as_reply:
            reference = message.to_reference(fail_if_not_exists=True)
            return await target.send(view=view, nonce=nonce, reference=reference, mention_author=False)
        return await target.send(view=view, nonce=nonce)

    return await persist(send)


def _question_is_gone(error: discord.HTTPException) -> bool:
    if error.code == UNKNOWN_MESSAGE:
        return True
    return error.code == INVALID_FORM and "message_reference" in error.text


async def _send_directly(
    message: discord.Message, view: discord.ui.LayoutView, language: str, nonce: int | str
) -> discord.Message | None:
    if message.guild is None:
        return None
    where = getattr(message.channel, "mention", "")
    notice = say("discord-answered-directly", language, channel=where)
    whole = discord.ui.LayoutView(timeout=None)
    for item in (discord.ui.TextDisplay(notice), *view.children):
        whole.add_item(item)
    try:
        return await persist(lambda: message.author.send(view=whole, nonce=nonce))
    except discord.HTTPException as error:
        log.info("an answer reached nobody", channel=message.channel.id, error=str(error))
        return None


async def change(answered: discord.PartialMessage, view: discord.ui.LayoutView) -> bool:
    """Put a new answer in the place of an old one, whatever that was made of; False when the old one is gone."""
    try:
        await persist(lambda: answered.edit(content=None, embed=None, view=view, attachments=[]))
    except discord.NotFound:
        return False
    return True


async def remove(answered: discord.PartialMessage) -> None:
    """Take an answer away; one that is gone already is fine."""
    try:
        await persist(answered.delete)
    except (discord.NotFound, discord.Forbidden) as error:
        log.info("an answer could not be deleted", message=answered.id, error=str(error))
