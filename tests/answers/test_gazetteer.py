"""Names of the world's territories."""

from __future__ import annotations

import pytest

from bot.answers.gazetteer import IN_CAPITALS, country_words, in_writing, territories, within
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
        ("uk", "GB"),
        ("usa", "US"),
        ("the us", "US"),
        ("US", "US"),
        ("eu", "EU"),
        ("european union", "EU"),
        ("欧盟", "EU"),
    ],
)
def test_territories_when_a_name_demonym_or_city_is_looked_up_then_its_code(name: str, code: str) -> None:
    assert code in territories()[name]


@pytest.mark.parametrize("word", ["turkey", "chad", "jordan", "may", "us", "man", "new", "dollar", "of", "the", "it"])
def test_territories_when_it_is_a_word_of_everyday_english_then_not_a_name(word: str) -> None:
    assert word not in territories()


def test_territories_when_listed_then_normalised_codes_and_short_latin_names_of_few_alone() -> None:
    assert len(territories()) > 1000
    for name, codes in territories().items():
        assert name == normalise(name) or name in IN_CAPITALS
        assert codes
    short = {name for name in territories() if name.isascii() and len(name) <= 3}
    assert short == {"US", "usa", "u.s", "uk", "u.k", "uae", "eu", "e.u"}


def test_within_when_a_union_is_named_then_its_members_are_part_of_it() -> None:
    assert {"EU", "DE", "SE"} <= within({"EU"})
    assert not {"GB", "CH", "NO"} & within({"EU"})
    assert within({"JP"}) == {"JP"}


def test_in_writing_when_a_name_is_an_abbreviation_then_in_capitals() -> None:
    assert [in_writing(name) for name in ("uk", "the us", "u.s", "south korea", "peru", "德国")] == [
        "UK", "the US", "U.S", "South Korea", "Peru", "德国",
    ]  # fmt: skip


def test_country_words_when_listed_then_single_words_of_english() -> None:
    assert {"japan", "iran", "iraq", "china", "switzerland"} <= country_words()
    assert not {"swiss", "south korea", "tokyo"} & country_words()
