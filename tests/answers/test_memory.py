"""The short memory: bounded in time and in people; and in size."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.memory import LASTS, LONGEST, MOST_PEOPLE, Memory, Turn
from tests.support.bases import NOW


def turn(entry: str, at: timedelta = timedelta()) -> Turn:
    return Turn(f"what of {entry}", NOW + at, entry, f"what of {entry}")


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


def test_remember_when_others_have_fallen_silent_then_they_are_dropped() -> None:
    memory = Memory()
    memory.remember("ann", turn("end"))
    memory.remember("bob", turn("end", timedelta(minutes=5)))
    memory.remember("cat", turn("end", LASTS + timedelta(seconds=1)))
    assert len(memory) == 2


def test_remember_when_100000_people_ask_within_an_hour_then_it_stays_under_40_mb() -> None:
    """More come within ten minutes than may be remembered at once; what each last asked and was told is as long as may be kept."""
    memory = Memory()
    tracemalloc.start()
    try:
        for person in range(100_000):
            question = f"{person:06}中" + "x" * (LONGEST - 7)
            offered = tuple(f"entry-{number}-{person % 250}" for number in range(4))
            at = NOW + person * timedelta(hours=1) / 100_000
            told = question[::-1]
            asked = Turn(question, at, f"entry-{person % 250}", told, offered, at, at, f"earlier-{person % 250}")
            memory.remember((person, 10**18 + person), asked)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40e6, f"{peak / 1e6:.1f} MB"
    assert 16_000 < len(memory) <= MOST_PEOPLE
