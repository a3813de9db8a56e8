"""The cache on disk: exactly what was written, or nothing, and never a word of code."""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from bot.answers.cache import Arrays, Cached, keep_latest, read_arrays, write_arrays

KEY = "k" * 64
ARRAYS: Arrays = {"rows": np.arange(6, dtype=np.float16).reshape(2, 3), "none": np.zeros((0, 4), np.float32)}
MAGIC = b"parley arrays 1\n"


class Detonator:
    """A pickle of it leaves a file behind when it is loaded."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.trace),)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "index.cache"
    assert write_arrays(path, KEY, ARRAYS)
    return path


def sealed(archive: bytes, key: str = KEY) -> bytes:
    """A file with the right magic, hash and key around any archive."""
    body = key.encode() + b"\n" + archive
    return MAGIC + sha256(body).hexdigest().encode() + body


def test_read_when_written_under_the_key_then_the_same_arrays(file: Path) -> None:
    state, arrays = read_arrays(file, KEY)
    assert state is Cached.USED
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(arrays[name], array)


@given(
    st.dictionaries(
        st.sampled_from("abcd"),
        st.sampled_from([np.float16, np.float32, np.int64, np.uint8]).flatmap(
            lambda dtype: arrays_of.arrays(dtype, arrays_of.array_shapes(min_dims=1, max_dims=2, max_side=4))
        ),
    ),
    st.text(st.characters(codec="ascii", exclude_characters="\n"), max_size=70),
)
def test_read_when_any_arrays_were_written_under_any_key_then_the_same_come_back(
    tmp_path_factory: pytest.TempPathFactory, arrays: Arrays, key: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.cache"
    assert write_arrays(path, key, arrays)
    state, found = read_arrays(path, key)
    assert state is Cached.USED
    assert found.keys() == arrays.keys()
    assert all(found[name].tobytes() == array.tobytes() for name, array in arrays.items())


def test_read_when_cut_off_anywhere_then_not_used(file: Path) -> None:
    whole = file.read_bytes()
    for length in range(0, len(whole), 7):
        file.write_bytes(whole[:length])
        state, arrays = read_arrays(file, KEY)
        assert state in (Cached.FOREIGN, Cached.DAMAGED), length
        assert arrays == {}


def test_read_when_one_byte_is_altered_anywhere_then_not_used(file: Path) -> None:
    whole = file.read_bytes()
    for at in range(0, len(whole), 5):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        state, arrays = read_arrays(file, KEY)
        assert state in (Cached.FOREIGN, Cached.DAMAGED), at
        assert arrays == {}


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 another archive", b"parley arrays 2\n" + b"0" * 200, pickle.dumps([1, 2, 3])],
    ids=["empty", "archive", "other-version", "pickle"],
)
def test_read_when_it_is_no_file_of_ours_then_foreign(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "index.cache"
    path.write_bytes(content)
    assert read_arrays(path, KEY) == (Cached.FOREIGN, {})


@pytest.mark.parametrize("key", ["", "k", KEY[:-1], KEY + "k", "j" * 64])
def test_read_when_it_was_written_under_another_key_then_stale(file: Path, key: str) -> None:
    assert read_arrays(file, key) == (Cached.STALE, {})


def test_read_when_there_is_no_file_then_missing(tmp_path: Path) -> None:
    assert read_arrays(tmp_path / "nowhere" / "index.cache", KEY) == (Cached.MISSING, {})


def test_read_when_the_system_will_not_let_it_then_damaged(tmp_path: Path) -> None:
    folder, loop = tmp_path / "folder", tmp_path / "loop"
    folder.mkdir()
    loop.symlink_to(loop)
    assert read_arrays(folder, KEY) == (Cached.DAMAGED, {})
    assert read_arrays(loop, KEY) == (Cached.DAMAGED, {})


def test_read_when_the_archive_holds_objects_then_refused_and_nothing_runs(tmp_path: Path) -> None:
    trace, path, archive = tmp_path / "trace", tmp_path / "index.cache", io.BytesIO()
    np.savez(archive, rows=np.asarray([Detonator(trace)], dtype=object))
    path.write_bytes(sealed(archive.getvalue()))
    assert read_arrays(path, KEY) == (Cached.DAMAGED, {})
    assert not trace.exists()


@pytest.mark.parametrize("archive", [b"", b"no archive", pickle.dumps({"rows": 1}), b"PK\x05\x06" + b"\0" * 10])
def test_read_when_the_seal_is_right_and_the_archive_is_not_then_no_arrays(tmp_path: Path, archive: bytes) -> None:
    path = tmp_path / "index.cache"
    path.write_bytes(sealed(archive))
    _, arrays = read_arrays(path, KEY)
    assert arrays == {}


def test_write_when_given_objects_then_no_pickle_reaches_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "index.cache"
    with pytest.raises(ValueError, match="allow_pickle"):
        write_arrays(path, KEY, {"rows": np.asarray([{}], dtype=object)})
    assert list(tmp_path.iterdir()) == []


def test_write_when_the_folder_is_missing_then_made_and_no_other_file_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "cache"
    assert write_arrays(folder / "index.cache", KEY, ARRAYS)
    assert [path.name for path in folder.iterdir()] == ["index.cache"]


def test_write_when_the_folder_cannot_be_written_then_false(tmp_path: Path) -> None:
    a_file = tmp_path / "a-file"
    a_file.write_text("kept", "utf-8")
    assert write_arrays(a_file / "index.cache", KEY, ARRAYS) is False
    assert a_file.read_text("utf-8") == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into a read-only folder")
def test_write_when_the_folder_is_read_only_then_false(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert write_arrays(tmp_path / "index.cache", KEY, ARRAYS) is False
        assert list(tmp_path.iterdir()) == []
    finally:
        tmp_path.chmod(0o700)


def test_write_when_it_cannot_take_its_name_then_false_and_nothing_is_left_behind(tmp_path: Path) -> None:
    taken = tmp_path / "index.cache"
    taken.mkdir()
    assert write_arrays(taken, KEY, ARRAYS) is False
    assert [path.name for path in tmp_path.iterdir()] == ["index.cache"]


def test_write_when_many_write_at_once_then_every_reader_sees_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "index.cache"
    keys = [str(writer) * 64 for writer in range(8)]

    def write(key: str) -> bool:
        return write_arrays(path, key, {"rows": np.full(5000, int(key[0]), np.int64)})

    def read(key: str) -> bool:
        state, arrays = read_arrays(path, key)
        if state is Cached.USED:
            return bool((arrays["rows"] == int(key[0])).all())
        return state in (Cached.MISSING, Cached.STALE)

    with ThreadPoolExecutor(8) as pool:
        written = [pool.submit(write, key) for key in keys * 5]
        seen = [pool.submit(read, key) for key in keys * 10]
        assert all(future.result() for future in written)
        assert all(future.result() for future in seen)
    assert [found.name for found in tmp_path.iterdir()] == ["index.cache"]
    assert sum(read_arrays(path, key)[0] is Cached.USED for key in keys) == 1


def test_keep_latest_when_there_are_more_then_the_oldest_of_that_pattern_go(tmp_path: Path) -> None:
    for age, name in enumerate(["index-a.cache", "index-b.cache", "index-c.cache", "vectors-a.cache"]):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    keep_latest(tmp_path, "index-*.cache", 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index-a.cache", "index-b.cache", "vectors-a.cache"]
    keep_latest(tmp_path / "nowhere", "index-*.cache", 2)
