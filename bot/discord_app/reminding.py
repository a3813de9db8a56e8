"""Reminders of the dates in an answer: for oneself, for the channel, for a calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Self

import discord

from bot.answers.reply import Reply
from bot.discord_app import errors, events, limits, notices, states, subscribing, views
from bot.discord_app.bases import bases_of, services_of
from bot.discord_app.layout import layout
from bot.discord_app.notices import stamp
from bot.discord_app.render import Card
from bot.discord_app.services import Services
from bot.discord_app.views import Interaction, Pressable, guarded, pressable
from bot.knowledge.model import Deadline
from bot.locale import formats, say
from bot.locale.languages import TAG_PATTERN
from bot.reminders.keys import qualified
from bot.reminders.notice import when
from bot.reminders.subscription import only

_ACTIONS = "me|here|ics|event"


async def offer(interaction: Interaction, deadlines: Sequence[str], language: str) -> None:
    """Answer privately with what can be done about the dates of an answer; several are chosen from first.

    Raises:
        Refusal: if none is ahead any more.
    """
    services = services_of(interaction)
    known = followed(services, deadlines)
    if not known:
        raise errors.Refusal(say("discord-remind-none", language))
    if len(known) == 1:
        view = _choices(interaction, services, known[0], language)
    else:
        card = Card(say("discord-remind-which", language), language=language)
        view = layout(card, [(DateMenu(language, _options(services, known, language)),)])
    await interaction.response.send_message(view=view, ephemeral=True)


def followed(services: Services, deadlines: Iterable[str]) -> list[Deadline]:
    """The base's deadlines of these ids, as reminders know them; those that are gone are left out."""
    known = services.subscriptions.deadlines
    names = (qualified(services.name, id_) for id_ in deadlines)
    return [known[name] for name in names if name in known]


def _options(services: Services, deadlines: Sequence[Deadline], language: str) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=limits.label(services.tell(deadline.title, language, services.clock()), limits.CHOICE),
            description=limits.label(_in_words(services, deadline, language), limits.CHOICE),
            value=states.short(deadline.id, limits.CHOICE),
        )
        for deadline in deadlines[: limits.CHOICES]
    ]


def _in_words(services: Services, deadline: Deadline, language: str) -> str:
    """The date where Discord shows nobody's own time: in a menu."""
    return when(deadline.at, services.clock(), language, lambda at, zone: formats.moment(at, zone, language))


def _choices(interaction: Interaction, services: Services, deadline: Deadline, language: str) -> discord.ui.LayoutView:
    """A deadline with what can be done about it here, by this person."""
    now = services.clock()
    title = services.tell(deadline.title, language, now)
    actions = ["me", "ics"]
    if interaction.guild_id is not None and interaction.is_guild_integration() and _may_manage(interaction):
        actions.insert(1, "here")
    if interaction.guild_id is not None and interaction.is_guild_integration() and events.may(interaction.permissions):
        actions.append("event")
    buttons = [DateButton(action, deadline.id, language, _label(interaction, action, language)) for action in actions]
    moment = when(deadline.at, now, language, lambda instant, _zone: stamp(instant))
    return layout(Card(moment, title, language=language), [buttons])


def _may_manage(interaction: Interaction) -> bool:
    return interaction.permissions.manage_channels or interaction.permissions.administrator


def _label(interaction: Interaction, action: str, language: str) -> str:
    if action == "me" and interaction.context.dm_channel:
        action = "dm"
    return say(f"discord-remind-{action}", language)


