"""Names the institutions behind sources, for a line with room for a few names."""

from __future__ import annotations

from collections.abc import Iterable

from bot.knowledge.model import Source

_RANK = {"primary": 0, "press": 1, "analysis": 2}


def institutions(sources: Iterable[Source]) -> dict[str, Source]:
    """Each institution with a source of its own, issuing bodies first, then those that can be looked up.

    A note without an address that relays nobody is a place where something was read, and no institution.
    """
    named: dict[str, Source] = {}
    for source in sorted(sources, key=lambda source: (_RANK[source.kind], source.url is None)):
        own = (source.publisher,) if source.url or source.kind == "primary" else ()
        for name in source.relays or own:
            named.setdefault(name, source)
    return named
