"""What a question fills in, and which moment it asks about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.answers.dates import Grain
from bot.answers.scope import ScopeGuard
from bot.answers.slots import Asked, read_slots
from bot.knowledge.base import KnowledgeBase
from tests.support.bases import NOW

MICROSECOND_BEFORE = "23:59:59.999999"


@pytest.fixture(scope="module")
def guard(wide: KnowledgeBase) -> ScopeGuard:
    return ScopeGuard(wide)


def read(guard: ScopeGuard, question: str, now: datetime = NOW) -> Asked:
    return read_slots(guard.base, guard.read(question), now)


@pytest.mark.parametrize(
    ("question", "year", "month", "period", "grain"),
    [
        ("the deficit in 2018", 2018, None, None, Grain.YEAR),
        ("the deficit last year", 2025, None, None, Grain.YEAR),
        ("去年的逆差", 2025, None, None, Grain.YEAR),
        ("the deficit in Q3 2025", 2025, None, "2025-Q3", Grain.QUARTER),
        ("the deficit in the first half of 2025", 2025, None, "2025-H1", Grain.HALF),
        ("the deficit in June 2025", 2025, 6, "2025-06", Grain.MONTH),
        ("2025年6月的逆差", 2025, 6, "2025-06", Grain.MONTH),
        ("the duty on 20 April 2025", None, None, None, Grain.DAY),
        ("the deficit of 2024, as of 29 July 2025", 2024, None, None, Grain.DAY),
        ("the duty in summer 2025", 2025, None, None, Grain.SEASON),
        ("the duty", None, None, None, None),
        ("the duty in June", None, None, None, None),
    ],
)
def test_slots_when_a_time_is_named_then_year_month_and_period_are_filled(
    guard: ScopeGuard, question: str, year: int | None, month: int | None, period: str | None, grain: Grain | None
) -> None:
    asked = read(guard, question)
    assert (asked.slots.year, asked.slots.month, asked.slots.period, asked.grain) == (year, month, period, grain)
    assert asked.slots.years == ()


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("compare the deficit of 2018 and 2024", (2018, 2024)),
        ("was 2024 larger than 2018, or 2025?", (2024, 2018, 2025)),
        ("deficit last year against 2018", (2025, 2018)),
        ("from May 2025 to June 2025", ()),
        ("2018 and again 2018", ()),
    ],
)
def test_slots_when_two_years_are_compared_then_both_stand_in_the_order_said(
    guard: ScopeGuard, question: str, years: tuple[int, ...]
) -> None:
    asked = read(guard, question)
    assert asked.slots.years == years
    assert asked.slots.year == asked.named[0].first.year


@pytest.mark.parametrize(
    ("question", "wall_time"),
    [
        ("the duty on 20 April 2025", f"2025-04-20 {MICROSECOND_BEFORE}"),
        ("the duty in May 2025", f"2025-05-31 {MICROSECOND_BEFORE}"),
        ("the duty in Q1 2026", f"2026-03-31 {MICROSECOND_BEFORE}"),
        ("the duty in 2025", f"2025-12-31 {MICROSECOND_BEFORE}"),
        ("the duty before the truce", f"2025-05-13 {MICROSECOND_BEFORE}"),
        ("yesterday's duty", f"2026-11-22 {MICROSECOND_BEFORE}"),
    ],
)
def test_moment_when_a_past_time_is_named_then_its_last_instant_in_the_bases_zone(
    guard: ScopeGuard, question: str, wall_time: str
) -> None:
    moment = read(guard, question).moment
    assert moment is not None
    assert moment.utcoffset() == NOW.utcoffset()
    assert moment.astimezone(guard.base.zone).replace(tzinfo=None).isoformat(" ") == wall_time


@pytest.mark.parametrize("question", ["the duty in 2026", "the duty this year", "the duty in November 2026"])
def test_moment_when_the_time_has_begun_and_not_ended_then_it_is_the_clock(guard: ScopeGuard, question: str) -> None:
    assert read(guard, question).moment == NOW


@pytest.mark.parametrize("question", ["the duty in 2027", "the duty on 24 November 2026", "the duty in December 2026"])
def test_moment_when_the_time_lies_ahead_then_none_and_the_slots_are_filled(guard: ScopeGuard, question: str) -> None:
    asked = read(guard, question)
    assert asked.moment is None
    assert asked.named[0].first.year in (2026, 2027)
    assert asked.slots.year == (None if asked.grain is Grain.DAY else asked.named[0].first.year)


def test_moment_when_the_day_has_begun_in_the_bases_zone_only_then_the_zone_decides(guard: ScopeGuard) -> None:
    before, after = datetime(2026, 11, 24, 4, 59, tzinfo=UTC), datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    question = "the duty on 24 November 2026"
    assert read(guard, question, before).moment is None
    assert read(guard, question, after).moment == after
    assert read(guard, "yesterday", before).slots == read(guard, "22 November 2026", before).slots
    assert read(guard, "yesterday", before).moment == read(guard, "22 November 2026", before).moment


def test_moment_when_a_time_by_name_lies_ahead_of_the_clock_then_the_present_is_told(guard: ScopeGuard) -> None:
    asked = read(guard, "the duty before the truce", datetime(2025, 5, 1, tzinfo=UTC))
    assert asked.moment is None


def test_moment_when_a_date_stands_beside_a_time_by_name_then_the_date_wins(guard: ScopeGuard) -> None:
    asked = read(guard, "the duty before the truce, on 20 April 2025")
    assert asked.moment is not None
    assert asked.moment.astimezone(guard.base.zone).date().isoformat() == "2025-04-20"


@pytest.mark.parametrize(
    ("question", "party"),
    [
        ("what does china want", "china"),
        ("beijing's aim", "china"),
        ("what does the us want of china", None),
        ("?", None),
    ],
)
def test_slots_when_one_party_is_named_then_it_fills_and_two_do_not(
    guard: ScopeGuard, question: str, party: str | None
) -> None:
    assert read(guard, question).slots.party == party


@pytest.mark.parametrize(
    ("question", "issue"),
    [
        ("what of rare earth exports", "minerals"),
        ("what of rare earths", "minerals"),
        ("what of rare earth magnets", "magnets"),
        ("稀土怎么样", "minerals"),
        ("an unrare earth", None),
        ("what of tea", None),
    ],
)
def test_slots_when_an_issue_is_named_then_its_longest_keyword_decides(
    guard: ScopeGuard, question: str, issue: str | None
) -> None:
    assert read(guard, question).slots.issue_named == issue


@pytest.mark.parametrize(
    ("question", "direction"),
    [("the duty on china", "us_on_china"), ("beijing's tariff", "china_on_us"), ("the duty", None)],
)
def test_slots_when_a_direction_is_said_then_it_fills(guard: ScopeGuard, question: str, direction: str | None) -> None:
    assert read(guard, question).slots.direction == direction
