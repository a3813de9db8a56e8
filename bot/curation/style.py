"""How an answer reads: its first words are the answer, and it is short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Severity, Where
from bot.locale import say
from bot.locale.languages import Script, row_of, told_in

MOST_CHARACTERS: Final[Mapping[Script, int]] = {Script.LATIN: 700, Script.HAN: 250}
"""Characters of an answer's sentences, its lists left out, of Han the ideographs alone: more than a glance takes in."""
_MARKUP: Final = "*_~`> "
_ITEM: Final = ("•", "-", "#")


def check(base: KnowledgeBase, where: Where, told: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
    """Warnings for entries, by what each tells in a language when the question names nothing."""
    for (id_, language), text in told.items():
        path = ("answer", language) if len(base.entries[id_].answer.by_language) > 1 else ("answer",)
        for rule, sentence in (*_opening(text, language), *_length(text, language)):
            place = where("entries", id_, *path)
            yield Finding(place, Severity.WARNING, rule, f"{id_!r} {sentence}{told_in(language)}")


def _opening(text: str, language: str) -> Iterator[tuple[str, str]]:
    said = text.lstrip(_MARKUP)
    for opening in say("curation-slow-openings", language).split(" | "):
        after = said[len(opening) :]
        if said.casefold().startswith(opening) and not (
            row_of(language).script is Script.LATIN and after[:1].isalpha()
        ):
            sentence = f"begins with {said[: len(opening)]!r}; begin with the answer itself: yes, no, the number, the date, the name"
            yield "slow-answer", sentence


def _length(text: str, language: str) -> Iterator[tuple[str, str]]:
    sentences = "".join(line for line in text.splitlines() if not line.startswith(_ITEM))
    script = row_of(language).script
    length = len(sentences) if script is Script.LATIN else sum(map(script.is_in, sentences))
    if length > MOST_CHARACTERS[script]:
        sentence = (
            f"is told in {length:,} characters without its lists, and {MOST_CHARACTERS[script]} are read at a glance; keep the answer and "
            "two sentences, and give what is left an entry of its own"
        )
        yield "long-answer", sentence
