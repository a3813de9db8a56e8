"""`check --watch`: what is found in the knowledge folder, told again within half a second of each change."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from watchfiles import watch

from bot.knowledge.findings import Finding
from bot.terminal.checking import Checker

_DEBOUNCE_MS: Final = 100
_STEP_MS: Final = 20
"""An editor writes a file in several steps; what comes within so many milliseconds is one change."""
_IDLE_MS: Final = 100
"""How often to look whether the reader is done, while nothing changes."""

Told = tuple[str, str, str]


@dataclass(frozen=True)
class Round:
    """What one look found: what is new since the look before, what is gone, and all of it."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    found: tuple[Finding, ...]
    is_whole: bool
    """Whether the reader's warnings are in it already."""


def rounds(folder: Path, cache: Path, now: Callable[[], datetime]) -> Iterator[Round]:
    """A round at once and at each change; a second one when the reader has looked at the phrasings as well.

    The reader takes seconds, so it works in a process of its own, which the next change ends.
    """
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # watchfiles logs each change itself
    checker, reader = Checker(folder, cache), _Reader()
    before: tuple[Finding, ...] = ()
    changes = watch(
        folder,
        debounce=_DEBOUNCE_MS,
        step=_STEP_MS,
        rust_timeout=_IDLE_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    # The first look comes after the watcher has begun, so that no change falls between the two.
    next(changes)
    changed: object = True
    try:
        while True:
            if changed or reader.is_done():
                reader.stop()
                found, more = checker.quick(now())
                if more and changed:  # where it could keep nothing, it is not asked again
                    reader.start(now())
                yield _round(before, found, is_whole=not more or not changed)
                before = found
            changed = next(changes, None)
            if changed is None:
                return
    finally:
        reader.stop()


def _round(before: tuple[Finding, ...], found: tuple[Finding, ...], *, is_whole: bool) -> Round:
    """Compare two looks; a finding that only moved to another line is neither new nor gone."""
    old, new = ({_told(finding): finding for finding in findings} for findings in (before, found))
    fresh = tuple(finding for told, finding in new.items() if told not in old)
    gone = tuple(finding for told, finding in old.items() if told not in new) if is_whole else ()
    return Round(fresh, gone, found, is_whole)


def _told(finding: Finding) -> Told:
    return finding.location.path, finding.rule, finding.sentence


class _Reader:
    """The whole check in another process, for what it leaves in the cache."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, now: datetime) -> None:
        clock = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        command = [sys.executable, "-m", "bot", "check", "--now", clock]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603

    def is_done(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None
