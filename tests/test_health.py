"""What the bot's parts say of themselves, and for how long it counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.health import Health

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LOOP = "reminders"


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def health(seconds: Seconds) -> Health:
    return Health(required=(LOOP,), oldest={LOOP: timedelta(minutes=5)}, monotonic=seconds)


def test_ready_when_the_loop_hangs_then_no_until_it_works_again(health: Health, seconds: Seconds) -> None:
    health.report(LOOP, ok=True, detail="tick 7", at=NOON)
    seconds.now += 300
    assert health.ready
    seconds.now += 1
    assert not health.ready
    report = health.snapshot()[LOOP]
    assert (report.ok, report.at) == (False, NOON)
    assert report.detail == "no word for 301 seconds; the last was: tick 7"
    health.report(LOOP, ok=True, detail="tick 8", at=NOON)
    assert health.ready


def test_ready_when_the_loop_stands_by_then_yes_for_as_long_as_it_does(health: Health, seconds: Seconds) -> None:
    health.report(LOOP, ok=True, at=NOON)
    health.stand_by(LOOP, "another worker sends")
    seconds.now += 10_000
    assert health.ready
    assert health.snapshot()[LOOP].at is None


def test_snapshot_when_a_part_has_no_oldest_then_its_word_counts_for_ever(health: Health, seconds: Seconds) -> None:
    health.report("discord", ok=True, at=NOON)
    seconds.now += 10_000
    assert health.snapshot()["discord"].ok


def test_report_when_it_fails_then_the_time_it_last_worked_is_kept(health: Health) -> None:
    health.report(LOOP, ok=True, at=NOON)
    health.report(LOOP, ok=False, detail="locked")
    assert health.snapshot()[LOOP].at == NOON
    assert not health.ready
