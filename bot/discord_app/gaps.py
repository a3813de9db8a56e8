"""What was asked in vain, and what a curator makes of it: a phrasing, a question that is out of scope, or nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.curation.adopting import to_declined, to_phrasing
from bot.curation.gaps import Group, group
from bot.curation.phrasing import CannotAdd
from bot.discord_app import errors, limits, private, render, states
from bot.discord_app.bases import services_of
from bot.discord_app.layout import layout
from bot.discord_app.render import Card
from bot.discord_app.services import Services
from bot.discord_app.views import Interaction, Pressable, pressable, replace_message
from bot.locale import say

SHOWN = 5
"""Groups on one card, with a row of buttons each."""
_LIKE = 3
_LOOKED_AT = 500
_ACTIONS = {"a": "add", "o": "out", "d": "dismiss"}


async def groups_of(services: Services) -> tuple[Group, ...]:
    """The gaps that were asked most, by likeness."""
    return group(await services.gaps.most_asked(_LOOKED_AT))


def card_of(groups: Sequence[Group], language: str) -> Card:
    """The most frequent groups, each with some of its other wordings."""
    lines = []
    for number, like in enumerate(groups[:SHOWN], 1):
        lines.append(f"**{number}.** {like.count} × {render.echo(like.first.question)} (`{like.first.reason}`)")
        lines += [f"-# {render.echo(question)}" for question in like.questions[1:_LIKE]]
    body = "\n".join(lines) or say("discord-knowledge-no-gaps", language)
    return Card(body, say("discord-knowledge-gaps-title", language), language=language)


def rows_of(groups: Sequence[Group], language: str) -> list[list[GapButton]]:
    """Three buttons for each group."""
    return [
        [
            GapButton(action, _name(like), f"{number} · {say(f'discord-gap-{word}', language)}")
            for action, word in _ACTIONS.items()
        ]
        for number, like in enumerate(groups[:SHOWN], 1)
    ]


def _name(like: Group) -> str:
    return states.short(like.first.question, 0)


def check_curator(interaction: Interaction) -> None:
    """Refuse whoever is no curator.

    Raises:
        Refusal: in a plain sentence.
    """
    if interaction.user.id not in services_of(interaction).settings.curators:
        raise errors.Refusal(say("discord-knowledge-not-yours", errors.language_of(interaction)))


@pressable
class GapButton(Pressable, template=r"k:(?P<action>[aod]):(?P<name>#[0-9a-f]{16})"):
    """What to do with a group of gaps, named by the digest of its most asked question."""

    def __init__(self, action: str, name: str, label: str = "…") -> None:
        self.action, self.name = action, name
        custom_id = f"k:{action}:{name}"
        super().__init__(discord.ui.Button(label=limits.label(label, limits.BUTTON), custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(match["action"], match["name"])

    async def press(self, interaction: Interaction) -> None:
        """Ask for the entry or the kind, or dismiss at once."""
        check_curator(interaction)
        language = errors.language_of(interaction)
        found = await groups_of(services_of(interaction))
        like = next((one for one in found if _name(one) == self.name), None)
        if like is None:
            raise errors.Refusal(say("discord-button-outdated", language))
        if self.action == "d":
            await close(interaction, like)
        else:
            await interaction.response.send_modal(Ask(like, language, declined=self.action == "o"))


class Ask(discord.ui.Modal):
    """Asks a curator for the entry that answers a group of gaps, or for the declined kind that it is of."""

    def __init__(self, like: Group, language: str, *, declined: bool) -> None:
        super().__init__(title=say("discord-gap-out" if declined else "discord-gap-add", language), timeout=600)
        self.like, self.declined, self.language = like, declined, language
        self.named: discord.ui.TextInput[Ask] = discord.ui.TextInput(custom_id="id", max_length=100)
        label = say("discord-gap-kind" if declined else "discord-gap-entry", language)
        self.add_item(
            discord.ui.Label(
                text=label, description=limits.label(like.first.question, limits.CHOICE), component=self.named
            )
        )

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Write into the knowledge folder, beside the event loop."""
        check_curator(interaction)
        services = services_of(interaction)
        named = self.named.value.strip()
        try:
            await asyncio.to_thread(self._write, services, named)
        except CannotAdd as problem:
            raise errors.Refusal(str(problem)) from problem
        done = say("discord-gap-written", self.language, id=named, count=len(self.like.gaps))
        await close(interaction, self.like, done)

    def _write(self, services: Services, named: str) -> None:
        library = services.library
        for number, question in enumerate(self.like.worded):
            try:
                if self.declined:
                    to_declined(library.folder, library.base, named, question)
                else:
                    to_phrasing(library.folder, library.loaded, library.base, named, question)
            except CannotAdd:
                # Of the other wordings, some may be there already; of the one that was shown, the curator hears.
                if not number:
                    raise

    # discord.py calls a modal's without the item that its views name.
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """The one error path."""
        await errors.tell(interaction, error)


async def close(interaction: Interaction, like: Group, done: str = "") -> None:
    """Take the group off the list, and show what is left."""
    services, language = services_of(interaction), errors.language_of(interaction)
    await services.gaps.close(like.questions)
    left = await groups_of(services)
    card = private.linked(interaction, card_of(left, language))
    await replace_message(interaction, layout(card, rows_of(left, language), above=done))
