"""Rate limits: per route and major parameter, and the global one."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.discord.loopback.faults import MESSAGES, Answered
from tests.discord.loopback.journal import Request

MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id")
EXEMPT = ("/interactions/", "/webhooks/")


@dataclass(frozen=True)
class Limit:
    """At most `count` requests within `per` seconds."""

    count: int
    per: float


def _measured() -> dict[tuple[str, str], Limit]:
    return {("POST", MESSAGES): Limit(5, 5.0), ("PATCH", f"{MESSAGES}/{{message_id}}"): Limit(5, 5.0)}


@dataclass
class RateLimits:
    """What is enforced; None switches a limit off (and its headers, for a route).

    `routes` overrides `default` by (method, template).
    """

    routes: dict[tuple[str, str], Limit | None] = field(default_factory=_measured)  # type: ignore[arg-type]
    default: Limit | None = Limit(50, 1.0)
    total: Limit | None = Limit(50, 1.0)


@dataclass
class _Window:
    ends: float
    left: int


class Limiter:
    """Counts requests and refuses those over a limit.

    Discord does not say how it counts; here a window opens with its first request. `peak` is the most that ever
    came within any one second, interaction routes not counted.
    """

    def __init__(self, limits: RateLimits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self.refused: Counter[str] = Counter()
        self.peak = 0
        self._clock = clock
        self._buckets: dict[str, _Window] = {}
        self._total = _Window(0.0, 0)
        self._last_second: deque[float] = deque()

    def admit(self, request: Request) -> dict[str, str]:
        """Headers for the answer to this request.

        Raises:
            Answered: with status 429 where a limit is exceeded.
        """
        now = self._clock()
        exempt = request.path.startswith(EXEMPT)
        if not exempt and request.authorized:
            self._count(now)
            self._admit_total(now)
        limit = self.limits.routes.get((request.method, request.template), self.limits.default)
        if limit is None or request.path.startswith("/interactions/"):
            return {}
        return self._admit_route(request, limit, now)

    def _count(self, now: float) -> None:
        self._last_second.append(now)
        while self._last_second[0] <= now - 1:
            self._last_second.popleft()
        self.peak = max(self.peak, len(self._last_second))

    def _admit_total(self, now: float) -> None:
        limit = self.limits.total
        if limit is None:
            return
        if now >= self._total.ends:
            self._total = _Window(now + limit.per, limit.count)
        if self._total.left <= 0:
            raise self._refusal("global", self._total.ends - now, {"X-RateLimit-Global": "true"})
        self._total.left -= 1

    def _admit_route(self, request: Request, limit: Limit, now: float) -> dict[str, str]:
        name = hashlib.sha1(f"{request.method} {request.template}".encode(), usedforsecurity=False).hexdigest()[:16]
        key = ":".join([name, *(request.params.get(part, "") for part in MAJOR)])
        window = self._buckets.get(key)
        if window is None or now >= window.ends:
            window = self._buckets[key] = _Window(now + limit.per, limit.count)
        headers = {
            "X-RateLimit-Bucket": name,
            "X-RateLimit-Limit": str(limit.count),
            "X-RateLimit-Remaining": str(max(window.left - 1, 0)),
            "X-RateLimit-Reset": f"{window.ends:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
        }
        if window.left <= 0:
            raise self._refusal("user", window.ends - now, headers)
        window.left -= 1
        return headers

    def _refusal(self, scope: str, retry_after: float, headers: dict[str, str]) -> Answered:
        self.refused[scope] += 1
        wait = round(retry_after + 0.001, 3)
        body: dict[str, Any] = {
            "message": "You are being rate limited.",
            "retry_after": wait,
            "global": scope == "global",
        }
        more = {"Via": "1.1 google", "Retry-After": str(int(wait) + 1), "X-RateLimit-Scope": scope}
        return Answered(429, body, headers | more)
