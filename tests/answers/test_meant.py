"""Which answer is meant: pure, so no reader is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.meant import Alone, meant

ALONE = Alone("far", 0.8, 2.0, stands=False, is_whole=False, is_exact=False, is_help=False, declined=None)
SILENT = replace(ALONE, entry=None, declined=0.6)
BESIDE = ["last", "next", "after"]


@pytest.mark.parametrize(
    ("alone", "wholes", "known", "entry"),
    [
        (ALONE, [("next", 0.9)], {"next": 1.0}, "next"),
        (replace(ALONE, stands=True, is_whole=True, is_exact=True), [("next", 0.6)], {"far": 1.0}, "far"),
        (replace(ALONE, size=6.0), [("last", 0.9)], {"far": 1.0}, "far"),
        (ALONE, [], {}, "far"),
        (SILENT, [("next", 0.95)], {"next": 1.0}, "next"),
        (replace(SILENT, declined=0.999), [("last", 0.6)], {}, None),
        (replace(SILENT, is_help=True), [], {}, None),
    ],
)
def test_meant_when_weighed_then_the_reading_that_fits_the_conversation(
    alone: Alone, wholes: list[tuple[str, float]], known: dict[str, float], entry: str | None
) -> None:
    assert meant(alone, wholes, BESIDE, known) == entry


def test_meant_when_two_are_as_sure_then_the_one_beside_the_last_answer() -> None:
    assert meant(SILENT, [("elsewhere", 0.9), ("next", 0.9)], BESIDE, {"elsewhere": 1.0, "next": 1.0}) == "next"


@given(
    st.lists(st.tuples(st.sampled_from(["last", "next", "other"]), st.floats(0, 1)), max_size=5),
    st.floats(0, 1),
    st.booleans(),
)
def test_meant_when_given_any_readings_then_one_of_them_and_none_only_where_the_message_alone_has_no_answer(
    wholes: list[tuple[str, float]], confidence: float, answered: bool
) -> None:
    alone = replace(ALONE, confidence=confidence) if answered else SILENT
    entry = meant(alone, wholes, BESIDE, {})
    assert entry in {alone.entry, *(each for each, _ in wholes)}
    assert entry is not None or not answered
