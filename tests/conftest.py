"""What holds for every test."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator
from contextlib import redirect_stderr

import pytest
import structlog

from bot import logs

# Read when numpy is first imported. The matrices of the tests are small, and beside another program two threads that wait
# for each other take a hundred times as long as one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _log_plainly() -> None:
    """Tracebacks as the program writes them: structlog's own default draws every variable, which takes a second or more."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


_log_plainly()


@pytest.fixture
def loud() -> Iterator[io.StringIO]:
    """What stands in the log while everything is logged that can be; afterwards the loggers are as they were."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    with redirect_stderr(stream):
        logs.configure("DEBUG")
    (ours,) = root.handlers
    root.handlers[:] = [*handlers, ours]  # pytest's own come and go with each phase of a test
    yield stream
    root.removeHandler(ours)
    root.setLevel(level)
    structlog.reset_defaults()
    _log_plainly()