@pressable
class DateMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=rf"rm:(?P<lang>{TAG_PATTERN})"):
    """The dates of an answer; whichever is chosen is told with what can be done about it."""

    def __init__(self, language: str, options: list[discord.SelectOption]) -> None:
        self.language = language
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"rm:{language}", placeholder=say("discord-remind-choose", language), options=options
        )
        super().__init__(select)

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the language."""
        return cls(match["lang"], item.options)

    async def callback(self, interaction: Interaction) -> None:
        """Show what can be done about the chosen one."""
        await guarded(interaction, self._choose)

    async def _choose(self, interaction: Interaction) -> None:
        chosen = next(iter(self.item.values), "")
        deadline, services = _find(interaction, chosen)
        if deadline is None:
            await views.offer_alike(interaction, chosen, self.language)
            return
        await views.replace_message(interaction, _choices(interaction, services, deadline, self.language))


@pressable
class DateButton(Pressable, template=rf"r:(?P<action>{_ACTIONS}):(?P<lang>{TAG_PATTERN}):(?P<deadline>.+)"):
    """What to do about a date: remind oneself or the channel of it, or take it into a calendar."""

    once = True

    def __init__(self, action: str, deadline: str, language: str = "en", label: str = "…") -> None:
        self.action, self.deadline, self.language = action, deadline, language
        head = f"r:{action}:{language}:"
        custom_id = head + states.short(deadline, limits.CUSTOM_ID - len(head))
        super().__init__(discord.ui.Button(label=limits.label(label, limits.BUTTON), custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read what is to be done about which deadline."""
        return cls(match["action"], match["deadline"], match["lang"])

    async def press(self, interaction: Interaction) -> None:
        """Do it, privately."""
        deadline, services = _find(interaction, self.deadline)
        if deadline is None:
            await views.offer_alike(interaction, self.deadline, self.language)
        elif self.action == "ics":
            await notices.send_calendar(interaction, services, [deadline], self.language)
        elif self.action == "event":
            await make_event(interaction, deadline, self.language)
        elif self.action == "here":
            await remind_here(interaction, services, deadline, self.language)
        else:
            await notices.remind_too(interaction, deadline, self.language)


def _find(interaction: Interaction, written: str) -> tuple[Deadline | None, Services]:
    """A deadline as a custom id names it, and the services of its base."""
    bases = bases_of(interaction)
    deadlines = bases.first.subscriptions.deadlines
    name = states.resolve(written, deadlines) or ""
    return deadlines.get(name), bases.of_deadline(name)


async def remind_here(interaction: Interaction, services: Services, deadline: Deadline, language: str) -> None:
    """Add one deadline to the channel's reminders.

    Raises:
        Refusal: if the person may not manage the channel, the bot may not post there, nothing is still to come, or the
            deadline is of a base that the server no longer speaks.
    """
    if interaction.guild_id is not None and services.name != services_of(interaction).name:
        raise errors.Refusal(say("discord-button-outdated", language))
    found = subscribing.target(interaction, None, language)
    subscribing.check_access(found, language)
    await interaction.response.defer(ephemeral=True, thinking=True)
    kept = await services.subscriptions.get(found.place.channel_id)
    title = services.tell(deadline.title, language, services.clock())
    told = {"title": title, "where": found.where(language)}
    if kept is not None and kept.suspension is None and kept.covers_since(deadline) is not None:
        await interaction.edit_original_response(content=say("discord-reminded-here-already", language, **told))
        return
    if not notices.is_ahead(services, deadline, kept):
        raise errors.Refusal(say("discord-reminded-nothing", language, title=title))
    await services.subscriptions.subscribe(
        found.place,
        by=interaction.user.id,
        topics=[*(kept.topics if kept else ()), only(deadline.id)],
        spoken=language,
    )
    await interaction.edit_original_response(content=say("discord-reminded-here", language, **told))


async def make_event(interaction: Interaction, deadline: Deadline, language: str) -> None:
    """Make the server's event of a deadline, or say that it is there.

    Raises:
        Refusal: if somebody may not, or its time has begun.
    """
    guild = events.check(interaction, language)
    await interaction.response.defer(ephemeral=True, thinking=True)
    event, is_new = await interaction.client.events.make(guild, deadline, language)
    key = "discord-event-made" if is_new else "discord-event-there"
    await interaction.edit_original_response(content=say(key, language, url=event.url))


async def as_asked(
    person: discord.User | discord.Member, client: Any, reply: Reply, guild_id: int | None
) -> tuple[str, bool]:
    """Do what was asked for in words: what the person is to be told of it, and whether a direct message has told them.

    Raises:
        Refusal: if it cannot be done.
    """
    known, language = followed(client.bases.of(guild_id), reply.deadlines), reply.language
    if len(known) != 1:
        return say("discord-remind-press", language, button=say("discord-remind", language)), False
    return await notices.remind_person(person, client, known[0], language)
