"""The knowledge base in use: read once, swapped whole, never half-loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Where, errors
from bot.knowledge.loader import Kept, Loaded, load


class KnowledgeError(Exception):
    """The folder holds errors; `findings` has all of them."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in errors(findings)))


Further = Callable[[KnowledgeBase, Where], Iterable[Finding]]
"""Checks that run after loading: `further(base, where)`."""


class Snapshots(Protocol):
    """Whatever can hand out the base in use."""

    @property
    def base(self) -> KnowledgeBase:
        """The snapshot; hold on to it for one answer, ask again for the next."""


class Library:
    """Holds the snapshot in use; a reload replaces it as a whole, or leaves it unchanged if the folder has errors."""

    def __init__(self, folder: Path, further: Further | None = None) -> None:
        self.folder, self._further = folder, further
        self._loaded = self._load()

    def _load(self) -> tuple[Loaded, KnowledgeBase]:
        loaded = load_checked(self.folder, self._further)
        if loaded.base is None:
            raise KnowledgeError(loaded.findings)
        return loaded, loaded.base

    @property
    def base(self) -> KnowledgeBase:
        """The snapshot in use."""
        return self._loaded[1]

    @property
    def loaded(self) -> Loaded:
        """The snapshot with its findings and places."""
        return self._loaded[0]

    def reload(self) -> KnowledgeBase:
        """Read the folder again.

        Raises:
            KnowledgeError: if it holds errors; the snapshot in use stays.
        """
        self._loaded = self._load()
        return self.base

    def read(self) -> Loaded:
        """Read the folder again, for `use`; safe in a worker thread, and changes nothing. What is checked further was elsewhere."""
        return load(self.folder)

    def use(self, loaded: Loaded) -> None:
        """Put a snapshot that was read in the place of the one in use.

        Raises:
            KnowledgeError: if it cannot be used.
        """
        if loaded.base is None:
            raise KnowledgeError(loaded.findings)
        self._loaded = (loaded, loaded.base)


def load_checked(folder: Path, further: Further | None, kept: Kept | None = None) -> Loaded:
    """Load the folder and run the further checks; the base is None if either finds an error."""
    loaded = load(folder, kept)
    if loaded.base is None or further is None:
        return loaded
    findings = tuple(sorted({*loaded.findings, *further(loaded.base, loaded.marks.where)}))
    return replace(loaded, base=None if errors(findings) else loaded.base, findings=findings)
