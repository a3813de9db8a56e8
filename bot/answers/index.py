"""The fitted index: built from phrasings, or read back from the cache when nothing that it depends on has changed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from bot.answers.building import NEEDED, Index, Store, build, packed, read_taught, unpacked
from bot.answers.cache import Arrays, Cached, keep_latest, read_arrays, read_key, write_arrays
from bot.answers.calibration import Decile, Thresholds
from bot.answers.encoder import Encoder, give_memory_back
from bot.answers.lesson import Lesson, Phrasings

__all__ = ["BuildReport", "Index", "Lesson", "Phrasings", "load_or_build"]

CODE: Final = 3
"""Version of everything that shapes an index; raise it with any change to text, features, head, scoring or calibration."""
_KEPT: Final = 4


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
    unseen: int | None = None
    """Phrasings that the shipped fit has not seen; None where none is shipped that can be used."""


def load_or_build(
    phrasings: Phrasings, encoder: Encoder | None, folder: Path | None, shipped: Path | None = None
) -> tuple[Index, BuildReport]:
    """Return the index of `phrasings`: as it is `shipped`, or from the cache in `folder`, else built and written there.

    Built from what is shipped, where that knows half of the phrasings: only classes whose texts are others are fitted.
    """
    base = own_key(phrasings, encoder)
    fit = read_key(shipped) if shipped else None
    if shipped and fit == base:
        state, arrays = read_arrays(shipped, base, NEEDED)
        if state is Cached.USED and (index := unpacked(arrays)) is not None:
            return index, _report(phrasings, encoder, index, state, 0, 0)
    fit = fit if shipped and fit and is_of(fit, encoder) else None
    key = sha256(f"{base}\n{fit}".encode()).hexdigest()
    path = folder / f"index-{key[:24]}.cache" if folder else None
    state, arrays = read_arrays(path, key) if path else (Cached.OFF, {})
    found = unpacked(arrays) if state is Cached.USED else None
    encoded, unseen = 0, _count(arrays)
    if found is None:
        state = Cached.DAMAGED if state is Cached.USED else state
        taught = read_taught(shipped, fit) if shipped and fit else None
        store = Store(encoder, folder, taught) if encoder else None
        made = build(phrasings, store, taught)
        found, encoded, unseen = made.index, store.encoded if store else 0, made.unseen
        if store:
            store.keep([*phrasings.canonical, *(text for text, _ in phrasings.calibration)])
        if path and folder and write_arrays(path, key, packed(made)):
            keep_latest(folder, "index-*.cache", _KEPT)
    give_memory_back()
    return found, _report(phrasings, encoder, found, state, encoded, unseen)


def own_key(phrasings: Phrasings, encoder: Encoder | None) -> str:
    """What an index is of: the code, the encoder and the texts."""
    return f"{CODE} {encoder.id if encoder else 'lexical'} {phrasings.key}"


def is_of(key: str, encoder: Encoder | None) -> bool:
    """Whether something was fitted by this code with this encoder."""
    return key.split(" ")[:2] == [str(CODE), encoder.id if encoder else "lexical"]


def _report(
    phrasings: Phrasings, encoder: Encoder | None, index: Index, state: Cached, encoded: int, unseen: int | None
) -> BuildReport:
    counts = (phrasings.entries, len(phrasings.texts), encoder.id if encoder else None)
    return BuildReport(*counts, state, encoded, index.calibration.thresholds, index.calibration.table, unseen)


def _count(arrays: Arrays) -> int | None:
    unseen = int(arrays["unseen"]) if "unseen" in arrays else -1
    return None if unseen < 0 else unseen
