"""Writes the fit that ships with a base, so that a fresh machine fits nothing, and after an edit only what changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.answers.building import Store, build, shipped
from bot.answers.cache import write_arrays
from bot.answers.chinese import Gloss
from bot.answers.encoder import Encoder
from bot.answers.index import own_key
from bot.answers.lesson import Phrasings
from bot.answers.ready import asked_text, lesson_of
from bot.curation.evaluating import Labelled, read_questions
from bot.knowledge.base import KnowledgeBase

SHIPPED: Final = Path("encoder") / "fitted.arrays"
"""Where it lies in the knowledge folder."""


class CannotShip(Exception):
    """The file cannot be written."""


def own_questions(knowledge: Path) -> Iterator[Labelled]:
    """The labelled questions by which curators measure the base. Raises QuestionsError."""
    for path in sorted((knowledge / "questions").glob("*.jsonl")):
        yield from read_questions(path)


def ship(base: KnowledgeBase, encoder: Encoder, cache: Path | None, knowledge: Path) -> int:
    """Fit everything from the texts alone and write it into the knowledge folder; its size in bytes.

    The vectors of the curators' own questions go with it: they are asked before every change of the base.
    """
    gloss = Gloss(base.glossary.glossary)
    phrasings = Phrasings.of(lesson_of(base, gloss))
    store = Store(encoder, cache)
    made = build(phrasings, store, None)
    store.rows([asked_text(gloss, question.q) for question in own_questions(knowledge)])
    arrays = shipped(made, phrasings, store)
    if not write_arrays(knowledge / SHIPPED, own_key(phrasings, encoder), arrays):
        raise CannotShip(f"{knowledge / SHIPPED} cannot be written")
    return (knowledge / SHIPPED).stat().st_size
