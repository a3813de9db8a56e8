"""Modals that keep their state in the custom id, so that one that was open during a restart can still be sent."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self, TypeVar, cast

import discord

from bot.discord_app import errors

Interaction = discord.Interaction[Any]
F = TypeVar("F", bound="type[Form]")

LONGEST_LABEL = 45


class Form(discord.ui.Modal):
    """What all forms share: no memory of who opened them, and the one error path.

    discord.py would remember each open one until it is sent, and know none of them after a restart. So it is told to
    remember none, and whatever is sent is read from its custom id.
    """

    template: ClassVar[str]

    def __init__(self, title: str, custom_id: str) -> None:
        super().__init__(title=title[:LONGEST_LABEL], custom_id=custom_id, timeout=None)

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        """Build the form again to read what was submitted."""
        raise NotImplementedError

    async def show(self, interaction: Interaction) -> None:
        """Open it as the answer to an interaction."""
        self.stop()
        await interaction.response.send_modal(self)

    async def submit(self, interaction: Interaction) -> None:
        """Do what was asked; raises freely."""
        raise NotImplementedError

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Called by discord.py."""
        with interaction.client.drain.work():
            await self.submit(interaction)

    # discord.py calls a modal's without the item that its views name.
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """The one error path."""
        await errors.tell(interaction, error)


FORMS: list[type[Form]] = []
"""Every kind of form."""


def form(kind: F) -> F:
    """Register a kind of form."""
    FORMS.append(kind)
    return kind


def take(interaction: Interaction) -> bool:
    """Pass a submitted modal to its form; False if no form has its custom id."""
    data = cast("dict[str, Any]", interaction.data or {})
    for kind in FORMS:
        match = re.fullmatch(kind.template, str(data.get("custom_id", "")))
        if match:
            kind.read(match)._dispatch_submit(interaction, data["components"], data.get("resolved", {}))
            return True
    return False


def labelled(text: str, component: discord.ui.Item[Any], description: str | None = None) -> discord.ui.Label[Any]:
    """A field of a form."""
    return discord.ui.Label(text=text[:LONGEST_LABEL], description=description, component=component)
