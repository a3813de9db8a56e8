"""Faults on demand: a list of rules, each of which says when it strikes and what it does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.discord.loopback.journal import Request
from tests.discord.loopback.waiting import Bulletin

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
FOLLOWUP = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
COMMANDS = "/applications/{application_id}/commands"


class Cut(Exception):
    """The connection is to be reset instead of an answer."""


@dataclass
class Answered(Exception):
    """This status and body are to be sent instead of the real answer."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass(eq=False)
class Rule:
    """When a fault strikes.

    `skip` matching requests pass first, then it strikes `times` (None: always), each with `probability`.
    `stored` is whether the request has its effect before the fault strikes.
    """

    name: str
    stored: bool
    method: str | None = None
    route: str | None = None
    client: str | None = None
    where: Callable[[Request], bool] | None = None
    skip: int = 0
    times: int | None = 1
    probability: float = 1.0
    hits: int = 0

    def covers(self, request: Request, chance: Callable[[], float]) -> bool:
        """Whether to strike this request; counts."""
        if self.times is not None and self.hits >= self.times:
            return False
        if not request.matches(self.method, self.route, self.client) or (self.where and not self.where(request)):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.probability < 1 and chance() >= self.probability:
            return False
        self.hits += 1
        return True

    async def strike(self, request: Request) -> None:
        """Raise Cut or Answered, or only take time."""
        raise NotImplementedError


@dataclass(eq=False, kw_only=True)
class StatusRule(Rule):
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    async def strike(self, request: Request) -> None:
        raise Answered(self.status, self.body, self.headers)


@dataclass(eq=False, kw_only=True)
class ResetRule(Rule):
    async def strike(self, request: Request) -> None:
        raise Cut


@dataclass(eq=False, kw_only=True)
class SlowRule(Rule):
    seconds: float

    async def strike(self, request: Request) -> None:
        await asyncio.sleep(self.seconds)


@dataclass(eq=False, kw_only=True)
class Hold(Rule):
    """Stops requests right there. `await reached()` for the request; then `release()` or `drop()` it."""

    bulletin: Bulletin
    held: list[Request] = field(default_factory=list)
    _verdict: asyncio.Future[bool] | None = None

    async def strike(self, request: Request) -> None:
        self.held.append(request)
        self._verdict = self._verdict or asyncio.get_running_loop().create_future()
        self.bulletin.post()
        if not await asyncio.shield(self._verdict):
            raise Cut

    async def reached(self, timeout: float = 10.0, *, count: int = 1) -> Request:
        """Wait until that many requests stand here; the last of them."""
        where = f"{self.method or 'any'} {self.route or 'request'} to stand {self.name}"
        await self.bulletin.until(lambda: len(self.held) >= count, timeout, where)
        return self.held[count - 1]

    def release(self) -> None:
        """Let what stands here go on, and strike no more."""
        self._decide(True)

    def drop(self) -> None:
        """Reset the connections that stand here, and strike no more."""
        self._decide(False)

    def _decide(self, go_on: bool) -> None:
        self.times = 0
        if self._verdict is None:
            self._verdict = asyncio.get_running_loop().create_future()
        if not self._verdict.done():
            self._verdict.set_result(go_on)


class Faults:
    """The rules in force. Every method takes what `Rule` takes: method, route, client, where, skip, times, probability."""

    def __init__(self, bulletin: Bulletin, seed: int = 0) -> None:
        self.rules: list[Rule] = []
        self._bulletin = bulletin
        self._random = random.Random(seed)

    def fail(self, status: int, *, stored: bool = False, **when: Any) -> Rule:
        """Answer with 500, 502, 503, 504 … and Discord's body for it."""
        body = {"message": f"{status}: loopback fault", "code": 0}
        return self._add(StatusRule(f"status {status}", stored, status=status, body=body, **when))

    def answer(self, body: Any, **when: Any) -> Rule:
        """Answer with this in the place of what is there."""
        return self._add(StatusRule("answer", False, status=200, body=body, **when))

    def page(self, status: int, body: bytes = b"<html><h1>Bad gateway</h1></html>", **when: Any) -> Rule:
        """Answer with a page of HTML, or any other bytes, as what stands before Discord does."""
        headers = {"Content-Type": "text/html"}
        return self._add(StatusRule(f"page {status}", False, status=status, body=body, headers=headers, **when))

    def rate_limit(self, retry_after: float, *, scope: str = "user", headers: bool = True, **when: Any) -> Rule:
        """A 429; `scope` is user, shared or global. Without headers it is what the proxy in front of Discord sends."""
        body: Any = {"message": "You are being rate limited.", "retry_after": retry_after, "global": scope == "global"}
        sent: dict[str, str] = {}
        if headers:
            sent = {"Via": "1.1 google", "Retry-After": str(int(retry_after) + 1), "X-RateLimit-Scope": scope}
            sent |= {"X-RateLimit-Global": "true"} if scope == "global" else {}
        return self._add(StatusRule(f"429 {scope}", False, status=429, body=body, headers=sent, **when))

    def reset(self, *, stored: bool, **when: Any) -> Rule:
        """Reset the connection (RST) before or after the request had its effect."""
        return self._add(ResetRule(f"reset {'after' if stored else 'before'} storing", stored, **when))

    def hold(self, *, stored: bool, **when: Any) -> Hold:
        """Stop before the request has its effect, or right before it is answered; also for hangs."""
        hold = Hold(f"held {'after' if stored else 'before'} storing", stored, bulletin=self._bulletin, **when)
        self.rules.append(hold)
        return hold

    def slow(self, seconds: float, *, stored: bool = False, **when: Any) -> Rule:
        return self._add(SlowRule(f"slow by {seconds} s", stored, seconds=seconds, **when))

    def remove(self, rule: Rule) -> None:
        self.rules.remove(rule)

    def clear(self) -> None:
        """No more faults; what is held goes on."""
        for rule in self.rules:
            if isinstance(rule, Hold):
                rule.release()
        self.rules.clear()

    def drop_held(self) -> None:
        """Cut every connection that is held."""
        for rule in self.rules:
            if isinstance(rule, Hold):
                rule.drop()

    def pick(self, request: Request) -> list[Rule]:
        """The rules that strike this request, in their order."""
        return [rule for rule in self.rules if rule.covers(request, self._random.random)]

    def _add(self, rule: Rule) -> Rule:
        self.rules.append(rule)
        return rule
