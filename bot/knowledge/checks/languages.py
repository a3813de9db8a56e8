"""A base that speaks a language names its things in it, or a Chinese reply holds an English title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks.ids import Ids
from bot.knowledge.findings import Finding, Severity, Where
from bot.knowledge.kinds import KINDS
from bot.knowledge.values import Text
from bot.locale.languages import ENGLISH, LANGUAGES, Language

_NEARLY_ALL: Final = 0.9


def check(base: KnowledgeBase, where: Where, _ids: Ids) -> Iterator[Finding]:
    """A warning for each name without a language that nearly every question has: a base in English alone lacks nothing."""
    spoken = Counter(code for entry in base.entries.values() for code in entry.question.by_language)
    for row in LANGUAGES.values():
        if row.code != ENGLISH and 0 < _NEARLY_ALL * len(base.entries) <= spoken[row.code]:
            yield from _without(row, base, where)


def _without(row: Language, base: KnowledgeBase, where: Where) -> Iterator[Finding]:
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            for name in kind.named:
                text: Text = getattr(record, name)
                if row.code not in text.by_language:
                    shown = text.say(ENGLISH)
                    sentence = (
                        f"{shown!r} has no {row.name}, so {row.name} replies show it in English; add `{row.code}`"
                    )
                    yield Finding(where(kind.name, id_, name), Severity.WARNING, "missing-language", sentence)
