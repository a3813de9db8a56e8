from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.answerer import Answerer
from bot.answers.chinese import Gloss
from bot.answers.plain import plain_text
from bot.answers.ready import asked_text, matcher_builder
from bot.answers.reply import MOST_CHARACTERS, Outcome, Reason, Reply
from bot.knowledge.library import Library
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
    assert plain_text(reply) == (
        "The truce runs to **10 January 2027**.\n\nAs of 23 November 2026 · second-hand\nSources: A report"
    )


def test_answer_when_the_clock_is_the_articles_then_the_articles_fact(answerer: Answerer) -> None:
    assert "12 August 2025" in plain_text(ask(answerer, "truce expiry", now=ARTICLE))
    assert "12 August 2025" in plain_text(ask(answerer, "truce expiry", as_of=ARTICLE))


def test_answer_when_the_question_names_a_day_then_that_day_is_told(answerer: Answerer) -> None:
    reply = ask(answerer, "how high is the american duty on tea from china on 20 april 2025")
    assert reply.answer.startswith("**145%**")
    assert (reply.about or NOW).date().isoformat() == "2025-04-21", "the last instant of the day in the base's zone"
    assert (reply.as_of, reply.is_past) == (NOW, False), "told with today's knowledge"
    assert "On 23 November 2026: **20%**" in reply.answer


def test_answer_when_the_question_names_a_time_by_name_then_it_is_told(answerer: Answerer) -> None:
    assert "145%" in plain_text(ask(answerer, "us tariff on china before the truce"))


@pytest.mark.parametrize(
    ("question", "figure"), [("deficit 2024", "$295.5 billion"), ("trade deficit with china in 2018", "$419.2 billion")]
)
def test_answer_when_a_year_is_named_then_the_series_gives_that_year_as_known_now(
    answerer: Answerer, question: str, figure: str
) -> None:
    reply = ask(answerer, question)
    assert figure in plain_text(reply)
    assert not reply.is_past


def test_answer_when_the_year_was_revised_later_then_an_earlier_day_tells_the_first_figure(answerer: Answerer) -> None:
    assert "$295.4 billion" in plain_text(ask(answerer, "deficit 2024", as_of=ARTICLE))


def test_answer_when_a_year_and_a_day_are_named_then_the_figure_as_of_that_day_is_told(answerer: Answerer) -> None:
    reply = ask(answerer, "deficit 2024, as of 29 July 2025")
    assert "$295.4 billion" in plain_text(reply)
    assert reply.is_past


def test_answer_when_the_year_is_missing_then_it_says_so_and_is_no_answer(answerer: Answerer) -> None:
    reply = ask(answerer, "trade deficit with china in 2017")
    assert (reply.outcome, reply.reason) == (Outcome.UNKNOWN, Reason.NO_FACT)
    assert "no figure" in plain_text(reply)


def test_answer_when_before_the_records_then_says_where_they_begin(answerer: Answerer) -> None:
    reply = ask(answerer, "us tariff on china", as_of=datetime(2024, 5, 1, tzinfo=UTC))
    assert reply.outcome is Outcome.UNKNOWN
    assert "10 April 2025" in plain_text(reply)


def test_answer_when_the_year_is_yet_to_come_and_on_record_then_it_is_told(answerer: Answerer) -> None:
    assert ask(answerer, "does the truce end in 2027").entry == "truce-end"


def test_answer_when_the_year_is_yet_to_come_and_nothing_is_on_record_for_it_then_todays_fact_is_not_told(
    answerer: Answerer,
) -> None:
    assert ask(answerer, "what is the us tariff on china in 2028").reason is Reason.NO_FACT


def test_answer_when_an_event_is_put_into_another_year_then_it_is_only_suggested(shipped: Answerer) -> None:
    reply = ask(shipped, "what did they agree in Stockholm in March 2026")
    assert not reply.answered
    assert reply.entry is None
    assert "round-stockholm" in [suggestion.entry for suggestion in reply.suggestions]


