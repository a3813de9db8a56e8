"""Builds the index: from the texts alone, or by updating the fit that ships with a base."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.answers.cache import Arrays, Cached, read_arrays, write_arrays
from bot.answers.calibration import LEXICAL, SENTENCE, Calibration, Decile, Evidence, Prior, Thresholds, calibrate
from bot.answers.crossfit import cross_fit
from bot.answers.encoder import Encoder
from bot.answers.features import LexicalSpace
from bot.answers.head import Floats, Head, Known, Whitening
from bot.answers.lesson import Phrasings
from bot.answers.rows import Rows
from bot.answers.scope_head import ScopeHead
from bot.answers.scoring import Fitted, Questions, best_scores
from bot.answers.text import digest

DIMENSIONS: Final = 256
LEXICAL_DIMENSIONS: Final = 512
"""Latent dimensions beside an encoder, and without one: alone, the n-grams need more room."""
NEEDED: Final = frozenset(
    "idf seen projection weights entries rows calibration mean turn landmarks scope bias unseen".split()
) | {f"{name}_scales" for name in ("projection", "rows", "landmarks")}
"""The arrays that an index is read from; a shipped fit holds more."""
_AT_MOST_NEW: Final = 0.5
"""If a larger share of the texts is new, the shipped fit is ignored and everything is fitted."""


@dataclass(frozen=True)
class Index:
    """What a match needs. `rows` are unit vectors of the phrasings, in their order."""

    space: LexicalSpace
    fitted: Fitted
    rows: Rows
    calibration: Calibration


@dataclass(frozen=True)
class Made:
    """An index, the lexical vectors of its phrasings, and how many of them what is shipped had not seen."""

    index: Index
    lexical: Rows
    unseen: int | None = None


@dataclass(frozen=True)
class Taught:
    """A fit of earlier phrasings, as a base brings it: they are known by their digests, in the order of `classes`."""

    index: Index
    classes: tuple[str, ...]
    owners: NDArray[np.intp]
    names: tuple[bytes, ...]
    lexical: Rows
    vectors: dict[bytes, tuple[NDArray[np.int8], np.float32]]
    """Those of further texts, too: of what it was calibrated on, and of the questions that it is measured by."""

    def texts_of(self) -> dict[str, frozenset[bytes]]:
        """Which texts each class had."""
        return _by_class(self.classes, self.owners, self.names)


class Store:
    """Vectors by text: shipped, kept in `folder` from the last build, or encoded.

    They are rounded to a byte a number in any case, so an index is the same wherever its vectors come from.
    """

    def __init__(self, encoder: Encoder, folder: Path | None, taught: Taught | None = None) -> None:
        self._encoder, self._path, self.taught = encoder, None, taught
        self._known = dict(taught.vectors) if taught else {}
        self.encoded = 0
        if folder:
            self._path = folder / f"vectors-{sha256(encoder.id.encode()).hexdigest()[:24]}.cache"
            state, arrays = read_arrays(self._path, encoder.id)
            if state is Cached.USED:
                self._known |= _named(arrays, "vectors", encoder.dimensions)

    @property
    def id(self) -> str:
        """Name of the encoder's weights."""
        return self._encoder.id

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one vector a text, in order; so a store is an encoder that remembers."""
        return self.rows(texts).floats()

    def rows(self, texts: Sequence[str]) -> Rows:
        """The vectors of canonical `texts`; those that are not known are encoded."""
        names = [digest(text) for text in texts]
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in self._known}
        fresh = Rows.of(self._encoder.encode(list(missing.values())))
        self._known |= {name: (fresh.codes[at], fresh.scales[at]) for at, name in enumerate(missing)}
        self.encoded += len(missing)
        return self._gathered(names)

    def keep(self, texts: Sequence[str]) -> None:
        """Write the vectors of these texts into the folder, if any of them was encoded."""
        names = list(dict.fromkeys(map(digest, texts)))
        if self._path and self.encoded:
            write_arrays(self._path, self._encoder.id, _nameable(names, self._gathered(names), "vectors"))

    def named(self, name: str, without: Iterable[bytes]) -> Arrays:
        """Every vector but those, beside the digests of their texts."""
        names = sorted(self._known.keys() - set(without))
        return _nameable(names, self._gathered(names), name)

    def _gathered(self, names: Sequence[bytes]) -> Rows:
        if not names:
            return Rows.joined([], self.dimensions)
        codes = np.stack([self._known[name][0] for name in names])
        return Rows(codes, np.asarray([self._known[name][1] for name in names], np.float32))


def build(phrasings: Phrasings, store: Store | None, taught: Taught | None) -> Made:
    """Build the index, and fit only what the earlier fit lacks. The store supplies the encoder's vectors."""
    if not phrasings.entries:
        return _empty()
    names = phrasings.names
    unseen = None if taught is None else len(set(names) - set(taught.names))
    if unseen is not None and unseen > _AT_MOST_NEW * len(set(names)):
        taught, unseen = None, None
    rows = store.rows(phrasings.canonical) if store else None
    vectors = None if rows is None else rows.floats()
    if taught is None:
        space, lexical = LexicalSpace.fit(phrasings.canonical, DIMENSIONS if store else LEXICAL_DIMENSIONS)
        # Rounded before anything is fitted: so it does not matter later whether it was kept or computed.
        kept = Rows.of(lexical)
        known = Questions(vectors, kept.floats())
        fitted = Fitted.fit(known, phrasings.owners, len(phrasings.classes), phrasings.entries)
    else:
        space, kept = taught.index.space, _lexical(phrasings, names, taught)
        known = Questions(vectors, kept.floats())
        head = Head.fit(vectors, known.lexical, phrasings.owners, len(phrasings.classes), _known(phrasings, taught))
        fitted = Fitted(head, taught.index.fitted.scope, phrasings.entries)
    calibration = _calibrated(phrasings, fitted, space, known, store)
    return Made(Index(space, fitted, rows if rows is not None else Rows.of(known.rows), calibration), kept, unseen)


