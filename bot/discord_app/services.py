"""What the Discord side calls: the services and stores that the composition root hands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.discord_app.tree import Memory
from bot.health import Health
from bot.knowledge.library import Library
from bot.knowledge.values import Clock
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.answers.answerer import Answerer


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


class Feedback(Protocol):
    """Thumbs on answers."""

    async def rate(self, *, message: int, entry: str, person: int, up: bool, at: datetime) -> None:
        """Keep a person's vote on an answer; a second one replaces the first."""

    async def forget(self, person: int) -> int:
        """Remove every vote of a person; returns how many there were."""


class Gaps(Protocol):
    """Questions asked in vain, without who asked."""

    async def note(self, *, question: str, outcome: str, reason: str, language: str, at: datetime) -> None:
        """Keep a question that got no answer."""


@dataclass
class Services:
    """Everything that the extensions may call."""

    settings: Settings
    library: Library
    answerer: Answerer
    clock: Clock
    health: Health
    memory: Memory
    answered: AnsweredQuestions
    feedback: Feedback
    gaps: Gaps
    started: datetime
    version: str = "0"
    reminders: Any = None
    """The subscriptions service of bot.reminders, once there is one."""
