from datetime import UTC, date, datetime

import pytest

from bot.knowledge.values import Instant, Period, Precision, Text


def test_day_when_no_hour_is_known_then_it_spans_the_day_in_its_zone() -> None:
    day = Instant.parse("2027-01-10", "America/New_York")
    assert day.start == datetime(2027, 1, 10, 5, tzinfo=UTC)
    assert day.end == datetime(2027, 1, 11, 5, tzinfo=UTC)
    assert day.passed_at == day.end
    assert not day.is_exact


def test_minute_when_written_with_a_zone_then_it_is_one_instant() -> None:
    us = Instant.parse("2025-08-12T00:01 America/New_York")
    china = Instant.parse("2025-08-12T12:01 Asia/Shanghai")
    assert us.start == china.start == datetime(2025, 8, 12, 4, 1, tzinfo=UTC)
    assert us.is_exact


def test_day_when_clocks_change_then_it_is_23_or_25_hours_long() -> None:
    spring = Instant.parse("2026-03-08", "America/New_York")
    autumn = Instant.parse("2026-11-01", "America/New_York")
    assert (spring.end - spring.start).total_seconds() == 23 * 3600
    assert (autumn.end - autumn.start).total_seconds() == 25 * 3600


def test_month_when_only_the_month_is_known_then_it_may_be_told_once_it_has_ended() -> None:
    month = Instant.parse("2025-12", "UTC")
    assert month.precision is Precision.MONTH
    assert month.known_at == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong", ["12 August 2025", "2025-13-01", "2025-02-30", 20250812, None, "2025-08-12 Mars/Olympus"]
)
def test_instant_when_it_is_no_date_then_one_sentence_says_so(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"date is expected|calendar|time zone"):
        Instant.parse(wrong)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (2024, date(2024, 1, 1), date(2024, 12, 31)),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025-H2", date(2025, 7, 1), date(2025, 12, 31)),
        ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025-01", date(2025, 1, 1), date(2025, 1, 31)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-07/2025-06", date(2024, 7, 1), date(2025, 6, 30)),
    ],
)
def test_period_when_parsed_then_it_has_a_first_and_a_last_day(text: object, first: date, last: date) -> None:
    period = Period.parse(text)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    "wrong", [True, None, "2025-H3", "2025-Q5", "2025-13", "2025-00", "2025-1", "2025/", "", "last year", 3.5]
)
def test_period_when_it_is_none_then_one_sentence_says_so(wrong: object) -> None:
    with pytest.raises(ValueError, match="period is expected"):
        Period.parse(wrong)


def test_text_when_a_language_is_missing_then_english_speaks() -> None:
    assert Text.parse({"en": "truce", "zh": "休战"}).say("zh") == "休战"
    assert Text.parse("truce").say("zh") == "truce"


@pytest.mark.parametrize("wrong", [30, True, "", {"fr": "trêve"}, {"en": 5}, []])
def test_text_when_it_is_no_text_then_it_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        Text.parse(wrong)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (2024, 2024),
        ("2024", 2024),
        ("2024/2024", 2024),
        ("2024-01/2024-12", 2024),
        ("2024-H1/2024-H2", 2024),
        ("2024-07/2025-06", None),
        ("2024-01/2025-12", None),
        ("2024-01/2025-01", None),
        ("2024-01/2024-11", None),
        ("2024-H1", None),
        ("2024-02/2025-01", None),
    ],
)
def test_period_when_it_is_one_whole_year_then_it_has_that_year(text: object, year: int | None) -> None:
    assert Period.parse(text).year == year


def test_instant_when_it_is_a_month_or_a_day_then_when_it_may_be_told_and_when_it_has_passed() -> None:
    month, day, minute = (Instant.parse(text) for text in ("2025-08", "2025-08-12", "2025-08-12T10:00"))
    assert month.known_at == month.end == month.passed_at
    assert day.known_at == day.start
    assert day.passed_at == day.end
    assert minute.known_at == minute.passed_at == minute.start
    assert (month.last_day, day.last_day, minute.last_day) == (date(2025, 8, 31), date(2025, 8, 12), date(2025, 8, 12))


def test_instants_when_compared_then_by_their_start_alone() -> None:
    assert Instant.parse("2025-08-12") < Instant.parse("2025-08-12T10:00")
    assert max(Instant.parse("2025-08-12"), Instant.parse("2025-09")).day == date(2025, 9, 1)


def test_text_when_a_language_is_missing_then_english_speaks_and_else_what_there_is() -> None:
    both, other = Text({"en": "yes", "zh": "是"}), Text({"zh": "是"})
    assert (both.say("zh"), both.say("en"), both.say("fr")) == ("是", "yes", "yes")
    assert other.say("en") == "是"
