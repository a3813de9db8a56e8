"""Structured logs: for people on a console, or JSON for a collector; one line an event, secrets masked."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal
from urllib.parse import unquote

import structlog

_secrets: set[str] = set()

_SHORTEST = 5
"""Characters of a password that is hidden alone: a shorter one stands in words that have nothing to do with it."""

_TOKEN = re.compile(r"((?:webhooks|interactions)/[0-9]+/)[\w.~-]+")
"""Whoever holds an interaction's token can answer in the bot's name for a quarter of an hour."""

_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_OF_LINES = ("exception", "stack")

_FLOORS = {"discord": logging.INFO} | dict.fromkeys(
    ("sqlalchemy", "alembic", "aiosqlite", "asyncio", "matplotlib", "PIL", "watchfiles"), logging.WARNING
)
"""The lowest level of a library's logger, whatever is asked for. The others chatter; below these levels discord.py logs
whole events and requests, and SQLAlchemy parameters: what people wrote, and tokens."""


def hide(secret: str) -> None:
    """Print stars wherever this text would stand in a log."""
    if secret:
        _secrets.add(secret)


def hide_url(url: str) -> None:
    """Hide a URL, and its password wherever that stands alone."""
    hide(url)
    found = re.match(r"[^:/?#]+://[^:/?#@]*:([^@/?#]+)@", url)
    # A driver may tell it as it was written, or as it is meant.
    for password in {found[1], unquote(found[1])} if found else ():
        if len(password) >= _SHORTEST:
            hide(password)


def _mask(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            # Whoever chose a name or a text that is logged must not write further lines, nor steer the terminal.
            event[key] = masked(value if key in _OF_LINES else _UNPRINTED.sub(_escaped, value))
    return event


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def masked(text: str) -> str:
    """The text with stars for every hidden secret, and for the token in an interaction's address."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, "****")
    return _TOKEN.sub(r"\1****", text)


def configure(level: str = "INFO", form: Literal["console", "json"] = "console") -> None:
    """Send the program's events, and those of the libraries, to standard error in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask,
    ]
    final = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _mask, final],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, floor in _FLOORS.items():
        logging.getLogger(name).setLevel(max(floor, root.level))
