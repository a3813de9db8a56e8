"""How an answer reads: its first words are the answer, and it is short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bot.answers.text import has_han
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Location, Severity

Where = Callable[..., Location]

OPENINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "there is", "there are", "there was", "there were", "according to", "as of", "at present", "at the moment", "currently",
        "as you may know", "please note", "note that", "based on", "in short", "in general", "generally speaking",
        "to answer your question", "the answer is", "well,",
    ),
    "zh": ("目前", "截至", "根据", "请注意", "总的来说", "一般来说", "关于", "答案是"),
}  # fmt: skip
"""Words that put the answer off: whoever asked reads these first."""
LONGEST: Final[Mapping[str, int]] = {"en": 700, "zh": 250}
"""Characters of an answer's sentences, its lists left out, and in Chinese the ideographs alone: more than a glance takes in."""
_MARKUP: Final = "*_~`> "
_ITEM: Final = ("•", "-", "#")


def check(base: KnowledgeBase, where: Where, told: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
    """Warnings for entries, by what each tells in a language when the question names nothing."""
    for (id_, language), text in told.items():
        path = ("answer", language) if len(base.entries[id_].answer.by_language) > 1 else ("answer",)
        for rule, sentence in (*_opening(text, language), *_length(text, language)):
            place = where("entries", id_, *path)
            yield Finding(
                place, Severity.WARNING, rule, f"{id_!r} {sentence}{'' if language == 'en' else ' (in Chinese)'}"
            )


def _opening(text: str, language: str) -> Iterator[tuple[str, str]]:
    said = text.lstrip(_MARKUP)
    for opening in OPENINGS[language]:
        after = said[len(opening) :]
        if said.casefold().startswith(opening) and not (language == "en" and after[:1].isalpha()):
            sentence = f"begins with {said[: len(opening)]!r}; begin with the answer itself: yes, no, the number, the date, the name"
            yield "slow-answer", sentence


def _length(text: str, language: str) -> Iterator[tuple[str, str]]:
    sentences = "".join(line for line in text.splitlines() if not line.startswith(_ITEM))
    length = len(sentences) if language == "en" else sum(map(has_han, sentences))
    if length > LONGEST[language]:
        sentence = (
            f"is told in {length:,} characters without its lists, and {LONGEST[language]} are read at a glance; keep the answer and "
            "two sentences, and give what is left an entry of its own"
        )
        yield "long-answer", sentence
