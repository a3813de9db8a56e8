"""Getting an answer to where it was asked for: whole if Discord allows it, poorer if not, never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
import discord
import structlog

from bot.discord_app import permissions, render
from bot.discord_app.render import Card
from bot.locale import say

log = structlog.get_logger(__name__)
T = TypeVar("T")

CANNOT_REPLY_WITHOUT_HISTORY = 160002
INVALID_FORM = 50035
UNKNOWN_MESSAGE = 10008
TRIES = 4


@dataclass(frozen=True)
class Way:
    """How much of an answer a channel takes."""

    embed: bool = True
    reference: bool = True


FULL = Way()
_WEAKER = {
    Way(True, True): Way(False, True),
    Way(False, True): Way(True, False),
    Way(True, False): Way(False, False),
}


def first_way(has: discord.Permissions | None) -> Way:
    """The best way that the bot's permissions allow; unknown ones are tried."""
    if has is None or has.administrator:
        return FULL
    return Way(embed=has.embed_links, reference=has.read_message_history)


def may_send(has: discord.Permissions | None, *, thread: bool) -> bool:
    """Whether there is any point in writing to the channel."""
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


async def answer(message: discord.Message, card: Card, view: discord.ui.View) -> discord.Message | None:
    """Reply to a message, with as much as the channel allows, else to its author directly.

    Returns what was sent, or None when there is nobody to answer: the question is gone, or no way is open.
    """
    has = permissions.own(message.channel)
    if may_send(has, thread=isinstance(message.channel, discord.Thread)):
        way: Way | None = first_way(has)
        while way is not None:
            try:
                return await _send(message, card, view, way)
            except discord.HTTPException as error:
                if _question_is_gone(error):
                    return None
                if not (isinstance(error, discord.Forbidden) or error.code == CANNOT_REPLY_WITHOUT_HISTORY):
                    raise
                way = _WEAKER.get(way)
    return await _send_directly(message, card, view)


async def _send(message: discord.Message, card: Card, view: discord.ui.View, way: Way) -> discord.Message:
    shown = render.embed(card) if way.embed else None
    content = None if way.embed else render.plain(card)
    # The nonce is the question's id: a repeated send, by this process or by its successor, adds no second answer.
    nonce = message.id

    async def send() -> discord.Message:
        target: discord.abc.Messageable = message.channel
        reference = message.to_reference(fail_if_not_exists=True) if way.reference else None
        if shown is not None and reference is not None:
            return await target.send(
                content, embed=shown, view=view, nonce=nonce, reference=reference, mention_author=False
            )
        if shown is not None:
            return await target.send(content, embed=shown, view=view, nonce=nonce)
        if reference is not None:
            return await target.send(content, view=view, nonce=nonce, reference=reference, mention_author=False)
        return await target.send(content, view=view, nonce=nonce)

    return await persist(send)


def _question_is_gone(error: discord.HTTPException) -> bool:
    if error.code == UNKNOWN_MESSAGE:
        return True
    return error.code == INVALID_FORM and "message_reference" in error.text


async def _send_directly(message: discord.Message, card: Card, view: discord.ui.View) -> discord.Message | None:
    if message.guild is None:
        return None
    where = getattr(message.channel, "mention", "")
    notice = say("discord-answered-directly", card.language, channel=where)
    try:
        return await persist(lambda: message.author.send(notice, embed=render.embed(card), view=view, nonce=message.id))
    except discord.HTTPException as error:
        log.info("an answer reached nobody", channel=message.channel.id, error=str(error))
        return None


async def change(answered: discord.PartialMessage, card: Card, view: discord.ui.View) -> bool:
    """Put a new answer in the place of an old one; False when the old one is gone."""
    way = first_way(permissions.own(answered.channel))
    try:
        if way.embed:
            await persist(lambda: answered.edit(content=None, embed=render.embed(card), view=view, attachments=[]))
        else:
            await persist(lambda: answered.edit(content=render.plain(card), embed=None, view=view, attachments=[]))
    except discord.NotFound:
        return False
    return True


async def remove(answered: discord.PartialMessage) -> None:
    """Take an answer away; one that is gone already is fine."""
    try:
        await persist(answered.delete)
    except (discord.NotFound, discord.Forbidden) as error:
        log.info("an answer could not be deleted", message=answered.id, error=str(error))
