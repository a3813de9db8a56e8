"""The command tree: who may install it where, its languages, its errors, and when Discord must hear of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Protocol

import discord
import structlog
from discord import app_commands

from bot.discord_app import errors
from bot.locale import keys, say

log = structlog.get_logger(__name__)

EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
FOR_ANYONE = app_commands.AppInstallationType(guild=True, user=True)
_CHINESE = frozenset({discord.Locale.chinese, discord.Locale.taiwan_chinese})


class Memory(Protocol):
    """Small texts that outlive the process."""

    async def get(self, name: str) -> str | None:
        """The text kept under a name."""

    async def set(self, name: str, value: str) -> None:
        """Keep a text under a name."""


class Tree(app_commands.CommandTree[Any]):
    """Every command works for guild and user installs unless it says otherwise; errors go one way."""

    def __init__(self, client: Any) -> None:
        super().__init__(client, allowed_contexts=EVERYWHERE, allowed_installs=FOR_ANYONE)

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Tell the person, once."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await errors.tell(interaction, error)


class Translator(app_commands.Translator):
    """Descriptions in Chinese: a `locale_str` names its sentence by the extra `key`."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The catalogue's sentence; None leaves the English one."""
        key = string.extras.get("key")
        if key is None or locale not in _CHINESE or key not in keys("zh"):
            return None
        return say(key, "zh")


def told(key: str) -> app_commands.locale_str:
    """A description from the catalogue, at most 100 characters, in every language that has it."""
    return app_commands.locale_str(say(key, "en"), key=key)


async def payload(tree: Tree) -> list[dict[str, Any]]:
    """What Discord is to know of the commands."""
    translator = tree.translator
    everything = tree.get_commands()
    if translator is None:
        return [command.to_dict(tree) for command in everything]
    return [await command.get_translated_payload(tree, translator) for command in everything]


async def sync(tree: Tree, memory: Memory) -> bool:
    """Tell Discord of the commands, only if they changed since it was last told; returns whether it was."""
    commands = sorted(await payload(tree), key=lambda command: (command.get("type", 1), command["name"]))
    application = tree.client.application_id
    fingerprint = hashlib.sha256(json.dumps([application, commands], sort_keys=True).encode()).hexdigest()
    if await memory.get("commands") == fingerprint:
        return False
    await tree.sync()
    await memory.set("commands", fingerprint)
    log.info("commands synced", count=len(commands))
    return True
