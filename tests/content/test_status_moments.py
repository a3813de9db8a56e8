"""Where things stood at moments that matter, by the knowledge that is shipped: the facts are typed here again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.answers.telling import NoFact, Teller
from bot.answers.templates import render
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.library import Library
from bot.knowledge.model import MeasureState
from bot.knowledge.values import Text
from bot.reports.blocks import as_plain
from bot.reports.dates import Moment, read_moment
from bot.reports.frame import records_begin
from bot.reports.status import StatusReport, status
from bot.reports.text import status_blocks
from bot.reports.voice import Voice

FOLDER = Path(__file__).parents[2] / "knowledge"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@cache
def base() -> KnowledgeBase:
    return Library(FOLDER).base


@dataclass(frozen=True)
class Seen:
    """A status report and its English text."""

    report: StatusReport
    text: str

    @property
    def rates(self) -> dict[str, float]:
        return {view.rate.id: view.current.value for view in self.report.rates if view.current}

    @property
    def announced(self) -> dict[str, float]:
        return {view.rate.id: view.ahead[0].value for view in self.report.rates if view.ahead}

    def measures(self, state: MeasureState) -> set[str]:
        return {view.measure.id for view in self.report.by_state(state)}


def look(typed: str = "", now: datetime = NOW, language: str = "en") -> Seen:
    moment = read_moment(typed, now=now, zone=base().timezone, begins=records_begin(base()))
    assert isinstance(moment, Moment)
    report = status(base(), now, moment.at)

    def tell(text: Text, language: str, at: datetime) -> str:
        try:
            return render(text.say(language), Teller(base(), now, at, language))
        except NoFact as missing:
            raise AssertionError(f"a text of the status screen has no fact at {at}: {missing.what}") from missing

    return Seen(report, as_plain(status_blocks(report, base(), Voice(language, tell))))


def truce_ends(seen: Seen) -> tuple[datetime, int] | None:
    ends = seen.report.states[0][1].clock.next
    return (ends.deadline.at.start, ends.days) if ends else None


def test_status_when_on_29_july_2025_then_the_articles_world_put_right():
    seen = look("2025-07-29")
    assert seen.rates == {"us_on_china": 30, "china_on_us": 10}
    assert seen.announced == {}
    assert "20% fentanyl duty + 10% reciprocal duty" in seen.text
    assert truce_ends(seen) == (datetime(2025, 8, 12, 4, 1, tzinfo=UTC), 14)
    assert not seen.measures(MeasureState.STRUCK_DOWN)
    assert seen.report.last_talks is not None
    assert seen.report.last_talks.round.number == 3
    assert "Stockholm, 28–29 July 2025" in seen.text
    ((_, figures),) = seen.report.figures
    assert figures.year is not None
    assert (figures.year.year, figures.year.value) == (2024, 295.4)
    for later in ("2026", "November", "Madrid", "11 August", "Busan", "Supreme Court"):
        assert later not in seen.text


def test_status_when_on_13_may_2025_then_the_old_rates_hold_and_the_new_ones_are_announced():
    seen = look("2025-05-13")
    assert seen.rates == {"us_on_china": 145, "china_on_us": 125}
    assert seen.announced == {"us_on_china": 30, "china_on_us": 10}
    assert truce_ends(seen) == (datetime(2025, 8, 12, 4, 1, tzinfo=UTC), 91)
    assert "Geneva, 10–11 May 2025" in seen.text


def test_status_when_on_15_may_2025_then_the_truce_rates_hold():
    seen = look("2025-05-15")
    assert seen.rates == {"us_on_china": 30, "china_on_us": 10}
    assert truce_ends(seen) == (datetime(2025, 8, 12, 4, 1, tzinfo=UTC), 89)


def test_status_when_two_minutes_apart_on_10_november_2025_then_the_duty_is_halved_between():
    before, after = look("2025-11-10T05:00Z"), look("2025-11-10T05:02Z")
    assert before.rates == {"us_on_china": 30, "china_on_us": 10}
    assert before.announced == {"us_on_china": 20}
    assert after.rates == {"us_on_china": 20, "china_on_us": 10}
    assert after.announced == {}
    assert "10% fentanyl duty + 10% reciprocal duty" in after.text
    assert truce_ends(after) == (datetime(2026, 11, 10, 5, 1, tzinfo=UTC), 365)
    assert "cn_farm" in before.measures(MeasureState.IN_FORCE)
    assert "cn_farm" in after.measures(MeasureState.ENDED)


def test_status_when_the_day_after_the_ruling_then_struck_down_but_still_collected():
    seen = look("2026-02-21")
    assert seen.rates == {"us_on_china": 20, "china_on_us": 10}
    assert seen.announced == {"us_on_china": 10}
    assert {"us_fentanyl", "us_reciprocal"} <= seen.measures(MeasureState.STRUCK_DOWN)
    assert "10% fentanyl duty (struck down) + 10% reciprocal duty (struck down)" in seen.text
    assert truce_ends(seen) == (datetime(2026, 11, 10, 5, 1, tzinfo=UTC), 262)
    ((_, figures),) = seen.report.figures
    assert figures.year is not None
    assert figures.year.value == 202.1
    assert "15%" not in seen.text


def test_status_when_on_25_february_2026_then_the_surcharge_is_all_that_is_left():
    seen = look("2026-02-25")
    assert seen.rates == {"us_on_china": 10, "china_on_us": 10}
    assert {"us_fentanyl", "us_reciprocal"} <= seen.measures(MeasureState.STRUCK_DOWN)
    assert "10% Section 122 surcharge" in seen.text
    assert "15%" not in seen.text


def test_status_when_on_20_may_2026_then_after_the_beijing_summit_without_extension():
    seen = look("2026-05-20")
    assert seen.rates == {"us_on_china": 10, "china_on_us": 10}
    assert truce_ends(seen) == (datetime(2026, 11, 10, 5, 1, tzinfo=UTC), 174)
    assert "Beijing summit, 13–15 May 2026" in seen.text
    assert "did not extend" in seen.text
    assert "2025: $202.1 billion, down $93.4 billion (31.6%) on 2024" in seen.text
    for later in ("January 2027", "12.5%", "Washington summit", "23 September"):
        assert later not in seen.text


def test_status_when_now_then_announced_to_january_and_may_be_out_of_date():
    seen = look()
    assert seen.rates == {"us_on_china": 12.5, "china_on_us": 10}
    ends = seen.report.states[0][1].clock.next
    assert ends is not None
    assert (ends.deadline.at.day.isoformat(), ends.days, ends.deadline.at.is_exact) == ("2027-01-10", 48, False)
    assert "10 January 2027 (hour not published), in 48 days" in seen.text
    assert seen.report.frame.freshness.stale
    assert (
        "nothing newer is on record. Part of it was last checked on 8 October 2026 and may be out of date" in seen.text
    )
    assert "(second-hand)" in seen.text
    assert "APEC" in seen.text
    assert "passed 5 days ago, no outcome on record" in seen.text
    assert "Section 301 forced-labour duty (12.5%)" in seen.text


def test_status_when_on_1_march_2027_then_nothing_newer_is_on_record_and_it_says_so():
    seen = look(now=datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert truce_ends(seen) is None
    assert "10 January 2027 (hour not published), passed 50 days ago, no outcome on record" in seen.text
    assert "October 2026; nothing newer is on record. Part of it was last checked on" in seen.text
    assert "Whether the truce is still on is not on record" in seen.text


@pytest.mark.parametrize("typed", ["", "2025-07-29", "2025-11-10T05:00Z", "2026-02-21", "2026-05-20"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_status_when_told_then_it_fits_one_message(typed: str, language: str):
    seen = look(typed, language=language)
    assert len(seen.text) < 4000
    assert "{{" not in seen.text
    assert len(seen.text.splitlines()) <= 50
