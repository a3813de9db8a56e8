"""What a person can do in Discord, turned into interactions and messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord.loopback.commands import Command, CommandStore, CommandType, UsageError
from tests.discord.loopback.interactions import Interaction, InteractionDesk, InteractionKind
from tests.discord.loopback.messages import Message, walk
from tests.discord.loopback.options import Thing, fill, resolve
from tests.discord.loopback.people import Role, User
from tests.discord.loopback.permissions import Permission
from tests.discord.loopback.places import Channel, Kind

BUTTON, STRING_SELECT, TEXT_INPUT, LABEL, ACTION_ROW = 2, 3, 4, 18, 1
ROLE_SELECT, CHANNEL_SELECT = 6, 8
LINK_STYLE = 5


class Acts:
    """Opens interactions as Discord's own client would, or refuses as it would.

    Raises (all methods):
        UsageError: a person could not have done this.
    """

    def __init__(self, desk: InteractionDesk, commands: CommandStore) -> None:
        self._desk = desk
        self._commands = commands
        self._world = desk.world

    def command(
        self,
        user: User,
        channel: Channel,
        name: str,
        values: Mapping[str, Any],
        focused: str | None = None,
    ) -> Interaction:
        """A slash command, e.g. `ask` or `reminders subscribe`; with `focused` an autocomplete of that option."""
        first, *path = name.removeprefix("/").split()
        command = self._commands.find(CommandType.CHAT_INPUT, first, channel.guild)
        owners = self._owners(command, user, channel)
        filled = fill(command, path, values, focused)
        data: dict[str, Any] = {"options": filled.options}
        if filled.things and focused is None:
            data["resolved"] = resolve(filled.things, user, channel.guild)
        kind = InteractionKind.AUTOCOMPLETE if focused else InteractionKind.COMMAND
        return self._open(kind, command, user, channel, data, owners)

    def menu(self, user: User, name: str, target: Message | User, channel: Channel) -> Interaction:
        """An entry of the Apps menu on a message or user."""
        kind = CommandType.MESSAGE if isinstance(target, Message) else CommandType.USER
        command = self._commands.find(kind, name, channel.guild)
        owners = self._owners(command, user, channel)
        data = {"target_id": str(target.id), "resolved": resolve([target], user, channel.guild)}
        return self._open(InteractionKind.COMMAND, command, user, channel, data, owners)

    def press(
        self,
        message: Message,
        user: User,
        custom_id: str | None = None,
        label: str | None = None,
        values: list[str] | None = None,
    ) -> Interaction:
        """A button by custom_id or label, or a select with the values chosen."""
        if message.deleted:
            raise UsageError("the message is gone")
        found = find_component(message, custom_id, label)
        data: dict[str, Any] = {"custom_id": found["custom_id"], "component_type": found["type"], "id": found["id"]}
        if found["type"] != BUTTON:
            data["values"] = _checked_values(found, values or [])
        owners = self._installed(user, message.channel)
        kind = InteractionKind.COMPONENT
        return self._desk.open(kind, user, message.channel, data, owners=owners, source=message)

    def submit_modal(self, shown: Interaction, values: Mapping[str, Any]) -> Interaction:
        """Fill in and send the modal that answered an interaction; fields by custom_id or label."""
        if shown.modal is None:
            raise UsageError("no modal was shown")
        left = dict(values)
        things: list[Thing] = [
            one for given in left.values() if isinstance(given, list) for one in given if _is_thing(one)
        ]
        components = [_submitted(one, left) for one in shown.modal["components"]]
        if left:
            raise UsageError(f"the modal has no fields {sorted(left)}")
        things += self._filled_in(shown, components, things)
        data: dict[str, Any] = {"custom_id": shown.modal["custom_id"], "components": components}
        if things:
            data["resolved"] = resolve(things, shown.user, shown.channel.guild)
        owners = self._installed(shown.user, shown.channel)
        kind = InteractionKind.MODAL_SUBMIT
        return self._desk.open(kind, shown.user, shown.channel, data, owners=owners, source=shown.source)

    def _filled_in(self, shown: Interaction, components: list[dict[str, Any]], known: list[Thing]) -> list[Thing]:
        """What the form's own default values of channels and roles name."""
        guild, seen = shown.channel.guild, {one.id for one in known}
        fields = [one["component"] for one in components if "component" in one]
        ids = [int(value) for one in fields if one["type"] in (ROLE_SELECT, CHANNEL_SELECT) for value in one["values"]]
        found = [self._world.channels.get(id_) or (guild.roles.get(id_) if guild else None) for id_ in ids]
        return [one for one in found if one is not None and one.id not in seen]

    def _open(
        self,
        kind: InteractionKind,
        command: Command,
        user: User,
        channel: Channel,
        data: dict[str, Any],
        owners: dict[str, str],
    ) -> Interaction:
        data = {"id": str(command.id), "name": command.name, "type": int(command.type)} | data
        if command.guild:
            data["guild_id"] = str(command.guild.id)
        return self._desk.open(kind, user, channel, data, owners=owners, name=command.name)

    def _owners(self, command: Command, user: User, channel: Channel) -> dict[str, str]:
        """authorizing_integration_owners, if the command is offered to this user here."""
        context = 0 if channel.guild else 1 if channel.kind is Kind.DM else 2
        if command.guild is None and context not in command.contexts:
            raise UsageError(f"{command.name} is not offered in context {context}, only in {command.contexts}")
        owners = {kind: owner for kind, owner in self._installed(user, channel).items() if _offers(command, kind)}
        if not owners:
            raise UsageError(f"{command.name} is not installed for {user.name} here")
        _check_member(command, user, channel, by_guild="0" in owners)
        return owners

    def _installed(self, user: User, channel: Channel) -> dict[str, str]:
        owners = {"1": str(user.id)} if user.installed else {}
        if channel.guild and channel.guild.has_bot:
            owners["0"] = str(channel.guild.id)
        elif channel.kind is Kind.DM:
            owners["0"] = "0"
        return owners


