from datetime import UTC, datetime, timedelta

import pytest

from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Deadline, Role, Series, Statement
from bot.knowledge.scope import Scope
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


def make_role(**fields: object) -> Role:
    return Role.model_validate({"role": "minister", **fields}, context={"timezone": "UTC"})


@pytest.mark.parametrize(
    ("moment", "held"),
    [
        ("2024-12-31", None),
        ("2025-01-01", "deputy"),
        ("2025-05-31", "deputy"),
        ("2025-06-01", None),
        ("2025-06-30", None),
        ("2025-07-01", "minister"),
    ],
)
def test_role_when_a_boundary_is_near_then_offices_are_half_open(moment: str, held: str | None) -> None:
    roles = [make_role(role="deputy", **{"from": "2025-01-01"}, to="2025-06-01"), make_role(**{"from": "2025-07-01"})]
    found = timeline.role_at(roles, at(moment))
    assert (found.role.say("en") if found else None) == held


def test_role_when_two_are_held_then_the_later_listed_one_is_told() -> None:
    roles = [make_role(role="member", **{"from": "2020-01-01"}), make_role(role="chair", **{"from": "2024-01-01"})]
    assert timeline.role_at(roles, at("2023-01-01")) is roles[0]
    assert timeline.role_at(roles, at("2025-01-01")) is roles[1]


def test_role_when_it_has_no_dates_then_it_is_taken_as_held() -> None:
    role = make_role()
    assert timeline.role_at([role], at("1999-01-01")) is role
    assert timeline.role_at([], at("1999-01-01")) is None


def test_role_when_it_became_known_later_then_only_later_knowledge_tells_it() -> None:
    role = make_role(**{"from": "2025-01-01"}, known="2025-03-01")
    assert timeline.role_at([role], at("2025-02-28")) is None
    assert timeline.role_at([role], at("2025-03-01")) is role
    assert timeline.role_at([role], at("2025-02-01"), at("2025-03-01")) is role
    assert timeline.role_at([role], at("2025-04-01"), at("2025-02-01")) is None


def test_at_when_knowledge_of_another_day_is_asked_for_then_values_are_of_the_moment_and_known_by_that_day() -> None:
    late = make_statement({"from": "2025-01-01", "known": "2025-03-01", "text": "found out"})
    assert timeline.at(late.versions, at("2025-02-01"), at("2025-03-01T05:00Z")) is late.versions[0]
    assert timeline.at(late.versions, at("2025-04-01"), at("2025-02-01")) is None


def test_history_when_versions_are_listed_out_of_order_then_it_is_oldest_first() -> None:
    two = make_statement({"from": "2025-02-01", "text": "second"}, {"from": "2025-01-01", "text": "first"})
    assert [v.text.say("en") for v in timeline.history(two.versions, at("2025-03-01"))] == ["first", "second"]
    assert timeline.at(two.versions, at("2025-03-01")) is two.versions[0]


def test_scheduled_when_the_moment_is_the_beginning_then_it_is_no_longer_ahead() -> None:
    ahead = make_statement(
        {"from": "2025-03-01", "known": "2025-01-01", "text": "later"},
        {"from": "2025-02-01", "known": "2025-01-01", "text": "sooner"},
    )
    told = [v.text.say("en") for v in timeline.scheduled(ahead.versions, at("2025-01-01T05:00Z"))]
    assert told == ["sooner", "later"]
    assert [v.text.say("en") for v in timeline.scheduled(ahead.versions, at("2025-02-01T05:00Z"))] == ["later"]


def test_reach_when_there_is_nothing_then_none() -> None:
    assert timeline.reach([]) is None


def test_reach_when_something_was_known_only_later_then_it_begins_when_it_was_known() -> None:
    late = make_statement({"from": "2025-01-01T00:00", "known": "2025-03-01T00:00", "text": "x"})
    assert timeline.reach(late.versions) == (at("2025-03-01T05:00Z"), None)
    early = make_statement({"from": "2025-06-01T00:00", "known": "2025-03-01T00:00", "text": "x"})
    assert timeline.reach(early.versions) == (at("2025-06-01T04:00Z"), None)


def test_reach_when_the_last_has_an_end_then_it_is_the_end_whatever_the_order() -> None:
    first = {"from": "2025-01-01T00:00", "to": "2025-02-01T00:00", "text": "a"}
    last = {"from": "2025-03-01T00:00", "to": "2025-04-01T00:00", "text": "b"}
    for listed in ((first, last), (last, first)):
        assert timeline.reach(make_statement(*listed).versions) == (at("2025-01-01T05:00Z"), at("2025-04-01T04:00Z"))
    open_ended = {"from": "2025-03-01T00:00", "text": "b"}
    assert timeline.reach(make_statement(first, open_ended).versions) == (at("2025-01-01T05:00Z"), None)


def test_last_check_when_it_lies_after_the_moment_then_it_is_not_told() -> None:
    version = make_statement({"from": "2025-01-01", "checked": "2025-02-01T00:00", "text": "x"}).versions[0]
    assert timeline.last_check(version, at("2025-02-01T04:59Z")) is None
    assert timeline.last_check(version, at("2025-02-01T05:00Z")) == at("2025-02-01T05:00Z")
    assert timeline.last_check(version, at("2026-01-01")) == at("2025-02-01T05:00Z")
    unchecked = make_statement({"from": "2025-01-01", "text": "x"}).versions[0]
    assert timeline.last_check(unchecked, at("2026-01-01")) is None


