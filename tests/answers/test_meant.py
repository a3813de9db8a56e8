"""Which answer is meant: pure, so no reader is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.meant import Alone, Option, meant

ALONE = Alone(
    "far",
    size=2.0,
    leans=False,
    is_empty=False,
    stands=False,
    declined=None,
)
SILENT = replace(ALONE, entry=None, declined=0.6)
LEANING = replace(SILENT, leans=True)
FAR = Option(
    "far",
    alone=0.9,
    placed=0.0,
    asked=0.01,
    own=0.01,
    earlier=0.0,
    place=None,
    known=1.0,
    unnamed=0.0,
    asked_so=False,
    tells=False,
)
LAST = replace(FAR, entry="last", alone=0.0, asked=0.9, place=0)
NEXT = replace(LAST, entry="next", place=1)


@pytest.mark.parametrize(
    ("alone", "options", "entry"),
    [
        (replace(ALONE, stands=True), [FAR, replace(NEXT, asked=0.1, place=None)], "far"),
        (ALONE, [replace(FAR, alone=0.3), NEXT], "next"),
        (LEANING, [NEXT], "next"),
        (LEANING, [replace(LAST, asked=0.0, placed=0.95)], "last"),
        (replace(LEANING, is_empty=True), [LAST, replace(FAR, alone=0.0, asked=0.9)], "last"),
        (LEANING, [replace(LAST, unnamed=1.0), NEXT], "next"),
        (LEANING, [replace(LAST, known=0.0, asked=0.2)], None),
        (replace(SILENT, declined=0.999), [replace(NEXT, place=None, known=0.0, asked=0.3)], None),
        (SILENT, [], None),
    ],
)
def test_meant_when_weighed_then_the_reading_that_fits_the_conversation(
    alone: Alone, options: list[Option], entry: str | None
) -> None:
    assert meant(alone, options) == entry


def test_meant_when_two_are_as_sure_then_the_one_beside_the_last_answer() -> None:
    assert meant(LEANING, [replace(NEXT, entry="elsewhere", place=None), NEXT]) == "next"


@given(
    st.lists(
        st.builds(
            replace,
            st.sampled_from([FAR, LAST, NEXT]),
            alone=st.floats(0, 1),
            placed=st.floats(0, 1),
            known=st.floats(0, 1),
        ),
        max_size=5,
    ),
    st.sampled_from([ALONE, SILENT, LEANING]),
)
def test_meant_when_given_any_options_then_one_of_them_or_none(options: list[Option], alone: Alone) -> None:
    assert meant(alone, options) in {None, *(option.entry for option in options)}
