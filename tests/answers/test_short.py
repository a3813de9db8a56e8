"""The few lines of an answer that are read at a glance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.short import BODY, LONGEST_HEADLINE, TINY, shorten, width

LONG = "A further sentence that says a little more than the one before. " * 8


@pytest.mark.parametrize(
    ("text", "headline", "body"),
    [
        ("The truce runs to **10 January 2027**.", "The truce runs to 10 January 2027.", ""),
        ("Yes. The duty is **20%**. More.", "Yes. The duty is 20%.", "More."),
        (
            "The truce runs to **10 January 2027**, by announcement (days left: 48); before that the date was 10 November.",
            "The truce runs to 10 January 2027, by announcement (days left: 48).",
            "Before that the date was 10 November.",
        ),
        (
            "**$295.5 billion** was the US goods deficit in 2024 (goods only, US Census basis; services left out).",
            "$295.5 billion was the US goods deficit in 2024.",
            "Goods only, US Census basis; services left out.",
        ),
        (
            "**Appealed on 2 June 2026**: the US government went to the Federal Circuit against the order to refund the emergency "
            "(IEEPA) duties to every importer.",
            "Appealed on 2 June 2026:",
            "The US government went to the Federal Circuit against the order to refund the emergency (IEEPA) duties to every "
            "importer.",
        ),
        (
            "**The standing channel for trade talks**, set up in Geneva in May 2025, led by He Lifeng for China and Bessent and "
            "Greer for the US.",
            "The standing channel for trade talks …",
            "… set up in Geneva in May 2025, led by He Lifeng for China and Bessent and Greer for the US.",
        ),
        (
            "据宣布，休战到**2027年1月10日**为止（剩余48天）；此前的日期是2026年11月10日，更早的是8月12日。",
            "据宣布，休战到2027年1月10日为止（剩余48天）。",
            "此前的日期是2026年11月10日，更早的是8月12日。",
        ),
    ],
)
def test_shorten_when_the_first_sentence_is_long_then_parted_without_a_word_changed(
    text: str, headline: str, body: str
) -> None:
    short = shorten(text)
    assert (short.headline, short.body, short.is_whole) == (headline, body, True)


def test_shorten_when_there_is_more_than_a_glance_then_whole_sentences_and_it_says_so() -> None:
    short = shorten("It holds. " + LONG)
    assert not short.is_whole
    assert short.body.endswith("the one before.")
    assert width(short.body) <= BODY


def test_shorten_when_little_would_be_left_then_all_of_it_is_shown() -> None:
    told = "The duty is **20%**. " + "x" * (BODY - 40) + ". " + "A short last one."
    assert shorten(told).is_whole


def test_shorten_when_a_line_introduces_a_list_then_it_is_not_left_alone() -> None:
    told = "It holds. " + "y" * (BODY - 100) + ".\nNext dates:\n• " + "z" * 90 + ".\n• " + "w" * 90 + "."
    body = shorten(told).body
    assert body
    assert not body.endswith(":")


@given(st.text(max_size=900))
def test_shorten_when_any_text_then_short_and_nothing_of_a_whole_one_is_lost(text: str) -> None:
    short = shorten(text)
    assert width(short.headline) <= LONGEST_HEADLINE + 1
    if short.is_whole:
        kept = "".join(f"{short.headline}{short.body}".split()).casefold().replace("*", "")
        assert sum(map(str.isalnum, kept)) >= sum(map(str.isalnum, "".join(text.split()).casefold()))
    else:
        assert width(text) > TINY
