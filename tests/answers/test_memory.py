"""The short memory: bounded in time and in people; and which questions lean on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.asked import Asked
from bot.answers.memory import LASTS, Memory, Turn, asks_reverse, asks_source, asks_why, goes_on, leans
from bot.answers.telling import Slots
from bot.answers.text import normalise
from tests.support.bases import NOW


def turn(entry: str, at: timedelta = timedelta()) -> Turn:
    return Turn(entry, Asked(Slots()), NOW + at)


def test_recall_when_remembered_then_the_last_turn_of_that_key_only() -> None:
    memory = Memory()
    memory.remember(("ann", 1), turn("end"))
    memory.remember(("ann", 1), turn("duty"))
    assert memory.recall(("ann", 1), NOW) == turn("duty")
    assert memory.recall(("ann", 2), NOW) is None
    assert memory.recall(("bob", 1), NOW) is None


@pytest.mark.parametrize(
    ("later", "recalled"),
    [
        (timedelta(), True),
        (LASTS, True),
        (LASTS + timedelta(microseconds=1), False),
        (timedelta(days=1), False),
        (-timedelta(seconds=1), False),
    ],
)
def test_recall_when_time_passes_then_it_expires(later: timedelta, recalled: bool) -> None:
    memory = Memory()
    memory.remember("ann", turn("end"))
    assert (memory.recall("ann", NOW + later) is not None) is recalled


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 5))
def test_remember_when_many_ask_then_only_the_latest_few_are_kept(people: list[int], most: int) -> None:
    memory = Memory(most=most)
    for person in people:
        memory.remember(person, turn(f"e{person}"))
    latest = list(dict.fromkeys(reversed(people)))
    assert [person for person in latest if memory.recall(person, NOW)] == latest[:most]


def test_forget_when_asked_to_then_gone_and_twice_is_no_error() -> None:
    memory = Memory()
    memory.remember("ann", turn("end"))
    memory.forget("ann")
    memory.forget("ann")
    assert memory.recall("ann", NOW) is None


@pytest.mark.parametrize("text", ["why?", "But why", "how come?!", "Why is that?", "为什么？", "為什麼"])
def test_asks_why_when_it_is_a_bare_why_then_true(text: str) -> None:
    assert asks_why(normalise(text))


@pytest.mark.parametrize("text", ["why did the truce end", "whyever", "the reason why", ""])
def test_asks_why_when_it_says_more_then_false(text: str) -> None:
    assert not asks_why(normalise(text))


@pytest.mark.parametrize(
    "text", ["Source?", "your sources", "what's the source", "says who?", "where is that from", "来源？", "出處"]
)
def test_asks_source_when_only_that_is_asked_then_true(text: str) -> None:
    assert asks_source(normalise(text))


@pytest.mark.parametrize("text", ["source of the deficit", "who says the truce ends", "proofread it", ""])
def test_asks_source_when_it_says_more_then_false(text: str) -> None:
    assert not asks_source(normalise(text))


@pytest.mark.parametrize("rest", ["and", "what about", "how about then", "", "and the year", "那呢", "ok"])
def test_leans_when_nothing_of_its_own_is_said_then_true(rest: str) -> None:
    assert leans(rest)


@pytest.mark.parametrize("rest", ["and the deficit", "what about tariffs", "how high was the duty", "那关税多少"])
def test_leans_when_something_of_its_own_is_said_then_false(rest: str) -> None:
    assert not leans(rest)


@pytest.mark.parametrize(
    "text", ["and the other way round?", "The other way around", "vice versa", "in reverse: the reverse?", "反过来呢"]
)
def test_asks_reverse_when_the_last_question_is_turned_then_true(text: str) -> None:
    assert asks_reverse(normalise(text))


@pytest.mark.parametrize(
    "text", ["", "another way", "reversed", "what did China promise in return for the truce of Geneva"]
)
def test_asks_reverse_when_nothing_is_turned_or_much_is_said_then_false(text: str) -> None:
    assert not asks_reverse(normalise(text))


@pytest.mark.parametrize(
    "text", ["and china on us?", "What about Beijing's?", "how about the duty", "那中国呢", "ok and us"]
)
def test_goes_on_when_it_is_short_and_opens_as_one_that_goes_on_then_true(text: str) -> None:
    assert goes_on(normalise(text))


@pytest.mark.parametrize("text", ["", "when does it end", "what about " + "the very long story of tea " * 3])
def test_goes_on_when_it_opens_otherwise_or_says_much_then_false(text: str) -> None:
    assert not goes_on(normalise(text))
