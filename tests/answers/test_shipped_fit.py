"""The fit that a base brings: taken as it is, and where texts have changed, the place to begin from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.answers.building import Store, build, shipped
from bot.answers.cache import Cached, write_arrays
from bot.answers.encoder import OnnxEncoder
from bot.answers.index import Lesson, Phrasings, load_or_build, own_key
from tests.answers.test_index import DECLINED, HELD, WAYS, Counting, same


def gathered(entries: dict[str, list[str]]) -> Phrasings:
    return Phrasings.of(Lesson(entries, DECLINED, HELD))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder) -> Path:
    """What is shipped for WAYS."""
    path, phrasings, store = tmp_path_factory.mktemp("shipped") / "fitted.arrays", gathered(WAYS), Store(encoder, None)
    made = build(phrasings, store, None)
    assert write_arrays(path, own_key(phrasings, encoder), shipped(made, phrasings, store))
    return path


def test_load_when_a_fit_of_the_same_texts_is_shipped_then_nothing_is_encoded_or_fitted(
    file: Path, encoder: OnnxEncoder
) -> None:
    counting = Counting(encoder)
    index, report = load_or_build(gathered(WAYS), counting, None, file)
    assert (report.index, report.encoded, report.unseen, counting.encoded) == (Cached.USED, 0, 0, [])
    assert same(index, load_or_build(gathered(WAYS), encoder, None)[0])


def test_load_when_a_class_has_another_text_then_only_that_is_encoded_and_only_its_weights_change(
    file: Path, encoder: OnnxEncoder
) -> None:
    counting = Counting(encoder)
    before = load_or_build(gathered(WAYS), encoder, None, file)[0]
    changed = gathered({**WAYS, "duty": [*WAYS["duty"], "what does customs take"]})
    index, report = load_or_build(changed, counting, None, file)
    assert (counting.encoded, report.unseen) == (["what does customs take"], 1)
    moved = np.flatnonzero((index.fitted.head.weights != before.fitted.head.weights).any(axis=0))
    assert [changed.classes[at] for at in moved] == ["duty"]
    assert index.fitted.scope is not None
    np.testing.assert_array_equal(index.fitted.scope.weights, before.fitted.scope.weights)


def test_load_when_an_entry_is_new_or_gone_then_the_others_keep_their_weights(file: Path, encoder: OnnxEncoder) -> None:
    before = load_or_build(gathered(WAYS), encoder, None, file)[0]
    entries = {"new": ["fish imports", "salmon and cod"], **{id_: ways for id_, ways in WAYS.items() if id_ != "gap"}}
    changed = gathered(entries)
    index, report = load_or_build(changed, encoder, None, file)
    assert report.unseen == 2
    for name in ("end", "duty", "talks", "weather", "sports"):
        at = (gathered(WAYS).classes.index(name), changed.classes.index(name))
        np.testing.assert_array_equal(before.fitted.head.weights[:, at[0]], index.fitted.head.weights[:, at[1]])


def test_load_when_built_from_what_is_shipped_then_the_cache_gives_it_back(
    tmp_path: Path, file: Path, encoder: OnnxEncoder
) -> None:
    changed = gathered({**WAYS, "duty": ["tea duty", "tax on a pot of tea"]})
    first, built = load_or_build(changed, encoder, tmp_path, file)
    second, loaded = load_or_build(changed, encoder, tmp_path, file)
    assert (built.index, loaded.index) == (Cached.MISSING, Cached.USED)
    assert (built.unseen, loaded.unseen) == (1, 1)
    assert same(first, second)


def test_load_when_most_texts_are_others_then_fitted_from_the_texts_alone(file: Path, encoder: OnnxEncoder) -> None:
    others = gathered({"cats": ["cats", "kittens", "tabby", "tom"], "dogs": ["dogs", "puppies", "hounds"]})
    index, report = load_or_build(others, encoder, None, file)
    assert report.unseen is None
    assert same(index, load_or_build(others, encoder, None)[0])


def test_load_when_the_shipped_fit_is_damaged_or_of_another_encoder_then_it_is_as_if_there_were_none(
    tmp_path: Path, file: Path, encoder: OnnxEncoder
) -> None:
    cut = tmp_path / "cut.arrays"
    cut.write_bytes(file.read_bytes()[:-9])
    index, report = load_or_build(gathered(WAYS), encoder, None, cut)
    assert report.unseen is None
    assert same(index, load_or_build(gathered(WAYS), encoder, None)[0])
    lexical, report = load_or_build(gathered(WAYS), None, None, file)
    assert report.unseen is None
    assert same(lexical, load_or_build(gathered(WAYS), None, None)[0])
