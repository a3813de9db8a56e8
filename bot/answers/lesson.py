"""The training data of a matcher: texts by class, and labelled questions for calibration."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

import numpy as np

from bot.answers.head import Owners
from bot.answers.text import digest, normalise


@dataclass(frozen=True)
class Lesson:
    """What a matcher learns from, as texts by class; and questions that it is calibrated on, with the entries that are right.

    `declined` are kinds of question that no entry answers, `calibration` pairs of a text and the ids that answer it
    (none for a question of a declined kind).
    """

    entries: Mapping[str, Sequence[str]]
    declined: Mapping[str, Sequence[str]] = field(default_factory=dict)
    calibration: Sequence[tuple[str, frozenset[str]]] = ()
    curated: Sequence[str] | None = None
    """The texts whose spelling can be trusted, so that repair may learn it; None for all of them."""

    @property
    def spelled(self) -> Sequence[str]:
        """The texts that spelling repair learns from."""
        if self.curated is not None:
            return self.curated
        return [text for texts in (*self.entries.values(), *self.declined.values()) for text in texts]


@dataclass(frozen=True)
class Phrasings:
    """Every text of a lesson in one order: those of class `c` are rows `starts[c]` to `starts[c + 1]`, entries first."""

    classes: tuple[str, ...]
    entries: int
    """So many of the classes are entries."""
    texts: tuple[str, ...]
    canonical: tuple[str, ...]
    owners: Owners
    calibration: tuple[tuple[str, frozenset[str]], ...] = ()

    @classmethod
    def of(cls, lesson: Lesson) -> Self:
        """Gather the texts; a class without any text can match nothing and is left out."""
        entries = {entry: texts for entry, texts in lesson.entries.items() if texts}
        given = {**entries, **{kind: texts for kind, texts in lesson.declined.items() if texts}}
        texts = tuple(text for group in given.values() for text in group)
        owners = np.repeat(np.arange(len(given)), np.asarray([len(group) for group in given.values()], np.intp))
        calibration = tuple((normalise(text), right) for text, right in lesson.calibration)
        return cls(tuple(given), len(entries), texts, tuple(map(normalise, texts)), owners, calibration)

    @property
    def names(self) -> tuple[bytes, ...]:
        """The digest of each canonical text, by which its vector is kept."""
        return tuple(map(digest, self.canonical))

    @property
    def key(self) -> str:
        """Hash of the classes' ids and texts, in order."""
        asked = [[text, sorted(right)] for text, right in self.calibration]
        content = json.dumps([self.classes, self.entries, self.texts, self.owners.tolist(), asked], ensure_ascii=True)
        return sha256(content.encode()).hexdigest()
