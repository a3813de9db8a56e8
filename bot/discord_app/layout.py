"""Cards built of Components V2: one container of text and pictures, with its buttons and menus below.

Why not an embed is told in docs/decisions/cards.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import discord

from bot.answers.short import width
from bot.discord_app import limits
from bot.discord_app.render import COLOUR, Card

Item = discord.ui.Item[Any]
_LARGE = 36
"""A title up to this width stands on one line of a phone in the second size; a longer one gets the third."""


def layout(card: Card, rows: Iterable[Sequence[Item]] = (), *, above: str = "") -> discord.ui.LayoutView:
    """The card, inside every limit of Discord's; `above` is text that is no part of it, like a quoted question."""
    view = discord.ui.LayoutView(timeout=None)
    room = limits.DISPLAY
    if above.strip():
        above = limits.cut(above, room // 4)
        view.add_item(discord.ui.TextDisplay(above))
        room -= limits.weight(above)
    shown = [*_shown(card, room)]
    view.add_item(discord.ui.Container(*shown, accent_colour=None if card.muted else COLOUR))
    for row in rows:
        if row:
            view.add_item(discord.ui.ActionRow(*row))
    # Every button and menu is a dynamic item, found by its custom id. A view that listens would keep a task for each private
    # answer through a quarter of an hour.
    view.stop()
    return view


def _shown(card: Card, room: int) -> Iterator[Item]:
    """Title and body, sections, media, small print; the small print is never cut away."""
    notes = limits.cut("\n".join(f"-# {note}" for note in card.notes if note), room // 3)
    room -= limits.weight(notes)
    sections = (f"**{section.title}**\n{section.text}" for section in card.sections)
    text = limits.cut("\n\n".join(part for part in (_opening(card), *sections) if part.strip()), room)
    if text.strip() or not (notes or card.media):
        yield discord.ui.TextDisplay(text.strip() or "…")
    if card.media is not None:
        url = f"attachment://{card.media.name}"
        if card.media.is_picture:
            alt = limits.cut(card.media.alt, limits.ALT) or None
            yield discord.ui.MediaGallery(discord.MediaGalleryItem(url, description=alt))
        else:
            yield discord.ui.File(url)
    if notes:
        yield discord.ui.TextDisplay(notes)


def _opening(card: Card) -> str:
    if not card.title.strip():
        return card.body
    title = limits.label(card.title, limits.TITLE)
    size = "##" if width(title) <= _LARGE else "###"
    return f"{size} {title}\n{card.body}".rstrip()
