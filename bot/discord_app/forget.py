"""Forget me: deletes what is stored about a person, at their request."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord_app import errors
from bot.discord_app.bases import services_of
from bot.discord_app.views import Interaction, Pressable, pressable
from bot.locale import say


@pressable
class ForgetButton(Pressable, template=r"x:forget"):
    """Removes the votes and the own reminders of whoever presses it."""

    def __init__(self, language: str = "en") -> None:
        label = say("discord-forget", language)
        super().__init__(discord.ui.Button(label=label, style=discord.ButtonStyle.danger, custom_id="x:forget"))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """The button has no state: whoever presses it is forgotten."""
        return cls()

    async def press(self, interaction: Interaction) -> None:
        """Forget, then say what went."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        services, person = services_of(interaction), interaction.user.id
        votes = await services.feedback.forget(person)
        reminders = await services.subscriptions.forget_person(person)
        text = say("discord-forgotten", errors.language_of(interaction), votes=votes, reminders=reminders)
        await interaction.edit_original_response(content=text)
