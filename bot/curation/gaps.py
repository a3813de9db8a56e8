"""Groups questions asked in vain by what they ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from bot.answers.text import normalise
from bot.curation.ports import Gap

LIKE: Final = 80
"""How alike two questions must be, of 100, to count as one; the order of words does not matter."""


@dataclass(frozen=True)
class Group:
    """Gaps that ask for the same thing, the most asked first."""

    gaps: tuple[Gap, ...]

    @property
    def first(self) -> Gap:
        """The most asked gap of the group."""
        return self.gaps[0]

    @property
    def count(self) -> int:
        """How often it was asked in any of these words."""
        return sum(gap.count for gap in self.gaps)

    @property
    def worded(self) -> tuple[str, ...]:
        """The gaps without repeats: of those that are equal in canonical form only one."""
        read: dict[str, str] = {}
        for question in self.questions:
            read.setdefault(normalise(question), question)
        return tuple(read.values())

    @property
    def questions(self) -> tuple[str, ...]:
        """All the words in which it was asked."""
        return tuple(gap.question for gap in self.gaps)


def group(gaps: Sequence[Gap]) -> tuple[Group, ...]:
    """Group gaps by likeness, the most frequent first. A gap joins the first group whose first question it is like."""
    found: list[tuple[str, list[Gap]]] = []
    for gap in sorted(gaps, key=lambda one: -one.count):
        read = normalise(gap.question)
        home = next((members for words, members in found if _alike(words, read)), None)
        if home is None:
            found.append((read, [gap]))
        else:
            home.append(gap)
    groups = [Group(tuple(members)) for _, members in found]
    return tuple(sorted(groups, key=lambda one: -one.count))


def _alike(first: str, second: str) -> bool:
    return fuzz.token_sort_ratio(first, second) >= LIKE