def _calibrated(
    phrasings: Phrasings, fitted: Fitted, space: LexicalSpace, known: Questions, store: Store | None
) -> Calibration:
    asked = [text for text, _ in phrasings.calibration]
    if asked:
        lexical = Rows.of(np.stack([space.vector(text) for text in asked])).floats()
        evidence = _held_out(fitted, known, phrasings, Questions(store.encode(asked) if store else None, lexical))
    else:
        evidence = cross_fit(known, phrasings.owners, len(phrasings.classes), phrasings.entries)
    return calibrate(evidence, SENTENCE if store else LEXICAL)


def _held_out(fitted: Fitted, known: Questions, phrasings: Phrasings, held: Questions) -> Evidence:
    """Scores of labelled questions that the heads were not fitted on."""
    best, scores = best_scores(fitted, known, phrasings.owners, held)
    answers = [right for _, right in phrasings.calibration]
    right = [phrasings.classes[top] in ids for top, ids in zip(best.tolist(), answers, strict=True)]
    return Evidence(scores, np.asarray(right, np.bool_), np.asarray([bool(ids) for ids in answers], np.bool_))


def _empty() -> Made:
    space, lexical = LexicalSpace.fit((), LEXICAL_DIMENSIONS)
    fitted = Fitted(Head(None, np.zeros((0, 0), np.float32)), None, 0)
    calibration = calibrate(cross_fit(Questions(None, lexical), np.zeros(0, np.intp), 0, 0), LEXICAL)
    none = Rows.joined([], 0)
    return Made(Index(space, fitted, none, calibration), none)


def _lexical(phrasings: Phrasings, names: Sequence[bytes], taught: Taught) -> Rows:
    """The phrasings' vectors in the space of the earlier fit: those that it has, the others computed."""
    at = {name: row for row, name in enumerate(taught.names)}
    codes = np.zeros((len(names), taught.index.space.dimensions), np.int8)
    scales = np.zeros(len(names), np.float32)
    rows = np.asarray([at.get(name, -1) for name in names], np.intp)
    kept, new = np.flatnonzero(rows >= 0), np.flatnonzero(rows < 0)
    codes[kept], scales[kept] = taught.lexical.codes[rows[kept]], taught.lexical.scales[rows[kept]]
    if len(new):
        made = Rows.of(np.stack([taught.index.space.vector(phrasings.canonical[row]) for row in new]))
        codes[new], scales[new] = made.codes, made.scales
    return Rows(codes, scales)


def _known(phrasings: Phrasings, taught: Taught) -> Known:
    """The weights of the classes whose texts are the same as they were."""
    head = taught.index.fitted.head
    before = taught.texts_of()
    now = _by_class(phrasings.classes, phrasings.owners, phrasings.names)
    columns = {name: column for column, name in enumerate(taught.classes)}
    same = (at for at, name in enumerate(phrasings.classes) if before.get(name) == now[name])
    return Known(head.whitening, {at: head.weights[:, columns[phrasings.classes[at]]] for at in same})


def _by_class(classes: Sequence[str], owners: NDArray[np.intp], names: Sequence[bytes]) -> dict[str, frozenset[bytes]]:
    ends = np.searchsorted(owners, np.arange(len(classes) + 1)).tolist()
    return {name: frozenset(names[ends[at] : ends[at + 1]]) for at, name in enumerate(classes)}


