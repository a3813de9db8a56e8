"""What a question gets: the outcome with its named reason, the text, and all that stands behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.answers.asked import Asked
from bot.answers.match import Candidate
from bot.answers.provenance import Provenance
from bot.answers.reading import Reading
from bot.answers.telling import Slots
from bot.knowledge.model import Source

MOST_CHARACTERS = 2000
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
    DISPUTED = "disputed"
    CHOSEN = "chosen"
    SEVERAL = "several_questions"
    HALF = "half_known"
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
    WARMING_UP = "warming_up"
    """Nothing is fitted yet, and the question is no exact phrasing."""


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
    whole: str | None = None
    """The question that a follow-up was read as."""


@dataclass(frozen=True)
class Reply:
    """A whole reply in its parts; `plain_text` and Discord's cards put them together.

    `main` is what the entry tells, `steps` how it changed in a stretch that was asked about, `beside` what holds today
    beside an earlier state. `about` is an earlier time that the answer is about, in UTC.
    """

    outcome: Outcome
    reason: Reason
    main: str
    provenance: Provenance
    language: str = "en"
    steps: str = ""
    beside: str = ""
    about: datetime | None = None
    entry: str | None = None
    question: str | None = None
    asked: Asked = field(default_factory=Asked)
    """What the entry was told for: with it the same can be told again."""
    confidence: float = 0.0
    suggestions: tuple[Suggestion, ...] = ()
    related: tuple[Suggestion, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    parts: tuple[Reply, ...] = ()
    """The replies to the questions of one message, where it asked several."""
    has_history: bool = False
    """Whether something that it tells was otherwise before."""
    deadlines: tuple[str, ...] = ()
    """The deadlines told of that are still ahead, soonest first."""
    wants_reminder: bool = False
    """Whether the question asks in words to be reminded of them."""
    explanation: Explanation = field(default_factory=Explanation)

    @property
    def answered(self) -> bool:
        """True only for an answer."""
        return self.outcome is Outcome.ANSWER

    @property
    def answer(self) -> str:
        """All that is told, without what stands behind it."""
        return "\n".join(part for part in (self.main, self.steps, self.beside) if part)

    @property
    def as_of(self) -> datetime:
        """The time whose knowledge is told, in UTC."""
        return self.provenance.as_of

    @property
    def is_past(self) -> bool:
        """Whether that lies before the clock."""
        return self.provenance.is_past

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the facts told were read."""
        return self.provenance.sources
