"""The fitted index: built from phrasings, or read back from the cache when nothing that it depends on has changed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

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
    at = _Places.of(phrasings, encoder, folder, shipped)
    state, found = at.look()
    if found is not None:
        return found[0], _report(phrasings, encoder, *found, state=state)
    if isinstance(encoder, Store):  # it knows what is shipped already
        store: Store | None = encoder
        taught = encoder.taught
    else:
        taught = read_taught(at.shipped, at.fit) if at.shipped and at.fit else None
        store = Store(encoder, folder, taught) if encoder else None
    made = build(phrasings, store, taught)
    if store:
        store.keep([*phrasings.canonical, *(text for text, _ in phrasings.calibration)])
    if at.cached and folder and write_arrays(at.cached, at.key, packed(made)):
        keep_latest(folder, "index-*.cache", _KEPT)
    give_memory_back()
    return made.index, _report(phrasings, encoder, made.index, made.unseen, state=state, store=store)


def load(
    phrasings: Phrasings, encoder: Encoder | None, folder: Path | None, shipped: Path | None = None
) -> tuple[Index, BuildReport] | None:
    """The same where it is shipped or in the cache; None where it would have to be built."""
    state, found = _Places.of(phrasings, encoder, folder, shipped).look()
    return None if found is None else (found[0], _report(phrasings, encoder, *found, state=state))


def nothing_fitted(phrasings: Phrasings, encoder: Encoder | None) -> BuildReport:
    """The report of phrasings for which there is no index yet."""
    name = encoder.id if encoder else None
    return BuildReport(phrasings.entries, len(phrasings.texts), name, Cached.MISSING, 0, Thresholds(1.0, 1.0), ())


@dataclass(frozen=True)
class _Places:
    """Where the index of some phrasings may lie, and under which key."""

    base: str
    shipped: Path | None
    fit: str | None
    """The key of what is shipped, where it is of this code and encoder."""
    cached: Path | None

    @classmethod
    def of(cls, phrasings: Phrasings, encoder: Encoder | None, folder: Path | None, shipped: Path | None) -> Self:
        base = own_key(phrasings, encoder)
        written = read_key(shipped) if shipped else None
        fit = written if written and is_of(written, encoder) else None
        name = f"index-{cls(base, None, fit, None).key[:24]}.cache"
        return cls(base, shipped, fit, folder / name if folder else None)

    @property
    def key(self) -> str:
        """Of what is built: what is shipped is where it begins."""
        return sha256(f"{self.base}\n{self.fit}".encode()).hexdigest()

    def look(self) -> tuple[Cached, tuple[Index, int | None] | None]:
        """The index, with how many texts the shipped fit has not seen; or why there is none."""
        if self.shipped and self.fit == self.base:
            state, arrays = read_arrays(self.shipped, self.base, NEEDED)
            if state is Cached.USED and (index := unpacked(arrays)) is not None:
                return state, (index, 0)
        state, arrays = read_arrays(self.cached, self.key) if self.cached else (Cached.OFF, {})
        index = unpacked(arrays) if state is Cached.USED else None
        if index is None:
            return Cached.DAMAGED if state is Cached.USED else state, None
        give_memory_back()
        return state, (index, _count(arrays))


def own_key(phrasings: Phrasings, encoder: Encoder | None) -> str:
    """What an index is of: the code, the encoder and the texts."""
    return f"{CODE} {encoder.id if encoder else 'lexical'} {phrasings.key}"


def is_of(key: str, encoder: Encoder | None) -> bool:
    """Whether something was fitted by this code with this encoder."""
    return key.split(" ")[:2] == [str(CODE), encoder.id if encoder else "lexical"]


def _report(
    phrasings: Phrasings,
    encoder: Encoder | None,
    index: Index,
    unseen: int | None,
    *,
    state: Cached,
    store: Store | None = None,
) -> BuildReport:
    counts = (phrasings.entries, len(phrasings.texts), encoder.id if encoder else None)
    encoded, calibration = store.encoded if store else 0, index.calibration
    return BuildReport(*counts, state, encoded, calibration.thresholds, calibration.table, unseen)


def _count(arrays: Arrays) -> int | None:
    unseen = int(arrays["unseen"]) if "unseen" in arrays else -1
    return None if unseen < 0 else unseen
