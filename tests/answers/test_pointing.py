"""Words that point beside what was spoken of: rounds of talks, years and months, the one across the table."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.cues import Cues
from bot.answers.pointing import Pointing, Spoken
from bot.answers.reading import Reader
from bot.answers.shelf import Shelf
from bot.knowledge.base import KnowledgeBase
from tests.support.bases import NOW

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def reader(shipped_base: KnowledgeBase) -> Reader:
    return Reader(shipped_base)


@pytest.fixture(scope="module")
def cues(shipped_base: KnowledgeBase, reader: Reader) -> Cues:
    return Cues(shipped_base, reader, Shelf(None, ""))


def resolved(cues: Cues, reader: Reader, text: str, spoken: Spoken, today: date = TODAY) -> str | None:
    return Pointing(cues.base, today).resolved(cues.message(reader.read(text, NOW)), spoken)


def times(reader: Reader, text: str) -> Spoken:
    return Spoken(times=reader.read(text, NOW).times)


@pytest.mark.parametrize(
    ("spoken", "text", "whole"),
    [
        ("round_4", "and the one after?", "and kuala lumpur"),
        ("round_4", "who went to the one before that", "who went to stockholm"),
        ("round_4", "what came of the fifth one", "what came of kuala lumpur"),
        ("round_3", "再后面那轮呢", "马德里呢"),
        ("summit_busan", "where was the third", "where was washington summit (xi's state visit"),
        ("round_1", "the one before", None),
        ("round_8", "the one after", None),
        ("round_4", "who was there", None),
    ],
)
def test_resolved_when_talks_were_spoken_of_then_those_beside_them_in_their_row(
    cues: Cues, reader: Reader, spoken: str, text: str, whole: str | None
) -> None:
    assert resolved(cues, reader, text, Spoken(rounds=(spoken,))) == whole


def test_resolved_when_the_next_talks_lie_ahead_of_the_clock_then_nothing_is_pointed_to(
    cues: Cues, reader: Reader
) -> None:
    spoken = Spoken(rounds=("round_4",))
    assert resolved(cues, reader, "the one after", spoken, date(2025, 9, 30)) is None
    assert resolved(cues, reader, "the one after", spoken, date(2025, 10, 25)) == "kuala lumpur"


@pytest.mark.parametrize(
    ("spoken", "text", "whole"),
    [
        ("the deficit in 2022", "and the year before", "and 2021"),
        ("2020年逆差", "第二年呢", "2021年呢"),
        ("the rate in january 2026", "the month before?", "december 2025"),
        ("the rate in january 2026", "the year after", "2027"),
        ("the rate on 4 may 2025", "the one after", None),
    ],
)
def test_resolved_when_a_time_was_spoken_of_then_the_year_or_month_beside_it(
    cues: Cues, reader: Reader, spoken: str, text: str, whole: str | None
) -> None:
    assert resolved(cues, reader, text, times(reader, spoken)) == whole


@pytest.mark.parametrize(
    ("person", "text", "whole"),
    [
        ("bessent", "who's his opposite number", "who's he lifeng"),
        ("li", "his counterpart?", "jamieson greer"),
        (None, "and greer's counterpart", "li chenggang"),
        ("bessent", "他的对手是谁", "谁何立峰"),
        ("wang_shouwen", "his counterpart", None),
        (None, "his counterpart", None),
    ],
)
def test_resolved_when_a_person_was_spoken_of_then_who_sat_across_the_table(
    cues: Cues, reader: Reader, person: str | None, text: str, whole: str | None
) -> None:
    assert resolved(cues, reader, text, Spoken(person=person)) == whole


def test_resolved_when_any_two_of_the_talks_sit_opposite_then_each_is_the_others_counterpart(
    cues: Cues, reader: Reader
) -> None:
    base = cues.base
    across = {id_: resolved(cues, reader, "his counterpart", Spoken(person=id_)) for id_ in base.people}
    by_name = {person.name.say("en").casefold(): id_ for id_, person in base.people.items()}
    pairs = {id_: by_name[name] for id_, name in across.items() if name}
    assert len(pairs) >= 6
    assert all(pairs[other] == id_ for id_, other in pairs.items())


@given(st.text(max_size=60), st.lists(st.sampled_from(["round_1", "round_8", "summit_busan"]), max_size=2))
def test_resolved_when_given_any_text_then_nothing_breaks(
    cues: Cues, reader: Reader, text: str, rounds: list[str]
) -> None:
    found = resolved(cues, reader, text, Spoken(rounds=tuple(rounds)))
    assert found is None or found
