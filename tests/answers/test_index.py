"""The index on disk: used where nothing has changed, built anew where anything has, encoding only what is new."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.answers.cache import Cached, read_arrays, write_arrays
from bot.answers.encoder import OnnxEncoder, Vectors
from bot.answers.index import Index, Phrasings, load_or_build

WAYS = {
    "end": ["When does the truce end?", "truce expiry"],
    "duty": ["tea duty", "import tax on tea"],
    "gap": ["trade gap", "deficit by year"],
    "talks": ["venue of the talks", "city of the meeting"],
}


class Counting:
    """The real encoder, counting the texts that it is given."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder, self.encoded = encoder, list[str]()

    @property
    def id(self) -> str:
        return self._encoder.id

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return self._encoder.encode(texts)


@pytest.fixture
def counting(encoder: OnnxEncoder) -> Counting:
    return Counting(encoder)


def same(one: Index, other: Index) -> bool:
    arrays = [(i.rows, i.head.weights, i.space.idf, i.space.seen, i.space.projection) for i in (one, other)]
    return one.calibration == other.calibration and all(map(np.array_equal, *arrays))


def test_phrasings_when_gathered_then_in_order_with_owners_and_without_empty_entries() -> None:
    gathered = Phrasings.of({"a": ["One?", "TWO"], "empty": [], "b": ["three"]})
    assert gathered.entries == ("a", "b")
    assert gathered.texts == ("One?", "TWO", "three")
    assert gathered.canonical == ("one", "two", "three")
    assert gathered.owners.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    "changed",
    [
        {"a": ["one", "two"], "b": ["three!"]},
        {"a": ["one"], "b": ["two", "three"]},
        {"b": ["one", "two"], "a": ["three"]},
        {"a": ["two", "one"], "b": ["three"]},
    ],
)
def test_key_when_anything_changes_then_another(changed: dict[str, list[str]]) -> None:
    ways = {"a": ["one", "two"], "b": ["three"]}
    assert Phrasings.of(ways).key == Phrasings.of(dict(ways)).key
    assert Phrasings.of(ways).key != Phrasings.of(changed).key


def test_load_when_nothing_has_changed_then_nothing_is_encoded_and_the_index_is_equal(
    tmp_path: Path, counting: Counting
) -> None:
    phrasings = Phrasings.of(WAYS)
    first, built = load_or_build(phrasings, counting, tmp_path)
    assert (built.index, built.encoded, len(counting.encoded)) == (Cached.MISSING, 8, 8)
    second, loaded = load_or_build(phrasings, counting, tmp_path)
    assert (loaded.index, loaded.encoded, len(counting.encoded)) == (Cached.USED, 0, 8)
    assert same(first, second)
    assert (loaded.entries, loaded.phrasings, loaded.encoder) == (4, 8, counting.id)


def test_load_when_one_phrasing_is_new_then_only_it_is_encoded_and_the_index_is_as_if_built_afresh(
    tmp_path: Path, counting: Counting
) -> None:
    load_or_build(Phrasings.of(WAYS), counting, tmp_path)
    counting.encoded.clear()
    changed = Phrasings.of({**WAYS, "duty": ["tea duty", "import tax on tea", "what does customs take"]})
    index, report = load_or_build(changed, counting, tmp_path)
    assert counting.encoded == ["what does customs take"]
    assert (report.index, report.encoded) == (Cached.MISSING, 1)
    assert same(index, load_or_build(changed, counting, None)[0])


def test_load_when_the_index_is_gone_and_the_vectors_are_not_then_nothing_is_encoded(
    tmp_path: Path, counting: Counting
) -> None:
    load_or_build(Phrasings.of(WAYS), counting, tmp_path)
    for file in tmp_path.glob("index-*"):
        file.unlink()
    assert load_or_build(Phrasings.of(WAYS), counting, tmp_path)[1].encoded == 0


@pytest.mark.parametrize("pattern", ["index-*.cache", "vectors-*.cache"])
def test_load_when_a_file_is_damaged_then_the_same_index_is_built_anew(
    tmp_path: Path, counting: Counting, pattern: str
) -> None:
    first, _ = load_or_build(Phrasings.of(WAYS), counting, tmp_path)
    for file in tmp_path.iterdir():
        if file.match(pattern):
            file.write_bytes(file.read_bytes()[:-9])
        elif pattern.startswith("vectors"):
            file.unlink()
    again, report = load_or_build(Phrasings.of(WAYS), counting, tmp_path)
    assert report.index is (Cached.DAMAGED if pattern.startswith("index") else Cached.MISSING)
    assert report.encoded == (0 if pattern.startswith("index") else 8)
    assert same(first, again)


def test_load_when_the_cached_parts_are_not_all_there_then_built_anew(tmp_path: Path) -> None:
    phrasings = Phrasings.of(WAYS)
    first, _ = load_or_build(phrasings, None, tmp_path)
    (file,) = tmp_path.glob("index-*.cache")
    key = file.read_bytes().partition(b"\n")[2][64:].partition(b"\n")[0].decode()
    state, arrays = read_arrays(file, key)
    assert state is Cached.USED
    del arrays["weights"]
    write_arrays(file, key, arrays)
    again, report = load_or_build(phrasings, None, tmp_path)
    assert report.index is Cached.DAMAGED
    assert same(first, again)


def test_load_when_the_vectors_have_another_length_then_encoded_again(tmp_path: Path, counting: Counting) -> None:
    load_or_build(Phrasings.of(WAYS), counting, tmp_path)
    (file,) = tmp_path.glob("vectors-*.cache")
    _, arrays = read_arrays(file, counting.id)
    write_arrays(file, counting.id, {**arrays, "vectors": arrays["vectors"][:, :7]})
    for index in tmp_path.glob("index-*"):
        index.unlink()
    assert load_or_build(Phrasings.of(WAYS), counting, tmp_path)[1].encoded == 8


def test_load_when_with_and_without_encoder_then_neither_reads_the_others_file(
    tmp_path: Path, encoder: OnnxEncoder
) -> None:
    load_or_build(Phrasings.of(WAYS), encoder, tmp_path)
    index, report = load_or_build(Phrasings.of(WAYS), None, tmp_path)
    assert (report.index, report.encoder) == (Cached.MISSING, None)
    assert index.head.whitening is None


def test_load_when_the_folder_cannot_be_written_then_the_index_serves_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("", "utf-8")
    index, report = load_or_build(Phrasings.of(WAYS), None, blocked / "cache")
    assert index.rows.shape[0] == report.phrasings == 8
    assert same(index, load_or_build(Phrasings.of(WAYS), None, None)[0])


def test_load_when_bases_change_often_then_old_indexes_are_removed(tmp_path: Path) -> None:
    for number in range(7):
        load_or_build(Phrasings.of({**WAYS, "new": [f"question {number}"]}), None, tmp_path)
    assert len(list(tmp_path.glob("index-*.cache"))) == 4


def test_load_when_there_are_no_entries_then_an_empty_index(tmp_path: Path) -> None:
    index, report = load_or_build(Phrasings.of({}), None, tmp_path)
    assert (report.entries, report.phrasings, index.rows.size) == (0, 0, 0)
    assert report.table == ()
