"""Application commands as the bot synced them. Rules: Discord's application command reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from tests.discord.loopback.apierror import invalid, unknown
from tests.discord.loopback.places import Guild
from tests.discord.loopback.world import World

NAME = re.compile(r"^[-_'\w]{1,32}$")
MAX_CHAT_INPUT, MAX_MENU = 100, 15
SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
MAX_CHARACTERS = 8000


class CommandType(IntEnum):
    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


class UsageError(AssertionError):
    """A person could not have done this in Discord: no such command, option, button …"""


@dataclass(frozen=True)
class Command:
    """One stored command; `guild` is None for a global one."""

    id: int
    type: CommandType
    name: str
    guild: Guild | None
    payload: dict[str, Any]

    @property
    def contexts(self) -> list[int]:
        """Where it is offered: 0 guild, 1 the bot's DMs, 2 other private channels."""
        stated = self.payload["contexts"]
        if stated is not None:
            return list(stated)
        return [0, 1, 2] if self.payload["dm_permission"] else [0]

    @property
    def integration_types(self) -> list[int]:
        """Who can have installed it: 0 a guild, 1 a user."""
        return list(self.payload["integration_types"])


class CommandStore:
    """What the bot registered, globally and by guild. `syncs` counts bulk overwrites."""

    def __init__(self, world: World) -> None:
        self.syncs = 0
        self._world = world
        self._commands: dict[int, Command] = {}

    def all(self, guild: Guild | None = None) -> list[Command]:
        """The global commands, or those of one guild."""
        return [command for command in self._commands.values() if command.guild is guild]

    def get(self, identifier: int) -> Command:
        if identifier not in self._commands:
            raise unknown("application command")
        return self._commands[identifier]

    def overwrite(self, bodies: list[dict[str, Any]], guild: Guild | None) -> list[Command]:
        """Replace all commands of the scope; one of the same type and name keeps its id."""
        for index, body in enumerate(bodies):
            check_command(str(index), body)
        keys = [(body.get("type", 1), body["name"]) for body in bodies]
        if len(set(keys)) != len(keys):
            raise invalid("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        for kind, limit in ((1, MAX_CHAT_INPUT), (2, MAX_MENU), (3, MAX_MENU)):
            if sum(key[0] == kind for key in keys) > limit:
                raise invalid("type", "APPLICATION_COMMAND_TOO_MANY", f"at most {limit} commands of type {kind}")
        earlier = {(command.type, command.name): command for command in self.all(guild)}
        for command in earlier.values():
            del self._commands[command.id]
        stored = [self._store(body, guild, earlier.get(key)) for body, key in zip(bodies, keys, strict=True)]
        self.syncs += 1
        self._world.bulletin.post()
        return stored

    def upsert(self, body: dict[str, Any], guild: Guild | None) -> Command:
        check_command("0", body)
        key = (body.get("type", 1), body["name"])
        same = next((one for one in self.all(guild) if (one.type, one.name) == key), None)
        command = self._store(body, guild, same)
        self._world.bulletin.post()
        return command

    def edit(self, identifier: int, body: dict[str, Any]) -> Command:
        command = self.get(identifier)
        check_command("0", command.payload | body)
        return self._store(command.payload | body, command.guild, command)

    def delete(self, identifier: int) -> None:
        self.get(identifier)
        del self._commands[identifier]

    def find(self, kind: CommandType, name: str, guild: Guild | None) -> Command:
        """The command that a person would see under this name here; a guild's own one first."""
        for scope in (guild, None):
            for command in self.all(scope):
                if (command.type, command.name) == (kind, name):
                    return command
        known = ", ".join(sorted(command.name for command in self._commands.values()))
        raise UsageError(f"no {kind.name.lower()} command {name!r} was synced; known: {known or 'none'}")

    def _store(self, body: dict[str, Any], guild: Guild | None, same: Command | None) -> Command:
        identifier = same.id if same else self._world.new_id()
        payload = {
            "id": str(identifier),
            "application_id": str(self._world.bot.id),
            "version": str(self._world.new_id()),
            "type": body.get("type", 1),
            "name": body["name"],
            "name_localizations": body.get("name_localizations"),
            "description": body.get("description") or "",
            "description_localizations": body.get("description_localizations"),
            "default_member_permissions": body.get("default_member_permissions"),
            "dm_permission": body.get("dm_permission", True),
            "contexts": body.get("contexts"),
            "integration_types": body.get("integration_types") or [0],
            "nsfw": body.get("nsfw", False),
            "options": body.get("options") or [],
        }
        if payload["default_member_permissions"] is not None:
            payload["default_member_permissions"] = str(payload["default_member_permissions"])
        if guild:
            payload["guild_id"] = str(guild.id)
        command = Command(identifier, CommandType(payload["type"]), payload["name"], guild, payload)
        self._commands[identifier] = command
        return command


def check_command(where: str, body: dict[str, Any]) -> None:
    """Limits of one command.

    Raises:
        ApiError: 400 50035 with the first finding.
    """
    chat_input = body.get("type", 1) == CommandType.CHAT_INPUT
    if chat_input:
        _check_named(where, body)
        _check_options(f"{where}.options", body.get("options") or [])
        if _characters(body) > MAX_CHARACTERS:
            raise invalid(where, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds {MAX_CHARACTERS} characters")
    elif not 1 <= len(body["name"]) <= 32:
        raise invalid(f"{where}.name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 32 in length.")


def _check_named(where: str, body: dict[str, Any]) -> None:
    names = [body["name"], *(body.get("name_localizations") or {}).values()]
    if any(not NAME.match(name) or name != name.lower() for name in names):
        raise invalid(f"{where}.name", "APPLICATION_COMMAND_INVALID_NAME", f"Command name is invalid: {body['name']}")
    for text in [body.get("description") or "", *(body.get("description_localizations") or {}).values()]:
        if not 1 <= len(text) <= 100:
            raise invalid(f"{where}.description", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")


def _check_options(where: str, options: list[dict[str, Any]]) -> None:
    if len(options) > 25:
        raise invalid(where, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    optional_seen = False
    for index, option in enumerate(options):
        _check_named(f"{where}.{index}", option)
        _check_options(f"{where}.{index}.options", option.get("options") or [])
        if len(option.get("choices") or []) > 25:
            raise invalid(f"{where}.{index}.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
        if option["type"] > SUB_COMMAND_GROUP:
            if option.get("required") and optional_seen:
                raise invalid(where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options come first")
            optional_seen = optional_seen or not option.get("required")


def _characters(body: dict[str, Any]) -> int:
    own = len(body["name"]) + len(body.get("description") or "")
    choices = sum(len(one["name"]) + len(str(one["value"])) for one in body.get("choices") or [])
    return own + choices + sum(map(_characters, body.get("options") or []))
