"""A base that speaks Chinese names its things in Chinese, or a Chinese reply holds an English title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks.ids import Ids
from bot.knowledge.findings import Finding, Location, Severity
from bot.knowledge.kinds import KINDS
from bot.knowledge.values import Text

_NEARLY_ALL: Final = 0.9


def check(base: KnowledgeBase, where: Callable[..., Location], _ids: Ids) -> Iterator[Finding]:
    """A warning for each name without Chinese, where nearly every question has it: a base in English alone lacks nothing."""
    spoken = [_has_chinese(entry.question) for entry in base.entries.values()]
    if not spoken or sum(spoken) < _NEARLY_ALL * len(spoken):
        return
    for kind in KINDS:
        for id_, record in getattr(base, kind.name).items():
            for name in kind.named:
                text: Text = getattr(record, name)
                if not _has_chinese(text):
                    sentence = f"{text.say('en')!r} has no Chinese, so Chinese replies show it in English; add `zh`"
                    yield Finding(where(kind.name, id_, name), Severity.WARNING, "no-chinese", sentence)


def _has_chinese(text: Text) -> bool:
    return "zh" in text.by_language
