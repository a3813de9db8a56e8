"""What a question gets: the outcome with its named reason, the text, and all that stands behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.answers.match import Candidate
from bot.answers.reading import Reading
from bot.answers.telling import Slots
from bot.knowledge.model import Source
from bot.knowledge.values import Attestation

LONGEST = 2000
"""Characters of a reply's text: Discord's longest message."""


class Outcome(StrEnum):
    """The three outcomes of a question, and help for what is none."""

    ANSWER = "answer"
    CHOOSE = "choose"
    UNKNOWN = "unknown"
    HELP = "help"


class Reason(StrEnum):
    """Why the outcome is what it is; logs and tests read this."""

    EXACT = "exact_phrasing"
    CONFIDENT = "confident"
    FOLLOW_UP = "follow_up"
    CHOSEN = "chosen"
    SEVERAL = "several_questions"
    CHITCHAT = "chitchat"
    EMPTY = "empty"
    UNREADABLE = "unreadable_script"
    REFUSED = "refused_kind"
    NOT_TOLD = "not_told_of"
    FOREIGN_PLACE = "foreign_place"
    UNKNOWN_FIGURE = "unknown_figure"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_PRODUCT = "unknown_product"
    OTHER_DIRECTION = "other_direction"
    OTHER_KIND = "other_kind_of_question"
    NO_FACT = "no_fact_then"
    UNSURE = "unsure"
    TOO_UNLIKE = "too_unlike"


@dataclass(frozen=True)
class Suggestion:
    """An entry that may be meant, by its question."""

    entry: str
    question: str


@dataclass(frozen=True)
class Explanation:
    """How the reply came about, for curators."""

    reading: Reading | None = None
    slots: Slots = field(default_factory=Slots)
    repaired: tuple[tuple[str, str], ...] = ()
    declined: Candidate | None = None
    """The kind of question that came nearest among those that get no fact."""
    refused_as: str | None = None
    decided_by: str = ""


@dataclass(frozen=True)
class Reply:
    """A whole reply. `text` is what a person reads, at most LONGEST characters, its footer included;
    `answer` is the same without the `footer` lines. `as_of` is the time whose knowledge is told, `about` an earlier time
    that the answer is about; both in UTC."""

    outcome: Outcome
    reason: Reason
    text: str
    answer: str
    as_of: datetime
    language: str = "en"
    about: datetime | None = None
    entry: str | None = None
    question: str | None = None
    confidence: float = 0.0
    is_past: bool = False
    """Whether `as_of` lies before the clock, because the question, or whoever asked it, named such a moment."""
    footer: tuple[str, ...] = ()
    stale: str | None = None
    attestation: Attestation | None = None
    sources: tuple[Source, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    related: tuple[Suggestion, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    explanation: Explanation = field(default_factory=Explanation)

    @property
    def answered(self) -> bool:
        """True only for an answer."""
        return self.outcome is Outcome.ANSWER
