"""Turns a question asked in vain into a phrasing of an entry, and into a regression question for `evaluate`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bot.answers.text import normalise
from bot.curation.phrasing import CannotAdd, add_phrasing
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.loader import Loaded
from bot.knowledge.sentences import did_you_mean
from bot.locale.languages import language_of
from bot.locale.script import written_as

REGRESSIONS = Path("questions") / "regressions.jsonl"
"""Questions that were gaps once, for `python -m bot evaluate`."""

DECLINED = Path("questions") / "train" / "curators.jsonl"
"""Questions that curators said are out of scope."""


@dataclass(frozen=True)
class Written:
    """What was written where."""

    phrasing: Path
    regression: Path


def to_phrasing(folder: Path, loaded: Loaded, base: KnowledgeBase, entry: str, question: str) -> Written:
    """Write the question into the entry's phrasings and into the regression questions.

    Raises:
        CannotAdd: in one sentence; nothing is written then.
    """
    if entry not in base.entries:
        raise CannotAdd(f"there is no entry {entry!r}{did_you_mean(entry, base.entries)}")
    words = " ".join(question.split())
    owner = _owner(base, words)
    if owner is not None:
        raise CannotAdd(f"{words!r} is a way to ask {owner!r} already")
    path = Path(loaded.marks.where("entries", entry).path)
    changed = add_phrasing(path.read_text("utf-8"), entry, words)
    regression = folder / REGRESSIONS
    regression.parent.mkdir(exist_ok=True)
    line = {
        "id": f"gap-{blake2b(words.encode(), digest_size=4).hexdigest()}",
        "q": words,
        "lang": language_of(words),
        "kind": "answerable",
        "topic": base.entries[entry].topic,
        "entry": entry,
    }
    kept = regression.read_text("utf-8") if regression.exists() else ""
    _replace(regression, kept + json.dumps(line, ensure_ascii=False) + "\n")
    _replace(path, changed)
    return Written(path, regression)


def to_declined(folder: Path, base: KnowledgeBase, kind: str, question: str) -> Path:
    """Write the question into the labelled ones as of a declined kind, for the reader to learn from.

    Raises:
        CannotAdd: in one sentence; nothing is written then.
    """
    if kind not in base.declined:
        known = ", ".join(base.declined)
        raise CannotAdd(f"there is no declined kind {kind!r}{did_you_mean(kind, base.declined)}; known are {known}")
    words = " ".join(question.split())
    path = folder / DECLINED
    kept = path.read_text("utf-8") if path.exists() else ""
    line = {"q": words, "lang": written_as(words), "declined": kind}
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, kept + json.dumps(line, ensure_ascii=False) + "\n")
    return path


def _owner(base: KnowledgeBase, words: str) -> str | None:
    read = normalise(words)
    owners = (entry.id for entry in base.entries.values() if any(normalise(way) == read for way in entry.ways_to_ask))
    return next(owners, None)


def _replace(path: Path, text: str) -> None:
    """Replace the file in one step, so that a reader sees the old file or the new one."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, "utf-8")
    new.replace(path)
