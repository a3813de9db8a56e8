"""What the commands need from the rest; app.py hands it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.answers.answerer import Answerer
from bot.curation.ports import Gaps
from bot.curation.preparing import Prepared
from bot.diagnosis import Check
from bot.knowledge.findings import Finding
from bot.knowledge.library import Library
from bot.knowledge.values import Text
from bot.settings import Settings


class Services(Protocol):
    """The services are made on first use, so that `check` needs no encoder and `ask` no database."""

    @property
    def settings(self) -> Settings:
        """The checked configuration."""

    @property
    def config_path(self) -> Path:
        """Where the configuration is, or would be."""

    @property
    def folder(self) -> Path:
        """The knowledge folder in use: the first of the configuration."""

    @property
    def each(self) -> Sequence[Services]:
        """The same over every folder of the configuration, these first."""

    @property
    def library(self) -> Library:
        """The knowledge base in use."""

    @property
    def answerer(self) -> Answerer:
        """The answerer over it."""

    @property
    def cache(self) -> Path:
        """Where fitted indexes are kept."""

    def checks(self) -> Iterator[Check]:
        """What this installation has and lacks, each with what to do."""

    def tell(self, text: Text, language: str, moment: datetime) -> str:
        """A curator's text at a moment, its template calls carried out."""

    def now(self) -> datetime:
        """The clock."""

    def findings(self, now: datetime) -> tuple[Finding, ...]:
        """Everything that any rule finds in the knowledge folder."""

    def prepare(self) -> Prepared:
        """Load, check, fit and measure the knowledge folder; what came of it."""

    def ship(self) -> str:
        """Fit everything from the texts alone and write it into the knowledge folder; what came of it, in a sentence."""

    def run(self) -> int:
        """Run the Discord bot until it is told to stop; the exit code."""

    def gaps(self) -> AbstractAsyncContextManager[Gaps]:
        """The questions asked in vain, as long as they are needed."""

    def migrate(self) -> str:
        """Bring the database to the newest revision; which one that is."""
