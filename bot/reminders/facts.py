"""The deadlines of several bases as reminders tell them apart: by ids that say which base they are of.

So does whatever is kept or sent under such an id: a row of the ledger, a topic, a button.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.knowledge.model import Deadline, Source
from bot.reminders.keys import qualified
from bot.reminders.ports import Facts


@dataclass(frozen=True)
class Known:
    """Facts as reminders know them."""

    deadlines: Mapping[str, Deadline]
    sources: Mapping[str, Source]


def of_base(base: str, facts: Facts) -> Facts:
    """The facts of one base under these ids."""
    if not base:
        return facts
    deadlines = {qualified(base, id_): _named(base, deadline) for id_, deadline in facts.deadlines.items()}
    return Known(deadlines, {qualified(base, id_): source for id_, source in facts.sources.items()})


def together(of_bases: Iterable[Facts]) -> Facts:
    """The facts of several bases as one."""
    deadlines: dict[str, Deadline] = {}
    sources: dict[str, Source] = {}
    for facts in of_bases:
        deadlines |= facts.deadlines
        sources |= facts.sources
    return Known(deadlines, sources)


def _named(base: str, deadline: Deadline) -> Deadline:
    """A deadline with every id in it that reminders follow."""
    outcome = deadline.outcome
    if outcome is not None:
        successor = outcome.superseded_by
        outcome = outcome.model_copy(
            update={
                "superseded_by": qualified(base, successor) if successor else None,
                "sources": _all(base, outcome.sources),
            }
        )
    return deadline.model_copy(
        update={"id": qualified(base, deadline.id), "sources": _all(base, deadline.sources), "outcome": outcome}
    )


def _all(base: str, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(qualified(base, id_) for id_ in ids)
