"""The buttons and menus under answers. Each is a dynamic item: its state is its `custom_id`, so it works after any restart."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

import discord

from bot.answers.reply import Reply, Suggestion
from bot.discord_app import cards, errors, limits, states
from bot.discord_app.answering import caller_of, desk_of
from bot.discord_app.bases import services_of
from bot.discord_app.layout import layout
from bot.discord_app.render import Card
from bot.discord_app.states import Look, Mode, Rated, Told, Topic
from bot.locale import say
from bot.locale.languages import LANGUAGES, base_of

Interaction = discord.Interaction[Any]
P = TypeVar("P", bound=type[discord.ui.DynamicItem[Any]])

_RELATED = 3
_OFFERED = 5


class Pressable(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?!)"):
    """What all buttons share: whatever goes wrong when one is pressed takes the one error path."""

    once: bool = False
    """Whether a double click counts as one press: for whatever posts something that others see."""

    async def callback(self, interaction: Interaction) -> None:
        """Called by discord.py."""
        await guarded(interaction, self.press, once=self.once)

    async def press(self, interaction: Interaction) -> None:
        """Answer the press; raises freely."""
        raise NotImplementedError


async def guarded(
    interaction: Interaction, press: Callable[[Interaction], Awaitable[None]], *, once: bool = True
) -> None:
    """Carry out a press, `once` if it was a double click; whatever goes wrong takes the one error path."""
    with interaction.client.drain.work():
        try:
            desk = desk_of(interaction)
            if once and desk.clicks.is_double(interaction):
                await interaction.response.defer()
                return
            desk.check_press(interaction)
            await press(interaction)
        except Exception as error:
            await errors.tell(interaction, error)


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
class TopicButton(Pressable, template=Topic.TEMPLATE.replace("[crm]", "[cr]")):
    """Leads to an entry's answer: a choice offered, or a related question."""

    once = True

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
        await tell_topic(interaction, self.topic)


async def tell_topic(interaction: Interaction, topic: Topic) -> None:
    """Tell an entry that was chosen; where it is gone, say so and offer what is like it."""
    person = interaction.user.id
    reply = await desk_of(interaction).chosen(topic, caller_of(interaction))
    if reply is None:
        await offer_alike(interaction, topic.entry, topic.language)
        return
    private = is_private(interaction)
    if topic.mode is Mode.CHOOSE and person == topic.asker:
        await replace_message(interaction, answer_layout(reply, Asker(person, private)))
        return
    # Someone else's conversation is not added to; in a direct one there is nobody else.
    private = private or (person != topic.asker and interaction.guild_id is not None)
    view = answer_layout(reply, Asker(person, private))
    await interaction.response.send_message(view=view, ephemeral=private)


def is_private(interaction: Interaction) -> bool:
    """Whether only the person sees the message that they pressed on."""
    return interaction.message is not None and interaction.message.flags.ephemeral


async def replace_message(interaction: Interaction, view: discord.ui.LayoutView) -> None:
    """Put a layout in the place of the message that was pressed on, whatever that was made of."""
    await interaction.response.edit_message(content=None, embed=None, attachments=[], view=view)


async def offer_alike(interaction: Interaction, entry: str, language: str) -> None:
    """Say that an entry is gone, privately, with questions that may be meant."""
    found = await desk_of(interaction).alike(entry, language, caller_of(interaction))
    asker = Asker(interaction.user.id, private=True)
    topics = [Topic(Mode.CHOOSE, asker.id, s.entry, language) for s in found[:_RELATED]]
    rows = [(TopicButton(topic, s.question),) for topic, s in zip(topics, found, strict=False)]
    card = Card(say("discord-entry-gone", language), muted=True, language=language)
    await interaction.response.send_message(view=layout(card, rows), ephemeral=True)


@pressable
class TopicMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=Topic.TEMPLATE.replace("[crm]", "m")):
    """Related questions; whichever is chosen is answered beside the message."""

    def __init__(self, topic: Topic, offered: Sequence[Suggestion] = ()) -> None:
        self.topic = topic
        options = [
            discord.SelectOption(
                label=limits.label(each.question, limits.CHOICE), value=states.short(each.entry, limits.CHOICE)
            )
            for each in offered[: limits.CHOICES]
        ]
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=topic.write(), placeholder=say("discord-related", topic.language), options=options
        )
        super().__init__(select)

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(Topic.read(match))

    async def callback(self, interaction: Interaction) -> None:
        """Tell what was chosen."""
        chosen = replace(self.topic, mode=Mode.RELATED, entry=next(iter(self.item.values), ""))
        await guarded(interaction, lambda pressed: tell_topic(pressed, chosen))


