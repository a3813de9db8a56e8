"""Keeps the servers' scheduled events where their deadlines are."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp
import discord
from discord.ext import commands

from bot.discord_app import errors
from bot.discord_app.client import ParleyBot


class KeepsEvents(commands.Cog):
    """Looks after them when a server comes in sight, and when the base has changed."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A date may have moved while the bot was away."""
        await self.keep([guild])

    def renew(self) -> None:
        """The base has changed."""
        self.bot.spawn(self.keep(self.bot.guilds), "moving events")

    async def keep(self, guilds: Sequence[discord.Guild]) -> None:
        """Go through the servers; what one refuses is no matter of the next."""
        for guild in guilds:
            with self.bot.drain.work():
                try:
                    await self.bot.events.keep(guild)
                except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                    errors.note(error, "moving events")


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(KeepsEvents(bot))
