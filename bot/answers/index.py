"""The fitted index: built from phrasings, or read back from the cache when nothing that it depends on has changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.answers.cache import Arrays, Cached, keep_latest, read_arrays, write_arrays
from bot.answers.calibration import LEXICAL, SENTENCE, Calibration, Decile, Evidence, Prior, Thresholds, calibrate
from bot.answers.crossfit import cross_fit
from bot.answers.encoder import Encoder, give_memory_back
from bot.answers.features import LexicalSpace
from bot.answers.head import Floats, Head, Owners, Whitening
from bot.answers.scope_head import ScopeHead
from bot.answers.scoring import Fitted, Questions, best_scores
from bot.answers.text import digest, normalise

CODE: Final = 2
"""Version of everything that shapes an index; raise it with any change to text, features, head, scoring or calibration."""
DIMENSIONS: Final = 256
LEXICAL_DIMENSIONS: Final = 512
"""Latent dimensions beside an encoder, and without one: alone, the n-grams need more room."""
_KEPT: Final = 4


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
    def key(self) -> str:
        """Hash of the classes' ids and texts, in order."""
        asked = [[text, sorted(right)] for text, right in self.calibration]
        content = json.dumps([self.classes, self.entries, self.texts, self.owners.tolist(), asked], ensure_ascii=True)
        return sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class BuildReport:
    """How an index came to be: what `evaluate`, `doctor` and the log tell of it."""

    entries: int
    phrasings: int
    encoder: str | None
    index: Cached
    encoded: int
    """Phrasings that had to be encoded; the others' vectors were at hand."""
    thresholds: Thresholds
    table: tuple[Decile, ...]
    """Calibration: of cross-fitted questions told a confidence, the share that was right."""


@dataclass(frozen=True)
class Index:
    """What a match needs. `rows` are unit float16 vectors of the phrasings, in their order."""

    space: LexicalSpace
    fitted: Fitted
    rows: NDArray[np.float16]
    calibration: Calibration


def load_or_build(phrasings: Phrasings, encoder: Encoder | None, folder: Path | None) -> tuple[Index, BuildReport]:
    """Return the index of `phrasings`, from the cache in `folder` where that holds it, else built and written there."""
    name = encoder.id if encoder else "lexical"
    key = sha256(f"{CODE}\n{name}\n{phrasings.key}".encode()).hexdigest()
    path = folder / f"index-{key[:24]}.cache" if folder else None
    state, arrays = read_arrays(path, key) if path else (Cached.OFF, {})
    index, encoded = (_unpacked(arrays), 0) if state is Cached.USED else (None, 0)
    if index is None:
        state = Cached.DAMAGED if state is Cached.USED else state
        index, encoded = _build(phrasings, encoder, folder)
        if path and folder and write_arrays(path, key, _packed(index)):
            keep_latest(folder, "index-*.cache", _KEPT)
    give_memory_back()
    calibration = index.calibration
    counts = (phrasings.entries, len(phrasings.texts), encoder.id if encoder else None)
    return index, BuildReport(*counts, state, encoded, calibration.thresholds, calibration.table)


def _build(phrasings: Phrasings, encoder: Encoder | None, folder: Path | None) -> tuple[Index, int]:
    if not phrasings.entries:
        return _empty(), 0
    asked = [text for text, _ in phrasings.calibration]
    vectors, encoded = _vectors([*phrasings.canonical, *asked], encoder, folder) if encoder else (None, 0)
    space, lexical = LexicalSpace.fit(phrasings.canonical, DIMENSIONS if encoder else LEXICAL_DIMENSIONS)
    known = Questions(None if vectors is None else vectors[: len(lexical)], lexical)
    classes, entries = len(phrasings.classes), phrasings.entries
    fitted = Fitted.fit(known, phrasings.owners, classes, entries)
    if asked:
        held = Questions(
            None if vectors is None else vectors[len(lexical) :], np.stack([space.vector(text) for text in asked])
        )
        evidence = _held_out(fitted, known, phrasings, held)
    else:
        evidence = cross_fit(known, phrasings.owners, classes, entries)
    calibration = calibrate(evidence, SENTENCE if encoder else LEXICAL)
    return Index(space, fitted, known.rows.astype(np.float16), calibration), encoded


