"""Quiet hours and the hour of the week, by wall clocks that are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.calendar import Quiet, Weekly

ZONES = ["UTC", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia"]
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))
MINUTES = st.integers(0, 1439)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-10T03:00", "2026-11-10T12:00"),  # 22:00 in New York, to 07:00
        ("2026-11-10T11:59", "2026-11-10T12:00"),
        ("2026-11-10T12:00", None),
        ("2026-11-10T02:59", None),
        ("2026-11-01T05:30", "2026-11-01T12:00"),  # 01:30 for the first time, in a night of an hour more
        ("2026-11-01T06:30", "2026-11-01T12:00"),  # and for the second time
    ],
)
def test_quiet_when_hours_go_past_midnight_then_they_end_on_the_next_day(moment: str, until: str | None) -> None:
    quiet = Quiet(22 * 60, 7 * 60)
    assert quiet.until(utc(moment), "America/New_York") == (utc(until) if until else None)


def test_quiet_when_they_end_at_an_hour_that_comes_twice_then_the_end_lies_ahead() -> None:
    quiet = Quiet(60, 90)  # 01:00 to 01:30, a time that New York shows twice on that day
    assert quiet.until(utc("2026-11-01T06:10"), "America/New_York") == utc("2026-11-01T06:30")


@given(moment=MOMENTS, begin=MINUTES, end=MINUTES, zone=st.sampled_from(ZONES))
def test_quiet_whatever_the_clock_shows_then_the_end_lies_ahead_within_a_day_and_is_shown(
    moment: datetime, begin: int, end: int, zone: str
) -> None:
    until = Quiet(begin, end).until(moment, zone)
    local = moment.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    inside = begin <= minute < end if begin <= end else minute >= begin or minute < end
    assert (until is not None) == inside
    if until is not None:
        assert moment < until <= moment + timedelta(hours=26)


@given(moment=MOMENTS, weekday=st.integers(0, 6), minute=MINUTES, zone=st.sampled_from(ZONES))
def test_weekly_whatever_the_clock_shows_then_the_last_and_the_next_are_a_week_apart(
    moment: datetime, weekday: int, minute: int, zone: str
) -> None:
    weekly = Weekly(weekday, minute, {})
    last, following = weekly.last(moment, zone), weekly.next(moment, zone)
    assert last <= moment < following
    assert timedelta(days=7) - timedelta(hours=2) <= following - last <= timedelta(days=7, hours=2)
    assert following.astimezone(ZoneInfo(zone)).weekday() == weekday
