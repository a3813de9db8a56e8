"""The knowledge base in use: read once, swapped whole, never half-loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, errors
from bot.knowledge.loader import Loaded, load


class KnowledgeError(Exception):
    """The folder holds errors; `findings` has all of them."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in errors(findings)))


class Snapshots(Protocol):
    """Whatever can hand out the base in use."""

    @property
    def base(self) -> KnowledgeBase:
        """The snapshot; hold on to it for one answer, ask again for the next."""


class Library:
    """Holds the snapshot that everybody reads; a reload either replaces it whole or leaves it alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loaded = self._load()

    def _load(self) -> tuple[Loaded, KnowledgeBase]:
        loaded = load(self.folder)
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
