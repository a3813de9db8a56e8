from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.dates import DayProblem, DayReason, Moment, read_day, read_moment, read_range
from tests.reports.small import NOW, ZONE


def problem(typed: str) -> DayProblem:
    read = read_moment(typed, now=NOW, zone=ZONE)
    assert isinstance(read, DayProblem)
    return read


def moment(typed: str) -> datetime:
    read = read_moment(typed, now=NOW, zone=ZONE)
    assert isinstance(read, Moment)
    return read.at


def test_moment_when_nothing_is_typed_then_the_clock():
    assert read_moment("  ", now=NOW, zone=ZONE) == Moment(NOW)
    assert read_moment(None, now=NOW, zone=ZONE) == Moment(NOW)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2025-07-29", datetime(2025, 7, 30, 3, 59, 59, 999999, tzinfo=UTC)),
        ("２０２５-07-29", datetime(2025, 7, 30, 3, 59, 59, 999999, tzinfo=UTC)),
        ("2025-11-10T05:00Z", datetime(2025, 11, 10, 5, tzinfo=UTC)),
        ("2025-11-10T00:01", datetime(2025, 11, 10, 5, 1, tzinfo=UTC)),
        ("2025-11-10T13:01 Asia/Shanghai", datetime(2025, 11, 10, 5, 1, tzinfo=UTC)),
        ("2025-11-10T13:01+08:00", datetime(2025, 11, 10, 5, 1, tzinfo=UTC)),
        ("2025-08", datetime(2025, 9, 1, 3, 59, 59, 999999, tzinfo=UTC)),
        ("2025", datetime(2026, 1, 1, 4, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_moment_when_an_iso_date_then_its_last_instant_in_the_zone(typed: str, at: datetime):
    assert moment(typed) == at


@pytest.mark.parametrize("typed", ["2026-11-23", "2026-11", "2026"])
def test_moment_when_the_period_is_not_over_then_the_clock(typed: str):
    assert moment(typed) == NOW


@pytest.mark.parametrize(
    ("typed", "reason", "told"),
    [
        ("2025-02-30", DayReason.NO_SUCH_DAY, "28 February 2025"),
        ("2024-02-30", DayReason.NO_SUCH_DAY, "29 February 2024"),
        ("2025-02-30T00:00+00:00", DayReason.NO_SUCH_DAY, "28 February 2025"),
        ("2025-13-01", DayReason.NO_SUCH_MONTH, "01 to 12"),
        ("8/12", DayReason.AMBIGUOUS, "2026-08-12 for 12 August 2026 or 2026-12-08 for 8 December 2026"),
        ("08/12/2025", DayReason.AMBIGUOUS, "2025-08-12 for 12 August 2025 or 2025-12-08 for 8 December 2025"),
        ("12/25/2025", DayReason.ALMOST, "2025-12-25"),
        ("25.12.25", DayReason.ALMOST, "2025-12-25"),
        ("2025/8/12", DayReason.ALMOST, "2025-08-12"),
        ("2025年8月12日", DayReason.ALMOST, "2025-08-12"),
        ("2025/2/30", DayReason.NO_SUCH_DAY, "28 February 2025"),
        ("13/13", DayReason.NOT_A_DATE, "2025-08-12"),
        ("tomorrow", DayReason.NOT_A_DATE, "2025-08-12"),
        ("0000", DayReason.NOT_A_DATE, "2025-08-12"),
        ("2025-08-12T99:99", DayReason.NOT_A_DATE, "2025-08-12"),
        ("2025-08-12T00:01 Mars/Olympus", DayReason.UNKNOWN_ZONE, "America/New_York"),
    ],
)
def test_moment_when_it_cannot_be_read_then_a_sentence_says_what_to_type(typed: str, reason: DayReason, told: str):
    found = problem(typed)
    assert found.reason is reason
    assert told in found.sentence("en")
    assert found.sentence("zh")


def test_moment_when_a_future_day_then_says_so_and_names_today():
    found = problem("2027-03-01")
    assert found.reason is DayReason.FUTURE
    assert found.sentence().startswith("1 March 2027 has not come yet: today is 23 November 2026.")


def test_moment_when_before_the_records_then_says_when_they_begin():
    begins = datetime(2025, 4, 10, 4, 1, tzinfo=UTC)
    found = read_moment("2019-01-01", now=NOW, zone=ZONE, begins=begins)
    assert isinstance(found, DayProblem)
    assert found.sentence() == "Nothing is on record for 1 January 2019: the records begin on 10 April 2025."


def test_sentence_when_markup_is_typed_then_it_is_not_echoed():
    sentence = problem("@everyone **x** `y` https://a.b/(c)" + "z" * 100).sentence()
    assert not set("@*`()") & set(sentence.split("”")[0])
    assert len(sentence) < 160


def test_range_when_days_are_given_then_both_count_and_a_month_is_whole():
    assert read_range("2025-08", "2025-09", now=NOW, zone=ZONE) == (date(2025, 8, 1), date(2025, 9, 30))
    assert read_range(None, "2027-01-10", now=NOW, zone=ZONE) == (None, date(2027, 1, 10))
    assert read_range("2025-08-12T00:01", "", now=NOW, zone=ZONE) == (date(2025, 8, 12), None)


def test_range_when_the_last_day_comes_first_then_says_so():
    found = read_range("2025-09-01", "2025-08-01", now=NOW, zone=ZONE)
    assert isinstance(found, DayProblem)
    assert found.reason is DayReason.WRONG_ORDER
    assert found.sentence()


def test_range_when_one_day_is_wrong_then_its_problem():
    first = read_range("8/12", None, now=NOW, zone=ZONE)
    last = read_range(None, "8/12", now=NOW, zone=ZONE)
    assert isinstance(first, DayProblem)
    assert isinstance(last, DayProblem)


@given(st.text(max_size=40) | st.from_regex(r"\A\d{0,4}[-/.]\d{0,4}[-/.T]?\d{0,4}\Z"))
def test_day_when_anything_is_typed_then_a_day_or_a_sentence(typed: str):
    read = read_day(typed, now=NOW, zone=ZONE)
    if isinstance(read, DayProblem):
        assert read.sentence("en")
        assert read.sentence("zh")
    at = read_moment(typed, now=NOW, zone=ZONE)
    assert isinstance(at, DayProblem) or at.at <= NOW
