"""What the REST handlers work on, and the look-ups that they share."""

from __future__ import annotations

from dataclasses import dataclass

from tests.discord.loopback.apierror import missing_access, missing_permissions, unknown
from tests.discord.loopback.commands import CommandStore
from tests.discord.loopback.gateway import Gateway
from tests.discord.loopback.interactions import InteractionDesk
from tests.discord.loopback.messages import Message
from tests.discord.loopback.permissions import Permission
from tests.discord.loopback.places import Channel, Guild
from tests.discord.loopback.world import World


@dataclass
class Backend:
    """One loopback Discord behind its REST routes. `max_concurrency` is that of GET /gateway/bot."""

    world: World
    gateway: Gateway
    commands: CommandStore
    desk: InteractionDesk
    max_concurrency: int = 16

    def channel(self, identifier: str) -> Channel:
        """A channel that the bot can see.

        Raises:
            ApiError: 404 10003, or 403 50001 where it may not look.
        """
        channel = self.world.channels.get(int(identifier)) if identifier.isdigit() else None
        if channel is None:
            raise unknown("Channel")
        if Permission.VIEW_CHANNEL not in channel.allows(self.world.bot):
            raise missing_access()
        return channel

    def guild(self, identifier: str) -> Guild:
        guild = self.world.guilds.get(int(identifier))
        if guild is None:
            raise unknown("Guild")
        if not guild.has_bot:
            raise missing_access()
        return guild

    def message(self, channel: Channel, identifier: str) -> Message:
        message = channel.messages.get(int(identifier)) if identifier.isdigit() else None
        if message is None:
            raise unknown("Message")
        return message

    def need(self, channel: Channel, permission: Permission) -> None:
        """403 50013 unless the bot has all of these."""
        if permission & ~channel.allows(self.world.bot):
            raise missing_permissions()
