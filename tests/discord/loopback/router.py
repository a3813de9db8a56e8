"""From method and path to a handler. Templates are written as in Discord's own API description."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.discord.loopback.backend import Backend
    from tests.discord.loopback.journal import Request

Handler = Callable[["Backend", "Request"], Any]
"""Answers a request with JSON data, or None for 204. Raises ApiError."""

PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    handler: Handler
    pattern: re.Pattern[str]
    open: bool
    """Whether it works without the bot's token."""


class Router:
    """A table of routes; those without parameters in a place win over those with."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, int], list[Route]] = {}

    def add(self, method: str, template: str, handler: Handler, *, open_to_all: bool = False) -> None:
        pattern = re.compile(PARAMETER.sub(r"(?P<\1>[^/]+)", template) + r"/?\Z")
        route = Route(method, template, handler, pattern, open_to_all)
        same = self._routes.setdefault((method, template.count("/")), [])
        same.append(route)
        same.sort(key=lambda one: one.template.count("{"))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        for route in self._routes.get((method, path.count("/")), ()):
            found = route.pattern.match(path)
            if found:
                return route, found.groupdict()
        return None


ROUTER = Router()


def route(method: str, template: str, *, open_to_all: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler in the table."""

    def register(handler: Handler) -> Handler:
        ROUTER.add(method, template, handler, open_to_all=open_to_all)
        return handler

    return register
