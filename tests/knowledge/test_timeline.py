from datetime import UTC, datetime

import pytest

from bot.knowledge import timeline
from bot.knowledge.model import Deadline, Series, Statement
from bot.knowledge.timeline import DeadlineState
from bot.knowledge.values import Instant, Period

ZONE = {"timezone": "America/New_York"}


def at(text: str) -> datetime:
    return Instant.parse(text).start


def make_statement(*versions: dict[str, object]) -> Statement:
    return Statement.model_validate({"id": "s", "versions": list(versions)}, context=ZONE)


def make_deadline(**more: object) -> Deadline:
    fields = {
        "id": "d",
        "title": "End",
        "at": "2025-08-12T00:01:00",
        "timezone": "America/New_York",
        "if_missed": "Back.",
    }
    return Deadline.model_validate({**fields, **more}, context=ZONE)


TRUCE = make_statement(
    {"from": "2025-05-14T00:01", "known": "2025-05-12", "text": "thirty"},
    {"from": "2025-11-10T00:01", "known": "2025-11-04", "text": "twenty"},
    {"from": "2026-02-24", "to": "2026-07-24", "text": "ten"},
)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2025-05-14T04:00Z", None),
        ("2025-05-14T04:01Z", "thirty"),
        ("2025-11-10T05:00Z", "thirty"),
        ("2025-11-10T05:01Z", "twenty"),
        ("2026-07-24T03:59Z", "ten"),
        ("2026-07-24T04:00Z", None),
    ],
)
def test_at_when_a_boundary_is_near_then_periods_are_half_open(moment: str, text: str | None) -> None:
    found = timeline.at(TRUCE.versions, at(moment))
    assert (found.text.say("en") if found else None) == text


def test_scheduled_when_known_but_not_begun_then_it_is_ahead_and_not_in_force() -> None:
    moment = at("2025-11-05T12:00Z")
    assert [v.text.say("en") for v in timeline.scheduled(TRUCE.versions, moment)] == ["twenty"]
    assert timeline.scheduled(TRUCE.versions, at("2025-11-03T12:00Z")) == ()


def test_at_when_a_thing_became_known_later_than_it_began_then_the_earlier_day_does_not_tell_it() -> None:
    late = make_statement({"from": "2025-01-01", "known": "2025-03-01", "text": "found out"})
    assert timeline.at(late.versions, at("2025-02-01")) is None
    assert timeline.at(late.versions, at("2025-03-02")) is not None


def test_figure_when_revised_then_each_moment_tells_the_latest_known() -> None:
    series = Series.model_validate(
        {
            "id": "gap",
            "title": "Gap",
            "unit": "usd_billion",
            "values": [
                {"period": 2024, "value": 295.4, "known": "2025-02-05"},
                {"period": 2024, "value": 295.5, "known": "2026-02-19"},
            ],
        },
        context=ZONE,
    )
    year = Period.parse(2024)
    assert timeline.figure_at(series, year, at("2025-01-01")) is None
    early, late = (timeline.figure_at(series, year, at(day)) for day in ("2025-07-29", "2026-03-01"))
    assert early is not None
    assert late is not None
    assert (early.value, late.value) == (295.4, 295.5)


def test_standing_when_exact_then_it_passes_at_its_minute() -> None:
    deadline = make_deadline()
    assert timeline.standing(deadline, at("2025-08-12T04:00Z")).state is DeadlineState.TODAY
    passed = timeline.standing(deadline, at("2025-08-12T04:01Z"))
    assert (passed.state, passed.days) == (DeadlineState.PASSED_OPEN, 0)


def test_standing_when_only_the_day_is_known_then_it_passes_when_the_day_has_ended() -> None:
    deadline = make_deadline(at="2027-01-10")
    assert timeline.standing(deadline, at("2027-01-11T04:59Z")).state is DeadlineState.TODAY
    assert timeline.standing(deadline, at("2027-01-11T05:00Z")).state is DeadlineState.PASSED_OPEN


def test_standing_when_the_outcome_is_known_only_later_then_an_earlier_day_is_open() -> None:
    deadline = make_deadline(outcome={"status": "extended", "on": "2025-08-11", "known": "2025-08-11"})
    assert timeline.standing(deadline, at("2025-07-29")).days == 15 - 1 + (at("2025-07-29").hour < 4)
    assert timeline.standing(deadline, at("2025-08-11T12:00Z")).state is DeadlineState.CLOSED
    assert timeline.standing(deadline, datetime(2025, 7, 29, 20, tzinfo=UTC)).state is DeadlineState.UPCOMING


def test_stale_when_a_later_record_replaced_it_then_it_is_settled() -> None:
    version = make_statement({"from": "2025-01-01", "review_by": "2025-02-01", "text": "x"}).versions[0]
    now = at("2026-01-01")
    assert timeline.is_stale(version, now, latest=True)
    assert not timeline.is_stale(version, now, latest=False)
