"""Exit codes, by which a process manager decides whether to start the bot again."""

from __future__ import annotations

STOPPED = 0
"""It was told to stop, or did what it was asked to."""

FAILED = 1
"""An error of its own, or something around it that may pass: starting it again may help."""

REFUSED = 2
"""A person has to change something first: a variable, the configuration, the token, the knowledge, the database."""

HUNG = 3
"""The event loop did not turn any more, and the process ended itself."""