def _held_out(fitted: Fitted, known: Questions, phrasings: Phrasings, held: Questions) -> Evidence:
    """What the heads say of labelled questions that they were not fitted on."""
    best, scores = best_scores(fitted, known, phrasings.owners, held)
    answers = [right for _, right in phrasings.calibration]
    right = [phrasings.classes[top] in ids for top, ids in zip(best.tolist(), answers, strict=True)]
    return Evidence(scores, np.asarray(right, np.bool_), np.asarray([bool(ids) for ids in answers], np.bool_))


def _empty() -> Index:
    space, lexical = LexicalSpace.fit((), LEXICAL_DIMENSIONS)
    fitted = Fitted(Head(None, np.zeros((0, 0), np.float32)), None, 0)
    calibration = calibrate(cross_fit(Questions(None, lexical), np.zeros(0, np.intp), 0, 0), LEXICAL)
    return Index(space, fitted, np.zeros((0, 0), np.float16), calibration)


def _vectors(texts: Sequence[str], encoder: Encoder, folder: Path | None) -> tuple[Floats, int]:
    """Return the vectors of canonical `texts` and how many were encoded; the others were kept from the last build.

    They are rounded to half precision either way, so an index is the same whether its vectors were kept or not.
    """
    path = folder / f"vectors-{sha256(encoder.id.encode()).hexdigest()[:24]}.cache" if folder else None
    state, arrays = read_arrays(path, encoder.id) if path else (Cached.OFF, {})
    known: dict[bytes, NDArray[np.float16]] = {}
    if state is Cached.USED and {"digests", "vectors"} <= arrays.keys():
        known = {row.tobytes(): vector for row, vector in zip(arrays["digests"], arrays["vectors"], strict=False)}
        known = {name: vector for name, vector in known.items() if vector.shape == (encoder.dimensions,)}
    names = [digest(text) for text in texts]
    missing = list({name: text for name, text in zip(names, texts, strict=True) if name not in known}.items())
    fresh = encoder.encode([text for _, text in missing]).astype(np.float16)
    known |= {name: vector for (name, _), vector in zip(missing, fresh, strict=True)}
    if path and missing:
        kept = list(dict.fromkeys(names))
        digests = np.frombuffer(b"".join(kept), np.uint8).reshape(len(kept), -1)
        write_arrays(path, encoder.id, {"digests": digests, "vectors": np.stack([known[name] for name in kept])})
    return np.stack([known[name] for name in names]).astype(np.float32), len(missing)


def _packed(index: Index) -> Arrays:
    arrays: Arrays = {
        "idf": index.space.idf,
        "seen": index.space.seen,
        "projection": index.space.projection,
        "weights": index.fitted.head.weights,
        "entries": np.asarray(index.fitted.entries),
        "rows": index.rows,
        "calibration": np.frombuffer(json.dumps(asdict(index.calibration)).encode(), np.uint8),
    }
    if index.fitted.head.whitening is not None:
        arrays |= {"mean": index.fitted.head.whitening.mean, "turn": index.fitted.head.whitening.turn}
    if (scope := index.fitted.scope) is not None:
        arrays |= {"landmarks": scope.landmarks, "scope": scope.weights, "bias": np.asarray(scope.bias)}
    return arrays


def _unpacked(arrays: Arrays) -> Index | None:
    """Return the index in `arrays`, or None where a part is missing: then it was not written by this code."""
    try:
        whitening = Whitening(arrays["mean"], arrays["turn"]) if "mean" in arrays else None
        space = LexicalSpace(arrays["idf"], arrays["seen"], arrays["projection"])
        scope = (
            ScopeHead(arrays["landmarks"], arrays["scope"], float(arrays["bias"])) if "landmarks" in arrays else None
        )
        fitted = Fitted(Head(whitening, arrays["weights"]), scope, int(arrays["entries"]))
        return Index(space, fitted, arrays["rows"], _calibration(json.loads(arrays["calibration"].tobytes())))
    except (KeyError, TypeError, ValueError):
        return None


def _calibration(told: dict[str, Any]) -> Calibration:
    prior = Prior(**{name: tuple(values) for name, values in told["prior"].items()})
    table = tuple(Decile(**row) for row in told["table"])
    return Calibration(prior, tuple(told["cover"]), tuple(told["lead"]), Thresholds(**told["thresholds"]), table)
