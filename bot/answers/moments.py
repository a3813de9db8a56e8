"""A day as people write it where a date is asked for: `29 july 2025`, `last summer`, `before the ruling`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.answers.asked import asked_by
from bot.answers.lexicon import time_by_id
from bot.answers.reading import Reader
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import MentionKind
from bot.locale.languages import row_of, script_of

MOST_CHARACTERS = 100
"""Characters that are read: Discord's longest choice."""
_LEADS = ("", "on ", "the day of ", "during ", "的")
"""A name alone is no time: it is one behind these, or in Chinese in front of nothing."""


@dataclass(frozen=True)
class Words:
    """What words say of time: its first and last day, and the moment that they mean; None for one that is yet to come."""

    first: date
    last: date
    moment: datetime | None


@dataclass(frozen=True)
class NamedTime:
    """A time that the base has a name for."""

    name: str
    first: date
    last: date


def read_words(reader: Reader, typed: str, now: datetime) -> Words | None:
    """The first time that the words name; None if they name none."""
    for lead in _LEADS:
        reading = reader.read(f"{lead}{typed[:MOST_CHARACTERS]}", now)
        named = next(iter((*reading.times, *reading.named_times)), None)
        if named is not None:
            asked = asked_by(reading, reader.base, now)
            return Words(named.first, named.last, asked.as_of or asked.about)
    return None


def named_times(base: KnowledgeBase, language: str) -> Iterator[NamedTime]:
    """The times by name, latest first: those of the word lists, and the rounds of talks."""
    found: dict[tuple[date, date], str] = {}
    for talks in base.rounds.values():
        found[talks.from_.day, (talks.last or talks.from_).day] = talks.title.say(language)
    for listed in base.lexicon:
        if listed.kind is not MentionKind.TIME:
            continue
        for id_, words in listed.words.items():
            span = time_by_id(base, id_)
            script = row_of(language).script
            name = next((word for word in words if script_of(word) is script), words[0] if words else None)
            if span and name:
                found.setdefault(span, name)
    for (first, last), name in sorted(found.items(), reverse=True):
        yield NamedTime(name, first, last)
