from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.answerer import Answerer
from bot.answers.reply import LONGEST, Outcome, Reason, Reply
from tests.support.bases import NOW, make_answerer, write_base

ARTICLE = datetime(2025, 7, 29, 20, 30, 13, tzinfo=UTC)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return make_answerer(write_base(tmp_path_factory.mktemp("knowledge")))


def ask(answerer: Answerer, question: str, now: datetime = NOW, as_of: datetime | None = None) -> Reply:
    return answerer.ask(question, now=now, as_of=as_of)


def test_answer_when_asked_now_then_todays_fact_with_date_source_and_attestation(answerer: Answerer) -> None:
    reply = ask(answerer, "When does the truce end?")
    assert (reply.outcome, reply.reason) == (Outcome.ANSWER, Reason.EXACT)
    assert reply.text == (
        "The truce runs to **10 January 2027**.\n\nAs of 23 November 2026 · second-hand\nSources: A report"
    )


def test_answer_when_the_clock_is_the_articles_then_the_articles_fact(answerer: Answerer) -> None:
    assert "12 August 2025" in ask(answerer, "truce expiry", now=ARTICLE).text
    assert "12 August 2025" in ask(answerer, "truce expiry", as_of=ARTICLE).text


def test_answer_when_the_question_names_a_day_then_that_day_is_told(answerer: Answerer) -> None:
    reply = ask(answerer, "how high is the american duty on tea from china on 20 april 2025")
    assert "145%" in reply.text
    assert reply.is_past
    assert "an earlier day" in reply.text


def test_answer_when_the_question_names_a_time_by_name_then_it_is_told(answerer: Answerer) -> None:
    assert "145%" in ask(answerer, "us tariff on china before the truce").text


@pytest.mark.parametrize(
    ("question", "figure"), [("deficit 2024", "$295.5 billion"), ("trade deficit with china in 2018", "$419.2 billion")]
)
def test_answer_when_a_year_is_named_then_the_series_gives_that_year_as_known_now(
    answerer: Answerer, question: str, figure: str
) -> None:
    reply = ask(answerer, question)
    assert figure in reply.text
    assert not reply.is_past


def test_answer_when_the_year_was_revised_later_then_an_earlier_day_tells_the_first_figure(answerer: Answerer) -> None:
    assert "$295.4 billion" in ask(answerer, "deficit 2024", as_of=ARTICLE).text


def test_answer_when_a_year_and_a_day_are_named_then_the_figure_as_of_that_day_is_told(answerer: Answerer) -> None:
    reply = ask(answerer, "deficit 2024, as of 29 July 2025")
    assert "$295.4 billion" in reply.text
    assert reply.is_past


def test_answer_when_the_year_is_missing_then_it_says_so_and_is_no_answer(answerer: Answerer) -> None:
    reply = ask(answerer, "trade deficit with china in 2017")
    assert (reply.outcome, reply.reason) == (Outcome.UNKNOWN, Reason.NO_FACT)
    assert "no figure" in reply.text


def test_answer_when_before_the_records_then_says_where_they_begin(answerer: Answerer) -> None:
    reply = ask(answerer, "us tariff on china", as_of=datetime(2024, 5, 1, tzinfo=UTC))
    assert reply.outcome is Outcome.UNKNOWN
    assert "10 April 2025" in reply.text


def test_answer_when_the_year_is_yet_to_come_then_only_what_is_on_record_for_it_is_told(answerer: Answerer) -> None:
    assert ask(answerer, "what is the us tariff on china in 2028").reason is Reason.NO_FACT
    assert ask(answerer, "does the truce end in 2027").answered


def test_answer_when_an_event_is_put_into_another_year_then_it_is_only_suggested(shipped: Answerer) -> None:
    reply = ask(shipped, "what did they agree in Stockholm in March 2026")
    assert (reply.reason, reply.suggestions[0].entry) == (Reason.NO_FACT, "round-stockholm")
    assert ask(shipped, "what did they agree in Stockholm in July 2025").entry == "round-stockholm"
    assert ask(shipped, "as of March 2026, what did they agree in Stockholm").entry == "round-stockholm"


