"""The bases that the bot serves: which one a guild speaks, and which one a deadline is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import discord

from bot.curation.ports import Guilds
from bot.discord_app.services import Services
from bot.reminders.keys import base_of
from bot.reminders.notice import Tell


class Bases:
    """The services of each base. The first is spoken where nobody chose, and in direct messages."""

    def __init__(self, served: Sequence[Services], guilds: Guilds) -> None:
        self._served = {services.name: services for services in served}
        self._guilds = guilds
        self._chosen: dict[int, str] = {}
        self.first = served[0]

    def __iter__(self) -> Iterator[Services]:
        return iter(self._served.values())

    def __len__(self) -> int:
        return len(self._served)

    async def load(self) -> None:
        """Read what guilds chose. A guild's later choices are made here: whoever holds its shard hears its commands."""
        if len(self) > 1:
            self._chosen = dict(await self._guilds.all())

    def of(self, guild_id: int | None) -> Services:
        """The services of the base that a guild speaks."""
        return self._served.get(self._chosen.get(guild_id or 0, ""), self.first)

    async def use(self, guild_id: int, services: Services, now: datetime) -> None:
        """Let a guild speak a base from now on, in its reminders, too."""
        await self._guilds.use(guild_id, services.name, now=now)
        self._chosen[guild_id] = services.name

    def of_deadline(self, id_: str) -> Services:
        """The services of the base that a deadline is of, by the id that reminders know it by."""
        return self._served.get(base_of(id_), self.first)

    def tell_of(self, deadline: str) -> Tell:
        """What renders the texts of a deadline."""
        return self.of_deadline(deadline).tell


def bases_of(interaction: discord.Interaction[Any]) -> Bases:
    """Those of the client that received an interaction."""
    bases: Bases = interaction.client.bases
    return bases


def services_of(interaction: discord.Interaction[Any]) -> Services:
    """The services of the base that is spoken where an interaction comes from."""
    return bases_of(interaction).of(interaction.guild_id)