@pytest.mark.parametrize(
    "question",
    [
        "what did they agree in Stockholm in July 2025",
        "as of March 2026, what did they agree in Stockholm",
    ],
)
def test_answer_when_an_event_is_put_into_its_own_year_or_told_as_of_another_then_it_is_told(
    shipped: Answerer, question: str
) -> None:
    assert ask(shipped, question).entry == "round-stockholm"


def test_answer_when_review_date_has_passed_then_it_says_when_it_was_checked(answerer: Answerer) -> None:
    assert "last checked on 8 October 2026, may be out of date" in plain_text(ask(answerer, "us tariff on china"))
    before = ask(answerer, "us tariff on china", now=datetime(2026, 10, 20, tzinfo=UTC))
    assert before.provenance.stale("en") is None


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("tariff on Japan", Reason.FOREIGN_PLACE),
        ("what is the swiss tariff rate", Reason.FOREIGN_PLACE),
        ("does the EU have a truce deadline", Reason.FOREIGN_PLACE),
        ("日本的休战什么时候结束", Reason.FOREIGN_PLACE),
        ("who is going to win the trade war", Reason.REFUSED),
        ("will the truce hold", Reason.REFUSED),
        ("when did the us tariff on china reach 900%", Reason.UNKNOWN_FIGURE),
        ("когда закончится перемирие", Reason.UNREADABLE),
        ("best pizza dough hydration", Reason.REFUSED),
    ],
)
def test_unknown_when_out_of_scope_then_the_reason_is_named(answerer: Answerer, question: str, reason: Reason) -> None:
    reply = ask(answerer, question)
    assert not reply.answered
    assert reply.outcome is Outcome.UNKNOWN
    assert reply.reason is reason


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who is going to win the trade war", "prediction"),
        ("best pizza dough hydration", "far"),
        ("how do I bake a pizza", "far"),
    ],
)
def test_unknown_when_it_resembles_a_declined_kind_then_that_kinds_own_words(
    answerer: Answerer, question: str, kind: str
) -> None:
    reply = ask(answerer, question)
    assert (reply.reason, reply.explanation.refused_as) == (Reason.REFUSED, kind)
    assert reply.answer == answerer.base.declined[kind].say.say("en")


@pytest.mark.parametrize("question", ["best pizza dough hydration", "zorgle blorp wumpus"])
def test_unknown_when_the_base_declines_nothing_itself_then_the_engine_does(tmp_path: Path, question: str) -> None:
    folder = write_base(tmp_path)
    (folder / "declined" / "kinds.yaml").unlink()
    (folder / "smalltalk.yaml").unlink()
    reply = ask(make_answerer(folder), question)
    assert (reply.outcome, reply.reason) == (Outcome.UNKNOWN, Reason.REFUSED)
    assert reply.answer == "I don't know that. I only answer from my own checked records about the tea truce."


@pytest.mark.parametrize("question", ["tariff on Japan", "what is the tariff on Japan?", "talks in berlin"])
def test_unknown_when_a_foreign_place_is_named_then_words_alone_refuse_it_too(tmp_path: Path, question: str) -> None:
    answerer = Answerer(Library(write_base(tmp_path)), matcher_builder(None, None))
    assert ask(answerer, question).reason is Reason.FOREIGN_PLACE


def test_answer_when_the_entry_declares_the_place_then_it_passes(answerer: Answerer) -> None:
    assert ask(answerer, "how did the stockholm talks go").entry == "stockholm"
    assert not ask(answerer, "how did the berlin talks go").answered


@pytest.mark.parametrize("question", ["hi", "Hello!", "  HELLO  ", "thank you so much", "你好"])
def test_help_when_small_talk_then_examples_and_no_figure(answerer: Answerer, question: str) -> None:
    reply = ask(answerer, question)
    assert (reply.outcome, reply.reason) == (Outcome.HELP, Reason.CHITCHAT)
    assert "%" not in plain_text(reply)
    assert [suggestion.entry for suggestion in reply.suggestions] == ["truce-end"]


