"""Names of the world's territories, and which of them are foreign to a base."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.gazetteer import Places, country_words, territories
from bot.answers.text import normalise


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(["US", "CN"], ["us", "washington", "china"], {"eu": "EU", "Great Britain": "GB"}, ["Geneva"])


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tariff on japan", {"japan": {"JP"}}),
        ("japan's tariff", {"japan": {"JP"}}),
        ("the mexicans' tariff", {"mexicans": {"MX"}}),
        ("eu and great britain", {"eu": {"EU"}, "great britain": {"GB"}}),
        ("south africa and japan", {"south africa": {"ZA"}, "japan": {"JP"}}),
        ("瑞士和日本", {"瑞士": {"CH"}, "日本": {"JP"}}),
        ("the us, china and washington", {}),
        ("new york and shanghai", {}),
        ("geneva", {}),
        ("japanning", {}),
        ("", {}),
    ],
)
def test_find_when_places_are_named_then_the_foreign_ones_with_the_longest_name(
    places: Places, text: str, found: dict[str, set[str]]
) -> None:
    assert places.find(text) == found


def test_find_when_the_base_is_another_ones_then_what_is_foreign_changes() -> None:
    theirs = Places(["JP"])
    assert theirs.find("japan and china") == {"china": frozenset({"CN"})}


def test_vocabulary_when_read_then_every_word_of_every_foreign_name_and_none_of_its_own(places: Places) -> None:
    assert {"south", "africa", "japan", "swiss", "britain"} <= places.vocabulary
    assert not {"washington", "geneva", "shanghai"} & places.vocabulary


@given(st.text(max_size=80))
def test_find_when_given_any_text_then_names_are_of_the_list(places: Places, text: str) -> None:
    for codes in places.find(normalise(text)).values():
        assert codes
        assert not codes <= {"US", "CN"}
