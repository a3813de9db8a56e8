"""What a knowledge base is about, in its own words: parties, directions, topics.

The code that reads this knows no subject; a base brings its own.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.knowledge.model import Record
from bot.knowledge.values import Id, Text, time_zone
from bot.locale import say
from bot.locale.languages import ENGLISH, LANGUAGES, Code

Words = Annotated[tuple[str, ...], Field(strict=False)]


class Party(Record):
    """One side of the base's subject: its territories (ISO codes) and what else people call it."""

    id: Id
    name: Text
    territories: Words = ()
    words: Words = ()


class Direction(Record):
    """A way in which a charge can point between two parties: `by` one, `on` what belongs to the other."""

    id: Id
    by: Id
    on: Id


class Scope(Record):
    """scope.yaml: everything optional, so that a base of entries alone is a base."""

    title: Text = Text({code: say("knowledge-this-base", code) for code in LANGUAGES})
    timezone: Annotated[str, AfterValidator(lambda name: time_zone(name).key)] = "UTC"
    language: Code = ENGLISH
    parties: Annotated[tuple[Party, ...], Field(strict=False)] = ()
    directions: Annotated[tuple[Direction, ...], Field(strict=False)] = ()
    places: Literal["any"] | Words | None = None
    """`any`: a question may name any place. Codes of territories: these are home, and a question about another place is
    about something else. By default the territories of the parties, or any place where they have none."""
    topics: dict[Id, Text] = Field(default={}, strict=False)
    examples: Words = ()

    @property
    def home(self) -> frozenset[str] | None:
        """The territories that the base is about; None where every place is welcome."""
        if self.places == "any":
            return None
        codes = (code for party in self.parties for code in party.territories) if self.places is None else self.places
        return frozenset(codes) or None
