"""What a notice looks like on Discord, and the buttons under it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

import discord

from bot.discord_app import errors, later, limits, panel, subscribing
from bot.discord_app.bases import bases_of
from bot.discord_app.layout import layout
from bot.discord_app.render import Card, Link
from bot.discord_app.services import Services
from bot.discord_app.views import Interaction, Pressable, pressable
from bot.knowledge.base import table
from bot.knowledge.model import Deadline
from bot.locale import say
from bot.reminders import digest
from bot.reminders.keys import NoticeKey, base_of
from bot.reminders.notice import Kind, Notice, TellOf, text_of, when
from bot.reminders.ports import Post
from bot.reminders.subscription import Subscription, only
from bot.reports.calendar import calendar


def stamp(instant: datetime) -> str:
    """An exact instant as every reader's own time, with what is left."""
    seconds = int(instant.timestamp())
    return f"<t:{seconds}:F> (<t:{seconds}:R>)"


def reader_time(instant: datetime) -> str:
    """An exact instant as every reader's own time; what was left of it at an earlier moment is told in words."""
    return f"<t:{int(instant.timestamp())}:F>"


def _exact(instant: datetime, _zone: str) -> str:
    return stamp(instant)


def card_of(notice: Post, tell_of: TellOf) -> Card:
    """A notice or a message of the week as a card; `tell_of` renders what curators wrote."""
    if isinstance(notice, Notice):
        text = text_of(notice, _exact, tell_of(notice.deadline.id))
    else:
        text = digest.text_of(notice, _exact, tell_of)
    sources = " · ".join(Link(title, url).markdown() for title, url in text.sources)
    return Card(
        body="\n\n".join(text.lines),
        title=text.title,
        notes=tuple(note for note in (text.attested, sources, text.footer) if note),
        language=notice.language,
    )


def buttons_of(notice: Post) -> list[NoticeButton]:
    """The buttons. Their ids name the key, by which the message is found.

    One subscribes for oneself, hears again later, or takes the date into a calendar. An outcome is the last that is heard of
    a deadline: there is nothing left to subscribe to. Under a message of the week, reminders are changed.
    """
    if not isinstance(notice, Notice):
        return _buttons(notice.key, ("set",), notice.language)
    return _buttons(notice.key, ("ics",) if notice.kind is Kind.OUTCOME else ("me", "later", "ics"), notice.language)


def _buttons(key: NoticeKey, actions: tuple[str, ...], language: str) -> list[NoticeButton]:
    return [NoticeButton(action, key.custom_id(action), language) for action in actions]


@pressable
class NoticeButton(Pressable, template=r"notice:(?P<action>[a-z]+):(?P<nonce>[A-Za-z0-9_-]{22}):(?P<deadline>.+)"):
    """A button under a notice."""

    def __init__(self, action: str, custom_id: str, language: str = "en", deadline: str = "") -> None:
        self.action, self.deadline = action, deadline
        emoji = {"me": "🔔", "later": "⏰", "ics": "📅", "set": "⚙️"}.get(action)
        label = say(f"discord-notice-{action}", language) if emoji else action
        super().__init__(discord.ui.Button(label=label, emoji=emoji, custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the action and the deadline."""
        return cls(match["action"], match.string, deadline=match["deadline"])

    async def press(self, interaction: Interaction) -> None:
        """Do what the button says, privately."""
        language, bases = errors.language_of(interaction), bases_of(interaction)
        if self.action == "set":
            await panel.show(interaction, subscribing.target(interaction, None, language), language)
            return
        known = bases.first.subscriptions.deadlines
        deadline = named(known, self.deadline, cut=len(self.custom_id) == limits.CUSTOM_ID)
        if deadline is None or self.action not in {"me", "ics", "later"}:
            raise errors.Refusal(say("discord-button-outdated", language))
        services = bases.of_deadline(deadline.id)
        if self.action == "ics":
            await send_calendar(interaction, services, [deadline], language)
        elif self.action == "later":
            view = later.choices(interaction, services, deadline, language)
            title = services.tell(deadline.title, language, services.clock())
            await interaction.response.send_message(title, view=view, ephemeral=True)
        else:
            await remind_too(interaction, deadline, language)


def named(deadlines: Mapping[str, Deadline], written: str, *, cut: bool) -> Deadline | None:
    """The deadline of an id; of one that may have been cut to fit, the only one that begins so."""
    if written in deadlines or not cut:
        return deadlines.get(written)
    begun = [deadline for id_, deadline in deadlines.items() if id_.startswith(written)]
    return begun[0] if len(begun) == 1 else None


async def send_calendar(interaction: Interaction, services: Services, deadlines: list[Deadline], language: str) -> None:
    """The deadlines as a calendar file, privately."""
    base = replace(services.library.base, deadlines=table({deadline.id: deadline for deadline in deadlines}))
    data = calendar(base, services.clock(), language=language, tell=services.tell)
    file = discord.File(io.BytesIO(data), filename="deadlines.ics")
    await interaction.response.send_message(say("discord-calendar", language), file=file, ephemeral=True)


async def remind_too(interaction: Interaction, deadline: Deadline, language: str) -> None:
    """Subscribe the person who pressed to this deadline, in their direct messages."""
    await interaction.response.defer(ephemeral=True)
    told, _ = await remind_person(interaction.user, interaction.client, deadline, language)
    await interaction.followup.send(told, ephemeral=True)


async def remind_person(
    person: discord.User | discord.Member, client: Any, deadline: Deadline, language: str
) -> tuple[str, bool]:
    """Subscribe a person to a deadline, in their direct messages.

    Returns what they are to be told of it, and whether a direct message has told them.

    Raises:
        Refusal: if no reminder is still to come, or they take no messages.
    """
    services: Services = client.bases.of_deadline(deadline.id)
    key: NoticeKey | None = None
    title = services.tell(deadline.title, language, services.clock())
    if not await anything_ahead(services, person.id, deadline):
        raise errors.Refusal(say("discord-reminded-nothing", language, title=title))
    try:
        direct = await person.create_dm()
        key = await services.subscriptions.remind_too(person.id, direct.id, deadline.id, language)
        if key is None:
            return say("discord-reminded-already", language, title=title), False
        # Only a message that arrives shows that reminders will. Its button names the key, as every notice's does.
        moment = when(deadline.at, services.clock(), language, _exact)
        hello = say("discord-reminded-hello", language, title=title, when=moment)
        card = Card(client.tree.linked(hello), language=language)
        sent = await direct.send(view=layout(card, [_buttons(key, ("ics",), language)]), nonce=key.nonce)
    except discord.Forbidden as error:
        if key is not None:
            await services.subscriptions.take_back(key)
        raise errors.Refusal(say("discord-reminded-closed", language)) from error
    await services.subscriptions.was_told(key, sent.id)
    return say("discord-reminded", language, title=title), True


async def anything_ahead(services: Services, person: int, deadline: Deadline) -> bool:
    """Whether a reminder of the deadline is still to come, at the lead times that the person has or would get."""
    own = next(iter(await services.subscriptions.of_user(person)), None)
    return is_ahead(services, deadline, own)


def is_ahead(services: Services, deadline: Deadline, kept: Subscription | None) -> bool:
    """The same for whoever has these reminders, or none so far."""
    now, subscriptions = services.clock(), services.subscriptions
    leads = (kept.leads if kept else None) or dict.fromkeys(subscriptions.default_leads, now)
    alone = Subscription(0, {only(deadline.id): now}, leads, base=base_of(deadline.id))
    return bool(subscriptions.preview(alone, limit=1))
