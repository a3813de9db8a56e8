"""The buttons. Each is a dynamic item: its state is its `custom_id`, so it works after any restart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import discord

from bot.answers.reply import Reply, Suggestion
from bot.discord_app import errors, limits, render, states
from bot.discord_app.answering import caller_of, card_of, desk_of
from bot.discord_app.states import Mode, Topic
from bot.locale import say

Interaction = discord.Interaction[Any]
P = TypeVar("P", bound=type[discord.ui.DynamicItem[Any]])

_RELATED = 3
_OFFERED = 5


class Pressable(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?!)"):
    """What all buttons share: whatever goes wrong when one is pressed takes the one error path."""

    async def callback(self, interaction: Interaction) -> None:
        """Called by discord.py."""
        with interaction.client.drain.work():
            try:
                desk_of(interaction).check_press(interaction)
                await self.press(interaction)
            except Exception as error:
                await errors.tell(interaction, error)

    async def press(self, interaction: Interaction) -> None:
        """Answer the press; raises freely."""
        raise NotImplementedError


PRESSABLE: list[type[discord.ui.DynamicItem[Any]]] = []
"""Every kind of button; the client registers them all."""


def pressable(kind: P) -> P:
    """Register a kind of button."""
    PRESSABLE.append(kind)
    return kind


def is_known(custom_id: str) -> bool:
    """Whether some kind of button reads this custom id."""
    return any(kind.__discord_ui_compiled_template__.fullmatch(custom_id) for kind in PRESSABLE)


@pressable
class TopicButton(Pressable, template=Topic.TEMPLATE):
    """Leads to an entry's answer: a choice offered, or a related question."""

    def __init__(self, topic: Topic, label: str = "…") -> None:
        self.topic = topic
        style = discord.ButtonStyle.primary if topic.mode is Mode.CHOOSE else discord.ButtonStyle.secondary
        super().__init__(
            discord.ui.Button(label=limits.label(label, limits.BUTTON), style=style, custom_id=topic.write())
        )

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(Topic.read(match))

    async def press(self, interaction: Interaction) -> None:
        """Tell the entry: in place for the asker's choice, else beside it, privately for anyone else."""
        desk, topic, person = desk_of(interaction), self.topic, interaction.user.id
        reply = await desk.chosen(topic, caller_of(interaction))
        if reply is None:
            raise errors.Refusal(say("discord-button-outdated", topic.language))
        private = interaction.message is not None and interaction.message.flags.ephemeral
        shown = render.embed(card_of(reply))
        if topic.mode is Mode.CHOOSE and person == topic.asker:
            view = answer_view(reply, Asker(person, private))
            await interaction.response.edit_message(content=None, embed=shown, view=view)
            return
        # Someone else's conversation is not added to; in a direct one there is nobody else.
        private = private or (person != topic.asker and interaction.guild_id is not None)
        view = answer_view(reply, Asker(person, private))
        await interaction.response.send_message(embed=shown, view=view, ephemeral=private)


@pressable
class DeleteButton(Pressable, template=r"d:(?P<asker>[0-9a-z]+)"):
    """Takes an answer away, for whom it was given to; moderators may, too."""

    def __init__(self, asker: int, language: str = "en") -> None:
        self.asker = asker
        label = say("discord-delete", language)
        super().__init__(discord.ui.Button(emoji="🗑️", label=label, custom_id=f"d:{states.base36(asker)}"))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the asker."""
        return cls(int(match["asker"], 36))

    async def press(self, interaction: Interaction) -> None:
        """Delete the message that the button is on."""
        if interaction.user.id != self.asker and not interaction.permissions.manage_messages:
            raise errors.Refusal(say("discord-delete-not-yours", errors.language_of(interaction)))
        await interaction.response.defer()
        await interaction.delete_original_response()
        if interaction.message is not None and interaction.message.reference is not None:
            question = interaction.message.reference.message_id
            if question is not None:
                await desk_of(interaction).services.answered.forget([question])


@pressable
class ThumbButton(Pressable, template=r"f:(?P<vote>[+-]):(?P<entry>.+)"):
    """A thumb up or down on an answer."""

    def __init__(self, entry: str, *, up: bool) -> None:
        self.entry, self.up = entry, up
        head = f"f:{'+' if up else '-'}:"
        custom_id = head + states.short(entry, limits.CUSTOM_ID - len(head))
        super().__init__(discord.ui.Button(emoji="👍" if up else "👎", custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the vote."""
        return cls(match["entry"], up=match["vote"] == "+")

    async def press(self, interaction: Interaction) -> None:
        """Keep the vote and say so, privately; against an answer, ask why."""
        from bot.discord_app import complaints  # its buttons are of the kinds that are defined here

        services, language = desk_of(interaction).services, errors.language_of(interaction)
        entry = states.resolve(self.entry, services.library.base.entries)
        if entry is None or interaction.message is None:
            raise errors.Refusal(say("discord-button-outdated", language))
        if self.up:
            await interaction.response.send_message(say("discord-thanks-up", language), ephemeral=True)
        else:  # a reason tapped at once must find the vote
            await interaction.response.defer(ephemeral=True, thinking=True)
        await services.feedback.rate(
            message=interaction.message.id,
            entry=entry,
            person=interaction.user.id,
            up=self.up,
            at=services.clock(),
            answer="" if self.up else complaints.answer_of(interaction.message),
            revision=services.library.base.revision,
        )
        if not self.up:
            view = complaints.view_of(interaction.message.id, language)
            await interaction.edit_original_response(content=say("discord-thanks-down", language), view=view)


@dataclass(frozen=True)
class Asker:
    """Whom an answer is for, and whether only they see it."""

    id: int
    private: bool = False


def answer_view(reply: Reply, asker: Asker) -> discord.ui.View:
    """The buttons under an answer: choices or related questions, then thumbs and delete."""
    view = discord.ui.View(timeout=None)
    if reply.answered:
        offered, mode, most = reply.related, Mode.RELATED, _RELATED
    else:
        offered, mode, most = reply.suggestions, Mode.CHOOSE, _OFFERED
    for row, button in enumerate(_topics(offered[:most], mode, reply, asker)):
        button.row = row if most == _RELATED else min(row, 3)
        view.add_item(button)
    last = 4
    if reply.answered and reply.entry:
        for up in (True, False):
            thumb = ThumbButton(reply.entry, up=up)
            thumb.row = last
            view.add_item(thumb)
    if not asker.private:
        delete = DeleteButton(asker.id, reply.language)
        delete.row = last
        view.add_item(delete)
    return view


def _topics(offered: Sequence[Suggestion], mode: Mode, reply: Reply, asker: Asker) -> Iterable[TopicButton]:
    slots = reply.explanation.slots
    # Only a moment that was named is kept: a button tells the present of when it is pressed, not of when it was made.
    as_of = reply.as_of if reply.is_past else None
    seen: set[str] = set()
    for suggestion in offered:
        topic = Topic(mode, asker.id, suggestion.entry, reply.language, as_of, slots.year, slots.direction)
        if topic.write() not in seen:
            seen.add(topic.write())
            yield TopicButton(topic, suggestion.question)
