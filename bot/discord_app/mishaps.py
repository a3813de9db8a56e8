"""Errors that cost one event or one connection. All are counted; each kind is logged once in a while."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Any

import structlog

from bot.discord_app.metrics import MISHAPS

log = structlog.get_logger(__name__)

AGAIN = timedelta(hours=1)
"""After so long a kind is logged anew, with how often it happened meanwhile."""

_MOST_KINDS = 1000
_NOISY = tuple(
    f"discord.{name}"
    for name in ("client", "shard", "state", "gateway", "webhook.async_", "ui.view", "app_commands.tree")
)
"""Loggers of discord.py that write a traceback for each event that they could not handle."""


class Mishaps:
    """Counts and logs these errors. A sender of one broken event can send a million, so the log is rate-limited by kind."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._logged: dict[Hashable, float] = {}
        self._silent: dict[Hashable, int] = {}

    def note(self, where: str, error: BaseException) -> None:
        """Count an error; log it with its traceback if its kind was not logged lately."""
        kind = type(error).__name__
        MISHAPS.labels(where, kind).inc()
        silent = self.news(where, kind)
        if silent is not None:
            log.error("mishap", where=where, kind=kind, times_meanwhile=silent, exc_info=error)

    def news(self, *kind: Hashable) -> int | None:
        """How many errors of this kind were not logged since the last one that was; None if it is too early to log again."""
        now = self._monotonic()
        if kind in self._logged and now - self._logged[kind] < AGAIN.total_seconds():
            self._silent[kind] = self._silent.get(kind, 0) + 1
            return None
        if len(self._logged) >= _MOST_KINDS:
            self._logged.clear()
            self._silent.clear()
        self._logged[kind] = now
        return self._silent.pop(kind, 0)

    def quieten(self) -> Callable[[], None]:
        """Hold discord.py's own warnings and errors to once a kind, until what is returned is called."""
        once = _Once(self)
        for name in _NOISY:
            logging.getLogger(name).addFilter(once)

        def undo() -> None:
            for name in _NOISY:
                logging.getLogger(name).removeFilter(once)

        return undo

    def catch(self, _loop: Any, context: dict[str, Any]) -> None:
        """The event loop's exception handler: receives errors of tasks that nobody awaits."""
        error = context.get("exception")
        self.note("task", error if isinstance(error, BaseException) else RuntimeError(str(context.get("message"))))


class _Once(logging.Filter):
    def __init__(self, mishaps: Mishaps) -> None:
        super().__init__()
        self._mishaps = mishaps

    def filter(self, record: logging.LogRecord) -> bool:
        """Let pass what is no warning, and the first warning of its kind; count all that were errors."""
        if record.levelno < logging.WARNING:
            return True
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            MISHAPS.labels(record.name, type(error).__name__).inc()
        return self._mishaps.news(record.name, str(record.msg), type(error).__name__) is not None
