"""Spelling repair: what is meant is put in, and what may be meant as it stands is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.encoder import general_words
from bot.answers.repair import Repairer

PHRASINGS = (
    "when does the truce end",
    "truce end date",
    "when did the truce begin",
    "us tariff on china",
    "what is the us tariff on chinese goods",
    "tariffs on china in july 2025",
    "rare earth controls",
    "trade deficit with china in 2024",
    "trade deficit with china by year",
    "does russia matter for the talks with china",
    "chinese purchases of crude from iran",
)
COUNTRIES = ("china", "russia", "iran", "iraq", "chile")
NAMES = ("china", "russia", "iran", "iraq", "chile", "perth", "tariff", "tariffs", "tirana", "shein")


@pytest.fixture(scope="module")
def repairer() -> Repairer:
    return Repairer(PHRASINGS, general_words(), NAMES, countries=COUNTRIES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("when does the trcue end", "when does the truce end"),
        ("us tarif on chian", "us tariff on china"),
        ("trrade deficit with china", "trade deficit with china"),
        ("trade defcit wiht china", "trade deficit with china"),
        ("rare erth controls", "rare earth controls"),
        ("what is the us tareilf on chinese goods", "what is the us tariff on chinese goods"),
        ("tariffs on chia", "tariffs on china"),
        ("tabiff on china", "tariff on china"),
        ("what is the us tariff on chinese god", "what is the us tariff on chinese god"),
        ("does rusia matter", "does russia matter"),
        ("chinese purchaces of crude", "chinese purchases of crude"),
    ],
    ids=lambda text: text.replace(" ", "-"),
)
def test_repair_when_words_are_misspelt_then_what_was_meant_stands_there(
    repairer: Repairer, typed: str, meant: str
) -> None:
    assert repairer.repair(typed).text == meant


@pytest.mark.parametrize(
    "typed",
    [
        "tariff on chile",  # a name, one swap of letters from another
        "crude from irak",  # Iran or Iraq: nobody can tell
        "train with china",  # a common word, one letter from a word of the base
        "tariffs on 145 goods since 2025",
        "deactivate the truce",
        "tariffs on shein",
        "us tariff on cheese",
        "log into the truce",  # rare, but a word
        "dont end the truce",
        "7th truce",
    ],
    ids=lambda text: text.replace(" ", "-"),
)
def test_repair_when_a_word_may_be_meant_as_it_stands_then_it_is_left_alone(repairer: Repairer, typed: str) -> None:
    assert repairer.repair(typed).text == typed
    assert repairer.repair(typed).changes == ()


def test_repair_when_the_neighbours_tell_then_they_choose(repairer: Repairer) -> None:
    trade_or_truce = "tre"
    assert repairer.repair(f"{trade_or_truce} deficit").text != repairer.repair(f"the {trade_or_truce} end").text


def test_repair_when_nothing_is_known_but_the_base_then_short_words_stand() -> None:
    bare = Repairer(PHRASINGS, {})
    assert bare.repair("chna defciit").text == "chna deficit"


@given(st.lists(st.sampled_from([*NAMES, *" ".join(PHRASINGS).split()]), max_size=8))
def test_repair_when_every_word_is_known_then_nothing_changes(repairer: Repairer, words: list[str]) -> None:
    assert repairer.repair(" ".join(words)).changes == ()


@given(st.text(max_size=80))
def test_repair_when_given_any_text_then_only_whole_words_of_letters_change(repairer: Repairer, text: str) -> None:
    repaired = repairer.repair(text)
    assert all(typed.isalpha() and meant.isalpha() and typed != meant for typed, meant in repaired.changes)
    assert (repaired.text == text) == (not repaired.changes)
    assert [c for c in repaired.text if c.isdigit()] == [c for c in text if c.isdigit()]
