"""Which commands are where: those that every base has alike are everywhere, the others in the guilds that speak their base."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.bases import Bases
from bot.discord_app.services import Services
from bot.discord_app.tree import Tree

Command = app_commands.Command[Any, Any, Any] | app_commands.Group


class Registered:
    """Keeps the tree in step with the bases; `offered` are the commands that one of them has records for.

    With one base all of them are everywhere. With several, the first one's others are in direct messages.
    """

    def __init__(self, tree: Tree, bases: Bases, offered: Callable[[Services], Mapping[str, Command]]) -> None:
        self._tree, self._bases, self._offered = tree, bases, offered
        self._everywhere: tuple[str, ...] = ()
        self._own: dict[str, list[Command]] = {}

    def renew(self) -> None:
        """Arrange the commands anew, after a base has changed; then `place` those of each guild."""
        offered = {services.name: self._offered(services) for services in self._bases}
        first = offered[self._bases.first.name]
        alike = {name for name in first if self._is_alike(name, offered.values())}
        for name in self._everywhere:
            self._tree.remove_command(name)
        for command in first.values():
            self._tree.add_command(command)
        self._everywhere, self._tree.direct = tuple(first), frozenset(first) - alike
        self._own = {
            base: [command for name, command in commands.items() if name not in alike]
            for base, commands in offered.items()
        }

    def _is_alike(self, name: str, offered: Collection[Mapping[str, Command]]) -> bool:
        """Whether every base has the command, and the engine's or declared in the same words."""
        declared = [services.library.base.reports.get(name) for services in self._bases]
        return all(name in commands for commands in offered) and all(one == declared[0] for one in declared)

    def place(self, guild_id: int) -> None:
        """Give a guild the commands of the base that it speaks."""
        guild = discord.Object(guild_id)
        self._tree.clear_commands(guild=guild)
        for command in self._own[self._bases.of(guild_id).name]:
            self._tree.add_command(command, guild=guild)

    def forget(self, guild_id: int) -> None:
        """Drop what was placed in a guild that is gone."""
        self._tree.clear_commands(guild=discord.Object(guild_id))
