"""The words of a reply: answer first, then as-of, attestation and sources, all within Discord's limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import compose
from bot.answers.asked import Asked
from bot.answers.dates import Grain
from bot.answers.decide import Decision
from bot.answers.match import Candidate
from bot.answers.plain import fit, plain_text
from bot.answers.reply import MOST_CHARACTERS, Outcome, Reason, Reply
from bot.answers.telling import Slots
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.values import Instant
from tests.support.bases import NOW

ARTICLE = datetime(2025, 7, 29, 20, 30, tzinfo=UTC)
EARLY = datetime(2024, 5, 1, tzinfo=UTC)


def told(
    base: KnowledgeBase, entry: str, moment: datetime = NOW, asked: Asked | None = None, language: str = "en"
) -> Reply:
    decision = Decision(Outcome.ANSWER, Reason.CONFIDENT, entry)
    return compose.answer(base, decision, asked or Asked(Slots()), NOW, moment, language)


def declined(base: KnowledgeBase, decision: Decision, language: str = "en") -> Reply:
    return compose.without_answer(base, decision, NOW, language)


def test_answer_when_told_now_then_text_footer_and_sources(wide: KnowledgeBase) -> None:
    reply = told(wide, "truce-end")
    assert (reply.outcome, reply.reason, reply.is_past) == (Outcome.ANSWER, Reason.CONFIDENT, False)
    assert reply.answer == "The truce runs to **10 January 2027**."
    footer = "As of 23 November 2026 · second-hand\nSources: A report"
    assert plain_text(reply) == f"{reply.answer}\n\n{footer}"
    assert [source.id for source in reply.sources] == ["paper"]


def test_answer_when_told_at_an_earlier_moment_then_that_moments_fact_and_source(wide: KnowledgeBase) -> None:
    reply = told(wide, "truce-end", ARTICLE)
    assert "12 August 2025" in reply.answer
    assert reply.is_past
    assert plain_text(reply).endswith("\n\nAs of 29 July 2025 (an earlier day) · official\nSources: The order")


def test_answer_when_a_source_was_published_after_the_moment_then_it_is_not_cited(wide: KnowledgeBase) -> None:
    def published(day: str) -> KnowledgeBase:
        order = wide.sources["order"].model_copy(update={"published": Instant.parse(day)})
        return replace(wide, sources={**wide.sources, "order": order})

    assert [s.id for s in told(published("2025-07-29"), "truce-end", ARTICLE).sources] == ["order"]
    assert told(published("2025-07-30"), "truce-end", ARTICLE).sources == ()


def test_answer_when_its_review_date_has_passed_then_the_footer_says_when_it_was_checked(wide: KnowledgeBase) -> None:
    reply = told(wide, "us-rate")
    stale = "last checked on 8 October 2026, may be out of date"
    assert reply.provenance.stale("en") == stale
    assert reply.provenance.standing("en") == ("reported", stale)
    assert told(wide, "us-rate", ARTICLE).provenance.stale("en") is None


def test_answer_when_a_day_of_publication_was_chosen_then_only_an_earlier_moment_says_so(wide: KnowledgeBase) -> None:
    rate = wide.rates["us_on_china"]
    steps = tuple(s.model_copy(update={"known": s.known_from, "known_assumed": True}) for s in rate.steps)
    assumed = replace(wide, rates={**wide.rates, "us_on_china": rate.model_copy(update={"steps": steps})})
    assert told(assumed, "us-rate", ARTICLE).provenance.standing("en")[-1] == "day of publication assumed"
    assert "assumed" not in plain_text(told(assumed, "us-rate"))
    assert "assumed" not in plain_text(told(wide, "us-rate", ARTICLE))


def test_answer_when_it_rests_on_no_fact_then_no_footer(wide: KnowledgeBase) -> None:
    reply = told(wide, "stockholm")
    assert (plain_text(reply), reply.provenance.attestation) == ("They talked.", None)


def test_answer_when_nothing_is_on_record_then_it_says_from_when_and_is_no_answer(wide: KnowledgeBase) -> None:
    reply = told(wide, "us-rate", EARLY)
    assert (reply.outcome, reply.reason, reply.entry) == (Outcome.UNKNOWN, Reason.NO_FACT, None)
    assert reply.answer == "I have nothing on record for 30 April 2024: my records on this begin on 10 April 2025."


def test_answer_when_the_question_named_a_time_without_a_record_then_the_present_is_told_and_said_so(
    wide: KnowledgeBase,
) -> None:
    reply = told(wide, "us-rate", NOW, Asked(Slots(year=2024), EARLY))
    assert reply.answered
    assert reply.answer.startswith("I have nothing on record for 30 April 2024")
    assert "**20%**" in reply.answer
    assert not reply.is_past


@pytest.mark.parametrize(
    ("year", "answered", "words"), [(2018, True, "$419.2 billion"), (2017, False, "for 2017"), (None, True, "2025")]
)
def test_answer_when_the_template_picks_its_year_then_that_year_or_a_plain_no(
    wide: KnowledgeBase, year: int | None, answered: bool, words: str
) -> None:
    about = datetime(year, 12, 31, tzinfo=UTC) if year else None
    reply = told(wide, "deficit", NOW, Asked(Slots(year=year), about, Grain.YEAR))
    assert reply.answered is answered
    assert words in plain_text(reply)
    assert not reply.is_past


def test_answer_when_in_chinese_then_the_programs_words_are_chinese(wide: KnowledgeBase) -> None:
    reply = told(wide, "truce-end", language="zh")
    assert "截至2026年11月23日 · 转述" in plain_text(reply)
    assert reply.question == "休战什么时候结束？"


@pytest.mark.parametrize(
    ("reason", "detail", "words"),
    [
        (Reason.UNREADABLE, "", "English and Chinese only"),
        (Reason.REFUSED, "prediction", "I do not predict."),
        (Reason.REFUSED, "a kind that is gone", "I don't know that"),
        (Reason.FOREIGN_PLACE, "japan", "about the tea truce, not about Japan"),
        (Reason.FOREIGN_PLACE, "日本", "not about 日本"),
        (Reason.UNKNOWN_NAME, "merz", "“merz” is not in my records about the tea truce"),
        (Reason.UNKNOWN_PRODUCT, "lego", "nothing on record about “lego”"),
        (Reason.UNKNOWN_FIGURE, "900%", "900% stands nowhere in my records about the tea truce"),
        (Reason.NOT_TOLD, "price", "nothing on record about “price”"),
        (Reason.OTHER_KIND, "who", "not what you ask of it"),
        (Reason.NO_FACT, "2030", "nothing on record"),
        (Reason.OTHER_DIRECTION, "china_on_us", "I don't know that"),
        (Reason.TOO_UNLIKE, "", "I don't know that"),
    ],
)
def test_without_answer_when_unknown_then_the_reason_in_words_and_what_can_be_asked(
    wide: KnowledgeBase, reason: Reason, detail: str, words: str
) -> None:
    reply = declined(wide, Decision(Outcome.UNKNOWN, reason, detail=detail))
    assert (reply.outcome, reply.reason, reply.entry) == (Outcome.UNKNOWN, reason, None)
    assert words in reply.answer
    assert [suggestion.entry for suggestion in reply.suggestions] == ["truce-end"]
    assert plain_text(reply).endswith("1. When does the truce end?")


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason not in (Reason.CHITCHAT, Reason.EMPTY)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_answer_when_unknown_then_every_reason_has_a_sentence_in_every_language(
    wide: KnowledgeBase, reason: Reason, language: str
) -> None:
    reply = declined(wide, Decision(Outcome.UNKNOWN, reason, detail="oolong"), language)
    assert not reply.answer.startswith("answers-")
    assert "$" not in reply.answer
    assert ("\u4e00" <= reply.answer[0] <= "\u9fff") is (language == "zh")


def test_without_answer_when_a_kind_is_declined_then_its_own_words_in_the_language_of_the_question(
    wide: KnowledgeBase,
) -> None:
    decision = Decision(Outcome.UNKNOWN, Reason.REFUSED, detail="prediction")
    assert declined(wide, decision, "zh").answer == "我不作预测。"


def test_without_answer_when_an_entry_is_hinted_at_then_it_is_offered_in_place_of_the_examples(
    wide: KnowledgeBase,
) -> None:
    hint = Candidate("deficit", 0.1, 1.0, 0.5, "way")
    reply = declined(wide, Decision(Outcome.UNKNOWN, Reason.NOT_TOLD, choices=(hint,), detail="price"))
    assert [suggestion.entry for suggestion in reply.suggestions] == ["deficit"]


def test_without_answer_when_choosing_then_the_candidates_questions_are_numbered(wide: KnowledgeBase) -> None:
    choices = tuple(Candidate(entry, 0.5, 1.0, 0.5, "way") for entry in ("deficit", "stockholm"))
    reply = declined(wide, Decision(Outcome.CHOOSE, Reason.UNSURE, choices=choices))
    assert plain_text(reply).endswith("1. How large was the tea deficit?\n2. What happened in Stockholm?")
    assert [suggestion.entry for suggestion in reply.suggestions] == ["deficit", "stockholm"]


@pytest.mark.parametrize(
    ("kind", "language", "words"),
    [("greeting", "en", "Hello! Ask me"), ("thanks", "en", "You're welcome. Ask me"), ("greeting", "zh", "你好！")],
)
def test_without_answer_when_it_is_small_talk_then_a_word_help_and_no_figure(
    wide: KnowledgeBase, kind: str, language: str, words: str
) -> None:
    reply = declined(wide, Decision(Outcome.HELP, Reason.CHITCHAT, detail=kind), language)
    assert plain_text(reply).startswith(words)
    assert "%" not in plain_text(reply)
    assert [suggestion.entry for suggestion in reply.suggestions] == ["truce-end"]


def test_without_answer_when_nothing_is_asked_then_it_says_so_and_shows_examples(wide: KnowledgeBase) -> None:
    reply = declined(wide, Decision(Outcome.HELP, Reason.EMPTY))
    assert "no question" in plain_text(reply)
    assert [suggestion.entry for suggestion in reply.suggestions] == ["truce-end"]


def test_not_told_of_when_nothing_tells_why_then_what_stands_next_to_it_or_the_examples(wide: KnowledgeBase) -> None:
    told_near, bare = (compose.not_told_of(wide, near, ARTICLE, "en", why=True) for near in (["us-rate"], []))
    assert (told_near.outcome, told_near.reason, told_near.as_of) == (Outcome.UNKNOWN, Reason.NO_FACT, ARTICLE)
    assert plain_text(told_near).endswith("1. What tariff does the US put on Chinese tea?")
    assert [suggestion.entry for suggestion in bare.suggestions] == ["truce-end"]


def test_examples_when_the_base_names_none_then_its_first_few(wide: KnowledgeBase) -> None:
    nameless = replace(wide, scope=wide.scope.model_copy(update={"examples": ()}))
    assert [s.entry for s in compose.examples(nameless, "en")] == ["truce-end", "us-rate", "deficit", "stockholm"]


def test_together_when_two_answers_are_joined_then_the_weaker_attestation_and_confidence_stand(
    wide: KnowledgeBase,
) -> None:
    one = replace(told(wide, "truce-end", ARTICLE), confidence=0.9)
    other = replace(told(wide, "us-rate"), confidence=0.8)
    both = compose.together([one, other])
    assert both.reason is Reason.SEVERAL
    assert (both.confidence, both.as_of, both.parts) == (0.8, one.as_of, (one, other))
    assert both.provenance.standing("en") == other.provenance.standing("en")
    assert [source.id for source in both.sources] == ["order", "paper"]
    assert plain_text(both) == f"{plain_text(one)}\n\n{plain_text(other)}"
    assert both.answer.startswith("**When does the truce end?**\n")


def test_with_sources_when_told_then_titles_publishers_and_links_only(wide: KnowledgeBase) -> None:
    reply = compose.with_sources(told(wide, "truce-end", ARTICLE), "en")
    assert plain_text(reply) == "• The order (White House): https://example.org/order"
    assert compose.with_sources(told(wide, "stockholm"), "en").answer == "I have nothing on record for that."


@pytest.mark.parametrize(
    ("entry", "picks"), [("deficit", True), ("truce-end", False), ("us-rate", False), ("stockholm", False)]
)
def test_picks_its_period_when_the_template_reads_the_year_then_true(
    wide: KnowledgeBase, entry: str, picks: bool
) -> None:
    assert compose.picks_its_period(wide.entries[entry]) is picks


SENTENCES = "One is here. Two costs $4.5 in the U.S. today. Three is long and goes on! 四在这里。五也在。"


@pytest.mark.parametrize("longest", range(20, 100))
def test_fit_when_it_is_too_long_then_cut_behind_a_sentence_and_the_footer_kept(longest: int) -> None:
    cut = fit(SENTENCES, "foot", longest)
    assert len(cut) <= longest
    assert cut.endswith("\n\nfoot")
    kept = cut.removesuffix("\n\nfoot")
    if kept != SENTENCES:
        assert kept.endswith(" …")
        assert SENTENCES.startswith(kept.removesuffix(" …"))


def test_fit_when_room_grows_then_no_less_is_told_and_whole_sentences_are_kept() -> None:
    cuts = [fit(SENTENCES, "", longest) for longest in range(16, 100)]
    assert "One is here. …" in cuts
    assert "One is here. Two costs $4.5 in the U.S. today. …" in cuts
    assert all(len(one.rstrip(" …")) <= len(other.rstrip(" …")) for one, other in pairwise(cuts))
    assert cuts[-1] == SENTENCES


@given(st.text(max_size=300), st.text(max_size=20), st.integers(40, 400))
def test_fit_when_given_any_text_then_within_the_limit_with_its_footer(text: str, footer: str, longest: int) -> None:
    cut = fit(text, footer, longest)
    assert len(cut) <= longest
    assert cut.endswith(footer)
    assert len(text) + len(footer) + 2 > longest or cut.startswith(text)


def test_reply_when_a_thousand_suggestions_would_fit_then_still_within_discords_limit(wide: KnowledgeBase) -> None:
    long = Candidate("deficit", 0.5, 1.0, 0.5, "way")
    reply = declined(wide, Decision(Outcome.CHOOSE, Reason.UNSURE, choices=(long,) * 1000))
    assert len(plain_text(reply)) <= MOST_CHARACTERS
