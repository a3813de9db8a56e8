"""A record of every request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.discord.loopback.messages import Message, Upload


@dataclass(eq=False)
class Request:
    """One REST request; `status` is None until it is answered and 0 if the connection was cut instead.

    `at` is the server's clock, `path` starts below `/api/v10`, `client` names the process that asked.
    """

    at: float
    method: str
    path: str
    template: str
    params: dict[str, str]
    query: dict[str, str]
    body: Any
    uploads: list[Upload] = field(default_factory=list)
    client: str = ""
    authorized: bool = False
    status: int | None = None
    answer: Any = None
    fault: str | None = None
    message: Message | None = None
    """The message that this request created or changed, also when the answer never left."""

    def matches(self, method: str | None = None, route: str | None = None, client: str | None = None) -> bool:
        """Whether method, route and client are these; a route with braces is a template, else a regex to search for."""
        if method is not None and method != self.method:
            return False
        if client is not None and client != self.client:
            return False
        if route is None:
            return True
        return route == self.template if "{" in route else re.search(route, self.path) is not None

    def __str__(self) -> str:
        fault = f" ({self.fault})" if self.fault else ""
        return f"{self.method} {self.path} -> {self.status}{fault}"


class Journal:
    """All requests in order of arrival, and in order of completion."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answered: list[Request] = []
        self.statuses: Counter[int] = Counter()

    def arrived(self, request: Request) -> None:
        self.requests.append(request)

    def finished(self, request: Request, status: int, answer: Any) -> None:
        request.status, request.answer = status, answer
        self.answered.append(request)
        self.statuses[status] += 1

    def select(
        self, method: str | None = None, route: str | None = None, where: Callable[[Request], bool] | None = None
    ) -> list[Request]:
        """Requests that match, oldest first."""
        return [one for one in self.requests if one.matches(method, route) and (where is None or where(one))]

    def tail(self, count: int = 8) -> str:
        """The last requests, for a failure's sentence."""
        return "; ".join(map(str, self.requests[-count:])) or "no request at all"
