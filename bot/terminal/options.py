"""Options that several commands share, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer

from bot.locale.languages import LANGUAGES
from bot.terminal.ask import read_day
from bot.terminal.services import Services

Now = Annotated[str | None, typer.Option("--now", help="The clock: 2025-07-29T20:30:13Z, or a day.", metavar="INSTANT")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Tell what held on this day.", metavar="DATE")]
All = Annotated[bool, typer.Option("--all", help="Print the whole report, not its first few lines.")]
Lang = Annotated[str | None, typer.Option("--lang", help=f"{' or '.join(LANGUAGES)}.", metavar="|".join(LANGUAGES))]


def clock_at(services: Services, now: str | None) -> Callable[[], datetime]:
    """The clock that `--now` asks for, else the real one."""
    if now is None:
        return services.now
    moment = read_option("--now", now, "UTC")
    return lambda: moment


def read_option(option: str, text: str, zone: str) -> datetime:
    """A day or an instant of an option; what cannot be read ends the command with a sentence."""
    try:
        found = read_day(text, zone)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
    assert found is not None
    return found