@pytest.mark.parametrize("question", ["", "   ", "😀🎉", "\u200b\u200d", "<@123456789012345678>", "@everyone"])
def test_help_when_there_is_no_question_then_it_says_so(answerer: Answerer, question: str) -> None:
    assert ask(answerer, question).reason is Reason.EMPTY


def test_language_when_asked_in_chinese_then_the_program_speaks_chinese(answerer: Answerer) -> None:
    reply = ask(answerer, "休战什么时候结束？")
    assert reply.answered
    assert "截至2026年11月23日" in plain_text(reply)


def test_several_when_two_questions_then_both_are_answered(answerer: Answerer) -> None:
    reply = ask(answerer, "When does the truce end? And what is the us tariff on china?")
    assert reply.reason is Reason.SEVERAL
    assert "10 January 2027" in plain_text(reply)
    assert "20%" in plain_text(reply)


def test_several_when_they_are_joined_by_and_then_both_are_answered(answerer: Answerer) -> None:
    reply = ask(answerer, "when does the truce end and what is the us tariff on china")
    assert reply.reason is Reason.SEVERAL
    assert ask(answerer, "when does the truce end and what is the weather like").reason is not Reason.SEVERAL


def test_use_when_the_library_has_reloaded_then_the_new_snapshot_is_learned_and_asked(tmp_path: Path) -> None:
    library = Library(write_base(tmp_path))
    answerer = Answerer(library, matcher_builder(None, None))
    assert ask(answerer, "tea prophecy of the year").reason is not Reason.REFUSED
    kinds = tmp_path / "declined" / "kinds.yaml"
    kinds.write_text(kinds.read_text("utf-8").replace("make a prediction,", "tea prophecy of the year,"), "utf-8")
    library.reload()
    answerer.use(answerer.ready_for(library.base))
    assert answerer.base is library.base
    assert ask(answerer, "tea prophecy of the year").reason is Reason.REFUSED


def test_entry_when_chosen_then_told_whatever_the_thresholds_and_a_lost_one_is_a_key_error(answerer: Answerer) -> None:
    reply = answerer.entry("us-rate", now=NOW, as_of=ARTICLE)
    assert (reply.reason, reply.entry, reply.is_past) == (Reason.CHOSEN, "us-rate", True)
    assert "30%" in plain_text(reply)
    with pytest.raises(KeyError):
        answerer.entry("prediction", now=NOW)


def test_thresholds_when_set_by_hand_then_they_stand_and_choosing_never_lies_above_answering(tmp_path: Path) -> None:
    library = Library(write_base(tmp_path))
    derived = Answerer(library, matcher_builder(None, None)).thresholds
    by_hand = Answerer(library, matcher_builder(None, None), answer_at=0.6, choose_at=0.7).thresholds
    assert (by_hand.answer_at, by_hand.choose_at) == (0.6, 0.6)
    assert 0 < derived.choose_at < derived.answer_at <= 1


def test_long_when_a_question_has_4000_characters_then_it_is_still_answered_or_declined(answerer: Answerer) -> None:
    reply = ask(answerer, "when does the truce end " * 170)
    assert len(plain_text(reply)) <= MOST_CHARACTERS


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ask_when_given_any_text_then_it_never_raises_and_is_deterministic(answerer: Answerer, text: str) -> None:
    first, second = ask(answerer, text), ask(answerer, text)
    assert first == second
    assert 0 < len(plain_text(first)) <= MOST_CHARACTERS


@pytest.mark.parametrize("noise", ["{}?", "{}!!!", "<@99> {}", "**{}**", "{} 😀"])
def test_exact_when_noise_is_around_it_then_it_still_finds_its_entry(answerer: Answerer, noise: str) -> None:
    gloss = Gloss(answerer.base.glossary.glossary)
    for entry in answerer.base.entries.values():
        for phrasing in entry.ways_to_ask:
            typed = noise.format(phrasing.upper())
            assert ask(answerer, typed).entry in (entry.id, None), typed
            assert answerer.ready.matcher.match(asked_text(gloss, typed)).exact, typed
