"""The reports: where things stand, what held when, and how it got here."""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any
from weakref import WeakValueDictionary

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import days, errors, limits, render, screens
from bot.discord_app.bases import services_of
from bot.discord_app.client import ParleyBot
from bot.discord_app.delivery import persist
from bot.discord_app.navigation import screen_layout
from bot.discord_app.notices import reader_time
from bot.discord_app.screens import Shown
from bot.discord_app.services import Services
from bot.discord_app.states import Screen
from bot.discord_app.translating import named_by, told, told_by
from bot.discord_app.views import replace_message
from bot.knowledge.declared import Report
from bot.locale import say
from bot.reports.declared import names
from bot.reports.issues import complete

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, Any, Any]
_REMEMBERED = 256
_IN_TURN = 1.5
"""Seconds that a press waits for what is on its way to the same message; Discord gives up after three."""


class Reports(commands.Cog):
    """One command for each report that the base has records for; the buttons of a screen lead to the others."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot
        self._latest: OrderedDict[int, int] = OrderedDict()
        self._changes: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def commands_of(self, services: Services) -> dict[str, Command]:
        """The commands for which a base has records."""
        return {name: self._command(name, services) for name in names(services.library.base)}

    def _command(self, name: str, services: Services) -> Command:
        """A report's command; what discord.py reads of a callback is its parameters."""
        base = services.library.base
        own = base.reports.get(name)
        if name == "issues":
            command = self._issues()
        elif name == "timeline":
            command = self._timeline()
        elif own is not None and own.series in base.series:
            command = self._yearly(own)
        elif own is not None and own.rates and services.answerer.ready.products("en"):
            command = self._rated(own)
        else:
            command = self._plain(name, own)
        command.autocomplete("as_of")(self._days())
        return command

    def _plain(self, name: str, own: Report | None) -> Command:
        @app_commands.describe(as_of=told("discord-as-of"))
        async def plain(interaction: Interaction, as_of: str | None = None) -> None:
            await self._report(interaction, name, as_of)

        if own is not None:
            return Command(name=_named(own), description=told_by(own.description), callback=plain)
        return Command(name=name, description=told(f"discord-{name}"), callback=plain)

    def _yearly(self, own: Report) -> Command:
        name = own.id

        @app_commands.describe(
            period=told("discord-report-period"), kind=told("discord-report-kind"), as_of=told("discord-as-of")
        )
        async def yearly(
            interaction: Interaction, period: str | None = None, kind: str | None = None, as_of: str | None = None
        ) -> None:
            known = screens.kinds(services_of(interaction), name, errors.language_of(interaction))
            chosen = next((id_ for id_, told_ in known if kind in (id_, told_)), kind or "")
            part = (period or "").strip()
            await self._report(interaction, name, as_of, f"{chosen}~{part}" if chosen else part)

        async def periods(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
            """Periods with figures, latest first."""
            kind = str(getattr(interaction.namespace, "kind", None) or "")
            found = screens.periods(services_of(interaction), name, kind, errors.language_of(interaction))
            return _choices(found, current)

        async def kinds(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
            """Which figures there are."""
            return _choices(screens.kinds(services_of(interaction), name, errors.language_of(interaction)), current)

        command = Command(name=_named(own), description=told_by(own.description), callback=yearly)
        command.autocomplete("period")(periods)
        command.autocomplete("kind")(kinds)
        return command

    def _rated(self, own: Report) -> Command:
        """A report of rates, or what they are on a product: that is a question, answered as any other."""
        name, label = own.id, own.label

        @app_commands.describe(product=told("discord-report-product"), as_of=told("discord-as-of"))
        async def rated(interaction: Interaction, product: str | None = None, as_of: str | None = None) -> None:
            if not product or not product.strip():
                await self._report(interaction, name, as_of)
                return
            language = errors.language_of(interaction)
            services = services_of(interaction)
            read = days.read_as_of(services, as_of, language)
            if not services.answerer.ready.is_product(product, services.clock()):
                raise errors.Refusal(say("discord-no-product", language, typed=render.echo(product, 60)))
            question = say("discord-product-question", language, report=label.say(language), product=product.strip())
            asking: Any = self.bot.get_cog("Asking")
            await asking.answer_question(interaction, question, language, as_of=read.at, above=read.told)

        async def products(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
            """Products that something is told of."""
            found = services_of(interaction).answerer.ready.products(errors.language_of(interaction))
            return _choices([(each, each) for each in found], current)

        command = Command(name=_named(own), description=told_by(own.description), callback=rated)
        command.autocomplete("product")(products)
        return command

    def _issues(self) -> Command:
        @app_commands.describe(issue=told("discord-issues-issue"), as_of=told("discord-as-of"))
        async def issues(interaction: Interaction, issue: str | None = None, as_of: str | None = None) -> None:
            part = screens.issue_id(services_of(interaction), issue.strip()) if issue and issue.strip() else ""
            await self._report(interaction, "issues", as_of, part)

        async def issue_names(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
            """Issues by name, id or keyword."""
            found = complete(
                services_of(interaction).library.base, current, errors.language_of(interaction), limits.CHOICES
            )
            return _choices(found, "")

        command = Command(name="issues", description=told("discord-issues"), callback=issues)
        command.autocomplete("issue")(issue_names)
        return command

    def _timeline(self) -> Command:
        @app_commands.describe(
            since=told("discord-timeline-since"), until=told("discord-timeline-until"), as_of=told("discord-as-of")
        )
        async def timeline(
            interaction: Interaction, since: str | None = None, until: str | None = None, as_of: str | None = None
        ) -> None:
            language = errors.language_of(interaction)
            read = days.read_span(services_of(interaction), since, until, language)
            await self._report(interaction, "timeline", as_of, read.span, read.told)

        command = Command(name="timeline", description=told("discord-timeline"), callback=timeline)
        for option in ("since", "until"):
            command.autocomplete(option)(self._days(first=option == "since"))
        return command

    def _days(
        self, *, first: bool = False
    ) -> Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
        async def offered(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
            """Days, as they were understood, by name, and those on which something changed."""
            return days.choices(services_of(interaction), current, errors.language_of(interaction), first=first)

        return offered

    async def _report(
        self, interaction: Interaction, name: str, as_of: str | None, part: str = "", told: str = ""
    ) -> None:
        language = errors.language_of(interaction)
        read = days.read_as_of(services_of(interaction), as_of, language)
        above = "\n".join(f"-# {line}" for line in (told, read.told) if line)
        await self.open(interaction, Screen(name, language, read.at, part), above=above)

    async def open(self, interaction: Interaction, screen: Screen, *, in_place: bool = False, above: str = "") -> None:
        """Answer at once with the screen's text; a picture or a file is added by editing that answer.

        `above` says how what was typed was understood.
        """
        shown = screens.show(services_of(interaction), screen, reader_time)
        view = screen_layout(shown, above=above)
        # A message is known by the command that made it: its own id comes too late.
        called = interaction.message.interaction_metadata if in_place and interaction.message else None
        origin = called.id if called else interaction.id
        self._note_latest(origin, interaction.id)
        if in_place:
            await self._in_turn(origin, lambda: replace_message(interaction, view))
        else:
            private = shown.private or interaction.type is discord.InteractionType.component
            await interaction.response.send_message(view=view, ephemeral=private)
        if shown.extra is not None:
            self.bot.spawn(self._add(interaction, shown, origin, above), "report extra")

    async def _in_turn(self, origin: int, change: Callable[[], Awaitable[None]]) -> None:
        """Change a message once the picture that is on its way to it has arrived: it would bring the screen before back."""
        lock = self._changes.setdefault(origin, asyncio.Lock())
        try:
            async with asyncio.timeout(_IN_TURN):
                await lock.acquire()
        except TimeoutError:  # Discord waits for an answer no longer than this
            await change()
            return
        try:
            await change()
        finally:
            lock.release()

    async def _add(self, interaction: Interaction, shown: Shown, origin: int, above: str) -> None:
        extra = await asyncio.to_thread(shown.extra) if shown.extra else None
        if extra is None:
            return
        view = screen_layout(shown, shown.card.with_media(extra.media), above)

        def edit() -> Any:
            name, alt = extra.media.name, extra.media.alt or None
            file = discord.File(io.BytesIO(extra.data), filename=name, description=alt)
            return interaction.edit_original_response(view=view, attachments=[file])

        async with self._changes.setdefault(origin, asyncio.Lock()):
            # Someone may have gone on to another screen of the same message meanwhile.
            if self._latest.get(origin) != interaction.id:
                return
            try:
                await persist(edit)
            except discord.HTTPException as error:
                errors.note(error, "report extra")

    def _note_latest(self, origin: int, interaction: int) -> None:
        self._latest[origin] = interaction
        while len(self._latest) > _REMEMBERED:
            self._latest.popitem(last=False)


def _named(own: Report) -> app_commands.locale_str:
    return named_by(own.id, own.label)


def _choices(found: Iterable[tuple[str, str]], typed: str) -> list[app_commands.Choice[str]]:
    """Those of (value, name) of which either holds what was typed."""
    wanted = typed.strip().casefold()
    fitting = ((value, name) for value, name in found if wanted in f"{value} {name}".casefold())
    return [
        app_commands.Choice(name=limits.label(name, limits.CHOICE), value=value)
        for value, name in fitting
        if len(value) <= limits.CHOICE
    ][: limits.CHOICES]


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(Reports(bot))
