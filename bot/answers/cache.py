"""Stores arrays on disk and reads them back only if they are complete and unaltered; uses no pickles.

A file is one line of magic, the SHA-256 of the rest, the key of what it was built from, and a NumPy archive that is read
with `allow_pickle=False`. It is written under another name and renamed, so a reader sees the old file, the new, or none.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Container, Mapping
from contextlib import suppress
from enum import StrEnum
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

_MAGIC: Final = b"parley arrays 1\n"
_HASH: Final = 64
_LONGEST_KEY: Final = 1000


class Cached(StrEnum):
    """What became of a look into the cache; everything but `USED` means that it is built anew."""

    USED = "used"
    OFF = "off"
    MISSING = "missing"
    FOREIGN = "foreign"
    """It is not a file of ours, or of another format."""
    DAMAGED = "damaged"
    """It is ours, and cut off or altered."""
    STALE = "stale"
    """It is whole, and was built from something else."""


def read_key(path: Path) -> str | None:
    """Return the key under which `path` was written, as it says itself; None where it is no file of ours."""
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return None
            file.seek(_HASH, io.SEEK_CUR)
            return file.readline(_LONGEST_KEY).decode("utf-8", "replace").removesuffix("\n")
    except OSError:
        return None


def read_arrays(path: Path, key: str, names: Container[str] | None = None) -> tuple[Cached, Arrays]:
    """Return the arrays that were written to `path` under `key`, or those of them that are named; where they cannot be used,
    why, and none. Never raises. No more of the file is in memory than what is returned.
    """
    try:
        with path.open("rb") as file:
            return _read(file, key, names)
    except FileNotFoundError:
        return Cached.MISSING, {}
    except OSError:
        return Cached.DAMAGED, {}


def _read(file: BufferedReader, key: str, names: Container[str] | None) -> tuple[Cached, Arrays]:
    if file.read(len(_MAGIC)) != _MAGIC:
        return Cached.FOREIGN, {}
    told, start = file.read(_HASH), file.tell()
    if file_digest(file, "sha256").hexdigest().encode() != told:
        return Cached.DAMAGED, {}
    file.seek(start)
    if file.readline(_LONGEST_KEY) != key.encode() + b"\n":
        return Cached.STALE, {}
    try:
        with np.load(file, allow_pickle=False) as loaded:
            wanted = [name for name in loaded.files if names is None or name in names]
            return Cached.USED, {name: loaded[name] for name in wanted}
    except Exception:  # the hash matches a bad archive: other code wrote it, and numpy raises many kinds
        return Cached.DAMAGED, {}


def state_of(path: Path) -> Cached:
    """Return whether the file at `path` is one of ours and whole, whatever it was built from."""
    if not path.exists():
        return Cached.MISSING
    key = read_key(path)
    return Cached.FOREIGN if key is None else read_arrays(path, key, names=())[0]


def write_arrays(path: Path, key: str, arrays: Mapping[str, NDArray[Any]]) -> bool:
    """Write `arrays` under `key`, atomically. Returns False where the disk will not have it: a cache may be missing."""
    archive = io.BytesIO()
    np.savez(archive, allow_pickle=False, **arrays)
    body = key.encode() + b"\n" + archive.getvalue()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".tmp", delete=False) as file:
            try:
                # An image is built by one user and run by another; there is no secret in it.
                os.fchmod(file.fileno(), 0o644)
                file.write(_MAGIC + sha256(body).hexdigest().encode() + body)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                return False
    except OSError:
        return False
    return True


def keep_latest(folder: Path, pattern: str, most: int) -> None:
    """Remove all but the `most` recently written files of ours in `folder` that match `pattern`."""
    with suppress(OSError):
        ours = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in ours[most:]:
            path.unlink(missing_ok=True)
