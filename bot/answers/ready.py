"""What one snapshot of the base needs to answer: made once, never changed, and put in use as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol, Self

from pydantic import TypeAdapter

from bot.answers.chinese import Gloss
from bot.answers.coverage import Coverage
from bot.answers.cues import Cues
from bot.answers.encoder import Encoder
from bot.answers.gazetteer import country_words
from bot.answers.likely import Likely
from bot.answers.match import Gathered, Lesson, Matcher
from bot.answers.moments import MOST_CHARACTERS, Words, read_words
from bot.answers.products import names_product, products
from bot.answers.reading import Reader
from bot.answers.reply import Suggestion
from bot.answers.shared import Shared
from bot.answers.shelf import Shelf
from bot.answers.suggest import NOBODY_ASKED, Completer
from bot.answers.text import normalise, own_words, without_address
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import Declined
from bot.locale.languages import base_of
from bot.locale.script import in_script

_GATHERED: Final = TypeAdapter(Gathered)


class MatcherBuilder(Protocol):
    """Makes the matcher of a snapshot; the composition root knows the encoder and the cache."""

    def __call__(self, lesson: Callable[[], Lesson], coverage: Coverage, shelf: Shelf) -> Matcher:
        """Fit or load the matcher; the coverage knows which words are spelled as they should be.

        The lesson is asked for where what was gathered from it is not on the shelf.
        """


def matcher_builder(
    encoder: Encoder | None, cache: Path | None, shipped: Path | None = None, *, fits: bool = True
) -> MatcherBuilder:
    """A builder with this encoder (None: lexical features alone), cache folder (None: no cache) and the fit that a base brings.

    One that never `fits` makes a matcher that knows exact phrasings alone, where nothing else is at hand.
    """

    def build(lesson: Callable[[], Lesson], coverage: Coverage, shelf: Shelf) -> Matcher:
        gathered = shelf.read("phrasings", _GATHERED)
        if gathered is None:
            gathered = Gathered.of(lesson(), coverage.protected, coverage.vocabulary)
            shelf.write("phrasings", _GATHERED, gathered)
        phrasings, countries = gathered.phrasings, country_words()
        return Matcher.over(
            phrasings, gathered.spelling, encoder, cache, shipped=shipped, fits=fits, countries=countries
        )

    return build


@dataclass(frozen=True)
class Ready:
    """A snapshot and what was made from it. Nothing of it changes, so any thread may ask it."""

    base: KnowledgeBase
    reader: Reader
    cues: Cues
    likely: Likely
    coverage: Coverage
    gloss: Gloss
    matcher: Matcher
    completer: Completer
    shared: Shared

    @classmethod
    def of(cls, base: KnowledgeBase, build: MatcherBuilder, cache: Path | None) -> Self:
        """Make it; takes seconds where nothing is cached, and is safe in a worker thread."""
        reader, gloss, shelf = Reader(base), Gloss(base.glossary.glossary), Shelf(cache, base.revision)
        coverage = Coverage(base, reader, shelf)
        matcher = build(lambda: lesson_of(base, gloss), coverage, shelf)
        cues = Cues(base, reader, shelf)
        return cls(
            base,
            reader,
            cues,
            Likely(base, cues.lexicon),
            coverage,
            gloss,
            matcher,
            Completer(base),
            Shared.of(base.labelled),
        )

    def when(self, typed: str, now: datetime) -> Words | None:
        """The time that somebody writes where a day is asked for; quick, for it is cut short."""
        return read_words(self.reader, typed, now)

    def products(self, language: str) -> tuple[str, ...]:
        """The products that entries are asked after, by a word of the language."""
        return products(self.base, self.coverage, language)

    def is_product(self, typed: str, now: datetime) -> bool:
        """Whether it names a product of the lists."""
        return names_product(self.reader, typed[:MOST_CHARACTERS], now)

    def complete(
        self, typed: str, language: str = "en", limit: int = 25, asked: Mapping[str, int] = NOBODY_ASKED
    ) -> list[Suggestion]:
        """Questions that begin with, hold the words of, or resemble what was typed so far, best first."""
        found = self.completer.complete(typed, base_of(language), limit, asked)
        return [Suggestion(each.entry, in_script(each.question, language)) for each in found]


def lesson_of(base: KnowledgeBase, gloss: Gloss) -> Lesson:
    """What a matcher learns from a base: the ways to ask each entry, and examples of the kinds that get no fact.

    Labelled questions count for the entry or the kind that they name, counter-examples for their entry.
    """
    entries = {entry.id: list(entry.ways_to_ask) for entry in base.entries.values()}
    kinds = declined_kinds(base)
    declined = {id_: list(kind.examples) for id_, kind in kinds.items()}
    for kind in kinds.values():
        for text, entry in kind.counter_examples.items():
            entries[entry].append(text)
    # People's own questions hold their misspellings: only what curators wrote teaches spelling.
    curated = [asked_text(gloss, text) for ways in (*entries.values(), *declined.values()) for text in ways]
    for line in base.labelled:
        (declined[line.declined] if line.declined else entries[str(line.entry)]).append(line.q)
    calibration = [
        (
            asked_text(gloss, line.q),
            frozenset(filter(None, (line.entry, *line.also))) if not line.declined else frozenset(),
        )
        for line in base.calibration
    ]
    return Lesson(_glossed(gloss, entries), _glossed(gloss, declined), calibration, curated)


def declined_kinds(base: KnowledgeBase) -> Mapping[str, Declined]:
    """The kinds of question that get no fact, small talk included."""
    return {**base.declined, **base.smalltalk}


def _glossed(gloss: Gloss, texts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {id_: [asked_text(gloss, text) for text in ways] for id_, ways in texts.items()}


def asked_text(gloss: Gloss, text: str) -> str:
    """What is matched of a question: its canonical form without a greeting, and the English words of a Chinese one."""
    return gloss.read(without_address(normalise(own_words(text))))
