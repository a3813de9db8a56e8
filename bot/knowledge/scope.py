"""What a knowledge base is about, in its own words: parties, directions, topics.

The code that reads this knows no country and no tariff; a base on another subject brings its own.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.knowledge.model import Record
from bot.knowledge.values import Id, Text, time_zone

Words = Annotated[tuple[str, ...], Field(strict=False)]


class Party(Record):
    """One side of the base's subject: its territories (ISO codes) and what else people call it."""

    id: Id
    name: Text
    territories: Words = ()
    words: Words = ()


class Direction(Record):
    """A way in which a duty can point between two parties: `by` one, `on` the goods of the other."""

    id: Id
    by: Id
    on: Id


class Scope(Record):
    """scope.yaml: everything optional, so that a base of entries alone is a base."""

    title: Text = Text({"en": "this knowledge base", "zh": "本知识库"})
    timezone: Annotated[str, AfterValidator(lambda name: time_zone(name).key)] = "UTC"
    language: Literal["en", "zh"] = "en"
    parties: Annotated[tuple[Party, ...], Field(strict=False)] = ()
    directions: Annotated[tuple[Direction, ...], Field(strict=False)] = ()
    topics: dict[Id, Text] = Field(default={}, strict=False)
    examples: Words = ()
    headlines: dict[str, Id | Annotated[tuple[Id, ...], Field(strict=False)]] = Field(default={}, strict=False)