def test_stale_when_the_review_date_comes_then_from_its_first_instant_on() -> None:
    version = make_statement({"from": "2025-01-01", "review_by": "2025-02-01T00:00", "text": "x"}).versions[0]
    assert not timeline.is_stale(version, at("2025-02-01T04:59Z"))
    assert timeline.is_stale(version, at("2025-02-01T05:00Z"))
    undated = make_statement({"from": "2025-01-01", "text": "x"}).versions[0]
    assert not timeline.is_stale(undated, at("2030-01-01"))


def test_figure_when_it_does_not_say_then_it_is_known_from_the_end_of_its_period() -> None:
    series = Series.model_validate(
        {
            "id": "s",
            "title": "S",
            "unit": "number",
            "values": [{"period": 2024, "value": 1}, {"period": "2025-H1", "value": 2}],
        }
    )
    whole, half = series.values
    assert timeline.figure_known_at(whole) == at("2025-01-01T00:00Z")
    assert timeline.figure_known_at(half) == at("2025-07-01T00:00Z")
    assert timeline.figure_at(series, whole.period, at("2024-12-31T23:59Z")) is None
    assert timeline.figure_at(series, whole.period, at("2025-01-01T00:00Z")) is whole
    assert timeline.years_at(series, at("2026-01-01")) == {2024: whole}


def test_years_when_a_figure_was_published_before_its_year_ended_then_the_year_is_on_record_from_then() -> None:
    values = [{"period": 2025, "value": 1}, {"period": 2026, "value": 2, "known": "2026-01-15"}]
    series = Series.model_validate({"id": "s", "title": "S", "unit": "number", "values": values})
    ended, published = series.values
    assert timeline.years_at(series, at("2026-01-10")) == {2025: ended}
    assert timeline.years_at(series, at("2026-02-01")) == {2025: ended, 2026: published}
    assert timeline.years_at(series, at("2025-12-31"), at("2026-02-01")) == {2025: ended}
    assert timeline.years_at(series, at("2025-06-30"), at("2026-02-01")) == {}


def test_standing_when_the_deadline_was_not_yet_known_then_nothing_is_told_of_it() -> None:
    deadline = make_deadline(known="2025-06-01T00:00")
    assert timeline.standing(deadline, at("2025-06-01T03:59Z")).state is DeadlineState.UNKNOWN
    assert timeline.standing(deadline, at("2025-06-01T04:00Z")).state is DeadlineState.UPCOMING
    assert timeline.standing(make_deadline(), at("2020-01-01")).state is DeadlineState.UPCOMING


def test_standing_when_the_outcome_is_known_at_an_instant_then_it_is_closed_from_then_on_with_it() -> None:
    deadline = make_deadline(outcome={"status": "extended", "on": "2025-08-11", "known": "2025-08-11T10:00 UTC"})
    assert timeline.standing(deadline, at("2025-08-11T09:59Z")).outcome is None
    closed = timeline.standing(deadline, at("2025-08-11T10:00Z"))
    assert (closed.state, closed.outcome) == (DeadlineState.CLOSED, deadline.outcome)
    assert closed.deadline is deadline


def test_standing_when_days_are_counted_then_by_the_calendar_of_the_deadline() -> None:
    deadline = make_deadline()
    assert timeline.standing(deadline, at("2025-08-11T03:59Z")).days == 2  # still 10 August in New York
    assert timeline.standing(deadline, at("2025-08-11T04:00Z")).days == 1
    assert timeline.standing(deadline, at("2025-08-14T12:00Z")).days == -2


def test_upcoming_when_some_are_over_or_closed_then_the_others_soonest_first() -> None:
    late, soon = make_deadline(id="late", at="2026-01-01"), make_deadline(id="soon", at="2025-09-01")
    over = make_deadline(id="over", at="2025-01-01")
    closed = make_deadline(id="closed", at="2025-10-01", outcome={"status": "met", "on": "2025-07-01"})
    unheard = make_deadline(id="unheard", at="2025-10-01", known="2025-09-01")
    base = KnowledgeBase({}, Scope(), "r", deadlines={d.id: d for d in (late, soon, over, closed, unheard)})
    assert [s.deadline.id for s in timeline.upcoming(base, at("2025-08-01"))] == ["soon", "late"]
    today = [s.deadline.id for s in timeline.upcoming(base, at("2025-09-01T12:00Z"))]
    assert today == ["soon", "unheard", "late"]


def test_change_moments_when_records_have_dates_then_each_is_there_once_ascending() -> None:
    statement = make_statement(
        {"from": "2025-01-01", "to": "2025-03-01T00:00", "review_by": "2025-02-01T00:00", "text": "x"}
    )
    series = Series.model_validate(
        {"id": "s", "title": "S", "unit": "number", "values": [{"period": 2024, "value": 1}]}
    )
    base = KnowledgeBase({}, Scope(), "r", statements={"s": statement}, series={"s": series})
    begins, ends, reviewed, gone = (at(f"2025-{day}:00Z") for day in ("01-01T05", "01-02T05", "02-01T05", "03-01T05"))
    assert timeline.change_moments(base) == (at("2025-01-01T00:00Z"), begins, ends, reviewed, gone)


def test_day_end_when_a_day_or_a_month_is_named_then_its_last_instant() -> None:
    tick = timedelta(microseconds=1)
    assert timeline.day_end(Instant.parse("2025-07-29")) == at("2025-07-30T00:00Z") - tick
    assert timeline.day_end(Instant.parse("2025-07")) == at("2025-08-01T00:00Z") - tick
    assert timeline.day_end(Instant.parse("2025-07-29T10:00")) == at("2025-07-29T10:00Z")
