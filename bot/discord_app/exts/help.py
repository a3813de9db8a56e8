"""Help by examples, and what the bot is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import errors, render
from bot.discord_app.client import ParleyBot
from bot.discord_app.forget import ForgetButton
from bot.discord_app.render import Card, Section
from bot.discord_app.tree import told
from bot.locale import formats, say
from bot.reports.declared import names

Interaction = discord.Interaction[Any]
_GROUPS = ("member", "moderator", "curator")
_EXAMPLES = 5
_LOOP = "reminders"


class Help(commands.Cog):
    """What to ask, who does what, and how the bot is."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot

    @app_commands.command(name="help", description=told("discord-help"))
    async def help(self, interaction: Interaction) -> None:
        """Examples, grouped by who one is."""
        language = errors.language_of(interaction)
        base = self.bot.services.library.base
        examples = [each.question for each in self.bot.services.answerer.complete("", language, _EXAMPLES)]
        reports = " ".join(f"`/{name}`" for name in names(base))
        sections = [
            Section(
                say(f"discord-help-{group}-title", language), say(f"discord-help-{group}", language, reports=reports)
            )
            for group in _GROUPS
            if group != "moderator" or base.deadlines
        ]
        body = say("discord-help-intro", language, title=base.scope.title.say(language))
        body += "\n" + "\n".join(f"• {example}" for example in examples)
        card = Card(body, say("discord-help-title", language), tuple(sections), language=language)
        await interaction.response.send_message(embed=render.embed(card), ephemeral=True)

    @app_commands.command(name="about", description=told("discord-about"))
    async def about(self, interaction: Interaction) -> None:
        """Version, knowledge, uptime, the reminders' last tick, and privacy in two lines."""
        language = errors.language_of(interaction)
        services = self.bot.services
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
        view = discord.ui.View(timeout=None)
        view.add_item(ForgetButton(language))
        await interaction.response.send_message(embed=render.embed(card), view=view, ephemeral=True)


def _span(span: timedelta, language: str) -> str:
    minutes = max(0, int(span.total_seconds() // 60))
    return say("discord-span", language, days=minutes // 1440, hours=minutes // 60 % 24, minutes=minutes % 60)


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(Help(bot))
