"""`doctor`: a line for each thing looked at, as it is found, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.diagnosis import Check
from bot.logs import masked


def show(checks: Iterable[Check], console: Console) -> bool:
    """A line each; whether all is well."""
    well = True
    for check in checks:
        well = well and check.ok
        mark = Text("ok         ", "green") if check.ok else Text("needs you  ", "red")
        told = check.found if check.ok else f"{check.found}: {check.advice}"
        console.print(mark + Text(f"{check.name:<13}{masked(told)}"))
    return well
