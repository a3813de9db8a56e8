"""Names of the world's territories."""

from __future__ import annotations

import pytest

from bot.answers.gazetteer import country_words, territories
from bot.answers.text import normalise


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("japan", "JP"),
        ("日本", "JP"),
        ("swiss", "CH"),
        ("norwegian", "NO"),
        ("mexican", "MX"),
        ("canadian", "CA"),
        ("british", "GB"),
        ("united kingdom", "GB"),
        ("myanmar", "MM"),
        ("burma", "MM"),
        ("south africa", "ZA"),
        ("tokyo", "JP"),
        ("new york", "US"),
        ("台湾", "TW"),
        ("vietnamese", "VN"),
    ],
)
def test_territories_when_a_name_demonym_or_city_is_looked_up_then_its_code(name: str, code: str) -> None:
    assert code in territories()[name]


@pytest.mark.parametrize("word", ["turkey", "chad", "jordan", "may", "us", "man", "new", "dollar", "of", "the", "it"])
def test_territories_when_it_is_a_word_of_everyday_english_then_not_a_name(word: str) -> None:
    assert word not in territories()


def test_territories_when_listed_then_normalised_codes_and_no_short_latin_names() -> None:
    assert len(territories()) > 1000
    for name, codes in territories().items():
        assert name == normalise(name)
        assert codes
        assert not name.isascii() or len(name) > 3, name


def test_country_words_when_listed_then_single_words_of_english() -> None:
    assert {"japan", "iran", "iraq", "china", "switzerland"} <= country_words()
    assert not {"swiss", "south korea", "tokyo"} & country_words()