def find_component(message: Message, custom_id: str | None = None, label: str | None = None) -> dict[str, Any]:
    """The one button or select with this custom_id or label; it must be there and enabled."""
    pressable = [one for one in walk(message.components) if "custom_id" in one]
    found = [one for one in pressable if custom_id in (None, one["custom_id"]) and label in (None, one.get("label"))]
    if len(found) != 1:
        there = [(one["custom_id"], one.get("label")) for one in pressable]
        raise UsageError(f"{len(found)} components are {custom_id or label!r}; there are {there}")
    if found[0].get("disabled"):
        raise UsageError(f"{custom_id or label!r} is disabled")
    return found[0]


def _offers(command: Command, kind: str) -> bool:
    return command.guild is not None or int(kind) in command.integration_types


def _check_member(command: Command, user: User, channel: Channel, *, by_guild: bool) -> None:
    if channel.guild is None:
        return
    allowed = channel.allows(user)
    if Permission.USE_APPLICATION_COMMANDS not in allowed:
        raise UsageError(f"{user.name} may not use commands in {channel.name}")
    needed = command.payload["default_member_permissions"]
    if not by_guild or needed is None or Permission.ADMINISTRATOR in allowed:
        return
    if user.id in channel.guild.may_use.get(command.name, ()):
        return
    if needed == "0" or int(needed) & ~int(allowed):
        raise UsageError(f"{user.name} lacks the permissions that {command.name} asks for by default")


def _checked_values(component: dict[str, Any], values: list[str]) -> list[str]:
    low, high = component.get("min_values", 1), component.get("max_values", 1)
    if not low <= len(values) <= high:
        raise UsageError(f"choose {low} to {high} values, not {len(values)}")
    if component["type"] == STRING_SELECT:
        offered = [option["value"] for option in component["options"]]
        if any(value not in offered for value in values):
            raise UsageError(f"the select offers {offered}, not {values}")
    return values


def _submitted(component: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    if component["type"] == ACTION_ROW:
        return {
            "type": ACTION_ROW,
            "components": [_field(one, one.get("label"), values) for one in component["components"]],
        }
    if component["type"] == LABEL:
        return {"type": LABEL, "component": _field(component["component"], component.get("label"), values)}
    return {"type": component["type"], "id": component.get("id", 0)}


def _is_thing(given: object) -> bool:
    return isinstance(given, Channel | Role)


def _chosen(component: dict[str, Any]) -> list[str]:
    """What a select has chosen before anybody touches it."""
    options = [option["value"] for option in component.get("options", []) if option.get("default")]
    return options + [str(value["id"]) for value in component.get("default_values", [])]


def _field(component: dict[str, Any], label: str | None, values: dict[str, Any]) -> dict[str, Any]:
    given = values.pop(component["custom_id"], values.pop(label, None) if label else None)
    body = {"type": component["type"], "custom_id": component["custom_id"], "id": component.get("id", 0)}
    if component["type"] != TEXT_INPUT:
        values_of = _chosen(component) if given is None else [str(one.id) if _is_thing(one) else one for one in given]
        if component.get("required", True) or values_of:
            _checked_values(component, values_of)
        return body | {"values": values_of}
    text = given if given is not None else component.get("value") or ""
    low, high = component.get("min_length") or 0, component.get("max_length") or 4000
    if (component.get("required", True) and not text) or not (low <= len(text) <= high or not text):
        raise UsageError(f"field {component['custom_id']!r} takes {low} to {high} characters, not {len(text)}")
    return body | {"value": text}
