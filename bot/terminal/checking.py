"""`check`: every finding in the knowledge folder. Slow rules are cached and run again only after a change."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import structlog

from bot.answers.coverage import Coverage
from bot.answers.reading import Reader
from bot.answers.reading_checks import check_reading
from bot.answers.shelf import Shelf, program
from bot.curation import left_out
from bot.curation.checking import check_texts
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks import check_at
from bot.knowledge.findings import Finding, Location, Severity, Where, errors
from bot.knowledge.folder import shown
from bot.knowledge.library import load_checked
from bot.knowledge.loader import Kept, Loaded

log = structlog.get_logger(__name__)

_KEPT = 8


class Checker:
    """Checks a folder. What takes seconds is kept by the hash of all that it depends on, and looked up the next time.

    `vectors` makes what tells how near texts are to one another; None of it, or None by it, and that is not looked at.
    """

    def __init__(
        self, folder: Path, cache: Path | None, vectors: Callable[[], left_out.Encode | None] | None = None
    ) -> None:
        self._folder, self._cache, self._vectors = folder, cache, vectors
        self._files = Kept()

    def check(self, now: datetime) -> tuple[Finding, ...]:
        """Everything that any rule finds, in the order of files and lines."""
        loaded = self._load(now)
        if loaded.base is None:
            return loaded.findings
        return self._sorted(loaded, self._slow(loaded.base, loaded.marks.where, now))

    def quick(self, now: datetime) -> tuple[tuple[Finding, ...], bool]:
        """All findings but the reader's warnings on phrasings, and whether those are still to be computed."""
        loaded = self._load(now)
        if loaded.base is None:
            return loaded.findings, False
        kept = self._kept(self._name(loaded.base, now))
        if kept is not None:
            return self._sorted(loaded, kept), False
        found = check_texts(loaded.base, loaded.marks.where, now)
        return self._sorted(loaded, found), not errors(found)

    def _load(self, now: datetime) -> Loaded:
        return load_checked(self._folder, lambda base, where: check_at(base, where, now), self._files)

    def _slow(self, base: KnowledgeBase, where: Where, now: datetime) -> tuple[Finding, ...]:
        path = self._name(base, now)
        found = self._kept(path)
        if found is None:
            coverage = Coverage(base, Reader(base), Shelf(self._cache, base.revision))
            found = (*check_texts(base, where, now), *check_reading(base, where, now, coverage))
            encode = self._vectors() if self._vectors else None
            if encode:
                found = (*found, *left_out.check(base, where, now, coverage, encode))
            self._keep(path, found)
        return found

    @staticmethod
    def _sorted(loaded: Loaded, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(sorted({*loaded.findings, *found}))

    def _name(self, base: KnowledgeBase, now: datetime) -> Path | None:
        """The file that keeps what was found: by the folder, its revision, the day, the program's own files, and the encoder."""
        if self._cache is None:
            return None
        encoder = [(path.name, path.stat().st_mtime_ns) for path in sorted(self._folder.glob("encoder/*"))]
        key = json.dumps([shown(self._folder), base.revision, now.date().isoformat(), program(), encoder])
        return self._cache / f"check-{sha256(key.encode()).hexdigest()[:24]}.json"

    def _kept(self, path: Path | None) -> tuple[Finding, ...] | None:
        try:
            rows = json.loads(path.read_text("utf-8")) if path else None
            return None if rows is None else tuple(_finding(*row) for row in rows)
        except (OSError, ValueError, TypeError):
            return None

    def _keep(self, path: Path | None, found: tuple[Finding, ...]) -> None:
        if path is None:
            return
        rows = [
            [*vars(finding.location).values(), finding.severity, finding.rule, finding.sentence] for finding in found
        ]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            written = path.with_suffix(".new")
            written.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
            written.replace(path)
            for old in sorted(path.parent.glob("check-*.json"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
                old.unlink(missing_ok=True)
        except OSError as error:
            log.warning("what was found is not kept", because=str(error))


def _finding(path: str, line: int, column: int, severity: str, rule: str, sentence: str) -> Finding:
    return Finding(Location(path, line, column), Severity(severity), rule, sentence)
