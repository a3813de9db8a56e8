"""Prepares a knowledge folder in a process of its own: loads, checks, fits and measures it by the curators' questions.

The fit goes into the cache, from which the bot loads it quickly. The result is one line of JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from bot.answers.answerer import Answerer
from bot.curation.evaluating import QuestionsError, evaluate
from bot.curation.shipping import own_questions
from bot.knowledge.findings import errors
from bot.knowledge.library import KnowledgeError, Library

MOST_TOLD: Final = 100
"""Findings that are told: nobody reads more, and one line must hold them."""


@dataclass(frozen=True)
class Prepared:
    """The result: the revision that is ready, or why none is, and which of the curators' questions go wrong."""

    revision: str | None
    problems: tuple[str, ...] = ()
    asked: int = 0
    wrong: tuple[str, ...] = ()

    @property
    def right(self) -> int:
        """How many of the questions get a right reply."""
        return self.asked - len(self.wrong)

    def lost(self, before: Prepared | None) -> tuple[str, ...]:
        """The questions that were right before and are not now; none where at least as many became right."""
        if before is None or len(self.wrong) <= len(before.wrong):
            return ()
        return tuple(sorted(set(self.wrong) - set(before.wrong)))


_AS_JSON: Final = TypeAdapter(Prepared)


def as_line(prepared: Prepared) -> str:
    """As one line of JSON."""
    return _AS_JSON.dump_json(prepared).decode()


def read_line(line: bytes) -> Prepared:
    """Read such a line. Raises ValueError."""
    return _AS_JSON.validate_json(line)


def prepare(
    load: Callable[[], Library],
    answerer_over: Callable[[Library], Answerer],
    knowledge: Path,
    now: datetime,
    known: Callable[[str], Prepared | None],
) -> Prepared:
    """Load, check, fit and measure, unless the revision's measure is known; never raises for what the folder holds."""
    try:
        library = load()
        questions = list(own_questions(knowledge))
    except KnowledgeError as error:
        return Prepared(None, _first(str(finding) for finding in errors(error.findings)))
    except QuestionsError as error:
        return Prepared(None, _first(str(error).splitlines()))
    answerer = answerer_over(library)
    if measured := known(library.base.revision):
        return measured
    # At the day of the newest check: what is right passes with time, and that day stays from one edit to the next.
    found = evaluate(questions, answerer, library.base.checked_on or now)
    return Prepared(library.base.revision, (), len(questions), tuple(question.id for question, _ in found.wrong))


def _first(problems: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(problems, MOST_TOLD))
