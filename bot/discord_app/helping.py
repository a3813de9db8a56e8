"""Help as a menu of what people want to do; each choice is told in a few lines, with the buttons that do it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord

from bot.discord_app import errors, limits, panel, permissions, private, screens
from bot.discord_app.bases import services_of
from bot.discord_app.forget import ForgetButton
from bot.discord_app.layout import Item, layout
from bot.discord_app.navigation import ScreenButton
from bot.discord_app.render import Card
from bot.discord_app.services import Services
from bot.discord_app.states import Mode, Screen, Topic
from bot.discord_app.views import Interaction, TopicButton, guarded, pressable, replace_message
from bot.locale import say
from bot.locale.languages import TAG_PATTERN
from bot.reports.declared import names

_EXAMPLES = 3
_IN_A_ROW = 5
Rows = list[Sequence[Item]]


@dataclass(frozen=True)
class _Page:
    """What one choice of the menu shows."""

    interaction: Interaction
    language: str

    @property
    def services(self) -> Services:
        return services_of(self.interaction)

    def ask(self) -> Rows:
        """Examples, answered in the place of the help."""
        person, language = self.interaction.user.id, self.language
        examples = self.services.answerer.ready.complete("", language, _EXAMPLES)
        return [(TopicButton(Topic(Mode.CHOOSE, person, one.entry, language), one.question),) for one in examples]

    def look(self) -> Rows:
        """A button for each report."""
        base = self.services.library.base
        buttons = [
            ScreenButton(Screen(name, self.language), screens.label(base, name, self.language)) for name in names(base)
        ]
        return [buttons[start : start + _IN_A_ROW] for start in range(0, len(buttons), _IN_A_ROW)]

    def remind(self) -> Rows:
        """The form for this place, for whoever may fill it in."""
        has = self.interaction.permissions
        direct = self.interaction.context.dm_channel
        here = self.interaction.is_guild_integration() and self.interaction.guild_id is not None
        if not direct and not (here and (has.manage_channels or has.administrator)):
            return []
        return [panel.buttons_of(self.interaction.channel_id or 0, self.language, subscribed=False)]

    def privacy(self) -> Rows:
        """Forget me."""
        return [(ForgetButton(self.language),)]

    def nothing(self) -> Rows:
        """Words are enough."""
        return []

    def lacking(self) -> str:
        """What the bot lacks in this channel, if anything."""
        if self.interaction.guild_id is None or not self.interaction.is_guild_integration():
            return ""
        has = self.interaction.app_permissions
        lacking = permissions.missing(has, tuple(dict.fromkeys((*permissions.ANSWERING, *permissions.REMINDING))))
        if not lacking:
            return say("discord-help-server-fine", self.language)
        return say("discord-help-server-lacks", self.language, names=permissions.names(lacking, self.language))


_ROWS: dict[str, Callable[[_Page], Rows]] = {
    "ask": _Page.ask,
    "look": _Page.look,
    "earlier": _Page.nothing,
    "remind": _Page.remind,
    "wrong": _Page.nothing,
    "server": _Page.nothing,
    "privacy": _Page.privacy,
    "curate": _Page.nothing,
}


def _offered(interaction: Interaction) -> list[str]:
    """What there is to do in this base, for this person."""
    services = services_of(interaction)
    known = names(services.library.base)
    there = {
        "look": bool(known),
        "earlier": bool(known),
        "remind": bool(services.library.base.deadlines),
        "curate": interaction.user.id in services.settings.curators,
    }
    return [page for page in _ROWS if there.get(page, True)]


def view_of(interaction: Interaction, language: str, page: str = "") -> discord.ui.LayoutView:
    """The menu, under what was chosen from it or, first, under a word of welcome."""
    services = services_of(interaction)
    title = services.library.base.scope.title.say(language)
    offered = _offered(interaction)
    menu = HelpMenu(language, offered)
    if page not in offered:
        body = say("discord-help-intro", language, title=title)
        card = Card(body, say("discord-help-title", language), language=language)
        return layout(private.linked(interaction, card), [(menu,)])
    made = _Page(interaction, language)
    reports = " ".join(f"`/{name}`" for name in names(services.library.base))
    told = [say(f"discord-help-{page}", language, title=title, reports=reports)]
    if page == "server":
        told.append(made.lacking())
    card = Card("\n".join(filter(None, told)), say(f"discord-help-{page}-label", language), language=language)
    return layout(private.linked(interaction, card), [*_ROWS[page](made), (menu,)])


@pressable
class HelpMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=rf"h:(?P<lang>{TAG_PATTERN})"):
    """Chooses what to be helped with."""

    def __init__(self, language: str, pages: Sequence[str] = ()) -> None:
        self.language = language
        options = [
            discord.SelectOption(
                label=limits.label(say(f"discord-help-{page}-label", language), limits.CHOICE),
                description=limits.label(say(f"discord-help-{page}-hint", language), limits.CHOICE),
                value=page,
            )
            for page in pages
        ]
        placeholder = say("discord-help-choose", language)
        super().__init__(discord.ui.Select(custom_id=f"h:{language}", placeholder=placeholder, options=options))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the language."""
        return cls(match["lang"])

    async def callback(self, interaction: Interaction) -> None:
        """Show it in the place of the help."""
        await guarded(interaction, self._show)

    async def _show(self, interaction: Interaction) -> None:
        page = next(iter(self.item.values), "")
        if page not in _offered(interaction):
            raise errors.Refusal(say("discord-button-outdated", self.language))
        await replace_message(interaction, view_of(interaction, self.language, page))
