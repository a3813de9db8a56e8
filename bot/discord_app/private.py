"""Answers that only the person sees: as the answer to their interaction, or in the place of its deferral."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord

from bot.discord_app.layout import Item, layout
from bot.discord_app.render import Card

Interaction = discord.Interaction[Any]


def linked(interaction: Interaction, card: Card) -> Card:
    """The card with the commands that it names as mentions."""
    return card.reworded(lambda text: interaction.client.tree.linked(text, interaction.guild_id))


async def show(interaction: Interaction, card: Card, rows: Iterable[Sequence[Item]] = ()) -> None:
    """Answer with a card."""
    view = layout(linked(interaction, card), rows)
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)


async def say_so(interaction: Interaction, sentence: str) -> None:
    """Answer with a sentence."""
    text = interaction.client.tree.linked(sentence, interaction.guild_id)
    if interaction.response.is_done():
        await interaction.edit_original_response(content=text)
    else:
        await interaction.response.send_message(text, ephemeral=True)
