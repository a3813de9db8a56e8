"""Keeps the scores of the curators' questions by revision, so that the same texts and code are measured only once."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from bot.answers.cache import keep_latest
from bot.answers.shelf import program
from bot.curation.preparing import Prepared, as_line, read_line

_KEPT: Final = 8


class Measures:
    """A folder with one file for each revision. What cannot be read or written is measured again."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder, self._encoder = folder, encoder

    def of(self, revision: str) -> Prepared | None:
        """The scores of a revision, if they were kept."""
        try:
            found = read_line(self._path(revision).read_bytes())
        except (OSError, ValueError):
            return None
        return found if found.revision == revision else None

    def keep(self, prepared: Prepared) -> None:
        """Keep what was found."""
        if prepared.revision is None:
            return
        path = self._path(prepared.revision)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            new.write_text(as_line(prepared), "utf-8")
            new.replace(path)
            keep_latest(self._folder, "measured-*.json", _KEPT)

    def _path(self, revision: str) -> Path:
        key = sha256(f"{program()}\n{self._encoder}\n{revision}".encode()).hexdigest()
        return self._folder / f"measured-{key[:24]}.json"
