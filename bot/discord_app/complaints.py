"""Asks why an answer did not help (a reason, optionally a few words), and shows curators what people said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Self

import discord

from bot.curation.ports import Complaint
from bot.discord_app import errors, limits, render, states
from bot.discord_app.bases import services_of
from bot.discord_app.forms import Form, form, labelled
from bot.discord_app.views import Interaction, Pressable, pressable
from bot.locale import formats, say

REASONS = ("wrong", "other", "old", "unclear")
MOST_CHARACTERS = 500
"""Characters of a note."""


def view_of(message_id: int, language: str) -> discord.ui.View:
    """One button for each reason, and one for a wrong fact, which asks for words at once."""
    view = discord.ui.View(timeout=None)
    for reason in REASONS:
        view.add_item(ReasonButton(reason, message_id, say(f"discord-why-{reason}", language)))
    view.add_item(WordsButton(message_id, say("discord-why-report", language)))
    return view


def answer_of(message: discord.Message) -> str:
    """The text of a message that shows an answer."""
    parts = [message.content]
    parts += [part for embed in message.embeds for part in (embed.title, embed.description) if part]
    parts += _texts(message.components)
    return limits.cut("\n".join(part for part in parts if part), 1500)


def _texts(components: Iterable[Any]) -> list[str]:
    found: list[str] = []
    for component in components:
        if isinstance(component, discord.TextDisplay):
            found.append(component.content)
        found += _texts(getattr(component, "children", ()))
    return found


@pressable
class ReasonButton(Pressable, template=r"fr:(?P<reason>wrong|other|old|unclear):(?P<message>[0-9a-z]+)"):
    """A reason for a thumb down."""

    def __init__(self, reason: str, message_id: int, label: str = "…") -> None:
        self.reason, self.message_id = reason, message_id
        custom_id = f"fr:{reason}:{states.base36(message_id)}"
        super().__init__(discord.ui.Button(label=limits.label(label, limits.BUTTON), custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the reason and the answer's message."""
        return cls(match["reason"], int(match["message"], 36))

    async def press(self, interaction: Interaction) -> None:
        """Keep it, and offer to say more."""
        language = errors.language_of(interaction)
        await _keep(interaction, self.message_id, reason=self.reason)
        view = discord.ui.View(timeout=None)
        view.add_item(WordsButton(self.message_id, say("discord-why-words", language)))
        await interaction.response.edit_message(content=say("discord-why-noted", language), view=view)


@pressable
class WordsButton(Pressable, template=r"fw:(?P<message>[0-9a-z]+)"):
    """Opens the form for a few words."""

    def __init__(self, message_id: int, label: str = "…") -> None:
        self.message_id = message_id
        custom_id = f"fw:{states.base36(message_id)}"
        super().__init__(discord.ui.Button(label=limits.label(label, limits.BUTTON), custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the answer's message."""
        return cls(int(match["message"], 36))

    async def press(self, interaction: Interaction) -> None:
        """Ask."""
        await Words(self.message_id, errors.language_of(interaction)).show(interaction)


@form
class Words(Form):
    """What is wrong, in a few words."""

    template = r"ff:(?P<message>[0-9a-z]+)"

    def __init__(self, message_id: int, language: str = "en") -> None:
        super().__init__(say("discord-why-form", language), f"ff:{states.base36(message_id)}")
        self.message_id = message_id
        self.words: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="words", style=discord.TextStyle.paragraph, max_length=MOST_CHARACTERS
        )
        self.add_item(labelled(say("discord-why-what", language), self.words, say("discord-why-what-help", language)))

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        """As it is needed to read what was sent."""
        return cls(int(match["message"], 36))

    async def submit(self, interaction: Interaction) -> None:
        """Keep the words."""
        await _keep(interaction, self.message_id, note=self.words.value.strip()[:MOST_CHARACTERS])
        thanks = say("discord-why-thanks", errors.language_of(interaction))
        await interaction.response.edit_message(content=thanks, view=None)


async def _keep(interaction: Interaction, message_id: int, *, reason: str = "", note: str = "") -> None:
    feedback = services_of(interaction).feedback
    if not await feedback.explain(message=message_id, person=interaction.user.id, reason=reason, note=note):
        raise errors.Refusal(say("discord-button-outdated", errors.language_of(interaction)))


def card_of(complaints: Sequence[Complaint], language: str) -> render.Card:
    """What curators read: each with its entry, reason, words, what the answer told, and from which revision."""
    lines = []
    for one in complaints:
        reason = say(f"discord-why-{one.reason}", language) if one.reason in REASONS else "👎"
        day, revision = formats.day(one.at.date(), language), one.revision[:12] or "–"
        lines.append(f"**{reason}** · `{limits.label(one.entry, 60)}` · {day} · `{revision}`")
        lines += [f"> {render.echo(one.note, MOST_CHARACTERS)}"] if one.note else []
        lines += [f"-# {render.echo(one.answer, 200)}"] if one.answer else []
    body = "\n".join(lines) or say("discord-knowledge-no-complaints", language)
    return render.Card(body, say("discord-knowledge-complaints-title", language), language=language)
