"""Labelled questions, and how many of them an answerer gets right."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.answers.answerer import Answerer
from bot.answers.plain import plain_text
from bot.answers.reply import Reply
from bot.knowledge.loader import read_lines
from bot.knowledge.model import Record
from bot.locale.languages import ENGLISH, base_of

Kind = Literal["answerable", "near_oos", "far_oos", "false_premise", "chitchat"]
_FLAGS = re.IGNORECASE | re.DOTALL
_PLACEHOLDER = re.compile(r"\{[\w.]*\}|\bNone\s?%|\bundefined\b", re.IGNORECASE)
_HARD_FIGURE = re.compile(r"\d\s*(?:%|％|percent)|\$\s?\d")


class Labelled(Record):
    """A question, and what a right reply has to hold: patterns that all must, and none may, be found."""

    id: str
    q: str
    kind: Kind
    lang: str = ENGLISH
    topic: str = ""
    style: str = ""
    as_of: str | None = None
    note: str = ""
    """Whoever writes the question keeps here which time it is about, and why it is asked; nobody reads them."""
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    accept_any: tuple[str, ...] = ()
    entry: str | None = None
    """The entry that has to answer, for questions that need no patterns."""


class QuestionsError(Exception):
    """The file of questions cannot be used; one sentence a line."""


def read_questions(path: Path) -> list[Labelled]:
    """Every line of the file.

    Raises:
        QuestionsError: naming each line that is wrong.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise QuestionsError(f"{path}: {error.strerror}") from error
    document, lines = read_lines(Labelled, str(path), text)
    if document.findings:
        raise QuestionsError("\n".join(map(str, document.findings)))
    return [question for _, question in lines]


def is_right(question: Labelled, reply: Reply) -> bool:
    """Whether the reply is right for the question's kind; a reply with an unfilled placeholder never is."""
    text = plain_text(reply)
    if _PLACEHOLDER.search(text):
        return False
    if question.entry is not None and reply.entry != question.entry:
        return False
    if question.kind == "answerable":
        missing = [p for p in question.must if not re.search(p, text, _FLAGS)]
        return reply.answered and not missing and not any(re.search(p, text, _FLAGS) for p in question.must_not)
    if question.kind == "chitchat":
        return not _HARD_FIGURE.search(text)
    return not reply.answered or any(re.search(p, text, _FLAGS) for p in question.accept_any)


@dataclass
class Score:
    """How many of a group were right, and how many got an answer."""

    total: int = 0
    right: int = 0
    answered: int = 0

    def add(self, *, right: bool, answered: bool) -> None:
        """Count one."""
        self.total += 1
        self.right += right
        self.answered += answered


@dataclass
class Evaluation:
    """Scores by (dimension, value), and each question that went wrong with its reply."""

    scores: dict[tuple[str, str], Score] = field(default_factory=lambda: defaultdict(Score))
    wrong: list[tuple[Labelled, Reply]] = field(default_factory=list)
    calibration: Counter[tuple[int, bool]] = field(default_factory=Counter)


def evaluate(questions: Iterable[Labelled], answerer: Answerer, now: datetime) -> Evaluation:
    """Ask every question, each without memory."""
    found = Evaluation()
    for question in questions:
        language = base_of(question.lang)
        reply = answerer.ask(question.q, now=now, language=language)
        right = is_right(question, reply)
        keys = [("kind", f"{question.kind} ({language})"), ("language", question.lang), ("style", question.style)]
        for key in (*keys, ("topic", question.topic)):
            found.scores[key].add(right=right, answered=reply.answered)
        if reply.answered:
            found.calibration[min(int(reply.confidence * 10), 9), right] += 1
        if not right:
            found.wrong.append((question, reply))
    return found
