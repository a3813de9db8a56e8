"""One error path for commands, buttons, menus and messages: the person always hears something, once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, cast

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.discord_app import tracing
from bot.discord_app.metrics import TROUBLES
from bot.locale import say
from bot.locale.languages import base_of, spoken_as
from bot.reminders.ledger import StoreUnavailable

log = structlog.get_logger(__name__)

GONE = frozenset({10003, 10008, 10062, 40060, 50001})
"""Discord's codes for a channel, message or interaction that is no longer there, or was answered already."""


class Trouble(Enum):
    """What went wrong, as far as the person who hears of it is concerned."""

    SPOKEN = "spoken"
    FORBIDDEN = "forbidden"
    NOT_ALLOWED = "not-allowed"
    WRONG_PLACE = "wrong-place"
    OUTDATED = "outdated"
    DISCORD = "discord"
    STORE = "store"
    GONE = "gone"
    BUG = "bug"


class Refusal(app_commands.AppCommandError):
    """Something that the person asked for cannot be done; the message is the sentence they hear."""


def cause(error: BaseException) -> BaseException:
    """What lies under discord.py's wrapping."""
    while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        inner = error.original if isinstance(error, app_commands.CommandInvokeError) else error.__cause__
        if inner is None:
            break
        error = inner
    return error


def classify(error: BaseException) -> Trouble:
    """Which kind of trouble an error is."""
    error = cause(error)
    if isinstance(error, Refusal):
        return Trouble.SPOKEN
    if isinstance(error, StoreUnavailable):
        return Trouble.STORE
    if isinstance(error, app_commands.MissingPermissions):
        return Trouble.NOT_ALLOWED
    if isinstance(error, app_commands.NoPrivateMessage):
        return Trouble.WRONG_PLACE
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return Trouble.OUTDATED
    if isinstance(error, app_commands.TransformerError):
        return Trouble.OUTDATED
    if isinstance(error, discord.HTTPException) and error.code in GONE:
        return Trouble.GONE
    if isinstance(error, discord.Forbidden):
        return Trouble.FORBIDDEN
    if isinstance(error, discord.HTTPException | discord.RateLimited | aiohttp.ClientError | OSError | TimeoutError):
        return Trouble.DISCORD if not _our_fault(error) else Trouble.BUG
    return Trouble.BUG


def _our_fault(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.status == 400


def sentence(error: BaseException, language: str, reference: str) -> str:
    """What the person hears. `reference` finds the error in the log."""
    trouble = classify(error)
    if trouble is Trouble.SPOKEN:
        return str(cause(error))
    return say(f"discord-trouble-{trouble.value}", language, reference=reference)


def language_of(interaction: discord.Interaction) -> str:
    """The language that the person's Discord is set to, as far as the bot speaks it."""
    return base_of(spoken_as(interaction.locale.value))


async def tell(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Log an error by its kind and tell the person, privately; a second failure is only logged."""
    trouble = note(error, where=_where(interaction))
    if trouble[0] is Trouble.GONE:
        return
    text = interaction.client.tree.linked(sentence(error, language_of(interaction), trouble[1]), interaction.guild_id)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as second:
        if classify(second) is not Trouble.GONE:
            log.warning("telling of an error failed", error=repr(second), reference=trouble[1])


def note(error: BaseException, where: str) -> tuple[Trouble, str]:
    """Log an error as loudly as it deserves; returns its kind and its reference."""
    trouble, reference = classify(error), tracing.name()
    TROUBLES.labels(trouble.value).inc()
    if trouble is Trouble.BUG:
        log.error("error", where=where, reference=reference, exc_info=cause(error))
    elif trouble is Trouble.GONE:  # nobody hears of it, so nobody will ask for it: the count is enough
        log.debug("gone", where=where, error=repr(cause(error)))
    elif trouble is not Trouble.SPOKEN:
        log.warning("trouble", where=where, kind=trouble.value, error=repr(cause(error)), reference=reference)
    return trouble, reference


def _where(interaction: discord.Interaction) -> str:
    if isinstance(interaction.command, app_commands.Command | app_commands.ContextMenu):
        return interaction.command.qualified_name
    data: Mapping[str, object] = cast("Mapping[str, object]", interaction.data or {})
    return str(data.get("custom_id", interaction.type.name)).partition(":")[0]
