"""`gaps`: what people asked in vain, as JSON lines, and from one of them to a phrasing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.curation.gaps import group
from bot.curation.ports import Gap

MOST = 5_000
"""All that is kept."""


def as_lines(gaps: Sequence[Gap]) -> Iterator[dict[str, Any]]:
    """A line each, by groups of like questions, most frequent first; `group` counts the groups from 1."""
    for number, like in enumerate(group(gaps), 1):
        for gap in like.gaps:
            yield {
                "group": number,
                "group_count": like.count,
                "q": gap.question,
                "lang": gap.language,
                "count": gap.count,
                "outcome": gap.outcome,
                "reason": gap.reason,
                "first": gap.first.isoformat(),
                "last": gap.last.isoformat(),
            }
