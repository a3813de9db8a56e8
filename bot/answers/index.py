"""The fitted index: built from phrasings, or read back from the cache when nothing that it depends on has changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.answers.cache import Arrays, Cached, keep_latest, read_arrays, write_arrays
from bot.answers.calibration import LEXICAL, SENTENCE, Calibration, Decile, Prior, Thresholds, calibrate
from bot.answers.crossfit import cross_fit
from bot.answers.encoder import Encoder, give_memory_back
from bot.answers.features import LexicalSpace
from bot.answers.head import Floats, Head, Owners, Whitening
from bot.answers.scoring import Questions
from bot.answers.text import digest, normalise

CODE: Final = 1
"""Version of everything that shapes an index; raise it with any change to text, features, head, scoring or calibration."""
DIMENSIONS: Final = 256
LEXICAL_DIMENSIONS: Final = 512
"""Latent dimensions beside an encoder, and without one: alone, the n-grams need more room."""
_KEPT: Final = 4


@dataclass(frozen=True)
class Phrasings:
    """Every phrasing of a base in one order: those of entry `e` are rows `starts[e]` to `starts[e + 1]`."""

    entries: tuple[str, ...]
    texts: tuple[str, ...]
    canonical: tuple[str, ...]
    owners: Owners

    @classmethod
    def of(cls, phrasings: Mapping[str, Sequence[str]]) -> Self:
        """Gather a mapping from entry id to phrasings; entries without any phrasing can match nothing and are left out."""
        given = {entry: texts for entry, texts in phrasings.items() if texts}
        texts = tuple(text for group in given.values() for text in group)
        owners = np.repeat(np.arange(len(given)), np.asarray([len(group) for group in given.values()], np.intp))
        return cls(tuple(given), texts, tuple(map(normalise, texts)), owners)

    @property
    def key(self) -> str:
        """Hash of the entries' ids and texts, in order."""
        content = json.dumps([self.entries, self.texts, self.owners.tolist()], ensure_ascii=True)
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
    head: Head
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
    counts = (len(phrasings.entries), len(phrasings.texts), encoder.id if encoder else None)
    return index, BuildReport(*counts, state, encoded, calibration.thresholds, calibration.table)


def _build(phrasings: Phrasings, encoder: Encoder | None, folder: Path | None) -> tuple[Index, int]:
    if not phrasings.entries:
        return _empty(), 0
    vectors, encoded = _vectors(phrasings.canonical, encoder, folder) if encoder else (None, 0)
    space, lexical = LexicalSpace.fit(phrasings.canonical, DIMENSIONS if encoder else LEXICAL_DIMENSIONS)
    questions, entries = Questions(vectors, lexical), len(phrasings.entries)
    head = Head.fit(vectors, lexical, phrasings.owners, entries)
    calibration = calibrate(cross_fit(questions, phrasings.owners, entries), SENTENCE if encoder else LEXICAL)
    return Index(space, head, questions.rows.astype(np.float16), calibration), encoded


def _empty() -> Index:
    space, lexical = LexicalSpace.fit((), LEXICAL_DIMENSIONS)
    calibration = calibrate(cross_fit(Questions(None, lexical), np.zeros(0, np.intp), 0), LEXICAL)
    return Index(space, Head(None, np.zeros((0, 0), np.float32)), np.zeros((0, 0), np.float16), calibration)


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
        "weights": index.head.weights,
        "rows": index.rows,
        "calibration": np.frombuffer(json.dumps(asdict(index.calibration)).encode(), np.uint8),
    }
    if index.head.whitening is not None:
        arrays |= {"mean": index.head.whitening.mean, "turn": index.head.whitening.turn}
    return arrays


def _unpacked(arrays: Arrays) -> Index | None:
    """Return the index in `arrays`, or None where a part is missing: then it was not written by this code."""
    try:
        whitening = Whitening(arrays["mean"], arrays["turn"]) if "mean" in arrays else None
        space = LexicalSpace(arrays["idf"], arrays["seen"], arrays["projection"])
        calibration = _calibration(json.loads(arrays["calibration"].tobytes()))
        return Index(space, Head(whitening, arrays["weights"]), arrays["rows"], calibration)
    except (KeyError, TypeError, ValueError):
        return None


def _calibration(told: dict[str, Any]) -> Calibration:
    prior = Prior(**{name: tuple(values) for name, values in told["prior"].items()})
    table = tuple(Decile(**row) for row in told["table"])
    return Calibration(prior, tuple(told["cover"]), tuple(told["lead"]), Thresholds(**told["thresholds"]), table)
