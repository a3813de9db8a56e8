"""What is offered while somebody types."""

from __future__ import annotations

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


def test_complete_when_a_beginning_and_a_word_fit_then_the_beginning_comes_first(completer: Completer) -> None:
    assert entries(completer, "what")[:3] == ["us-rate", "stockholm", "china-rate"]


def test_complete_when_the_language_is_chinese_then_the_question_is_told_in_it_where_it_can_be(
    completer: Completer,
) -> None:
    (first, *_) = completer.complete("休战", "zh", 5)
    assert (first.entry, first.question) == ("truce-end", "休战什么时候结束？")
    assert completer.complete("stockholm", "zh", 1)[0].question == "What happened in Stockholm?"


def test_complete_when_nothing_resembles_it_then_nothing(completer: Completer) -> None:
    assert entries(completer, "qqqq zzzz") == []


@given(st.text(max_size=100), st.integers(0, 30), st.sampled_from(["en", "zh", "fr"]))
def test_complete_when_given_any_text_then_each_entry_once_and_no_more_than_wanted(
    completer: Completer, typed: str, limit: int, language: str
) -> None:
    found = entries(completer, typed, language, limit)
    assert len(found) == len(set(found)) <= limit
