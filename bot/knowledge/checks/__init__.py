"""The rules that a knowledge base must keep, one small module each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks import entries, reading, references, sequence
from bot.knowledge.findings import Finding, Location

Where = Callable[..., Location]
RULES: tuple[Callable[[KnowledgeBase, Where], Iterable[Finding]], ...] = (
    references.check,
    entries.check,
    sequence.check,
    reading.check,
)


def check(base: KnowledgeBase, where: Where) -> tuple[Finding, ...]:
    """Everything that any rule finds; `where(kind, id, *path)` tells the place of a record."""
    return tuple(finding for rule in RULES for finding in rule(base, where))
