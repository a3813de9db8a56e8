"""docs/torture.md: what the long runs measured, and when and where. Only they write it."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "torture.md"
HEAD = """# Torture

What `make torture` measured: the real bot as a process of its own on a Discord on 127.0.0.1, killed and hindered.
Each row replaces the one of the same run before; nothing here was written by hand.
"""
_ROW = re.compile(r"^<!-- (\{.*\}) -->$", re.MULTILINE)


def record(run: str, figures: Mapping[str, object]) -> None:
    """Write the figures of a run to the page, in place of those of the same run before."""
    kept = {one["run"]: one for one in _kept()}
    kept[run] = {"run": run, "measured": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "machine": machine()} | {
        name: str(value) for name, value in figures.items()
    }
    PAGE.write_text("\n".join([HEAD, *(_section(one) for _, one in sorted(kept.items()))]), "utf-8")


def machine() -> str:
    """The machine in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def _kept() -> list[dict[str, str]]:
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    return [json.loads(row) for row in _ROW.findall(text)]


def _section(one: Mapping[str, str]) -> str:
    rows = [f"| {name} | {value} |" for name, value in one.items() if name != "run"]
    table = ["| | |", "| --- | --- |", *rows]
    return "\n".join([f"## {one['run']}", "", f"<!-- {json.dumps(one)} -->", "", *table, ""])
