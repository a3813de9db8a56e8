"""The short memory: bounded in time and in people; and which questions lean on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answerer import Answerer
from bot.answers.memory import LASTS, Memory, Turn, asks_source, asks_why, leans
from bot.answers.reply import Outcome, Reason
from bot.answers.telling import Slots
from bot.answers.text import normalise
from tests.support.bases import NOW


def turn(entry: str, at: timedelta = timedelta()) -> Turn:
    return Turn(entry, Slots(), NOW + at)


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


def test_ask_when_a_follow_up_comes_too_late_or_to_an_unanswered_question_then_it_stands_alone(tea: Answerer) -> None:
    def say(text: str, minutes: int = 0, key: str = "ann") -> tuple[str, str | None]:
        reply = tea.ask(text, now=NOW + timedelta(minutes=minutes), memory_key=key)
        return reply.reason.value, reply.entry

    assert say("deficit 2024")[1] == "deficit"
    assert say("and in 2018?", minutes=10) == ("follow_up", "deficit")
    assert say("and in 2018?", minutes=21)[0] != "follow_up"
    assert say("tariff on Japan", key="bob")[1] is None
    assert say("and in 2018?", key="bob")[0] != "follow_up"
    assert tea.ask("and in 2018?", now=NOW).reason != "follow_up"


def test_ask_when_why_follows_and_nothing_tells_why_then_it_says_so(tea: Answerer) -> None:
    tea.ask("truce expiry", now=NOW, memory_key="cat")
    why = tea.ask("why?", now=NOW, memory_key="cat")
    assert (why.outcome, why.reason) == (Outcome.UNKNOWN, Reason.NO_FACT)
    assert why.text.startswith("I have no reason for that on record")


def test_ask_when_a_follow_up_turns_the_direction_then_the_other_rate_at_the_same_moment(shipped: Answerer) -> None:
    def say(text: str) -> tuple[str | None, bool]:
        reply = shipped.ask(text, now=datetime(2026, 11, 23, 12, tzinfo=UTC), memory_key="eve")
        return reply.entry, "April 2025" in reply.text.splitlines()[-2]

    assert say("what was the us tariff on china on 30 April 2025?") == ("tariff-us-on-china", True)
    assert say("and china on us?") == ("tariff-china-on-us", True)
    assert say("and the other way round?") == ("tariff-us-on-china", True)


@pytest.mark.parametrize("question", ["and china on us?", "the other way round?"])
def test_ask_when_the_last_answer_has_no_direction_then_nothing_is_turned(shipped: Answerer, question: str) -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    shipped.ask("who is Scott Bessent?", now=at, memory_key="fay")
    assert shipped.ask(question, now=at, memory_key="fay").reason is not Reason.FOLLOW_UP


def test_ask_when_the_source_is_asked_for_then_only_titles_publishers_and_links(tea: Answerer) -> None:
    tea.ask("us tariff on china", now=NOW, memory_key="dan")
    assert tea.ask("source?", now=NOW, memory_key="dan").text == "• A report (A Paper)"
