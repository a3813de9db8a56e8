"""From what a person typed into a slash command to the options of an interaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.discord.loopback.commands import SUB_COMMAND, SUB_COMMAND_GROUP, Command, UsageError
from tests.discord.loopback.messages import Attachment, Message
from tests.discord.loopback.people import Role, User
from tests.discord.loopback.places import Channel, Guild

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
PYTHON: dict[int, type | tuple[type, ...]] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}
THINGS: dict[int, type | tuple[type, ...]] = {
    USER: User,
    CHANNEL: Channel,
    ROLE: Role,
    MENTIONABLE: (User, Role),
    ATTACHMENT: Attachment,
}
KEYS = {User: "users", Channel: "channels", Role: "roles", Attachment: "attachments", Message: "messages"}
Thing = User | Channel | Role | Attachment | Message


@dataclass
class Filled:
    """Options as an interaction carries them, and the things that they name."""

    options: list[dict[str, Any]]
    things: list[Thing] = field(default_factory=list)


def fill(command: Command, path: list[str], values: Mapping[str, Any], focused: str | None = None) -> Filled:
    """Options for a command or subcommand.

    Args:
        path: names of the subcommand group and subcommand; empty for a plain command.
        values: by option name; a model object for users, channels, roles and files.
        focused: the option being typed; with it neither completeness nor values are checked.

    Raises:
        UsageError: a person's Discord would not have let this be sent.
    """
    schema, wrap = _descend(command, path)
    known = {option["name"]: option for option in schema}
    for name in values:
        if name not in known:
            raise UsageError(f"/{command.name} has no option {name!r}; it has {sorted(known)}")
    missing = [name for name, option in known.items() if option.get("required") and name not in values]
    if missing and focused is None:
        raise UsageError(f"/{command.name} needs {missing}")
    if focused is not None and not known.get(focused, {}).get("autocomplete"):
        raise UsageError(f"option {focused!r} of /{command.name} has no autocomplete")
    filled = Filled([])
    for name, option in known.items():
        if name in values:
            filled.options.append(_option(option, values[name], filled, focused))
    for group in reversed(wrap):
        filled.options = [{"name": group["name"], "type": group["type"], "options": filled.options}]
    return filled


def _descend(command: Command, path: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    schema: list[dict[str, Any]] = command.payload["options"]
    wrap: list[dict[str, Any]] = []
    for name in path:
        found = [one for one in schema if one["name"] == name and one["type"] <= SUB_COMMAND_GROUP]
        if not found:
            raise UsageError(f"/{command.name} has no subcommand {name!r}; it has {[one['name'] for one in schema]}")
        wrap.append(found[0])
        schema = found[0].get("options") or []
    if any(option["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP) for option in schema):
        raise UsageError(f"/{command.name} needs one of {[option['name'] for option in schema]}")
    return schema, wrap


def _option(option: dict[str, Any], value: Any, filled: Filled, focused: str | None) -> dict[str, Any]:
    kind, name = option["type"], option["name"]
    body: dict[str, Any] = {"name": name, "type": kind}
    if focused == name:
        return body | {"value": str(value), "focused": True}
    if kind in THINGS:
        fits: bool = isinstance(value, THINGS[kind])
        if not fits:
            raise UsageError(f"{name} takes {THINGS[kind]}, not {value!r}")
        if kind == CHANNEL and option.get("channel_types") and value.kind not in option["channel_types"]:
            raise UsageError(f"{name} takes channels of types {option['channel_types']}, not {value.kind!r}")
        filled.things.append(value)
        return body | {"value": str(value.id)}
    if not isinstance(value, PYTHON[kind]) or (kind != BOOLEAN and isinstance(value, bool)):
        raise UsageError(f"{name} takes {PYTHON[kind]}, not {value!r}")
    if focused is None:
        _check_value(option, value)
    return body | {"value": value}


def _check_value(option: dict[str, Any], value: Any) -> None:
    name, choices = option["name"], option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise UsageError(f"{name} offers {[choice['value'] for choice in choices]}, not {value!r}")
    size, low, high = (
        (len(value), option.get("min_length"), option.get("max_length") or 6000)
        if option["type"] == STRING
        else (value, option.get("min_value"), option.get("max_value"))
    )
    if (low is not None and size < low) or (high is not None and size > high):
        raise UsageError(f"{name} takes from {low} to {high}, not {size}")


def resolve(things: list[Thing], user: User, guild: Guild | None) -> dict[str, dict[str, Any]]:
    """The `resolved` of an interaction; a channel's permissions are those of the user who names it."""
    resolved: dict[str, dict[str, Any]] = {}
    for thing in things:
        payload = thing.payload()
        member = guild.members.get(thing.id) if guild and isinstance(thing, User) else None
        if isinstance(thing, Channel):
            payload["permissions"] = str(int(thing.allows(user)))
        if member and guild:
            partial = member.payload(with_user=False) | {"permissions": str(int(guild.base(member)))}
            resolved.setdefault("members", {})[str(thing.id)] = partial
        resolved.setdefault(KEYS[type(thing)], {})[str(thing.id)] = payload
    return resolved
