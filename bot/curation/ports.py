"""Ports that store questions and answers. Nobody stores who asked in vain; votes can be removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Answered:
    """A question that was answered by a message, and that message."""

    channel: int
    question: int
    answer: int
    answer_channel: int


class AnsweredQuestions(Protocol):
    """Which message answers which, so that edits and deletions find their answer after a restart too."""

    async def remember(self, answered: Answered, at: datetime) -> None:
        """Keep a pair; a question that was kept already gets the new answer."""

    async def find(self, question: int) -> Answered | None:
        """The answer to a question, if there is one."""

    async def forget(self, questions: Sequence[int]) -> None:
        """Drop pairs by their question."""

    async def prune(self, before: datetime) -> int:
        """Drop pairs kept before the moment; how many there were."""


class Guilds(Protocol):
    """Which base each guild speaks. The first has no name, and is spoken where nobody chose."""

    async def all(self) -> Mapping[int, str]:
        """The bases of the guilds that speak another than the first."""

    async def use(self, guild_id: int, base: str, *, now: datetime) -> None:
        """Let a guild speak a base from now on, in its reminders, too."""


@dataclass(frozen=True)
class Votes:
    """How an entry's answers were rated."""

    entry: str
    up: int
    down: int


@dataclass(frozen=True)
class Complaint:
    """A vote against an answer: why, in whose words, what the answer was and by which revision. Nobody's name."""

    entry: str
    at: datetime
    reason: str = ""
    note: str = ""
    answer: str = ""
    revision: str = ""


class Feedback(Protocol):
    """Thumbs on the answers of one base: one vote for each person and message."""

    async def rate(
        self, *, message: int, entry: str, person: int, up: bool, at: datetime, answer: str = "", revision: str = ""
    ) -> None:
        """Keep a person's vote on an answer; a second one replaces the first, with what was said of it."""

    async def explain(self, *, message: int, person: int, reason: str = "", note: str = "") -> bool:
        """Add to a person's vote against an answer why, or a note; whether there is such a vote."""

    async def complaints(self, limit: int = 10) -> Sequence[Complaint]:
        """The latest votes against answers, those that say why before those that do not."""

    async def forget(self, person: int) -> int:
        """Remove every vote of a person, on the answers of other bases, too; returns how many there were."""

    async def votes(self, limit: int = 25) -> Sequence[Votes]:
        """The entries with the most votes against them, worst first."""


@dataclass(frozen=True)
class Gap:
    """A question asked in vain, how often, and why there was no answer. Nobody's name."""

    question: str
    language: str
    outcome: str
    reason: str
    count: int
    first: datetime
    last: datetime


class Gaps(Protocol):
    """Questions asked of one base in vain, without who asked."""

    async def note(self, *, question: str, outcome: str, reason: str, language: str, at: datetime) -> None:
        """Keep a question that got no answer."""

    async def most_asked(self, limit: int = 25) -> Sequence[Gap]:
        """The gaps that were asked most often, the latest first among equals."""

    async def close(self, questions: Sequence[str]) -> int:
        """Drop gaps by their question, once they have an answer; how many there were."""

    async def count(self) -> int:
        """How many different questions are kept."""
