"""Names each question, press or command in the log, so that all its lines can be found together."""

from __future__ import annotations

import secrets

from structlog.contextvars import bind_contextvars, get_contextvars

ASKED = "asked_as"
"""The name's key in the log. Each event runs in a task of its own, and so does its context."""


def name() -> str:
    """The name of the event that is being handled, given to it now if it has none yet."""
    known = get_contextvars().get(ASKED)
    if known is None:
        known = secrets.token_hex(4)
        bind_contextvars(**{ASKED: known})
    return str(known)
