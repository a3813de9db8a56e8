"""For curators: read the knowledge folder again, and see what was asked in vain."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.curation.reloading import Reloaded
from bot.discord_app import complaints, errors, gaps, limits, private, statistics, subscribing
from bot.discord_app.client import ParleyBot
from bot.discord_app.render import Card
from bot.discord_app.translating import told
from bot.locale import say

Interaction = discord.Interaction[Any]
_FINDINGS = 15
_PROBLEM = 200


# No default permissions: a curator need not manage the server, and Discord cannot be told who they are.
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Knowledge(commands.GroupCog, group_name="knowledge", group_description=told("discord-knowledge")):
    """Checked against `curators` of config.yaml whenever one of these runs; answers are private."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot
        self.services = bot.services

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whether the person is a curator; they hear it if not."""
        if interaction.user.id in self.services.settings.curators:
            return True
        raise errors.Refusal(say("discord-knowledge-not-yours", errors.language_of(interaction)))

    @app_commands.command(name="reload", description=told("discord-knowledge-reload"))
    @app_commands.describe(anyway=told("discord-knowledge-anyway"))
    async def reload(self, interaction: Interaction, anyway: bool = False) -> None:
        """Read the folder again; one with errors, or that loses own questions, changes nothing, and the reason is told."""
        language = errors.language_of(interaction)
        if self.services.reloader is None:
            raise errors.Refusal(say("discord-knowledge-failed", language))
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self.services.reloader.reload(anyway=anyway)
        await private.show(interaction, self._card(found, language))

    def _card(self, found: Reloaded, language: str) -> Card:
        base = self.services.library.base
        lines = [f"`{limits.label(problem, _PROBLEM)}`" for problem in found.problems[:_FINDINGS]]
        intro = say(
            f"discord-knowledge-{found.result}",
            language,
            revision=base.revision,
            entries=len(base.entries),
            count=len(found.problems),
            right=found.right,
            asked=found.asked,
        )
        return Card("\n".join([intro, *lines]), muted=bool(found.problems), language=language)

    @app_commands.command(name="gaps", description=told("discord-knowledge-gaps"))
    async def gaps(self, interaction: Interaction) -> None:
        """The questions asked most often in vain, and what can be made of them."""
        language = errors.language_of(interaction)
        found = await gaps.groups_of(self.services)
        await private.show(interaction, gaps.card_of(found, language), gaps.rows_of(found, language))

    @app_commands.command(name="complaints", description=told("discord-knowledge-complaints"))
    async def complaints(self, interaction: Interaction) -> None:
        """The latest votes against answers, with what people said."""
        language = errors.language_of(interaction)
        await private.show(interaction, complaints.card_of(await self.services.feedback.complaints(), language))

    @app_commands.command(name="weekly", description=told("discord-knowledge-weekly"))
    @app_commands.describe(channel=told("discord-reminders-channel"), off=told("discord-knowledge-weekly-off"))
    async def weekly(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[subscribing.Channel, subscribing.Where] | None = None,
        off: bool = False,
    ) -> None:
        """Tell a channel once a week what goes stale, what passed with no outcome, and what was asked in vain."""
        language = errors.language_of(interaction)
        found = subscribing.target(interaction, channel, language)
        if not off:
            subscribing.check_access(found, language)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.services.subscriptions.set_review(
            found.place, by=interaction.user.id, wanted=not off, spoken=language
        )
        key = "discord-knowledge-weekly-stopped" if off else "discord-knowledge-weekly-done"
        await private.say_so(interaction, say(key, language, where=found.where(language)))

    @app_commands.command(name="stats", description=told("discord-knowledge-stats"))
    async def stats(self, interaction: Interaction) -> None:
        """How much is known, how answers were rated, and what is overdue."""
        card = await statistics.card_of(self.services, errors.language_of(interaction))
        await private.show(interaction, card)


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(Knowledge(bot))
