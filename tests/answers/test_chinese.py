"""Chinese questions with their words in English behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.chinese import Gloss
from bot.answers.text import has_han, normalise

ENGLISH = {
    "关税": "tariff",
    "对美关税": "tariff on us",
    "逆差": "deficit",
    "美国": "us",
    "美国对华": "us on china",
    "貿易戰": "trade war",
}
GLOSS = Gloss(ENGLISH)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("关税多少？", "关税多少 tariff"),
        ("对美关税和逆差", "对美关税和逆差 tariff on us deficit"),
        ("逆差，关税", "逆差,关税 deficit tariff"),
        ("美國關稅", "美国关税 us tariff"),
        ("贸易战", "贸易战 trade war"),
        ("美国对华和美国", "美国对华和美国 us on china us"),
        ("US 关税", "us 关税 tariff"),
        ("今天天气", "今天天气"),
        ("When does it end?", "When does it end?"),
        ("", ""),
    ],
)
def test_read_when_words_of_the_glossary_stand_in_it_then_their_english_follows_longest_first(
    text: str, read: str
) -> None:
    assert GLOSS.read(text) == read


def test_read_when_the_glossary_is_empty_then_the_text_stays() -> None:
    assert Gloss({}).read("关税多少？") == "关税多少？"


def test_read_when_a_word_of_the_glossary_is_a_pattern_then_it_is_taken_by_its_letters() -> None:
    assert Gloss({"关.税": "dot"}).read("关和税") == "关和税"


@given(st.text(max_size=60))
def test_read_when_given_any_text_without_han_then_the_text_itself(text: str) -> None:
    latin = "".join(character for character in text if not has_han(character))
    assert GLOSS.read(latin) == latin


@given(st.lists(st.sampled_from([*ENGLISH, "的", "tea", "，"])).map("".join))
def test_read_when_glossed_then_the_canonical_text_stands_first_and_each_english_word_once_a_word(text: str) -> None:
    read = GLOSS.read(text)
    assert read in (text, normalise(text)) or read.startswith(f"{normalise(text)} ")
    gloss = read.removeprefix(normalise(text)).split()
    assert set(gloss) <= {word for english in ENGLISH.values() for word in english.split()} or read == text
