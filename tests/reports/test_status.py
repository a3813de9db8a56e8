from datetime import UTC, datetime, timedelta

from bot.knowledge.model import MeasureState, Rate, Source, Step
from bot.knowledge.timeline import DeadlineState
from bot.reports.blocks import as_plain
from bot.reports.frame import frame
from bot.reports.status import Coverage, status
from bot.reports.text import status_blocks
from bot.reports.text.common import freshness_line
from bot.reports.voice import Voice
from tests.reports.small import NOW, RATES, as_of, make_base, make_empty, read

BASE = make_base()


def told(day: str = "", now: datetime = NOW, language: str = "en") -> str:
    return as_plain(status_blocks(status(BASE, now, as_of(day, now)), BASE, Voice(language)))


def test_status_when_in_july_then_tells_nothing_that_was_known_later():
    report = status(BASE, NOW, as_of("2025-07-29"))
    assert [view.current.value for view in report.rates if view.current] == [30, 10]
    ((_, view),) = report.states
    assert view.clock.next is not None
    assert (view.clock.next.deadline.id, view.clock.next.days) == ("first_end", 14)
    ((_, figures),) = report.figures
    assert figures.year is not None
    assert (figures.year.year, figures.year.value) == (2024, 295.4)
    assert report.last_talks is not None
    assert report.last_talks.round.id == "first"
    assert report.next_talks is None
    assert [view.issue.id for view in report.issues] == ["metals", "app"]
    text = told("2025-07-29")
    assert "30% since 14 May 2025: 20% first duty + 10% base duty (official)" in text
    assert "12 August 2025, 00:01" in text
    assert "in 14 days" in text
    assert "2026" not in text
    assert "nothing that became known later" in text


def test_status_when_a_minute_apart_then_the_rate_changes_at_the_hour():
    before, after = (status(BASE, NOW, as_of(f"2025-11-10T05:0{minute}Z")) for minute in (0, 2))
    assert before.rates[0].current is not None
    assert after.rates[0].current is not None
    assert (before.rates[0].current.value, after.rates[0].current.value) == (30, 20)
    assert before.rates[0].ahead[0].value == 20
    assert "Announced: 20% from 10 November 2025" in told("2025-11-10T05:00Z")
    assert "As of 10 November 2025, 00:00 (Eastern Time)" in told("2025-11-10T05:00Z")


def test_status_when_now_then_says_when_it_was_checked_and_that_it_may_be_out_of_date():
    text = told()
    assert "By what was announced the truce holds. (second-hand)" in text
    assert "Last checked on 8 October 2026, may be out of date; nothing newer is on record." in text
    assert "10 January 2027 (hour not published), in 48 days" in text
    assert "End of the second truce: 10 November 2026, 00:01 (Eastern Time), passed 13 days ago, no outcome" in text
    assert "Leaders' meeting, passed 5 days ago, no outcome on record" in text
    assert "2025: $202.1 billion, down $93.4 billion (31.6%) on 2024" in text


def test_freshness_when_only_a_part_is_overdue_then_the_latest_check_is_told_beside_that_of_the_part():
    fresh = Step.model_validate({"from": "2026-01-01", "value": 1, "what": "x", "checked": "2026-11-20T12:00Z"})
    overdue = Step.model_validate(
        {"from": "2026-01-01", "value": 2, "what": "y", "checked": "2026-05-03T12:00Z", "review_by": "2026-06-01"}
    )
    told = frame(BASE, NOW, NOW, [fresh, overdue])
    line = freshness_line(told, Voice())
    assert line == (
        "Last checked on 20 November 2026; nothing newer is on record. "
        "Part of it was last checked on 3 May 2026 and may be out of date."
    )
    only = freshness_line(frame(BASE, NOW, NOW, [overdue]), Voice())
    assert only == "Last checked on 3 May 2026, may be out of date; nothing newer is on record."


