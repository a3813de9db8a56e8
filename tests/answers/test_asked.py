"""What a question fills in, and which moment it asks about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.asked import Asked, asked_by
from bot.answers.dates import Grain
from bot.answers.reading import Reader
from tests.support.bases import NOW
from tests.support.reading import tea_base

MICROSECOND_BEFORE = "23:59:59.999999"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(tea_base(tmp_path_factory.mktemp("asked")))


def read(reader: Reader, question: str, now: datetime = NOW) -> Asked:
    return asked_by(reader.read(question, now), reader.base, now)


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
        ("the deficit of 2024, on 29 July 2025", 2024, None, None, Grain.DAY),
        ("the duty in summer 2025", 2025, None, None, Grain.SEASON),
        ("the duty before the truce", None, None, None, Grain.DAY),
        ("the duty", None, None, None, None),
        ("the duty in June", None, None, None, None),
    ],
)
def test_slots_when_a_time_is_named_then_year_month_and_period_are_filled(
    reader: Reader, question: str, year: int | None, month: int | None, period: str | None, grain: Grain | None
) -> None:
    asked = read(reader, question)
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
    reader: Reader, question: str, years: tuple[int, ...]
) -> None:
    slots = read(reader, question).slots
    assert slots.years == years
    assert slots.year == (years[0] if years else slots.year)


@pytest.mark.parametrize(
    ("question", "wall_time"),
    [
        ("the duty on 20 April 2025", f"2025-04-20 {MICROSECOND_BEFORE}"),
        ("the duty in May 2025", f"2025-05-31 {MICROSECOND_BEFORE}"),
        ("the duty in Q1 2026", f"2026-03-31 {MICROSECOND_BEFORE}"),
        ("the duty in 2025", f"2025-12-31 {MICROSECOND_BEFORE}"),
        ("the deficit of 2024, on 29 July 2025", f"2025-07-29 {MICROSECOND_BEFORE}"),
        ("the duty before the truce", f"2025-05-13 {MICROSECOND_BEFORE}"),
        ("休战前的关税", f"2025-05-13 {MICROSECOND_BEFORE}"),
        ("yesterday's duty", f"2026-11-22 {MICROSECOND_BEFORE}"),
    ],
)
def test_moment_when_a_past_time_is_named_then_its_last_instant_in_the_bases_zone(
    reader: Reader, question: str, wall_time: str
) -> None:
    moment = read(reader, question).about
    assert moment is not None
    assert moment.utcoffset() == NOW.utcoffset()
    assert moment.astimezone(reader.base.zone).replace(tzinfo=None).isoformat(" ") == wall_time


@pytest.mark.parametrize("question", ["the duty in 2026", "the duty this year", "the duty in November 2026"])
def test_moment_when_the_time_has_begun_and_not_ended_then_it_is_the_clock(reader: Reader, question: str) -> None:
    assert read(reader, question).about == NOW


@pytest.mark.parametrize(
    ("question", "year"),
    [("the duty in 2027", 2027), ("the duty on 24 November 2026", None), ("the duty in December 2026", 2026)],
)
def test_moment_when_the_time_lies_ahead_then_none_and_the_slots_are_filled(
    reader: Reader, question: str, year: int | None
) -> None:
    asked = read(reader, question)
    assert (asked.about, asked.slots.year) == (None, year)
    assert asked.grain is not None


def test_moment_when_the_day_has_begun_in_the_bases_zone_only_then_the_zone_decides(reader: Reader) -> None:
    before, after = datetime(2026, 11, 24, 4, 59, tzinfo=UTC), datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    question = "the duty on 24 November 2026"
    assert read(reader, question, before).about is None
    assert read(reader, question, after).about == after
    assert read(reader, "yesterday", before) == read(reader, "22 November 2026", before)


def test_moment_when_a_time_by_name_lies_ahead_of_the_clock_then_the_present_is_told(reader: Reader) -> None:
    assert read(reader, "the duty before the truce", datetime(2025, 5, 1, tzinfo=UTC)).about is None


def test_moment_when_a_date_stands_beside_a_time_by_name_then_the_date_wins(reader: Reader) -> None:
    moment = read(reader, "the duty before the truce, on 20 April 2025").about
    assert moment is not None
    assert moment.astimezone(reader.base.zone).date().isoformat() == "2025-04-20"


@pytest.mark.parametrize(
    ("question", "party", "direction", "issue"),
    [
        ("what does china want", "china", None, None),
        ("beijing's aim", "china", None, None),
        ("what does the us want of china", None, None, None),
        ("the duty on china", "china", "us_on_china", None),
        ("beijing's tariff", "china", "china_on_us", None),
        ("does china sell rare earth magnets", "china", None, "magnets"),
        ("?", None, None, None),
    ],
)
def test_slots_when_a_party_a_direction_or_an_issue_is_named_then_it_fills(
    reader: Reader, question: str, party: str | None, direction: str | None, issue: str | None
) -> None:
    slots = read(reader, question).slots
    assert (slots.party, slots.direction, slots.issue_named) == (party, direction, issue)


TIMES = "in 2018|in 2031|last year|yesterday|on 20 April 2025|Q3 2025|before the truce|in May 2027|去年|the duty|,"


@given(st.lists(st.sampled_from(TIMES.split("|"))).map(" ".join))
def test_asked_by_when_given_any_times_then_the_moment_never_lies_ahead(reader: Reader, question: str) -> None:
    asked = read(reader, question)
    assert asked.about is None or asked.about <= NOW
    assert asked.about is None or asked.grain is not None
    assert len(asked.slots.years) != 1


@pytest.mark.parametrize(
    ("question", "begun", "ended"),
    [
        ("the talks in June 2025", "2025-06-01", "2025-06-30"),
        ("the talks on 20 April 2025", "2025-04-20", "2025-04-20"),
        ("the talks since June 2025", "2025-06-01", None),
        ("the talks after June 2025", "2025-07-01", None),
        ("what has come of the talks after June 2025", "2025-06-30", None),
        ("the talks before the truce", None, None),
        ("the talks by June 2025", None, None),
        ("the talks", None, None),
        ("the talks in 2030", None, None),
    ],
)
def test_within_when_a_stretch_is_asked_about_then_its_first_and_last_day(
    reader: Reader, question: str, begun: str | None, ended: str | None
) -> None:
    within = read(reader, question).within
    days = (
        [m.astimezone(reader.base.zone).date().isoformat() if m else None for m in (within.begun, within.ended)]
        if within
        else [None, None]
    )
    assert days == [begun, ended]
    assert (within is None) == (begun is None)
