"""The reports: where things stand, what held when, and how it got here."""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from collections.abc import Callable, Coroutine
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
from bot.discord_app.translating import named_by, told, told_by
from bot.discord_app.views import replace_message
from bot.discord_app.ways import screen_layout
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.timeline import change_moments
from bot.locale import formats
from bot.reports.declared import names
from bot.reports.issues import complete

Interaction = discord.Interaction[Any]
_REMEMBERED = 256


class Reports(commands.Cog):
    """One command for each report that the base has records for; the buttons of a screen lead to the others."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot
        self.services = bot.services
        self._latest: OrderedDict[int, int] = OrderedDict()
        self._registered: tuple[str, ...] = ()

    async def cog_load(self) -> None:
        """Register the commands of the base in use."""
        self.renew()

    async def cog_unload(self) -> None:
        """Take them back."""
        self._remove()

    def renew(self) -> None:
        """Register the commands anew, after the base has changed."""
        self._remove()
        base = self.services.library.base
        self._registered = names(base)
        for name in self._registered:
            self.bot.tree.add_command(self._command(name, base))

    def _remove(self) -> None:
        for name in self._registered:
            self.bot.tree.remove_command(name)
        self._registered = ()

    def _command(self, name: str, base: KnowledgeBase) -> app_commands.Command[Any, Any, Any]:
        """A report's command; what discord.py reads of a callback is its parameters."""
        own = base.reports.get(name)
        if name == "issues":
            command = self._issues()
        elif name == "timeline":
            command = self._timeline()
        elif own is not None and own.series in base.series:
            command = self._yearly(name, told_by(own.description))
        else:
            command = self._plain(name, told_by(own.description) if own else told(f"discord-{name}"))
        command.autocomplete("as_of")(self._days())
        return command

    def _plain(self, name: str, description: app_commands.locale_str) -> app_commands.Command[Any, Any, Any]:
        @app_commands.describe(as_of=told("discord-as-of"))
        async def plain(interaction: Interaction, as_of: str | None = None) -> None:
            await self._report(interaction, name, as_of)

        return app_commands.Command(name=self._named(name), description=description, callback=plain)

    def _named(self, name: str) -> app_commands.locale_str | str:
        own = self.services.library.base.reports.get(name)
        return named_by(name, own.label) if own else name

    def _yearly(self, name: str, description: app_commands.locale_str) -> app_commands.Command[Any, Any, Any]:
        @app_commands.describe(year=told("discord-report-year"), as_of=told("discord-as-of"))
        async def yearly(interaction: Interaction, year: int | None = None, as_of: str | None = None) -> None:
            await self._report(interaction, name, as_of, str(year) if year is not None else "")

        async def years(_interaction: Interaction, current: str) -> list[app_commands.Choice[int]]:
            """Years with figures, latest first."""
            known = screens.years(self.services, name)
            found = [year for year in known if str(year).startswith(str(current).strip())]
            return [app_commands.Choice(name=str(year), value=year) for year in found[: limits.CHOICES]]

        command = app_commands.Command[Any, Any, Any](name=self._named(name), description=description, callback=yearly)
        command.autocomplete("year")(years)
        return command

    def _issues(self) -> app_commands.Command[Any, Any, Any]:
        @app_commands.describe(issue=told("discord-issues-issue"), as_of=told("discord-as-of"))
        async def issues(interaction: Interaction, issue: str | None = None, as_of: str | None = None) -> None:
            part = screens.issue_id(self.services, issue.strip()) if issue and issue.strip() else ""
            await self._report(interaction, "issues", as_of, part)

        async def issue_names(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
            """Issues by name, id or keyword."""
            found = complete(self.services.library.base, current, errors.language_of(interaction), limits.CHOICES)
            return [
                app_commands.Choice(name=limits.label(name, limits.CHOICE), value=id_)
                for id_, name in found
                if len(id_) <= limits.CHOICE
            ]

        command = app_commands.Command[Any, Any, Any](
            name="issues", description=told("discord-issues"), callback=issues
        )
        command.autocomplete("issue")(issue_names)
        return command

    def _timeline(self) -> app_commands.Command[Any, Any, Any]:
        @app_commands.describe(
            since=told("discord-timeline-since"), until=told("discord-timeline-until"), as_of=told("discord-as-of")
        )
        async def timeline(
            interaction: Interaction, since: str | None = None, until: str | None = None, as_of: str | None = None
        ) -> None:
            language = errors.language_of(interaction)
            span = screens.read_span(self.services, since, until, language)
            await self._report(interaction, "timeline", as_of, span)

        command = app_commands.Command[Any, Any, Any](
            name="timeline", description=told("discord-timeline"), callback=timeline
        )
        for option in ("since", "until"):
            command.autocomplete(option)(self._days())
        return command

    def _days(self) -> Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
        async def days(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
            """Days on which something changed, latest first."""
            base, now, language = self.services.library.base, self.services.clock(), errors.language_of(interaction)
            moments = (m.astimezone(base.zone).date() for m in reversed(change_moments(base)) if m <= now)
            found = [day for day in dict.fromkeys(moments) if day.isoformat().startswith(current.strip())]
            return [
                app_commands.Choice(name=f"{day.isoformat()} · {formats.day(day, language)}", value=day.isoformat())
                for day in found[: limits.CHOICES]
            ]

        return days

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
