"""For curators: read the knowledge folder again, and see what was asked in vain."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.curation.reloading import Reloaded
from bot.discord_app import complaints, errors, gaps, limits, private, render, statistics, subscribing
from bot.discord_app.bases import bases_of, services_of
from bot.discord_app.client import ParleyBot
from bot.discord_app.render import Card
from bot.discord_app.services import Services
from bot.discord_app.translating import told
from bot.knowledge.base import KnowledgeBase
from bot.locale import formats, say

Interaction = discord.Interaction[Any]
_FINDINGS = 15
_PROBLEM = 200
_USE = "use"


# No default permissions: a curator need not manage the server, and Discord cannot be told who they are.
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Knowledge(commands.GroupCog, group_name="knowledge", group_description=told("discord-knowledge")):
    """Checked against `curators` of config.yaml whenever one of these runs; answers are private.

    What a server asks about is not theirs to choose, but of whoever manages it.
    """

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot
        group: Any = self.app_command
        if len(bot.bases) == 1:
            group.remove_command(_USE)

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whether the person may do it; they hear it if not."""
        language = errors.language_of(interaction)
        if interaction.command is not None and interaction.command.name == _USE:
            _check_server_manager(interaction, language)
        elif interaction.user.id not in services_of(interaction).settings.curators:
            raise errors.Refusal(say("discord-knowledge-not-yours", language))
        return True

    @app_commands.command(name=_USE, description=told("discord-knowledge-use"))
    @app_commands.describe(base=told("discord-knowledge-base"))
    async def use(self, interaction: Interaction, base: str) -> None:
        """Let the server speak another base: answers, reports, reminders and commands."""
        language, bases = errors.language_of(interaction), bases_of(interaction)
        chosen = next((one for one in bases if base in (_name(one), one.library.base.scope.title.say(language))), None)
        if chosen is None:
            known = formats.join([f"`{_name(one)}`" for one in bases], language)
            raise errors.Refusal(say("discord-knowledge-no-base", language, typed=render.echo(base, 60), known=known))
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id = interaction.guild_id or 0
        await bases.use(guild_id, chosen, chosen.clock())
        self.bot.place_commands(guild_id)
        title = chosen.library.base.scope.title.say(language)
        await private.say_so(interaction, say("discord-knowledge-using", language, title=title))

    @use.autocomplete("base")
    async def complete_base(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """The bases by title."""
        language = errors.language_of(interaction)
        titles = {_name(one): one.library.base.scope.title.say(language) for one in bases_of(interaction)}
        return [
            app_commands.Choice(name=limits.label(title, limits.CHOICE), value=name)
            for name, title in titles.items()
            if current.strip().casefold() in f"{name} {title}".casefold()
        ][: limits.CHOICES]

    @app_commands.command(name="reload", description=told("discord-knowledge-reload"))
    @app_commands.describe(anyway=told("discord-knowledge-anyway"))
    async def reload(self, interaction: Interaction, anyway: bool = False) -> None:
        """Read the folder again; one with errors, or that loses own questions, changes nothing, and the reason is told."""
        language = errors.language_of(interaction)
        services = services_of(interaction)
        if services.reloader is None:
            raise errors.Refusal(say("discord-knowledge-failed", language))
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await services.reloader.reload(anyway=anyway)
        await private.show(interaction, self._card(found, services.library.base, language))

    @staticmethod
    def _card(found: Reloaded, base: KnowledgeBase, language: str) -> Card:
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
        found = await gaps.groups_of(services_of(interaction))
        await private.show(interaction, gaps.card_of(found, language), gaps.rows_of(found, language))

    @app_commands.command(name="complaints", description=told("discord-knowledge-complaints"))
    async def complaints(self, interaction: Interaction) -> None:
        """The latest votes against answers, with what people said."""
        language = errors.language_of(interaction)
        await private.show(
            interaction, complaints.card_of(await services_of(interaction).feedback.complaints(), language)
        )

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
        await services_of(interaction).subscriptions.set_review(
            found.place, by=interaction.user.id, wanted=not off, spoken=language
        )
        key = "discord-knowledge-weekly-stopped" if off else "discord-knowledge-weekly-done"
        await private.say_so(interaction, say(key, language, where=found.where(language)))

    @app_commands.command(name="stats", description=told("discord-knowledge-stats"))
    async def stats(self, interaction: Interaction) -> None:
        """How much is known, how answers were rated, and what is overdue."""
        card = await statistics.card_of(services_of(interaction), errors.language_of(interaction))
        await private.show(interaction, card)


def _name(services: Services) -> str:
    """What a base is called in the configuration."""
    return services.library.folder.name


def _check_server_manager(interaction: Interaction, language: str) -> None:
    if interaction.guild_id is None or not interaction.is_guild_integration():
        raise errors.Refusal(say("discord-knowledge-use-server-only", language))
    if not interaction.permissions.manage_guild and not interaction.permissions.administrator:
        raise errors.Refusal(say("discord-knowledge-use-not-yours", language))


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(Knowledge(bot))
