"""What is offered while somebody types."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.suggest import Completer
from bot.knowledge.base import KnowledgeBase


@pytest.fixture(scope="module")
def completer(wide: KnowledgeBase) -> Completer:
    return Completer(wide)


def entries(completer: Completer, typed: str, language: str = "en", limit: int = 25) -> list[str]:
    return [suggestion.entry for suggestion in completer.complete(typed, language, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("When", "truce-end"),
        ("WHAT HAPPENED", "stockholm"),
        ("what tariff does the us", "us-rate"),
        ("what tariff does china", "china-rate"),
        ("shortfall", "deficit"),
        ("expir", "truce-end"),
        ("trade gap", "deficit"),
        ("sweden ta", "stockholm"),
        ("how large was teh tea defcit", "deficit"),
    ],
)
def test_complete_when_something_is_typed_then_the_question_meant_stands_first(
    completer: Completer, typed: str, first: str
) -> None:
    assert entries(completer, typed)[0] == first


def test_complete_when_nothing_is_typed_then_all_questions_in_the_bases_order(completer: Completer) -> None:
    assert entries(completer, "") == ["truce-end", "us-rate", "deficit", "stockholm", "china-rate"]
    assert entries(completer, " ?", limit=2) == ["truce-end", "us-rate"]


def test_complete_when_the_base_has_examples_then_they_come_first_for_nothing(wide: KnowledgeBase) -> None:
    shown = wide.scope.model_copy(update={"examples": ("deficit", "gone", "china-rate")})
    found = entries(Completer(replace(wide, scope=shown)), "")
    assert found == ["deficit", "china-rate", "truce-end", "us-rate", "stockholm"]


def test_complete_when_a_beginning_and_a_word_fit_then_the_beginning_comes_first(completer: Completer) -> None:
    assert set(entries(completer, "what")[:3]) == {"us-rate", "stockholm", "china-rate"}


def test_complete_when_a_way_to_ask_is_exact_then_it_comes_before_all_others(completer: Completer) -> None:
    assert entries(completer, "us tariff on china")[0] == "us-rate"
    assert entries(completer, "truce deadline")[0] == "truce-end"


def test_complete_when_many_ask_for_one_of_several_then_it_comes_first(completer: Completer) -> None:
    several = entries(completer, "what")[:3]
    for id_ in several:
        found = completer.complete("what", "en", 3, {id_: 99})
        assert found[0].entry == id_
    shown = [suggestion.entry for suggestion in completer.complete("", "en", 2, {"deficit": 1})]
    assert shown == ["truce-end", "deficit"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("truce", "truce-end"),
        ("when does the tru", "truce-end"),
        ("how big", "deficit-by-year"),
        ("defcit", "deficit-by-year"),
        ("rare earth", "rare-earths-status"),
        ("休战", "truce-end"),
    ],
)
def test_complete_when_over_the_shipped_base_then_what_is_asked_most_comes_first(
    shipped_base: KnowledgeBase, typed: str, first: str
) -> None:
    completer = Completer(shipped_base)
    assert entries(completer, typed, "en" if typed.isascii() else "zh")[0] == first
    assert entries(completer, "", limit=len(shipped_base.scope.examples)) == list(shipped_base.scope.examples)


def test_complete_when_the_language_is_chinese_then_the_question_is_told_in_it_where_it_can_be(
    completer: Completer,
) -> None:
    (first, *_) = completer.complete("休战", "zh", 5)
    assert (first.entry, first.question) == ("truce-end", "休战什么时候结束？")
    assert completer.complete("stockholm", "zh", 1)[0].question == "What happened in Stockholm?"


def test_complete_when_nothing_resembles_it_then_nothing(completer: Completer) -> None:
    assert entries(completer, "qqqq zzzz") == []


@pytest.mark.parametrize("typed", ["a" * 6000, "a " * 3000, "\ufdfa" * 6000, "tarif " * 1000, "关税" * 3000])
def test_complete_when_very_much_is_typed_then_only_its_beginning_is_read(completer: Completer, typed: str) -> None:
    assert completer.complete(typed, "en", 25) == completer.complete(typed[:120], "en", 25)


@given(st.text(max_size=100), st.integers(0, 30), st.sampled_from(["en", "zh", "fr"]))
def test_complete_when_given_any_text_then_each_entry_once_and_no_more_than_wanted(
    completer: Completer, typed: str, limit: int, language: str
) -> None:
    found = entries(completer, typed, language, limit)
    assert len(found) == len(set(found)) <= limit
