"""The reports: where things stand, what held when, and how it got here."""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import errors, limits, screens
from bot.discord_app.client import ParleyBot
from bot.discord_app.delivery import persist
from bot.discord_app.notices import reader_time
from bot.discord_app.screens import Shown
from bot.discord_app.states import Screen
from bot.discord_app.tree import told
from bot.discord_app.views import replace_message
from bot.discord_app.ways import screen_layout
from bot.knowledge.timeline import change_moments
from bot.locale import formats
from bot.reports.issues import complete

Interaction = discord.Interaction[Any]
_REMEMBERED = 256


def plain_as_of(command: Any) -> Any:
    """Describe the `as_of` of a report and complete its days."""
    return app_commands.describe(as_of=told("discord-as-of"))(command)


class Reports(commands.Cog):
    """One command for each screen; the buttons of a screen lead to the others."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot
        self.services = bot.services
        self._latest: OrderedDict[int, int] = OrderedDict()

    @app_commands.command(name="status", description=told("discord-status"))
    @plain_as_of
    async def status(self, interaction: Interaction, as_of: str | None = None) -> None:
        """Where things stand."""
        await self._report(interaction, "status", as_of)

    @app_commands.command(name="tariffs", description=told("discord-tariffs"))
    @plain_as_of
    async def tariffs(self, interaction: Interaction, as_of: str | None = None) -> None:
        """Rates in both directions."""
        await self._report(interaction, "tariffs", as_of)

    @app_commands.command(name="truce", description=told("discord-truce"))
    @plain_as_of
    async def truce(self, interaction: Interaction, as_of: str | None = None) -> None:
        """The truce, its terms and its ends."""
        await self._report(interaction, "truce", as_of)

    @app_commands.command(name="deficit", description=told("discord-deficit"))
    @plain_as_of
    @app_commands.describe(year=told("discord-deficit-year"))
    async def deficit(self, interaction: Interaction, year: int | None = None, as_of: str | None = None) -> None:
        """The yearly figures."""
        await self._report(interaction, "deficit", as_of, str(year) if year is not None else "")

    @app_commands.command(name="issues", description=told("discord-issues"))
    @plain_as_of
    @app_commands.describe(issue=told("discord-issues-issue"))
    async def issues(self, interaction: Interaction, issue: str | None = None, as_of: str | None = None) -> None:
        """The issues, or one of them."""
        part = screens.issue_id(self.services, issue.strip()) if issue and issue.strip() else ""
        await self._report(interaction, "issues", as_of, part)

    @app_commands.command(name="deadlines", description=told("discord-deadlines"))
    @plain_as_of
    async def deadlines(self, interaction: Interaction, as_of: str | None = None) -> None:
        """What is due, and what came of what was."""
        await self._report(interaction, "deadlines", as_of)

    @app_commands.command(name="timeline", description=told("discord-timeline"))
    @plain_as_of
    @app_commands.describe(since=told("discord-timeline-since"), until=told("discord-timeline-until"))
    async def timeline(
        self, interaction: Interaction, since: str | None = None, until: str | None = None, as_of: str | None = None
    ) -> None:
        """What happened between two days."""
        language = errors.language_of(interaction)
        await self._report(interaction, "timeline", as_of, screens.read_span(self.services, since, until, language))

    @status.autocomplete("as_of")
    @tariffs.autocomplete("as_of")
    @truce.autocomplete("as_of")
    @deficit.autocomplete("as_of")
    @issues.autocomplete("as_of")
    @deadlines.autocomplete("as_of")
    @timeline.autocomplete("as_of")
    @timeline.autocomplete("since")
    @timeline.autocomplete("until")
    async def days(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Days on which something changed, latest first."""
        base, now, language = self.services.library.base, self.services.clock(), errors.language_of(interaction)
        moments = (m.astimezone(base.zone).date() for m in reversed(change_moments(base)) if m <= now)
        found = [day for day in dict.fromkeys(moments) if day.isoformat().startswith(current.strip())]
        return [
            app_commands.Choice(name=f"{day.isoformat()} · {formats.day(day, language)}", value=day.isoformat())
            for day in found[: limits.CHOICES]
        ]

    @deficit.autocomplete("year")
    async def years(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[int]]:
        """Years with figures, latest first."""
        found = [year for year in screens.years(self.services, None) if str(year).startswith(str(current).strip())]
        return [app_commands.Choice(name=str(year), value=year) for year in found[: limits.CHOICES]]

    @issues.autocomplete("issue")
    async def issue_names(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Issues by name, id or keyword."""
        found = complete(self.services.library.base, current, errors.language_of(interaction), limits.CHOICES)
        return [
            app_commands.Choice(name=limits.label(name, limits.CHOICE), value=id_)
            for id_, name in found
            if len(id_) <= limits.CHOICE
        ]

    async def _report(self, interaction: Interaction, name: str, as_of: str | None, part: str = "") -> None:
        language = errors.language_of(interaction)
        moment = screens.read_as_of(self.services, as_of, language)
        await self.open(interaction, Screen(name, language, moment, part))

    async def open(self, interaction: Interaction, screen: Screen, *, in_place: bool = False) -> None:
        """Answer at once with the screen's text; a picture or a file is added by editing that answer."""
        shown = screens.show(self.services, screen, reader_time)
        if in_place:
            await replace_message(interaction, screen_layout(shown))
        else:
            private = shown.private or interaction.type is discord.InteractionType.component
            await interaction.response.send_message(view=screen_layout(shown), ephemeral=private)
        # A message is known by the command that made it: its own id comes too late.
        called = interaction.message.interaction_metadata if in_place and interaction.message else None
        origin = called.id if called else interaction.id
        self._note_latest(origin, interaction.id)
        if shown.extra is not None:
            self.bot.spawn(self._add(interaction, shown, origin), "report extra")

    async def _add(self, interaction: Interaction, shown: Shown, origin: int) -> None:
        extra = await asyncio.to_thread(shown.extra) if shown.extra else None
        # Someone may have gone on to another screen of the same message meanwhile.
        if extra is None or self._latest.get(origin) != interaction.id:
            return
        view = screen_layout(shown, shown.card.with_media(extra.media))

        def edit() -> Any:
            name, alt = extra.media.name, extra.media.alt or None
            file = discord.File(io.BytesIO(extra.data), filename=name, description=alt)
            return interaction.edit_original_response(view=view, attachments=[file])

        try:
            await persist(edit)
        except discord.HTTPException as error:
            errors.note(error, "report extra")

    def _note_latest(self, origin: int, interaction: int) -> None:
        self._latest[origin] = interaction
        while len(self._latest) > _REMEMBERED:
            self._latest.popitem(last=False)


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(Reports(bot))
