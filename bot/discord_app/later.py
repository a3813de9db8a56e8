"""Hearing of a deadline again later: for oneself in direct messages, and for a channel by whoever may manage it."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord_app import errors, limits, states
from bot.discord_app.answering import desk_of
from bot.discord_app.bases import bases_of
from bot.discord_app.services import Services
from bot.discord_app.views import Interaction, pressable
from bot.knowledge.model import Deadline
from bot.locale import say
from bot.reminders.snoozes import Snooze, moments

_ID = "z:"


def choices(interaction: Interaction, services: Services, deadline: Deadline, language: str) -> discord.ui.View:
    """The menu of moments.

    Raises:
        Refusal: if none is left.
    """
    names = moments(deadline, services.clock())
    if not names:
        raise errors.Refusal(say("discord-later-nothing", language))
    may_here = interaction.guild_id is None or interaction.permissions.manage_channels
    places = (["me"] if interaction.guild_id else []) + (["here"] if may_here else [])
    options = [
        discord.SelectOption(label=say(f"discord-later-{place}-{name}", language), value=f"{place}:{name}")
        for place in places
        for name in names
    ]
    view = discord.ui.View(timeout=None)
    view.add_item(LaterMenu(deadline.id, options, language))
    return view


@pressable
class LaterMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"z:(?P<deadline>.+)"):
    """Chooses when to hear of a deadline again."""

    def __init__(self, deadline: str, options: list[discord.SelectOption], language: str = "en") -> None:
        self.deadline = deadline
        custom_id = _ID + states.short(deadline, limits.CUSTOM_ID - len(_ID))
        placeholder = say("discord-later-choose", language)
        super().__init__(discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the deadline."""
        return cls(match["deadline"], item.options)

    async def callback(self, interaction: Interaction) -> None:
        """Keep what was chosen."""
        with interaction.client.drain.work():
            try:
                desk_of(interaction).check_press(interaction)
                await self._choose(interaction)
            except Exception as error:
                await errors.tell(interaction, error)

    async def _choose(self, interaction: Interaction) -> None:
        language, bases = errors.language_of(interaction), bases_of(interaction)
        deadlines = bases.first.subscriptions.deadlines
        deadline = deadlines.get(states.resolve(self.deadline, deadlines) or "")
        services = bases.of_deadline(deadline.id if deadline else "")
        place, _, name = next(iter(self.item.values), "").partition(":")
        moment = moments(deadline, services.clock()).get(name) if deadline else None
        if deadline is None or moment is None:
            raise errors.Refusal(say("discord-button-outdated", language))
        title = services.tell(deadline.title, language, services.clock())
        told = say("discord-later-done", language, title=title, when=f"<t:{int(moment.timestamp())}:F>")
        if place == "here":
            if interaction.guild_id is not None and not interaction.permissions.manage_channels:
                raise errors.Refusal(
                    say("discord-reminders-not-yours", language, channel=f"<#{interaction.channel_id}>")
                )
            await services.subscriptions.snooze(
                Snooze(interaction.channel_id or 0, deadline.id, moment, language, interaction.user.id)
            )
            await interaction.response.edit_message(content=told, view=None)
            return
        await interaction.response.defer()
        direct = await interaction.user.create_dm()
        await services.subscriptions.snooze(Snooze(direct.id, deadline.id, moment, language, interaction.user.id))
        try:
            # Only a message that arrives shows that the reminder will.
            await direct.send(told, nonce=f"z{interaction.id}")
        except discord.Forbidden as error:
            await services.subscriptions.forget_snooze(direct.id, deadline.id)
            raise errors.Refusal(say("discord-reminded-closed", language)) from error
        await interaction.edit_original_response(content=told, view=None)
