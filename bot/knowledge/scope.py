"""What a knowledge base is about, in its own words: parties, subjects, and what it refuses.

The code that reads this knows no country and no tariff; a base on another subject brings its own.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.knowledge.model import Record
from bot.knowledge.values import Id, Text


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression over the normalised question (lower case, plain punctuation)."""

Patterns = Annotated[tuple[Pattern, ...], Field(strict=False)]
Words = Annotated[tuple[str, ...], Field(strict=False)]


class Party(Record):
    """One side of the base's subject: its territories (ISO codes) and what else people call it."""

    id: Id
    name: Text
    territories: Words = ()
    words: Words = ()


class Direction(Record):
    """A way in which a thing can point between two parties, and the words that say so."""

    id: Id
    by: Id
    on: Id
    patterns: Patterns = ()


class Refusal(Record):
    """A kind of question that the base never answers, by the words that give it away.

    `unless` lets a question pass that matches `patterns` but is about something that the base does answer.
    """

    id: Id
    patterns: Patterns
    unless: Patterns = ()
    say: Text


class OwnWords(Record):
    """Words that only an entry which uses them may answer: who asks for a price is not told of a quantity.

    Each pattern is one notion, which the entry may put in any way that the pattern finds. Where a pattern has a
    group, the entry must have the very words that the group found, like the number of a section.
    """

    id: Id
    patterns: Patterns
    say: Text


class Correction(Record):
    """A premise that is wrong, and the entry that puts it right."""

    patterns: Patterns
    entry: Id


class Chitchat(Record):
    """Small talk: gets `say` and help, never a fact."""

    id: Id
    patterns: Patterns
    say: Text


class NamedTime(Record):
    """A name for a time, like "before the truce": the question is then told as of `at`."""

    patterns: Patterns
    at: str


class Scope(Record):
    """scope.yaml: everything optional, so that a base of entries alone is a base."""

    title: Text = Text({"en": "this knowledge base", "zh": "本知识库"})
    timezone: str = "UTC"
    language: Literal["en", "zh"] = "en"
    parties: Annotated[tuple[Party, ...], Field(strict=False)] = ()
    directions: Annotated[tuple[Direction, ...], Field(strict=False)] = ()
    subjects: Words = ()
    glossary: dict[str, str] = Field(default={}, strict=False)
    not_territories: Patterns = ()
    foreign: dict[str, str] = Field(default={}, strict=False)
    refused: Annotated[tuple[Refusal, ...], Field(strict=False)] = ()
    own_words: Annotated[tuple[OwnWords, ...], Field(strict=False)] = ()
    corrections: Annotated[tuple[Correction, ...], Field(strict=False)] = ()
    chitchat: Annotated[tuple[Chitchat, ...], Field(strict=False)] = ()
    times: Annotated[tuple[NamedTime, ...], Field(strict=False)] = ()
    topics: dict[Id, Text] = Field(default={}, strict=False)
    examples: Words = ()
    headlines: dict[str, Id | Annotated[tuple[Id, ...], Field(strict=False)]] = Field(default={}, strict=False)
