"""A small base that works, as the files that `new` writes: whoever begins a base changes it line by line."""

from __future__ import annotations

import re
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_MARK = re.compile("@(?:BEFORE|LAST|NEXT)@")
"""Stands for a year beside the clock's."""


class CannotWrite(Exception):
    """The folder cannot be written; one sentence."""


def write_starter(folder: Path, now: datetime) -> tuple[Path, ...]:
    """Write the starter into a folder that is not there or empty; its dates lie around the clock's.

    Raises:
        CannotWrite: if there is something in the folder, or it cannot be written.
    """
    years = {"@BEFORE@": now.year - 2, "@LAST@": now.year - 1, "@NEXT@": now.year + 1}
    written = []
    try:
        if folder.exists() and any(folder.iterdir()):
            raise CannotWrite(f"{folder} is not empty; name a folder that is not there yet")
        for name, text in _texts(files(__package__), ()):
            path = folder.joinpath(*name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_MARK.sub(lambda mark: str(years[mark[0]]), text), "utf-8")
            written.append(path)
    except OSError as error:
        raise CannotWrite(f"{folder} cannot be written: {error.strerror}") from error
    return tuple(written)


def _texts(folder: Traversable, within: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    found = []
    for item in sorted(folder.iterdir(), key=lambda each: each.name):
        if item.is_dir() and not item.name.startswith("_"):
            found += _texts(item, (*within, item.name))
        elif item.name.endswith((".yaml", ".jsonl")):
            found.append(((*within, item.name), item.read_text("utf-8")))
    return found
