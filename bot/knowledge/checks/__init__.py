"""The rules that a knowledge base must keep, one small module each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks import agreement, attested, dates, entries, languages, reading, references, sequence, typed
from bot.knowledge.checks.ids import Ids
from bot.knowledge.findings import Finding, Where

RULES: tuple[Callable[[KnowledgeBase, Where, Ids], Iterable[Finding]], ...] = (
    references.check,
    entries.check,
    sequence.check,
    agreement.check,
    reading.check,
    languages.check,
)


def check(base: KnowledgeBase, where: Where, ids: Ids) -> tuple[Finding, ...]:
    """Everything that any rule finds; `where(kind, id, *path)` tells the place of a record, `ids` which may be named."""
    return tuple(finding for rule in RULES for finding in rule(base, where, ids))


def check_at(base: KnowledgeBase, where: Where, now: datetime) -> tuple[Finding, ...]:
    """Everything that depends on the clock: what lies in the future and cannot, what has passed and needs a word."""
    return (*dates.check(base, where, now), *typed.check(base, where, now), *attested.check(base, where, now))
