"""Caches values derived from a base as JSON, for as long as neither the base nor the program changes."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

import bot
from bot.answers.cache import keep_latest

_KEPT: Final = 24
T = TypeVar("T")


class Shelf:
    """The cached values of one revision. An unreadable value is derived again; one that cannot be written is derived next time."""

    def __init__(self, folder: Path | None, revision: str) -> None:
        self._folder, self._revision = folder, revision

    def read(self, name: str, kind: TypeAdapter[T]) -> T | None:
        """What was written under a name, if it is there and whole."""
        try:
            content = self._path(name).read_bytes() if self._folder else b""
            told, _, text = content.partition(b"\n")
            return kind.validate_json(text) if told == sha256(text).hexdigest().encode() else None
        except (OSError, ValidationError):
            return None

    def write(self, name: str, kind: TypeAdapter[T], value: T) -> None:
        """Keep a value, whole or not at all."""
        if self._folder is None:
            return
        text = kind.dump_json(value)
        path = self._path(name)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            number, new = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
            with os.fdopen(number, "wb") as file:
                file.write(sha256(text).hexdigest().encode() + b"\n" + text)
            Path(new).replace(path)
            keep_latest(path.parent, "made-*.json", _KEPT)

    def _path(self, name: str) -> Path:
        key = sha256(f"{program()}\n{self._revision}".encode()).hexdigest()
        return (self._folder or Path()) / f"made-{key[:24]}-{name}.json"


@cache
def program() -> str:
    """The hash of the program's own texts and word lists: what it derives from a base depends on them as well."""
    root, found = Path(bot.__file__).parent, sha256()
    for path in sorted(path for end in ("py", "yaml") for path in root.rglob(f"*.{end}")):
        found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
