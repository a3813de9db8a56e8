from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.knowledge.chronicle import EventKind
from bot.knowledge.model import Measure, MeasureState
from bot.reports.blocks import as_markdown, as_plain
from bot.reports.deadlines import deadlines
from bot.reports.issues import IssueReport, NoSuchIssue, complete, issue, issues
from bot.reports.rates import in_state
from bot.reports.text import (
    deadlines_blocks,
    declared_blocks,
    issue_blocks,
    issues_blocks,
    timeline_blocks,
)
from bot.reports.timeline import PAGE, timeline
from bot.reports.voice import Voice
from tests.reports.small import NOW, as_of, make_base, make_empty, told_of

BASE = make_base()
EMPTY = make_empty()
VOICE = Voice()


def test_tariffs_when_told_then_steps_and_measures_of_the_moment():
    report = told_of(BASE, "tariffs", as_of("2025-07-29"))
    first = report.rates[0]
    assert [step.value for step in first.steps] == [145, 30]
    assert [view.measure.id for view in in_state(report.measures, MeasureState.IN_FORCE)] == ["duty", "base"]
    text = as_plain(declared_blocks(report, BASE, VOICE))
    assert "• 10 April 2025: 145%, spiral" in text
    assert "Land A: first duty (20%)" in text
    assert "A's duty on B: on most goods" in text


def test_tariffs_when_a_direction_had_not_begun_then_it_is_left_out():
    report = told_of(BASE, "tariffs", as_of("2025-04-11"))
    assert [view.rate.id for view in report.rates] == ["a_on_b"]


def test_truce_when_told_then_phases_end_where_the_next_begins():
    report = told_of(BASE, "truce", NOW)
    assert [phase.version.from_.day for phase in report.state.phases] == [
        date(2025, 5, 12), date(2025, 8, 11), date(2026, 11, 10),
    ]  # fmt: skip
    assert report.state.phases[-1].until is None
    text = as_plain(declared_blocks(report, BASE, VOICE))
    assert "12 May – 11 August 2025: The truce holds." in text
    assert "Each side lowers its rate." in text
    assert "12 August 2025, 00:01 (Eastern Time): End of the first truce, extended (official). By 90 days." in text


def test_truce_when_in_july_then_the_later_end_is_not_known():
    report = told_of(BASE, "truce", as_of("2025-07-29"))
    assert [s.deadline.id for s in report.state.deadlines] == ["first_end", "first_end_cn"]


def test_deficit_when_a_year_then_figures_change_and_the_aim_against_what_came():
    report = told_of(BASE, "deficit", NOW, 2025)
    assert report.years is not None
    assert report.years.year is not None
    assert report.years.year.change == pytest.approx(-93.4)
    assert report.years.year.change_percent == pytest.approx(-31.607, abs=1e-3)
    text = as_plain(declared_blocks(report, BASE, VOICE))
    for expected in (
        "2025: $202.1 billion, down $93.4 billion (31.6%) on 2024", "Exports: $106.3 billion",
        "Imports: $308.4 billion", "A cut of $50 billion was aimed at.", "The gap fell by $93.4 billion.", "goods only",
    ):  # fmt: skip
        assert expected in text


def test_deficit_when_in_august_2025_then_the_first_figures_and_the_half_year():
    report = told_of(BASE, "deficit", as_of("2025-08-10"))
    assert report.years is not None
    assert report.years.latest is not None
    assert (report.years.latest.year, report.years.latest.value, report.years.latest.change) == (2024, 295.4, None)
    assert [figure.value for figure in report.years.partial] == [-111.46]
    assert [version.text.say("en") for version in report.years.notes] == ["A cut of $50 billion was aimed at."]


@pytest.mark.parametrize(
    ("year", "told"), [(2017, "no full source for that year was found"), (1987, "run from 2015 to")]
)
def test_deficit_when_a_year_has_no_figure_then_says_so(year: int, told: str):
    report = told_of(BASE, "deficit", NOW, year)
    assert report.years is not None
    assert report.years.year is None
    text = as_plain(declared_blocks(report, BASE, VOICE))
    assert f"{year}" in text
    assert told in text


def test_issues_when_settled_later_then_open_before():
    assert [view.issue.id for view in issues(BASE, NOW, as_of("2025-07-29")).open] == ["metals", "app"]
    report = issues(BASE, NOW, NOW)
    assert ([v.issue.id for v in report.open], [v.issue.id for v in report.settled]) == (["metals"], ["app"])
    assert "Settled\n• The app: Sold." in as_plain(issues_blocks(report, BASE, VOICE))


def test_issue_when_in_the_past_then_status_then_and_now_positions_and_steps():
    report = issue(BASE, NOW, as_of("2025-10-20"), "magnet")
    assert isinstance(report, IssueReport)
    text = as_plain(issue_blocks(report, BASE, VOICE))
    assert "Slow licences. (reported)" in text
    assert "How it stands today\nControls suspended." in text
    assert "Land A\nWants more." in text
    assert "9 October 2025: Controls announced." in text
    assert "10 November 2025" not in text


