"""The command tree: who may install it where, its languages, its errors, and when Discord must hear of it.

A command that is of one base alone is registered in the guilds that speak it, and that of the first base for direct messages.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakValueDictionary

import discord
import structlog
from discord import app_commands
from discord.http import Route

from bot.discord_app import errors, limits, tracing
from bot.discord_app.translating import TAGS
from bot.knowledge.values import Text
from bot.locale import say
from bot.locale.languages import ENGLISH
from bot.locale.script import in_script

log = structlog.get_logger(__name__)

EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
FOR_ANYONE = app_commands.AppInstallationType(guild=True, user=True)
_IN_GUILDS = 0
"""How Discord's API writes the context of guilds."""
_NEEDED = "default_member_permissions"
_COMPARED = frozenset(
    {
        *("type", "name", "name_localizations", "description", "description_localizations", "options", "choices"),
        *("required", "autocomplete", "channel_types", "min_value", "max_value", "min_length", "max_length", "value"),
        *(_NEEDED, "contexts", "integration_types"),
    }
)
_EVERYWHERE_ONLY = ("contexts", "integration_types", "dm_permission")
"""What a guild's own command has not: it is nowhere else."""
_EMPTY: tuple[Any, ...] = (None, "", [], {}, False)
_NAMED = re.compile(r"(?<![\w/:.<])(?P<quote>`?)/(?P<name>[a-z][a-z_-]*(?: [a-z][a-z_-]*)?)(?P=quote)(?![\w-])")
"""A command as the catalogues write it, with its first option or the next word of the sentence behind it."""


class Tree(app_commands.CommandTree[Any]):
    """The commands of the bot, for guild and user installs by default, with one error path."""

    def __init__(self, client: Any) -> None:
        super().__init__(client, allowed_contexts=EVERYWHERE, allowed_installs=FOR_ANYONE)
        self.direct: frozenset[str] = frozenset()
        """The commands for everywhere that guilds do not have: in direct messages alone, and outside of them."""
        self._ids: dict[int | None, dict[str, int]] = {}
        self._syncing: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def linked(self, text: str, guild_id: int | None = None) -> str:
        """The text with every command that it names by `/` as a mention there, which a tap fills in."""
        ids = {**self._ids.get(None, {}), **self._ids.get(guild_id, {})}
        return _NAMED.sub(lambda named: self._mention(named, ids, guild_id), text) if ids else text

    def _mention(self, named: re.Match[str], ids: Mapping[str, int], guild_id: int | None) -> str:
        words = named["name"].split(" ")
        guild = discord.Object(guild_id) if guild_id else None
        for length in range(len(words), 0, -1):
            name, rest = " ".join(words[:length]), " ".join(["", *words[length:]])
            command = self.get_command(words[0], guild=guild) or self.get_command(words[0])
            if isinstance(command, app_commands.Group):
                command = command.get_command(words[1]) if length == 2 else None
            if command is not None and command.qualified_name == name and words[0] in ids:
                return f"</{name}:{ids[words[0]]}>" + (rest if not named["quote"] else "")
        return named[0]

    async def tell_discord(self, guild_id: int | None = None) -> bool:
        """Tell Discord of the commands for everywhere, or of a guild's, only if it knows others; whether it was told.

        Discord's own list is compared, for every start may be on a fresh disk.
        """
        async with self._syncing.setdefault(guild_id or 0, asyncio.Lock()):
            wanted = await self.payload(guild_id)
            path = "/applications/{application_id}" + ("/guilds/{guild_id}" if guild_id else "") + "/commands"
            ids = {"application_id": self.client.application_id, "guild_id": guild_id}
            route = Route("GET", path, **ids)
            known = await self.client.http.request(route, params={"with_localizations": "true"})
            is_known = _keyed(wanted) == _keyed(known if guild_id is None else map(_bare, known))
            if not is_known:
                known = await self.client.http.request(Route("PUT", path, **ids), json=wanted)
                log.info("commands synced", count=len(wanted), guild=guild_id)
            self._ids[guild_id] = _ids(known)
            return not is_known

    async def payload(self, guild_id: int | None = None) -> list[dict[str, Any]]:
        """What Discord is to know of the commands for everywhere, or of a guild's."""
        commands = self.get_commands(guild=discord.Object(guild_id) if guild_id else None)
        translator = self.translator
        if translator is None:
            told = [command.to_dict(self) for command in commands]
        else:
            told = [await command.get_translated_payload(self, translator) for command in commands]
        if guild_id:
            return [_bare(one) for one in told]
        return [_outside_of_guilds(one) if one["name"] in self.direct else one for one in told]

    async def _call(self, interaction: discord.Interaction) -> None:
        """A command under way is waited for when the client closes; discord.py has no other place to say so."""
        tracing.name()
        with self.client.drain.work():
            try:
                await super()._call(interaction)
            except app_commands.AppCommandError:
                raise
            except Exception as error:  # an interaction that discord.py could not read; nobody waits for this task
                self.client.services.mishaps.note("interaction", error)

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Tell the person, once."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await errors.tell(interaction, error)


async def describe(client: discord.Client, title: Text) -> None:
    """Say on the application's page what it does, where its owner has written nothing there.

    discord.py would send one text; Discord's API description has one for each language.
    """
    application = client.application
    if application is None or application.description:
        return
    localised = {locale.value: _description(title, tag) for locale, tag in TAGS.items()}
    body = {"description": {"default": _description(title, ENGLISH), "localizations": localised}}
    try:
        await client.http.request(Route("PATCH", "/applications/@me"), json=body)
    except discord.HTTPException as error:  # not worth another try: the owner can write there
        errors.note(error, "application description")


def _description(title: Text, tag: str) -> str:
    told = say("discord-description", tag, title=in_script(title.say(tag), tag))
    return told[: limits.APPLICATION]


def _bare(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in told.items() if key not in _EVERYWHERE_ONLY}


def _outside_of_guilds(told: dict[str, Any]) -> dict[str, Any]:
    contexts = [context for context in told["contexts"] if context != _IN_GUILDS]
    return {**told, "contexts": contexts}


def _ids(commands: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The ids of slash commands, by name."""
    kind = discord.AppCommandType.chat_input.value
    return {command["name"]: int(command["id"]) for command in commands if (command.get("type") or 1) == kind}


def _keyed(commands: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Any]:
    return {(command.get("type") or 1, command["name"]): comparable(command) for command in commands}


def comparable(told: Any) -> Any:
    """A command, or a part of one, without what only one side writes: ids, versions, and defaults left out."""
    if isinstance(told, Mapping):
        parts = {key: comparable(told[key]) for key in _COMPARED & told.keys()}
        # A localisation is a mapping by locale: all of it counts.
        if not parts and told:
            parts = {key: comparable(value) for key, value in told.items()}
        if (needed := parts.get(_NEEDED)) is not None:  # we write a number, Discord its digits
            parts[_NEEDED] = str(needed)
        return {key: part for key, part in parts.items() if part not in _EMPTY}
    if isinstance(told, list):
        parts_of = [comparable(part) for part in told]
        return sorted(parts_of) if all(isinstance(part, int) for part in parts_of) else parts_of
    return told
