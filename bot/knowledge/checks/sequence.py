"""Time must run forwards: ends after beginnings, one version for one beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Location, Severity
from bot.knowledge.model import Version
from bot.knowledge.values import Instant


def check(base: KnowledgeBase, where: Callable[..., Location]) -> Iterator[Finding]:
    """Versions of one fact that end before they begin, or begin at once with another of the same fact."""
    for kind, id_, field, versions in _versioned(base):
        seen: set[tuple[Instant, Instant]] = set()
        for index, version in enumerate(versions):
            place = where(kind, id_, field, index)
            if version.to and version.to.start <= version.from_.start:
                yield Finding(place, Severity.ERROR, "ends-before-it-begins", f"{id_!r} ends before it begins")
            if (version.from_, version.known_at) in seen:
                same = f"{id_!r} has two versions from {version.from_.day} on, known at the same time"
                yield Finding(place, Severity.ERROR, "two-versions", same)
            seen.add((version.from_, version.known_at))


def _versioned(base: KnowledgeBase) -> Iterator[tuple[str, str, str, tuple[Version, ...]]]:
    for kind, field in (
        ("statements", "versions"),
        ("measures", "versions"),
        ("rounds", "outcome"),
        ("issues", "status"),
        ("people", "about"),
        ("terms", "meaning"),
    ):
        for id_, record in getattr(base, kind).items():
            yield kind, id_, field, getattr(record, field)