def test_issue_when_misspelt_then_did_you_mean():
    found = issue(BASE, NOW, NOW, "rare metls")
    assert isinstance(found, NoSuchIssue)
    assert found.likely[0].id == "metals"
    assert "Did you mean Rare metals" in as_plain(issue_blocks(found, BASE, VOICE))
    nothing = issue(BASE, NOW, NOW, "qqqqqq")
    assert "Use /issues without a name" in as_plain(issue_blocks(nothing, BASE, VOICE))


def test_complete_when_typing_then_the_best_first_and_never_over_the_limit():
    assert complete(BASE, "", "en") == (("metals", "Rare metals"), ("app", "The app"))
    assert complete(BASE, "mag", "zh")[0] == ("metals", "稀有金属")
    assert len(complete(BASE, "", "en", limit=1)) == 1


def test_deadlines_when_told_then_coming_soonest_first_and_past_latest_first():
    report = deadlines(BASE, NOW, NOW)
    assert [s.deadline.id for s in report.coming] == ["last_end"]
    assert [s.deadline.id for s in report.past] == ["hearing", "leaders", "second_end", "first_end", "first_end_cn"]
    assert [s.deadline.id for s in report.passed_open] == ["leaders", "second_end"]
    text = as_plain(deadlines_blocks(report, BASE, VOICE))
    assert "in 48 days. Hour not published. Otherwise: Suspended measures return." in text
    assert "passed 13 days ago, no outcome on record" in text
    assert [s.deadline.id for s in deadlines(BASE, NOW, NOW, "truce").coming] == ["last_end"]


def test_deadlines_when_a_stamp_is_given_then_exact_ones_use_it():
    voice = Voice(stamp=lambda at: f"<t:{int(at.timestamp())}:F>")
    text = as_markdown(deadlines_blocks(deadlines(BASE, NOW, as_of("2025-07-29")), BASE, voice))
    assert f"<t:{int(datetime(2025, 8, 12, 4, 1, tzinfo=UTC).timestamp())}:F>" in text
    assert (
        "<t:"
        not in as_markdown(
            deadlines_blocks(deadlines(BASE, NOW, as_of("2026-12-01", NOW.replace(month=12, day=2))), BASE, voice)
        ).split("Past")[0]
    )


def test_timeline_when_two_days_are_given_then_both_count():
    report = timeline(BASE, NOW, NOW, date(2025, 5, 11), date(2025, 8, 12))
    assert [(event.kind, event.id) for event in report.events] == [
        (EventKind.TALKS, "first"),
        (EventKind.DEADLINE, "first_end"),
        (EventKind.DEADLINE, "first_end_cn"),
    ]


def test_timeline_when_a_measure_is_only_retold_then_it_is_no_event():
    report = timeline(BASE, NOW, NOW)
    states = [event.version.state for event in report.events if event.id == "duty" and event.version]
    assert states == [MeasureState.IN_FORCE, MeasureState.STRUCK_DOWN]


def test_timeline_when_a_phase_within_a_state_changes_then_it_is_an_event_that_names_the_phase():
    phases = [("2025-01-01", "bugfixes"), ("2025-06-01", "bugfixes"), ("2026-01-01", "security fixes")]
    versions = [{"from": day, "state": "in_force", "phase": phase, "text": "It holds."} for day, phase in phases]
    measure = Measure.model_validate({"id": "support", "title": "support", "versions": versions})
    base = replace(EMPTY, measures={"support": measure})
    text = as_plain(timeline_blocks(timeline(base, NOW, NOW), base, VOICE))
    assert "1 January 2025: support; in force (bugfixes)." in text
    assert "1 January 2026: support; in force (security fixes)." in text
    assert "1 June 2025" not in text


def test_timeline_when_paged_then_every_event_stands_on_one_page():
    report = timeline(BASE, NOW, NOW)
    paged = [event for number in range(1, report.pages + 1) for event in report.page(number)]
    assert paged == list(report.events)
    assert all(len(report.page(number)) <= PAGE for number in range(1, report.pages + 1))
    assert report.page(0) == report.page(1)
    assert report.page(99) == report.page(report.pages)
    assert "Page 4 of 4" in as_plain(timeline_blocks(report, BASE, VOICE, 99))


def test_timeline_when_a_measure_is_ahead_then_it_is_told_as_announced():
    text = as_plain(timeline_blocks(timeline(BASE, NOW, NOW, date(2026, 12, 1)), BASE, VOICE, 1))
    assert "4 December 2026: price floor; announced, not in force." in text


def test_reports_when_the_base_has_entries_only_then_plain_sentences():
    moment = NOW
    texts = [
        as_plain(declared_blocks(told_of(EMPTY, "tariffs", moment), EMPTY, VOICE)),
        as_plain(declared_blocks(told_of(EMPTY, "truce", moment), EMPTY, VOICE)),
        as_plain(declared_blocks(told_of(EMPTY, "deficit", moment), EMPTY, VOICE)),
        as_plain(issues_blocks(issues(EMPTY, NOW, moment), EMPTY, VOICE)),
        as_plain(deadlines_blocks(deadlines(EMPTY, NOW, moment), EMPTY, VOICE)),
        as_plain(timeline_blocks(timeline(EMPTY, NOW, moment), EMPTY, VOICE)),
    ]
    assert all("on record" in text for text in texts)
