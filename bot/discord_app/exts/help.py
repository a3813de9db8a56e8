"""Help, and what the bot is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import errors, helping, private
from bot.discord_app.bases import services_of
from bot.discord_app.client import ParleyBot
from bot.discord_app.forget import ForgetButton
from bot.discord_app.render import Card, Section
from bot.discord_app.translating import told
from bot.locale import formats, say

Interaction = discord.Interaction[Any]
_LOOP = "reminders"


class Help(commands.Cog):
    """What to ask, who does what, and how the bot is."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot

    @app_commands.command(name="help", description=told("discord-help"))
    async def help(self, interaction: Interaction) -> None:
        """A menu of what people want to do."""
        view = helping.view_of(interaction, errors.language_of(interaction))
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(name="about", description=told("discord-about"))
    async def about(self, interaction: Interaction) -> None:
        """Version, knowledge, uptime, the reminders' last tick, and privacy in two lines."""
        language = errors.language_of(interaction)
        services = services_of(interaction)
        base, now = services.library.base, services.clock()
        checked = formats.day(base.checked_on.astimezone(base.zone).date(), language) if base.checked_on else "–"
        tick = services.health.snapshot().get(_LOOP)
        last = f"<t:{int(tick.at.timestamp())}:R>" if tick and tick.at else say("discord-about-no-tick", language)
        sections = (
            Section(
                say("discord-about-knowledge", language),
                say("discord-about-revision", language, revision=base.revision[:12], day=checked),
            ),
            Section(
                say("discord-about-running", language),
                say(
                    "discord-about-uptime",
                    language,
                    version=services.version,
                    uptime=_span(now - services.started, language),
                    tick=last,
                ),
            ),
            Section(say("discord-about-privacy-title", language), say("discord-about-privacy", language)),
        )
        title = say("discord-about-title", language)
        card = Card(base.scope.title.say(language), title, sections, language=language)
        await private.show(interaction, card, [(ForgetButton(language),)])


def _span(span: timedelta, language: str) -> str:
    minutes = max(0, int(span.total_seconds() // 60))
    return say("discord-span", language, days=minutes // 1440, hours=minutes // 60 % 24, minutes=minutes % 60)


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(Help(bot))
