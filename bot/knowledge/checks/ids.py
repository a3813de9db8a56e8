"""Which ids may be named: those of the base, and those of records that are there but hold a mistake of their own.

Whoever mends one mistake must not be sent to look for another that it caused: a reference to a record that could
not be read, or into a file that could not, is not a dangling one.
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
"""So many known names are listed where none of them is near to what was typed."""


@dataclass
class Ids:
    """What was seen while reading: ids of records that could not be used, and kinds of which some may be missing."""

    known: dict[str, set[str]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)

    def claim(self, kind: str, id_: object) -> None:
        """A record of this kind could not be used; without a legible id nobody knows which."""
        if isinstance(id_, str) and _LEGIBLE.fullmatch(id_):
            self.known.setdefault(kind, set()).add(id_)
        else:
            self.doubtful.add(kind)

    def doubt(self, kinds: Iterable[str]) -> None:
        """Records of these kinds may stand where nothing could be read."""
        self.doubtful.update(kinds)

    def known_to(self, base: KnowledgeBase) -> Ids:
        """The same with every id of the base."""
        tables: dict[str, Collection[str]] = {kind.name: getattr(base, kind.name) for kind in KINDS}
        tables["parties"] = [party.id for party in base.scope.parties]
        tables["directions"] = [direction.id for direction in base.scope.directions]
        tables["topics"] = base.scope.topics
        return Ids({kind: {*ids, *self.known.get(kind, ())} for kind, ids in tables.items()}, self.doubtful)

    def missing(self, kind: str, names: Iterable[str]) -> Iterator[str]:
        """Those of the names that nothing has."""
        if kind not in self.doubtful:
            yield from (name for name in names if name not in self.known[kind])

    def dangling(self, place: Location, kind: str, what: str, names: Iterable[str]) -> Iterator[Finding]:
        """An error for each name that nothing has."""
        for name in self.missing(kind, names):
            yield dangling(place, what, name, self.known[kind])


def dangling(place: Location, what: str, name: str, known: Collection[str]) -> Finding:
    """An error: the name is nothing's, with the nearest one that is something's."""
    best = nearest(name, known)
    if best:
        hint = f"; did you mean {best!r}?"
    elif 0 < len(known) <= FEW:
        hint = f"; known are {', '.join(sorted(map(str, known)))}"
    else:
        hint = "; correct it, or delete it here"
    return Finding(place, Severity.ERROR, "dangling-reference", f"{what} {name!r} does not exist{hint}")