def test_answer_when_review_date_has_passed_then_it_says_when_it_was_checked(answerer: Answerer) -> None:
    assert "last checked on 8 October 2026, may be out of date" in ask(answerer, "us tariff on china").text
    before = ask(answerer, "us tariff on china", now=datetime(2026, 10, 20, tzinfo=UTC))
    assert before.stale is None


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("tariff on Japan", Reason.FOREIGN_PLACE),
        ("what is the swiss tariff rate", Reason.FOREIGN_PLACE),
        ("does the EU have a truce deadline", Reason.FOREIGN_PLACE),
        ("日本的休战什么时候结束", Reason.FOREIGN_PLACE),
        ("predict the us tariff on china", Reason.REFUSED),
        ("will the truce hold", Reason.REFUSED),
        ("when did the us tariff on china reach 900%", Reason.UNKNOWN_FIGURE),
        ("когда закончится перемирие", Reason.UNREADABLE),
        ("best pizza dough hydration", Reason.TOO_UNLIKE),
    ],
)
def test_unknown_when_out_of_scope_then_the_reason_is_named(answerer: Answerer, question: str, reason: Reason) -> None:
    reply = ask(answerer, question)
    assert not reply.answered
    assert reply.outcome is Outcome.UNKNOWN
    assert reply.reason is reason


def test_answer_when_the_entry_declares_the_place_then_it_passes(answerer: Answerer) -> None:
    assert ask(answerer, "how did the stockholm talks go").entry == "stockholm"
    assert not ask(answerer, "how did the berlin talks go").answered


@pytest.mark.parametrize("question", ["hi", "Hello!", "  HELLO  "])
def test_help_when_small_talk_then_examples_and_no_figure(answerer: Answerer, question: str) -> None:
    reply = ask(answerer, question)
    assert reply.outcome is Outcome.HELP
    assert "%" not in reply.text
    assert "When does the truce end?" in reply.text


@pytest.mark.parametrize("question", ["", "   ", "😀🎉", "\u200b\u200d", "<@123456789012345678>", "@everyone"])
def test_help_when_there_is_no_question_then_it_says_so(answerer: Answerer, question: str) -> None:
    assert ask(answerer, question).reason is Reason.EMPTY


def test_language_when_asked_in_chinese_then_the_program_speaks_chinese(answerer: Answerer) -> None:
    reply = ask(answerer, "休战什么时候结束？")
    assert reply.answered
    assert "截至2026年11月23日" in reply.text


def test_several_when_two_questions_then_both_are_answered(answerer: Answerer) -> None:
    reply = ask(answerer, "When does the truce end? And what is the us tariff on china?")
    assert reply.reason is Reason.SEVERAL
    assert "10 January 2027" in reply.text
    assert "20%" in reply.text


def test_several_when_they_are_joined_by_and_then_both_are_answered(answerer: Answerer) -> None:
    reply = ask(answerer, "when does the truce end and what is the us tariff on china")
    assert reply.reason is Reason.SEVERAL
    assert ask(answerer, "when does the truce end and what is the weather like").reason is not Reason.SEVERAL


def test_follow_up_when_it_leans_on_the_last_answer_then_it_is_read_so(answerer: Answerer) -> None:
    def say(text: str) -> Reply:
        return answerer.ask(text, now=NOW, memory_key=("person", "channel"))

    assert "$295.5 billion" in say("deficit 2024").text
    assert "$419.2 billion" in say("and in 2018?").text
    assert "A report" in say("source?").text
    elsewhere = answerer.ask("and in 2018?", now=NOW, memory_key=("person", "elsewhere"))
    assert not elsewhere.answered


def test_long_when_a_question_has_4000_characters_then_it_is_still_answered_or_declined(answerer: Answerer) -> None:
    reply = ask(answerer, "when does the truce end " * 170)
    assert len(reply.text) <= LONGEST


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ask_when_given_any_text_then_it_never_raises_and_is_deterministic(answerer: Answerer, text: str) -> None:
    first, second = ask(answerer, text), ask(answerer, text)
    assert first == second
    assert 0 < len(first.text) <= LONGEST


@pytest.mark.parametrize("noise", ["{}?", "{}!!!", "<@99> {}", "**{}**", "{} 😀"])
def test_exact_when_noise_is_around_it_then_it_still_finds_its_entry(answerer: Answerer, noise: str) -> None:
    for entry in answerer.base.entries.values():
        for phrasing in entry.ways_to_ask:
            typed = noise.format(phrasing.upper())
            assert ask(answerer, typed).entry in (entry.id, None), typed
            assert answerer.matcher.match(typed).exact, typed
