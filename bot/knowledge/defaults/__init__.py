"""Loads what the engine brings for every base: small talk, refusals, question words and common Chinese words.

A base adds to these lists, and overrides a kind of small talk or refusal by one of its own with the same id.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from bot.knowledge.lexicon import Declined, Glossary, WordList
from bot.knowledge.model import Entry
from bot.knowledge.values import Text
from bot.locale.languages import Script

_TERM: Final = re.compile(rf"[a-z0-9]{{3,}}|[{Script.HAN.letters}]+")
_COMMON: Final = 2
"""A word in more examples than this says nothing about their subject."""
_LISTS: Final = ("kinds", "standing")


@dataclass(frozen=True)
class Defaults:
    """The engine's own kinds and lists."""

    declined: Mapping[str, Declined]
    smalltalk: Mapping[str, Declined]
    lexicon: tuple[WordList, ...]
    glossary: Glossary


@cache
def defaults() -> Defaults:
    """Load the engine's lists once. A mistake in them is a bug, so it raises."""
    return Defaults(
        _kinds("declined"),
        _kinds("smalltalk"),
        tuple(WordList.model_validate(_read(name)) for name in _LISTS),
        Glossary.model_validate(_read("chinese")),
    )


def declined_for(title: Text, entries: Iterable[Entry]) -> dict[str, Declined]:
    """The refusals, told with the base's title; no example is kept that shares a word of its subject with the entries.

    A question far from every other base may be this one's own: `fix my python code` is no far question to a base about Python.
    """
    asked = {term for entry in entries for way in entry.ways_to_ask for term in _terms(way)}
    counted = Counter(term for kind in defaults().declined.values() for text in kind.examples for term in _terms(text))
    own = {term for term in asked - _of_any_subject() if 0 < counted[term] <= _COMMON}
    return {
        id_: _titled(kind, title, tuple(text for text in kind.examples if not _terms(text) & own))
        for id_, kind in defaults().declined.items()
    }


@cache
def _of_any_subject() -> frozenset[str]:
    """What the engine's own lists hold: question words and common words are no words of a subject."""
    listed = (word for words in defaults().lexicon for group in words.words.values() for word in group)
    return frozenset(term for word in (*listed, *defaults().glossary.glossary) for term in _terms(word))


def smalltalk_for(title: Text) -> dict[str, Declined]:
    """The small talk, told with the base's title."""
    return {id_: _titled(kind, title, kind.examples) for id_, kind in defaults().smalltalk.items()}


def _titled(kind: Declined, title: Text, examples: tuple[str, ...]) -> Declined:
    said = {language: text.replace("{title}", title.say(language)) for language, text in kind.say.by_language.items()}
    return kind.model_copy(update={"say": Text(said), "examples": examples})


def _terms(text: str) -> set[str]:
    """Words of Latin letters, and each two neighbouring Han characters."""
    found: set[str] = set()
    for run in _TERM.findall(text.casefold()):
        found |= {run} if run.isascii() else {run[at : at + 2] for at in range(len(run) - 1)}
    return found


def _kinds(name: str) -> dict[str, Declined]:
    read = (Declined.model_validate(kind) for kind in _read(name)[name])
    return {kind.id: kind for kind in read}


def _read(name: str) -> Any:
    return yaml.safe_load(files(__package__).joinpath(f"{name}.yaml").read_text("utf-8"))
