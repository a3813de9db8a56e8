"""The command tree: who may install it where, its languages, its errors, and when Discord must hear of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

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
_NEEDED = "default_member_permissions"
_COMPARED = frozenset(
    {
        *("type", "name", "name_localizations", "description", "description_localizations", "options", "choices"),
        *("required", "autocomplete", "channel_types", "min_value", "max_value", "min_length", "max_length", "value"),
        *(_NEEDED, "contexts", "integration_types"),
    }
)
_EMPTY: tuple[Any, ...] = (None, "", [], {}, False)
_NAMED = re.compile(r"(?<![\w/:.<])(?P<quote>`?)/(?P<name>[a-z][a-z_-]*(?: [a-z][a-z_-]*)?)(?P=quote)(?![\w-])")
"""A command as the catalogues write it, with its first option or the next word of the sentence behind it."""


class Tree(app_commands.CommandTree[Any]):
    """The commands of the bot, for guild and user installs by default, with one error path."""

    def __init__(self, client: Any) -> None:
        super().__init__(client, allowed_contexts=EVERYWHERE, allowed_installs=FOR_ANYONE)
        self.ids: dict[str, int] = {}
        """Discord's ids of the slash commands, once it has told them."""

    def linked(self, text: str) -> str:
        """The text with every command that it names by `/` as a mention, which a tap fills in."""
        return _NAMED.sub(self._mention, text) if self.ids else text

    def _mention(self, named: re.Match[str]) -> str:
        words = named["name"].split(" ")
        for length in range(len(words), 0, -1):
            name, rest = " ".join(words[:length]), " ".join(["", *words[length:]])
            command = self.get_command(words[0])
            if isinstance(command, app_commands.Group):
                command = command.get_command(words[1]) if length == 2 else None
            if command is not None and command.qualified_name == name and words[0] in self.ids:
                return f"</{name}:{self.ids[words[0]]}>" + (rest if not named["quote"] else "")
        return named[0]

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


async def payload(tree: Tree) -> list[dict[str, Any]]:
    """What Discord is to know of the commands."""
    translator = tree.translator
    everything = tree.get_commands()
    if translator is None:
        return [command.to_dict(tree) for command in everything]
    return [await command.get_translated_payload(tree, translator) for command in everything]


async def sync(tree: Tree) -> bool:
    """Tell Discord of the commands, only if it knows others; returns whether it was told.

    Discord's own list is compared, for every start may be on a fresh disk.
    """
    wanted = await payload(tree)
    route = Route("GET", "/applications/{application_id}/commands", application_id=tree.client.application_id)
    known = await tree.client.http.request(route, params={"with_localizations": "true"})
    if _keyed(wanted) == _keyed(known):
        tree.ids = _ids((command.get("type") or 1, command["name"], command["id"]) for command in known)
        return False
    synced = await tree.sync()
    tree.ids = _ids((command.type.value, command.name, command.id) for command in synced)
    log.info("commands synced", count=len(wanted))
    return True


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


def _ids(commands: Iterable[tuple[int, str, str | int]]) -> dict[str, int]:
    """The ids of slash commands, by name."""
    return {name: int(id_) for kind, name, id_ in commands if kind == discord.AppCommandType.chat_input.value}


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