@pressable
class LookButton(Pressable, template=Told.TEMPLATE):
    """Another look at an answer: its sources, how it came about, its dates, or the same in the other language."""

    once = True

    def __init__(self, told: Told, label: str = "…") -> None:
        self.told = told
        super().__init__(discord.ui.Button(label=limits.label(label, limits.BUTTON), custom_id=told.write()))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(Told.read(match))

    async def press(self, interaction: Interaction) -> None:
        """Privately; the asker's own answer is turned into the other language in its place."""
        from bot.discord_app import reminding  # its buttons are of the kinds that are defined here

        desk, caller, told = desk_of(interaction), caller_of(interaction), self.told
        if told.look is Look.LANGUAGE:
            told = replace(told, language=other_language(told.language))
        reply = await desk.again(told, caller)
        if reply is None:
            await offer_alike(interaction, told.entry, told.language)
        elif told.look is Look.LANGUAGE:
            await self._translate(interaction, reply)
        elif told.look is Look.REMIND:
            await reminding.offer(interaction, reply.deadlines, told.language)
        elif told.look is Look.SOURCES:
            await interaction.response.send_message(view=layout(cards.sources_card(reply)), ephemeral=True)
        else:
            history = await desk.came_about(reply, caller)
            await interaction.response.send_message(view=layout(cards.whole_card(reply, history)), ephemeral=True)

    async def _translate(self, interaction: Interaction, reply: Reply) -> None:
        person = interaction.user.id
        if person == self.told.asker:
            await replace_message(interaction, answer_layout(reply, Asker(person, is_private(interaction))))
        else:
            view = answer_layout(reply, Asker(person, private=True))
            await interaction.response.send_message(view=view, ephemeral=True)


def other_language(language: str) -> str:
    """The language that the button changes to: the next one in the table."""
    codes = list(LANGUAGES)
    return codes[(codes.index(base_of(language)) + 1) % len(codes)]


@pressable
class DeleteButton(Pressable, template=r"d:(?P<asker>[0-9a-z]+)"):
    """Takes an answer away, for whom it was given to."""

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
        if interaction.user.id != self.asker:
            raise errors.Refusal(say("discord-delete-not-yours", errors.language_of(interaction)))
        await interaction.response.defer()
        await interaction.delete_original_response()
        if interaction.message is not None and interaction.message.reference is not None:
            question = interaction.message.reference.message_id
            if question is not None:
                await services_of(interaction).answered.forget([question])


@pressable
class ThumbButton(Pressable, template=Rated.TEMPLATE):
    """A thumb up or down on an answer."""

    def __init__(self, rated: Rated, language: str = "en") -> None:
        self.entry, self.up = rated.entry, rated.up
        label = say("discord-thumb-up" if rated.up else "discord-thumb-down", language)
        super().__init__(discord.ui.Button(emoji="👍" if rated.up else "👎", label=label, custom_id=rated.write()))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the vote."""
        return cls(Rated.read(match))

    async def press(self, interaction: Interaction) -> None:
        """Keep the vote and say so, privately; against an answer, ask why."""
        from bot.discord_app import complaints  # its buttons are of the kinds that are defined here

        services, language = services_of(interaction), errors.language_of(interaction)
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


def answer_layout(reply: Reply, asker: Asker, above: str = "") -> discord.ui.LayoutView:
    """A reply with what can be done with it: choices, or other looks, related questions, thumbs and delete."""
    rows: list[Sequence[discord.ui.Item[Any]]] = []
    if reply.answered:
        rows += [_looks(reply, asker), _related(reply, asker)]
    else:
        topics = dict.fromkeys(_topic(reply, asker, s, Mode.CHOOSE) for s in reply.suggestions[:_OFFERED])
        questions = {s.entry: s.question for s in reply.suggestions}
        rows += [(TopicButton(topic, questions[topic.entry]),) for topic in topics]
    last: list[discord.ui.Item[Any]] = []
    if reply.answered and reply.entry:
        last += [ThumbButton(Rated(reply.entry, up, reply.about), reply.language) for up in (True, False)]
    if not asker.private:
        last.append(DeleteButton(asker.id, reply.language))
    return layout(cards.card_of(reply), [*rows, last], above=above)


def _looks(reply: Reply, asker: Asker) -> Sequence[discord.ui.Item[Any]]:
    """Other looks at one answer; each of several answers is chosen first."""
    if reply.parts or reply.entry is None:
        return ()
    language = reply.language
    wanted = [(Look.LANGUAGE, LANGUAGES[other_language(language)].label)]
    if reply.has_history or not cards.is_whole(reply):
        wanted.insert(
            0, (Look.HISTORY, say("discord-look-history" if reply.has_history else "discord-in-full", language))
        )
    if reply.sources:
        wanted.insert(0, (Look.SOURCES, say("discord-sources", language)))
    if reply.deadlines:
        wanted.append((Look.REMIND, say("discord-remind", language)))
    # Only a moment that was named is kept: a button tells the present of when it is pressed, not of when it was made.
    asked = replace(reply.asked, as_of=reply.as_of if reply.is_past else None)
    looks = [(Told(look, asker.id, reply.entry, language, asked), label) for look, label in wanted]
    return [LookButton(told, label) for told, label in looks if told.write() is not None]


def _related(reply: Reply, asker: Asker) -> Sequence[discord.ui.Item[Any]]:
    offered = [Suggestion(part.entry, part.question or "") for part in reply.parts if part.entry]
    offered = list({s.entry: s for s in offered or reply.related[:_RELATED]}.values())
    if not offered:
        return ()
    return (TopicMenu(_topic(reply, asker, Suggestion("*", ""), Mode.MENU), offered),)


def _topic(reply: Reply, asker: Asker, suggestion: Suggestion, mode: Mode) -> Topic:
    slots = reply.explanation.slots
    as_of = reply.as_of if reply.is_past else None
    return Topic(mode, asker.id, suggestion.entry, reply.language, as_of, slots.year, slots.direction)
