"""Times that people name, and the words around them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.dates import Bearing, Grain, asks_of_today, find_dates
from bot.answers.text import normalise

TODAY = date(2026, 11, 23)


def found(text: str, today: date = TODAY) -> list[tuple[str, str, Grain]]:
    named = find_dates(normalise(text), today)
    return [(str(n.first), str(n.last), n.grain) for n in named]


DAY, MONTH, QUARTER, SEASON, HALF, YEAR = Grain


@pytest.mark.parametrize(
    ("text", "first", "last", "grain"),
    [
        ("on 2025-08-12", "2025-08-12", "2025-08-12", DAY),
        ("2025年8月12日", "2025-08-12", "2025-08-12", DAY),
        ("2025 年 8 月 12 號", "2025-08-12", "2025-08-12", DAY),
        ("on 12 August 2025", "2025-08-12", "2025-08-12", DAY),
        ("the 12th of August, 2025", "2025-08-12", "2025-08-12", DAY),
        ("August 12, 2025", "2025-08-12", "2025-08-12", DAY),
        ("aug. 1st 2025", "2025-08-01", "2025-08-01", DAY),
        ("29 February 2024", "2024-02-29", "2024-02-29", DAY),
        ("christmas 2025", "2025-12-25", "2025-12-25", DAY),
        ("yesterday", "2026-11-22", "2026-11-22", DAY),
        ("tomorrow", "2026-11-24", "2026-11-24", DAY),
        ("30 October last year", "2025-10-30", "2025-10-30", DAY),
        ("end of April last year", "2025-04-21", "2025-04-30", DAY),
        ("去年10月30日", "2025-10-30", "2025-10-30", DAY),
        ("去年十月", "2025-10-01", "2025-10-31", MONTH),
        ("Q3 last year", "2025-07-01", "2025-09-30", QUARTER),
        ("summer of last year", "2025-06-01", "2025-08-31", SEASON),
        ("去年上半年", "2025-01-01", "2025-06-30", HALF),
        ("late 2025", "2025-09-01", "2025-12-31", SEASON),
        ("early this year", "2026-01-01", "2026-04-30", SEASON),
        ("between 24 Feb and late July 2026", "2026-02-24", "2026-07-31", SEASON),
        ("from May 2025 to March this year", "2025-05-01", "2026-03-31", SEASON),
        ("昨天", "2026-11-22", "2026-11-22", DAY),
        ("a week after 10 November 2025", "2025-11-17", "2025-11-17", DAY),
        ("2 days before 1 March 2024", "2024-02-28", "2024-02-28", DAY),
        ("early May 2025", "2025-05-01", "2025-05-10", DAY),
        ("mid-May 2025", "2025-05-11", "2025-05-20", DAY),
        ("the end of February 2025", "2025-02-21", "2025-02-28", DAY),
        ("in May 2025", "2025-05-01", "2025-05-31", MONTH),
        ("sept 2025", "2025-09-01", "2025-09-30", MONTH),
        ("2025-05", "2025-05-01", "2025-05-31", MONTH),
        ("2025年5月", "2025-05-01", "2025-05-31", MONTH),
        ("last month", "2026-10-01", "2026-10-31", MONTH),
        ("上个月", "2026-10-01", "2026-10-31", MONTH),
        ("last May", "2026-05-01", "2026-05-31", MONTH),
        ("this November", "2026-11-01", "2026-11-30", MONTH),
        ("last December", "2025-12-01", "2025-12-31", MONTH),
        ("Q3 2025", "2025-07-01", "2025-09-30", QUARTER),
        ("2025 Q3", "2025-07-01", "2025-09-30", QUARTER),
        ("the first quarter of 2025", "2025-01-01", "2025-03-31", QUARTER),
        ("January to March 2025", "2025-01-01", "2025-03-31", QUARTER),
        ("Jan-Jun 2025", "2025-01-01", "2025-06-30", HALF),
        ("the second half of 2025", "2025-07-01", "2025-12-31", HALF),
        ("2025年上半年", "2025-01-01", "2025-06-30", HALF),
        ("H2 2025", "2025-07-01", "2025-12-31", HALF),
        ("summer 2025", "2025-06-01", "2025-08-31", SEASON),
        ("spring '25", "2025-03-01", "2025-05-31", SEASON),
        ("2025年春", "2025-03-01", "2025-05-31", SEASON),
        ("January to April 2025", "2025-01-01", "2025-04-30", SEASON),
        ("in 2018", "2018-01-01", "2018-12-31", YEAR),
        ("2018年", "2018-01-01", "2018-12-31", YEAR),
        ("last year", "2025-01-01", "2025-12-31", YEAR),
        ("去年", "2025-01-01", "2025-12-31", YEAR),
        ("this year", "2026-01-01", "2026-12-31", YEAR),
        ("今年", "2026-01-01", "2026-12-31", YEAR),
        ("the year before last", "2024-01-01", "2024-12-31", YEAR),
        ("前年", "2024-01-01", "2024-12-31", YEAR),
    ],
)
def test_dates_when_one_time_is_named_then_its_first_and_last_day(
    text: str, first: str, last: str, grain: Grain
) -> None:
    assert found(text) == [(first, last, grain)]
    assert found(f"what was it {text} then") == [(first, last, grain)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "in May",
        "may it end",
        "the march of the tariffs",
        "the 2025% tariff",
        "$2018 of tea",
        "2,018 containers",
        "1899 and 2150",
        "120250",
        "section 301",
        "24 hours a day",
        "12.2025",
    ],
)
def test_dates_when_no_time_is_said_then_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["30 February 2025", "2025-02-30", "2025-13-01", "2025年2月30日", "31 April 2025"])
def test_dates_when_a_day_is_not_in_the_calendar_then_no_day_is_named(text: str) -> None:
    assert all(grain is not DAY for _, _, grain in found(text))


def test_dates_when_two_times_are_named_then_both_in_their_order() -> None:
    assert [first for first, _, _ in found("compare 2024 with May 2018")] == ["2024-01-01", "2018-05-01"]
    assert [first for first, _, _ in found("from 2018 to last year")] == ["2018-01-01", "2025-01-01"]


def test_dates_when_today_is_the_first_of_january_then_relative_times_still_lie_before() -> None:
    new_year = date(2026, 1, 1)
    assert found("last month", new_year) == [("2025-12-01", "2025-12-31", MONTH)]
    assert found("yesterday", new_year) == [("2025-12-31", "2025-12-31", DAY)]
    assert found("last year", new_year) == [("2025-01-01", "2025-12-31", YEAR)]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("May 2025", "2025-05"),
        ("Q3 2025", "2025-Q3"),
        ("Q1 2025", "2025-Q1"),
        ("first half of 2025", "2025-H1"),
        ("H2 2025", "2025-H2"),
        ("2018", "2018"),
        ("9 May 2025", None),
        ("summer 2025", None),
    ],
)
def test_period_when_a_series_may_have_it_then_its_name(text: str, period: str | None) -> None:
    (named,) = find_dates(normalise(text), TODAY)
    assert named.period == period


@pytest.mark.parametrize(
    ("text", "bearing"),
    [
        ("the duty on 9 May 2025", Bearing.IN),
        ("us tariffs may 2025", Bearing.IN),
        ("2018: how high was it", Bearing.IN),
        ("the deficit 2018 vs 2024 numbers", Bearing.IN),
        ("from January to June 2025", Bearing.IN),
        ("the May 2025 deadline", Bearing.OF),
        ("are the 2018 tariffs still there", Bearing.OF),
        ("2018年的关税", Bearing.OF),
        ("by the end of 2025", Bearing.BY),
        ("was it met by 31 December 2025", Bearing.BY),
        ("valid until November 2026", Bearing.BY),
        ("2025年底前买了吗", Bearing.BY),
        ("since 2025", Bearing.SINCE),
        ("ever since May 2025", Bearing.SINCE),
        ("自2025年以来", Bearing.SINCE),
        ("before May 2025", Bearing.BEFORE),
        ("prior to 14 May 2025", Bearing.BEFORE),
        ("2025年5月之前", Bearing.BEFORE),
        ("2005年以前有赔偿吗", Bearing.BEFORE),
        ("在2005年之前", Bearing.BEFORE),
        ("2005年前的规定", Bearing.BEFORE),
        ("去年以前", Bearing.BEFORE),
        ("rules before the year 2005", Bearing.BEFORE),
        ("earlier than 2005", Bearing.BEFORE),
        ("the pre-2005 rules", Bearing.BEFORE),
        ("2005年以后", Bearing.AFTER),
        ("2005年后呢", Bearing.AFTER),
        ("在2005年前后", Bearing.IN),
        ("2025年前三季度", Bearing.IN),
        ("2025年后期", Bearing.IN),
        ("after 14 May 2025", Bearing.AFTER),
        ("past January 2027", Bearing.AFTER),
        ("2025年5月以后", Bearing.AFTER),
        ("as of 29 July 2025", Bearing.AS_OF),
        ("what was known on 29 July 2025", Bearing.AS_OF),
        ("截至2025年7月29日", Bearing.AS_OF),
    ],
)
def test_bearing_when_words_stand_around_a_time_then_they_say_how_it_is_meant(text: str, bearing: Bearing) -> None:
    assert [named.bearing for named in find_dates(normalise(text), TODAY)][:1] == [bearing]


@pytest.mark.parametrize(
    "text",
    [
        "a flight of 2000 km", "2000km", "1999-km flight", "2000 kilometres", "2000 kilometers", "2000 miles", "2000 kg", "2000 mb",
        "2000 euros", "2000 euro", "€2000", "2000 eur", "2000 dollars", "2000 pounds", "2000 yuan", "2000 hours", "2000 days",
        "2000公里", "2000千米", "2000米", "2000欧元", "2000元", "2000块钱", "2000小时", "£2000", "¥2000",
    ],
)  # fmt: skip
def test_dates_when_a_unit_stands_behind_a_number_then_it_is_no_year(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "in 2000", "2025 in review", "the 2025 second half", "who in 2000 won", "2025 december",
        "2000年", "2025巴西关税", "2025光伏", "2025元旦", "2025元月",
    ],
)  # fmt: skip
def test_dates_when_the_word_behind_a_year_is_no_unit_then_it_is_a_year(text: str) -> None:
    assert [n.grain for n in find_dates(normalise(text), TODAY)][:1] in ([YEAR], [HALF])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("before May 2025", date.min, date(2025, 5, 31)), ("after May 2025", date(2025, 5, 1), date.max), ("since May 2025", date(2025, 5, 1), date.max),
     ("in May 2025", date(2025, 5, 1), date(2025, 5, 31))],
)  # fmt: skip
def test_meant_when_before_after_or_since_a_time_then_it_reaches_to_the_end_of_time(
    text: str, first: date, last: date
) -> None:
    assert [n.meant for n in find_dates(normalise(text), TODAY)] == [(first, last)]


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("are the 2018 tariffs still there", True),
        ("2018年的关税还在吗", True),
        ("what were the 2018 tariffs", False),
        ("is it what it was in 2018", False),
        ("the 2018 tariffs", False),
        ("has the may 2025 deal held", True),
        ("had the may 2025 deal held", False),
    ],
)
def test_asks_of_today_when_the_verb_is_in_the_present_alone_then_true(text: str, today: bool) -> None:
    assert asks_of_today(normalise(text)) is today


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["{d:%Y-%m-%d}", "{d:%B} {d.day}, {d.year}"]))
def test_dates_when_any_day_is_written_out_then_that_day_is_read(day: date, way: str) -> None:
    assert found(way.format(d=day)) == [(str(day), str(day), DAY)]


@given(st.text(alphabet="0123456789-/.年月日季q '", max_size=40) | st.text(max_size=60), st.dates())
def test_dates_when_given_any_text_then_spans_lie_inside_it_and_never_overlap(text: str, today: date) -> None:
    canonical = normalise(text)
    named = find_dates(canonical, today)
    ends = [0, *(n.span[1] for n in named)]
    assert all(
        n.first <= n.last and end <= n.span[0] < n.span[1] <= len(canonical)
        for n, end in zip(named, ends, strict=False)
    )


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("this december", date(2026, 12, 1)),
        ("this november", date(2026, 11, 1)),
        ("last november", date(2025, 11, 1)),
        ("last october", date(2026, 10, 1)),
        ("last december", date(2025, 12, 1)),
    ],
)
def test_find_dates_when_a_month_is_this_or_last_then_the_year_is_meant_that_people_mean(
    text: str, month: date
) -> None:
    assert [named.first for named in find_dates(text, date(2026, 11, 23))] == [month]


def test_find_dates_when_the_day_is_impossible_then_nothing_is_read_of_it() -> None:
    assert find_dates("tariff on 30 february 2025", date(2026, 11, 23)) == ()
