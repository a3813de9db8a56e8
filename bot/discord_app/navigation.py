"""The buttons and the menu that lead from one report to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.discord_app import errors, limits, states
from bot.discord_app.layout import layout
from bot.discord_app.render import Card
from bot.discord_app.screens import Kind, Menu, Shown
from bot.discord_app.states import Screen
from bot.discord_app.views import Interaction, Pressable, guarded, pressable
from bot.locale import say
from bot.locale.languages import TAG_PATTERN

_MOST = 10
_IN_A_ROW = 5


def screen_layout(shown: Shown, card: Card | None = None, above: str = "") -> discord.ui.LayoutView:
    """A screen with its menus and buttons; `card` is what has become of its card since, `above` what was understood."""
    buttons = list({link.to.write(): ScreenButton(link.to, link.label) for link in shown.links[:_MOST]}.values())
    rows: list[Sequence[discord.ui.Item[Any]]] = [(ScreenMenu(menu),) for menu in shown.menus]
    rows += [buttons[start : start + _IN_A_ROW] for start in range(0, len(buttons), _IN_A_ROW)]
    return layout(card or shown.card, rows, above=above)


async def go(interaction: Interaction, screen: Screen) -> None:
    """Show another screen: in place for whoever called the first one, privately beside it for anyone else."""
    reports = interaction.client.get_cog("Reports")
    if reports is None:
        raise errors.Refusal(say("discord-button-outdated", screen.language))
    message = interaction.message
    called = message.interaction_metadata if message else None
    mine = called is None or called.user.id == interaction.user.id
    await reports.open(interaction, screen, in_place=mine)


@pressable
class ScreenButton(Pressable, template=Screen.TEMPLATE):
    """Leads to another screen."""

    once = True

    def __init__(self, screen: Screen, label: str = "…") -> None:
        self.screen = screen
        super().__init__(discord.ui.Button(label=limits.label(label, limits.BUTTON), custom_id=screen.write()))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(Screen.read(match))

    async def press(self, interaction: Interaction) -> None:
        """Go there."""
        await go(interaction, self.screen)


@pressable
class ScreenMenu(
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=rf"s:(?P<kind>more|part|kind):(?P<name>[a-z][a-z0-9-]*):(?P<lang>{TAG_PATTERN}):(?P<when>{states.MOMENT}):(?P<part>.*)",
):
    """Chooses one section of a screen, or another one of its kind."""

    def __init__(self, menu: Menu) -> None:
        self.menu = menu
        options = [
            discord.SelectOption(label=limits.label(label, limits.CHOICE), value=value[: limits.CHOICE])
            for value, label in menu.options
        ]
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=menu.at.write(f"s:{menu.kind}"),
            placeholder=menu.placeholder,
            options=options[: limits.CHOICES],
        )
        super().__init__(select)

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read what it is a menu of."""
        screen = Screen(match["name"], match["lang"], states.moment(match["when"]), match["part"])
        return cls(Menu(Kind(match["kind"]), screen, "", ()))

    async def callback(self, interaction: Interaction) -> None:
        """Show what was chosen."""
        screen = self.menu.to(next(iter(self.item.values), ""))
        await guarded(interaction, lambda pressed: go(pressed, screen))
