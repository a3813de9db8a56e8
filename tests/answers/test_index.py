"""The index on disk: used where nothing has changed, built anew where anything has, encoding only what is new."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.answers.cache import Cached, read_arrays, write_arrays
from bot.answers.encoder import OnnxEncoder, Vectors
from bot.answers.index import Index, Lesson, Phrasings, load_or_build

WAYS = {
    "end": ["When does the truce end?", "truce expiry"],
    "duty": ["tea duty", "import tax on tea"],
    "gap": ["trade gap", "deficit by year"],
    "talks": ["venue of the talks", "city of the meeting"],
}
DECLINED = {"weather": ["will it rain", "how warm is it"], "sports": ["who won the match", "football result"]}
HELD = [
    ("when is the truce over", frozenset({"end"})),
    ("duty on tea", frozenset({"duty", "gap"})),
    ("rain in the city", frozenset[str]()),
    ("is the football any good", frozenset[str]()),
]

Held = list[tuple[str, frozenset[str]]]


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


def gathered(
    entries: dict[str, list[str]], declined: dict[str, list[str]] | None = None, held: Held | None = None
) -> Phrasings:
    return Phrasings.of(Lesson(entries, declined or {}, held or ()))


def same(one: Index, other: Index) -> bool:
    arrays = [
        (i.rows.floats(), i.fitted.head.weights, i.space.idf, i.space.seen, i.space.projection.floats())
        for i in (one, other)
    ]
    scopes = [i.fitted.scope for i in (one, other)]
    parts = [(s.landmarks, s.weights, np.asarray(s.bias)) if s else () for s in scopes]
    counts = one.fitted.entries == other.fitted.entries and len(parts[0]) == len(parts[1])
    equal = all(map(np.array_equal, *arrays)) and all(map(np.array_equal, *parts))
    return counts and equal and one.calibration == other.calibration


def test_phrasings_when_gathered_then_in_order_with_owners_and_without_empty_entries() -> None:
    found = gathered(
        {"a": ["One?", "TWO"], "empty": [], "b": ["three"]}, {"none": [], "far": ["FOUR!"]}, [("Q?", frozenset())]
    )
    assert (found.classes, found.entries) == (("a", "b", "far"), 2)
    assert found.texts == ("One?", "TWO", "three", "FOUR!")
    assert found.canonical == ("one", "two", "three", "four")
    assert found.owners.tolist() == [0, 0, 1, 2]
    assert found.calibration == (("q", frozenset()),)


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
    assert gathered(ways).key == gathered(dict(ways)).key
    assert gathered(ways).key != gathered(changed).key


@pytest.mark.parametrize(
    "changed",
    [
        Lesson({"a": ["one"], "far": ["two"]}),
        Lesson({"a": ["one"]}, {"farther": ["two"]}),
        Lesson({"a": ["one"]}, {"far": ["two", "three"]}),
        Lesson({"a": ["one"]}, {"far": ["two"]}, [("q", frozenset({"a"}))]),
        Lesson({"a": ["one"]}, {"far": ["two"]}, [("q", frozenset())]),
    ],
)
def test_key_when_what_is_declined_or_held_out_changes_then_another(changed: Lesson) -> None:
    lesson = Lesson({"a": ["one"]}, {"far": ["two"]})
    assert Phrasings.of(lesson).key == Phrasings.of(Lesson({"a": ["one"]}, {"far": ["two"]})).key
    assert Phrasings.of(lesson).key != Phrasings.of(changed).key


def test_key_when_the_held_out_questions_have_other_answers_then_another() -> None:
    keys = {gathered(WAYS, {}, [("q", frozenset(right))]).key for right in ((), ("end",), ("end", "gap"), ("gap",))}
    assert len(keys) == 4
    assert gathered(WAYS, {}, [("q", frozenset({"end", "gap"}))]).key in keys


def test_load_when_nothing_has_changed_then_nothing_is_encoded_and_the_index_is_equal(
    tmp_path: Path, counting: Counting
) -> None:
    phrasings = gathered(WAYS)
    first, built = load_or_build(phrasings, counting, tmp_path)
    assert (built.index, built.encoded, len(counting.encoded)) == (Cached.MISSING, 8, 8)
    second, loaded = load_or_build(phrasings, counting, tmp_path)
    assert (loaded.index, loaded.encoded, len(counting.encoded)) == (Cached.USED, 0, 8)
    assert same(first, second)
    assert (loaded.entries, loaded.phrasings, loaded.encoder) == (4, 8, counting.id)


def test_load_when_one_phrasing_is_new_then_only_it_is_encoded_and_the_index_is_as_if_built_afresh(
    tmp_path: Path, counting: Counting
) -> None:
    load_or_build(gathered(WAYS), counting, tmp_path)
    counting.encoded.clear()
    changed = gathered({**WAYS, "duty": ["tea duty", "import tax on tea", "what does customs take"]})
    index, report = load_or_build(changed, counting, tmp_path)
    assert counting.encoded == ["what does customs take"]
    assert (report.index, report.encoded) == (Cached.MISSING, 1)
    assert same(index, load_or_build(changed, counting, None)[0])


def test_load_when_the_index_is_gone_and_the_vectors_are_not_then_nothing_is_encoded(
    tmp_path: Path, counting: Counting
) -> None:
    load_or_build(gathered(WAYS), counting, tmp_path)
    for file in tmp_path.glob("index-*"):
        file.unlink()
    assert load_or_build(gathered(WAYS), counting, tmp_path)[1].encoded == 0


@pytest.mark.parametrize("pattern", ["index-*.cache", "vectors-*.cache"])
def test_load_when_a_file_is_damaged_then_the_same_index_is_built_anew(
    tmp_path: Path, counting: Counting, pattern: str
) -> None:
    first, _ = load_or_build(gathered(WAYS), counting, tmp_path)
    for file in tmp_path.iterdir():
        if file.match(pattern):
            file.write_bytes(file.read_bytes()[:-9])
        elif pattern.startswith("vectors"):
            file.unlink()
    again, report = load_or_build(gathered(WAYS), counting, tmp_path)
    assert report.index is (Cached.DAMAGED if pattern.startswith("index") else Cached.MISSING)
    assert report.encoded == (0 if pattern.startswith("index") else 8)
    assert same(first, again)


def test_load_when_the_cached_parts_are_not_all_there_then_built_anew(tmp_path: Path) -> None:
    phrasings = gathered(WAYS)
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
    load_or_build(gathered(WAYS), counting, tmp_path)
    (file,) = tmp_path.glob("vectors-*.cache")
    _, arrays = read_arrays(file, counting.id)
    write_arrays(file, counting.id, {**arrays, "vectors": arrays["vectors"][:, :7]})
    for index in tmp_path.glob("index-*"):
        index.unlink()
    assert load_or_build(gathered(WAYS), counting, tmp_path)[1].encoded == 8


def test_load_when_with_and_without_encoder_then_neither_reads_the_others_file(
    tmp_path: Path, encoder: OnnxEncoder
) -> None:
    load_or_build(gathered(WAYS), encoder, tmp_path)
    index, report = load_or_build(gathered(WAYS), None, tmp_path)
    assert (report.index, report.encoder) == (Cached.MISSING, None)
    assert index.fitted.head.whitening is None


def test_load_when_the_folder_cannot_be_written_then_the_index_serves_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("", "utf-8")
    index, report = load_or_build(gathered(WAYS), None, blocked / "cache")
    assert len(index.rows) == report.phrasings == 8
    assert same(index, load_or_build(gathered(WAYS), None, None)[0])


def test_load_when_bases_change_often_then_old_indexes_are_removed(tmp_path: Path) -> None:
    for number in range(7):
        load_or_build(gathered({**WAYS, "new": [f"question {number}"]}), None, tmp_path)
    assert len(list(tmp_path.glob("index-*.cache"))) == 4


def test_load_when_there_are_no_entries_then_an_empty_index(tmp_path: Path) -> None:
    index, report = load_or_build(gathered({}), None, tmp_path)
    assert (report.entries, report.phrasings, len(index.rows)) == (0, 0, 0)
    assert report.table == ()


@pytest.mark.parametrize("with_encoder", [True, False], ids=["encoder", "lexical"])
def test_load_when_kinds_are_declined_and_questions_held_out_then_all_of_it_comes_back_from_the_cache(
    tmp_path: Path, request: pytest.FixtureRequest, with_encoder: bool
) -> None:
    counting: Counting | None = request.getfixturevalue("counting") if with_encoder else None
    phrasings = gathered(WAYS, DECLINED, HELD)
    first, built = load_or_build(phrasings, counting, tmp_path)
    second, loaded = load_or_build(phrasings, counting, tmp_path)
    assert (built.index, loaded.index) == (Cached.MISSING, Cached.USED)
    assert (built.encoded, loaded.encoded) == (16 if with_encoder else 0, 0)
    assert first.fitted.scope is not None
    assert first.fitted.entries == 4
    assert len(first.rows) == built.phrasings == 12, "what is held out is no phrasing"
    assert same(first, second)


@pytest.mark.parametrize("lost", ["scope", "bias", "entries"])
def test_load_when_a_part_of_the_scope_head_is_lost_then_built_anew(tmp_path: Path, lost: str) -> None:
    phrasings = gathered(WAYS, DECLINED)
    first, _ = load_or_build(phrasings, None, tmp_path)
    (file,) = tmp_path.glob("index-*.cache")
    key = file.read_bytes().partition(b"\n")[2][64:].partition(b"\n")[0].decode()
    _, arrays = read_arrays(file, key)
    del arrays[lost]
    write_arrays(file, key, arrays)
    again, report = load_or_build(phrasings, None, tmp_path)
    assert report.index is Cached.DAMAGED
    assert same(first, again)


def test_load_when_questions_are_held_out_then_they_are_the_evidence_and_nothing_is_fitted_on_them() -> None:
    crossfit, held = (load_or_build(gathered(WAYS, DECLINED, asked), None, None) for asked in ([], HELD))
    np.testing.assert_array_equal(crossfit[0].fitted.head.weights, held[0].fitted.head.weights)
    np.testing.assert_array_equal(crossfit[0].rows.floats(), held[0].rows.floats())
    assert crossfit[0].calibration != held[0].calibration
    # Two that an entry answers weigh one each, the others together a quarter of those.
    assert sum(row.weight for row in held[1].table) == pytest.approx(2.5)


def test_load_when_nothing_is_declined_then_there_is_no_scope_head() -> None:
    assert load_or_build(gathered(WAYS), None, None)[0].fitted.scope is None
