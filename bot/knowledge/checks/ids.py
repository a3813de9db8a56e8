"""Ids that references may use: those of loaded records, and those of records that failed to load.

A curator should not be sent after a second mistake that the first one caused, so a reference to a record or a file that could
not be read is not reported as dangling.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Location, Severity
from bot.knowledge.kinds import KINDS
from bot.knowledge.sentences import nearest

_LEGIBLE = re.compile(r"[A-Za-z0-9._-]+")
FEW = 12
"""If at most this many names are known and none is similar to what was typed, all are listed."""


@dataclass
class Ids:
    """Ids of records that failed to load, and kinds of which unknown records may be missing."""

    known: dict[str, set[str]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)

    def claim(self, kind: str, id_: object) -> None:
        """Note that a record failed to load; if its id is unreadable, doubt its whole kind."""
        if isinstance(id_, str) and _LEGIBLE.fullmatch(id_):
            self.known.setdefault(kind, set()).add(id_)
        else:
            self.doubtful.add(kind)

    def doubt(self, kinds: Iterable[str]) -> None:
        """Note that unreadable files may contain records of these kinds."""
        self.doubtful.update(kinds)

    def known_to(self, base: KnowledgeBase) -> Ids:
        """Return these ids together with every id of the base."""
        tables: dict[str, Collection[str]] = {kind.name: getattr(base, kind.name) for kind in KINDS}
        tables["parties"] = [party.id for party in base.scope.parties]
        tables["directions"] = [direction.id for direction in base.scope.directions]
        tables["topics"] = base.scope.topics
        return Ids({kind: {*ids, *self.known.get(kind, ())} for kind, ids in tables.items()}, self.doubtful)

    def missing(self, kind: str, names: Iterable[str]) -> Iterator[str]:
        """The names that no record has; nothing for a kind in doubt."""
        if kind not in self.doubtful:
            yield from (name for name in names if name not in self.known[kind])

    def dangling(self, place: Location, kind: str, what: str, names: Iterable[str]) -> Iterator[Finding]:
        """One error for each name that no record has."""
        for name in self.missing(kind, names):
            yield dangling(place, what, name, self.known[kind])


def dangling(place: Location, what: str, name: str, known: Collection[str]) -> Finding:
    """An error for a name that does not exist, with the most similar known name."""
    best = nearest(name, known)
    if best:
        hint = f"; did you mean {best!r}?"
    elif 0 < len(known) <= FEW:
        hint = f"; known are {', '.join(sorted(map(str, known)))}"
    else:
        hint = "; correct it, or delete it here"
    return Finding(place, Severity.ERROR, "dangling-reference", f"{what} {name!r} does not exist{hint}")
