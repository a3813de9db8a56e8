"""What a server reads when the bot is added to it: once, where it may write, or else its owner."""

from __future__ import annotations

from typing import cast

import aiohttp
import discord
from discord.ext import commands

from bot.discord_app import errors, panel, permissions, render
from bot.discord_app.client import ParleyBot
from bot.discord_app.layout import layout
from bot.discord_app.render import Card, Section
from bot.discord_app.tree import Tree
from bot.locale import formats, say
from bot.locale.languages import base_of, spoken_as


class Arriving(commands.Cog):
    """Greets a server in its system channel."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say what the bot does, how to ask, and which permissions it lacks for what."""
        language = base_of(spoken_as(guild.preferred_locale.value))
        channel = guild.system_channel
        has = channel.permissions_for(guild.me) if channel else discord.Permissions.none()
        with self.bot.drain.work():
            try:
                if channel is not None and has.view_channel and has.send_messages:
                    card = self._card(guild, has, language)
                    buttons = panel.buttons_of(channel.id, language, subscribed=False)
                    await channel.send(view=layout(card, [buttons]))
                elif guild.owner_id is not None:
                    data = await self.bot.http.start_private_message(guild.owner_id)
                    owner = self.bot.get_partial_messageable(int(data["id"]))
                    await owner.send(view=layout(self._card(guild, guild.me.guild_permissions, language)))
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:  # nobody there to be greeted
                errors.note(error, "greeting")

    def _card(self, guild: discord.Guild, has: discord.Permissions, language: str) -> Card:
        services = self.bot.bases.of(guild.id)
        base, examples = services.library.base, services.answerer.ready.complete("", language, 3)
        lines = [say("discord-arrived", language, title=base.scope.title.say(language))]
        lines += [f"• {example.question}" for example in examples]
        if len(self.bot.bases) > 1:
            titles = formats.join([one.library.base.scope.title.say(language) for one in self.bot.bases], language)
            lines.append(say("discord-arrived-bases", language, titles=titles))
        lacking = [
            say(f"discord-arrived-lacks-{what}", language, names=permissions.names(names, language))
            for what, needs in (("answers", permissions.ANSWERING), ("reminders", permissions.REMINDING))
            if (names := permissions.missing(has, needs))
        ]
        sections = (Section(say("discord-arrived-lacks", language), "\n".join(lacking)),) if lacking else ()
        title = say("discord-arrived-title", language, server=render.echo(guild.name, 60))
        tree = cast("Tree", self.bot.tree)
        return Card("\n".join(lines), title, sections, language=language).reworded(
            lambda text: tree.linked(text, guild.id)
        )


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(Arriving(bot))