def packed(made: Made) -> Arrays:
    """The arrays that an index is read back from."""
    index = made.index
    arrays: Arrays = {
        "idf": index.space.idf,
        "seen": index.space.seen,
        "weights": index.fitted.head.weights,
        "entries": np.asarray(index.fitted.entries),
        "calibration": _text(asdict(index.calibration)),
        "unseen": np.asarray(-1 if made.unseen is None else made.unseen),
        **_pair("projection", index.space.projection),
        **_pair("rows", index.rows),
    }
    if index.fitted.head.whitening is not None:
        arrays |= {"mean": index.fitted.head.whitening.mean, "turn": index.fitted.head.whitening.turn}
    if (scope := index.fitted.scope) is not None:
        arrays |= {"scope": scope.weights, "bias": np.asarray(scope.bias)}
        arrays |= _pair("landmarks", Rows.of(scope.landmarks))
    return arrays


def unpacked(arrays: Arrays) -> Index | None:
    """Return the index in `arrays`, or None where a part is missing: then it was not written by this code."""
    try:
        whitening = Whitening(arrays["mean"], arrays["turn"]) if "mean" in arrays else None
        space = LexicalSpace(arrays["idf"], arrays["seen"], _rows(arrays, "projection"))
        scope = (
            ScopeHead(_rows(arrays, "landmarks").floats(), arrays["scope"], float(arrays["bias"]))
            if "landmarks" in arrays
            else None
        )
        fitted = Fitted(Head(whitening, arrays["weights"]), scope, int(arrays["entries"]))
        return Index(space, fitted, _rows(arrays, "rows"), _calibration(json.loads(arrays["calibration"].tobytes())))
    except (KeyError, TypeError, ValueError):
        return None


def shipped(made: Made, phrasings: Phrasings, store: Store) -> Arrays:
    """The arrays of a fit that a base brings: the index, what a later fit begins with, and every vector of the store."""
    return {
        **packed(made),
        **_pair("lexical", made.lexical),
        **store.named("more", without=phrasings.names),
        "names": np.frombuffer(b"".join(phrasings.names), np.uint8).reshape(len(phrasings.names), -1),
        "owners": phrasings.owners.astype(np.int32),
        "classes": _text(phrasings.classes),
    }


def read_taught(path: Path, key: str) -> Taught | None:
    """The fit that was written to `path` under `key`; None where it cannot be used."""
    state, arrays = read_arrays(path, key)
    index = unpacked(arrays) if state is Cached.USED else None
    if index is None:
        return None
    try:
        classes = tuple(map(str, json.loads(arrays["classes"].tobytes())))
        names = tuple(row.tobytes() for row in arrays["names"])
        vectors = _named({"digests": arrays["names"], **_pair("rows", index.rows)}, "rows", index.rows.codes.shape[1])
        vectors |= _named(arrays, "more", index.rows.codes.shape[1])
        return Taught(index, classes, arrays["owners"].astype(np.intp), names, _rows(arrays, "lexical"), vectors)
    except (KeyError, TypeError, ValueError):
        return None


def _nameable(names: Sequence[bytes], rows: Rows, name: str) -> Arrays:
    digests = np.frombuffer(b"".join(names), np.uint8).reshape(len(names), -1 if names else 16)
    return {f"{name}_digests": digests, **_pair(name, rows)}


def _named(arrays: Arrays, name: str, width: int) -> dict[bytes, tuple[NDArray[np.int8], np.float32]]:
    """Vectors by the digests that were written beside them; none if they are not of this width."""
    digests = arrays.get(f"{name}_digests", arrays.get("digests"))
    codes, scales = arrays.get(name), arrays.get(f"{name}_scales")
    if digests is None or codes is None or scales is None or codes.ndim != 2 or codes.shape[1] != width:
        return {}
    return {row.tobytes(): (codes[at], scales[at]) for at, row in enumerate(digests[: len(scales)])}


def _pair(name: str, rows: Rows) -> Arrays:
    return {name: rows.codes, f"{name}_scales": rows.scales}


def _rows(arrays: Arrays, name: str) -> Rows:
    return Rows(arrays[name], arrays[f"{name}_scales"])


def _text(told: object) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(told).encode(), np.uint8)


def _calibration(told: dict[str, Any]) -> Calibration:
    prior = Prior(**{name: tuple(values) for name, values in told["prior"].items()})
    table = tuple(Decile(**row) for row in told["table"])
    return Calibration(prior, tuple(told["cover"]), tuple(told["lead"]), Thresholds(**told["thresholds"]), table)