def test_freshness_when_the_day_of_a_publication_is_assumed_then_an_earlier_moment_says_so():
    assumed = Step.model_validate(
        {"from": "2026-01-01", "known": "2026-01-02", "known_assumed": True, "value": 1, "what": "x"}
    )
    earlier = NOW - timedelta(days=90)
    assert "published is assumed" in freshness_line(frame(BASE, NOW, earlier, [assumed]), Voice())
    assert "assumed" not in freshness_line(frame(BASE, NOW, NOW, [assumed]), Voice())
    found = assumed.model_copy(update={"known_assumed": False})
    assert "assumed" not in freshness_line(frame(BASE, NOW, earlier, [found]), Voice())


def test_frame_when_a_source_was_published_after_the_moment_then_it_is_not_named():
    source = Source.model_validate({"id": "order", "title": "The order", "publisher": "A", "published": "2026-06-01"})
    base = make_base(sources={"order": source})
    step = Step.model_validate({"from": "2026-01-01", "value": 1, "what": "x", "sources": ["order"]})
    days = [datetime(2026, month, 15, tzinfo=UTC) for month in (5, 6)]
    assert [frame(base, NOW, day, [step]).sources for day in days] == [(), ("order",)]


def test_status_when_measures_differ_then_each_state_is_told_apart():
    report = status(BASE, NOW, NOW)
    names = {state: [view.measure.id for view in report.by_state(state)] for state in MeasureState}
    assert names[MeasureState.STRUCK_DOWN] == ["duty"]
    assert names[MeasureState.IN_FORCE] == ["base"]
    assert names[MeasureState.SUSPENDED] == ["controls"]
    assert names[MeasureState.ANNOUNCED] == ["floor"]
    text = told()
    assert "Announced, not in force: price floor (from 4 December 2026)" in text
    assert "price floor (15%)" not in text


def test_status_when_the_last_end_has_passed_then_no_outcome_is_on_record():
    later = datetime(2027, 3, 1, 12, tzinfo=UTC)
    report = status(BASE, later, later)
    assert report.states[0][1].clock.next is None
    assert [s.state for s in report.states[0][1].clock.passed_open] == [DeadlineState.PASSED_OPEN] * 2
    text = told("", later)
    assert "10 January 2027 (hour not published), passed 50 days ago, no outcome on record" in text
    assert "nothing newer is on record" in text


def test_status_when_a_future_day_then_a_plain_sentence():
    report = status(BASE, NOW, datetime(2027, 3, 1, tzinfo=UTC))
    assert report.coverage is Coverage.FUTURE
    text = as_plain(status_blocks(report, BASE, Voice()))
    assert "has not come yet: today is 23 November 2026, and nothing newer than" in text


def test_status_when_before_the_records_then_says_from_when_they_reach():
    text = told("2019-01-01")
    assert "Nothing is on record for that day: the records begin on 9 April 2025." not in text
    assert "Nothing is on record for that day: the records begin on 10 April 2025." in text


def test_status_when_the_base_has_entries_only_then_says_so():
    empty = make_empty()
    report = status(empty, NOW, NOW)
    assert report.coverage is Coverage.NOTHING
    assert "answers questions only" in as_plain(status_blocks(report, empty, Voice()))


def test_status_when_in_chinese_then_no_english_sentence_of_its_own_is_left():
    text = told("2025-07-29", language="zh")
    assert "休战有效。" in text
    assert "截至2025年7月29日（过去的日期）。" in text
    assert "自2025年5月14日起30%" in text
    assert "还有14天" in text


def test_status_when_sides_end_at_one_instant_then_it_is_told_once():
    assert told("2025-07-29").count("in 14 days") == 1


def test_status_when_a_part_is_struck_down_but_still_collected_then_it_says_so():
    text = told("2026-02-25")
    assert "20%" in text
    base = make_base(rates=read(Rate, [{**RATES[0], "steps": RATES[0]["steps"][:2]}]))
    struck = as_plain(status_blocks(status(base, NOW, as_of("2026-02-25")), base, Voice()))
    assert "30% since 14 May 2025: 20% first duty (struck down) + 10% base duty (official)" in struck
