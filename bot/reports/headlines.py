"""Which records play which part in the reports, as the base's scope names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Deadline, Rate, Record, Series, Statement

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Headlines:
    """The records named by `headlines` in scope.yaml; what is not named or not on record is left out.

    Keys: `truce`, `until`, `aim`, `aim_outcome` (a statement each); `terms` (statements); `truce_deadlines`
    (deadlines, in order); `rates` (rates); `deficit`, `exports`, `imports` (a series each).
    """

    truce: Statement | None = None
    until: Statement | None = None
    terms: tuple[Statement, ...] = ()
    truce_deadlines: tuple[Deadline, ...] = ()
    rates: tuple[Rate, ...] = ()
    deficit: Series | None = None
    exports: Series | None = None
    imports: Series | None = None
    aim: Statement | None = None
    aim_outcome: Statement | None = None


def headlines(base: KnowledgeBase) -> Headlines:
    """Read the parts from the scope."""
    named = base.scope.headlines

    def many(key: str, table: Mapping[str, R]) -> tuple[R, ...]:
        return tuple(table[id_] for id_ in _ids(named.get(key)) if id_ in table)

    def one(key: str, table: Mapping[str, R]) -> R | None:
        return next(iter(many(key, table)), None)

    return Headlines(
        truce=one("truce", base.statements),
        until=one("until", base.statements),
        terms=many("terms", base.statements),
        truce_deadlines=many("truce_deadlines", base.deadlines),
        rates=many("rates", base.rates),
        deficit=one("deficit", base.series),
        exports=one("exports", base.series),
        imports=one("imports", base.series),
        aim=one("aim", base.statements),
        aim_outcome=one("aim_outcome", base.statements),
    )


def _ids(value: str | Iterable[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
