"""`doctor`: what this installation has, what it lacks, and what to do."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from rich.console import Console
from rich.table import Table

from bot import __version__
from bot.knowledge.findings import errors
from bot.terminal.services import Services


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is well, what was found, and what to do if it is not."""

    name: str
    ok: bool
    found: str
    advice: str = ""


def examine(services: Services) -> Iterator[Check]:
    """Look at everything that the bot needs, and leave it as it is."""
    version = platform.python_version()
    yield Check("python", sys.version_info >= (3, 11), version, "install Python 3.11 or later")
    yield Check("parley", True, f"{__version__}, discord.py {metadata.version('discord.py')}")
    found = services.findings(services.now())
    worst = len(errors(found))
    yield Check("knowledge", not worst, f"{worst} errors in {services.settings.knowledge}", "run `python -m bot check`")
    if worst:
        return
    base = services.library.base
    yield Check("entries", True, f"{len(base.entries)}, revision {base.revision}")
    _ = services.answerer
    problem = services.encoder_problem
    advice = "run `pip install -r requirements.txt`; until then words alone are matched, which is less exact"
    yield Check("encoder", problem is None, services.encoder_found, advice)
    has_token = services.has_token
    yield Check("token", has_token, "set" if has_token else "not set", "set DISCORD_TOKEN before `python -m bot run`")
    kind, advice = services.database_kind
    yield Check("database", not advice, kind, advice)


def show(checks: Iterator[Check], console: Console) -> bool:
    """A line each; whether all is well."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    well = True
    for check in checks:
        well = well and check.ok
        mark = "[green]ok[/]" if check.ok else "[red]needs you[/]"
        table.add_row(mark, check.name, check.found + (f": {check.advice}" if not check.ok else ""))
    console.print(table)
    return well
