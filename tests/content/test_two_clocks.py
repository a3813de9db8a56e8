"""What is told has two clocks: the time that it is about, and the time whose knowledge is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import compose
from bot.answers.answerer import Answerer
from bot.answers.asked import Asked
from bot.answers.decide import Decision
from bot.answers.reply import Outcome, Reason, Reply
from bot.answers.telling import NoFact, Slots, Teller
from bot.answers.templates import render
from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.library import Library
from bot.knowledge.model import Attested, Figure
from bot.reports.deadlines import deadlines
from bot.reports.issues import issues
from bot.reports.status import status
from bot.reports.timeline import timeline as timeline_report
from tests.content.conftest import NOW, ROOT

MOMENTS = st.datetimes(datetime(2018, 1, 1), datetime(2026, 11, 23), timezones=st.just(UTC))


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return Library(ROOT / "knowledge").base


def told(base: KnowledgeBase, entry: str, about: datetime | None, as_of: datetime = NOW, now: datetime = NOW) -> Reply:
    decision = Decision(Outcome.ANSWER, Reason.CHOSEN, entry)
    return compose.answer(base, decision, Asked(Slots(), about), now, as_of, "en")


def known_at(record: Attested) -> datetime:
    if isinstance(record, Figure):
        return timeline.figure_known_at(record)
    known = getattr(record, "known_from", None) or record.known
    return known.known_at if known else datetime.min.replace(tzinfo=UTC)


@settings(max_examples=25, deadline=None)
@given(as_of=MOMENTS, about=MOMENTS)
def test_used_when_told_as_of_a_day_then_nothing_that_became_known_later(
    base: KnowledgeBase, as_of: datetime, about: datetime
) -> None:
    for entry in base.entries.values():
        teller = Teller(base, NOW, min(about, as_of), "en", as_of=as_of)
        try:
            render(entry.answer.say("en"), teller)
        except NoFact:
            continue
        late = [used.record for used in teller.used if known_at(used.record) > as_of]
        assert not late, f"{entry.id}: {late[0]}"


@settings(max_examples=25, deadline=None)
@given(as_of=MOMENTS, about=MOMENTS)
def test_sources_when_told_as_of_a_day_then_none_was_published_later(
    base: KnowledgeBase, as_of: datetime, about: datetime
) -> None:
    for entry in base.entries.values():
        reply = told(base, entry.id, about, as_of)
        assert all(s.published is None or s.published.known_at <= as_of for s in reply.sources), entry.id
        assert reply.as_of == as_of


@settings(max_examples=50, deadline=None)
@given(as_of=MOMENTS)
def test_reports_when_told_as_of_a_day_then_none_of_their_sources_was_published_later(
    base: KnowledgeBase, as_of: datetime
) -> None:
    told = (report(base, NOW, as_of).frame for report in (status, timeline_report, deadlines, issues))
    sources = [base.sources[id_] for frame in told for id_ in frame.sources]
    assert [source.id for source in sources if source.published and source.published.known_at > as_of] == []


@settings(max_examples=50, deadline=None)
@given(about=MOMENTS)
def test_events_when_any_time_is_asked_about_then_todays_account(base: KnowledgeBase, about: datetime) -> None:
    for talks in base.rounds.values():
        account = timeline.at(talks.outcome, NOW)
        assert account is not None
        assert Teller(base, NOW, about, "en", as_of=NOW).outcome(talks.id) == Teller(base, NOW, NOW, "en").outcome(
            talks.id
        )


@settings(max_examples=50, deadline=None)
@given(about=MOMENTS)
def test_deadlines_when_any_time_is_asked_about_then_a_known_outcome_is_not_hidden(
    base: KnowledgeBase, about: datetime
) -> None:
    closed = [deadline for deadline in base.deadlines.values() if deadline.outcome]
    assert closed
    for deadline in closed:
        outcome = timeline.standing(deadline, NOW).outcome
        teller = Teller(base, NOW, about, "en", as_of=NOW)
        teller.deadline(deadline.id)
        assert [used.record for used in teller.used] == [outcome]


@settings(max_examples=200, deadline=None)
@given(about=MOMENTS, as_of=MOMENTS)
def test_rates_when_asked_at_any_instant_then_the_step_that_held_as_far_as_it_was_known(
    base: KnowledgeBase, about: datetime, as_of: datetime
) -> None:
    for rate in base.rates.values():
        held = [step for step in rate.steps if step.from_.start <= about and step.known_from.known_at <= as_of]
        teller = Teller(base, NOW, about, "en", as_of=as_of)
        if not held:
            with pytest.raises(NoFact):
                teller.rate(rate.id)
            continue
        teller.rate(rate.id)
        assert teller.own.rates[rate.id] is max(held, key=lambda step: step.from_.start)


@settings(max_examples=30, deadline=None)
@given(about=MOMENTS, earlier=MOMENTS, later=MOMENTS)
def test_rates_when_the_clock_moves_on_then_a_closed_past_changes_by_new_publications_alone(
    base: KnowledgeBase, about: datetime, earlier: datetime, later: datetime
) -> None:
    about, earlier, later = sorted((about, earlier, later))
    for rate in base.rates.values():
        published = [step for step in rate.steps if earlier < step.known_from.known_at <= later]
        if published:
            continue
        values = [timeline.at(rate.steps, about, known_by) for known_by in (earlier, later)]
        assert values[0] is values[1]


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        (
            "did china hit the 12 million tonne soybean target by the end of 2025?",
            "No: January 2026.",
        ),
        ("Where have Trump and Xi met since 2025?", "Trump and Xi met three times"),
        ("was the supreme court ruling in november 2025?", "No: 20 February 2026."),
        ("are the 2018 tariffs still there", "Yes. **25%**"),
        ("isnt the truce over already", "No. The truce runs to **10 January 2027**"),
        ("is it still 145%?", "No: 12.5%; 145% held 10 April – 14 May 2025."),
        ("145%的关税还在吗", "否：12.5%；145%"),
        ("did they cancel Busan?", "No. **Busan, 30 October 2025"),
        ("which city had the talks in march 2026", "**1 round of talks** in that time:\n• 6. Paris, 15–16 March 2026"),
        ("rounds since busan", "**3 rounds of talks** in that time:\n• 6. Paris"),
        ("how many rounds by the end of 2025", "**5 rounds of talks** so far:\n• 1. Geneva"),
        pytest.param(
            "was there a round of talks in december 2025",
            "**No round of talks** fell into that time; the last before it was Kuala Lumpur",
            marks=pytest.mark.xfail(strict=True, reason="the trained reader takes it for the video call of that month"),
        ),
        ("what was agreed on 12 may 2025", "• **12 May 2025**: Joint statement of Geneva."),
        ("what happened on 10 october 2025", "• **10 October 2025**: Threat of another 100% on Chinese goods."),
        ("2025年5月发生了什么", "• **2025年5月2日**"),
        ("was stockholm round 5", "No: Third round, Stockholm."),
        ("isn't it 30%?", "No: 12.5%; 30% held 14 May – 10 November 2025."),
    ],
)
def test_answer_when_a_time_or_a_claim_is_in_the_question_then_the_first_words_answer(
    answerer: Answerer, question: str, opening: str
) -> None:
    assert answerer.ask(question, now=NOW).answer.startswith(opening)
