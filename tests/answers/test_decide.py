"""The outcome of a question: exact first, then the guards, and only then the score."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.answers.decide import MOST_CHOICES, Decision, decide, decide_before_matching
from bot.answers.match import Candidate, Match, Thresholds
from bot.answers.reply import Outcome, Reason
from bot.answers.scope import Demand, Scoping
from bot.knowledge.scope import Chitchat, Correction, OwnWords, Refusal
from bot.knowledge.values import Text

SAY = Text({"en": "No."})
PLAIN = Scoping("what is the duty")
REFUSAL = Refusal(id="advice", patterns=("x",), say=SAY)
CORRECTION = Correction(patterns=("x",), entry="end")
CHITCHAT = Chitchat(id="greeting", patterns=("x",), say=SAY)
JAPAN = (("japan", frozenset({"JP"})),)
THRESHOLDS = Thresholds(answer_at=0.8, choose_at=0.2)


def match(*confidences: float, exact: bool = False) -> Match:
    found = tuple(Candidate(f"e{at}", share, 1.0, 0.5, "way") for at, share in enumerate(confidences))
    return Match(exact, (), found, "text")


def decided(scoping: Scoping, found: Match, covered: bool = True) -> Decision:
    return decide(scoping, found, THRESHOLDS, lambda entry, read: covered)


@pytest.mark.parametrize(
    ("confidence", "outcome", "reason"),
    [
        (1.0, Outcome.ANSWER, Reason.CONFIDENT),
        (0.8, Outcome.ANSWER, Reason.CONFIDENT),
        (0.7999, Outcome.CHOOSE, Reason.UNSURE),
        (0.2, Outcome.CHOOSE, Reason.UNSURE),
        (0.1999, Outcome.UNKNOWN, Reason.TOO_UNLIKE),
        (0.0, Outcome.UNKNOWN, Reason.TOO_UNLIKE),
    ],
)
def test_decide_when_nothing_but_the_confidence_speaks_then_the_thresholds_decide(
    confidence: float, outcome: Outcome, reason: Reason
) -> None:
    decision = decided(PLAIN, match(confidence, 0.1))
    assert (decision.outcome, decision.reason) == (outcome, reason)
    assert decision.entry == ("e0" if outcome is Outcome.ANSWER else None)
    assert len(decision.choices) == (2 if outcome is Outcome.CHOOSE else 0)


GUARDS = [
    (replace(PLAIN, correction=CORRECTION), Outcome.ANSWER, Reason.CORRECTED, ""),
    (replace(PLAIN, refusal=REFUSAL), Outcome.UNKNOWN, Reason.REFUSED, "advice"),
    (replace(PLAIN, unknown_figures=("900%", "901%")), Outcome.UNKNOWN, Reason.UNKNOWN_FIGURE, "900%"),
    (replace(PLAIN, unknown_names=("Merz",)), Outcome.CHOOSE, Reason.UNKNOWN_NAME, "Merz"),
]


@pytest.mark.parametrize(("scoping", "outcome", "reason", "detail"), GUARDS, ids=[guard[2] for guard in GUARDS])
def test_decide_when_a_guard_speaks_then_no_score_outvotes_it(
    scoping: Scoping, outcome: Outcome, reason: Reason, detail: str
) -> None:
    decision = decided(scoping, match(0.999))
    assert (decision.outcome, decision.reason, decision.detail) == (outcome, reason, detail)


@pytest.mark.parametrize("scoping", [guard[0] for guard in GUARDS], ids=[guard[2] for guard in GUARDS])
def test_decide_when_it_is_an_exact_phrasing_then_the_curators_word_wins_over_every_guard(scoping: Scoping) -> None:
    decision = decided(replace(scoping, places=JAPAN), match(1.0, exact=True), covered=False)
    assert decision == Decision(Outcome.ANSWER, Reason.EXACT, "e0")


def test_decide_when_several_guards_speak_then_the_correction_then_the_refusal_then_the_figure() -> None:
    all_ = replace(PLAIN, correction=CORRECTION, refusal=REFUSAL, unknown_figures=("900%",), unknown_names=("Merz",))
    assert decided(all_, match(0.9)).entry == "end"
    assert decided(replace(all_, correction=None), match(0.9)).reason is Reason.REFUSED
    assert decided(replace(all_, correction=None, refusal=None), match(0.9)).reason is Reason.UNKNOWN_FIGURE


def test_decide_when_a_foreign_place_is_named_and_no_candidate_covers_it_then_the_place_is_the_reason() -> None:
    decision = decided(replace(PLAIN, places=JAPAN), match(0.99), covered=False)
    assert (decision.outcome, decision.reason, decision.detail) == (Outcome.UNKNOWN, Reason.FOREIGN_PLACE, "japan")
    beside_the_pair = replace(PLAIN, places=JAPAN, parties=("us", "china"))
    assert decided(beside_the_pair, match(0.1)).reason is Reason.TOO_UNLIKE


def test_decide_when_only_a_lesser_candidate_covers_the_place_then_it_is_judged_by_its_own_confidence() -> None:
    found = match(0.99, 0.85, 0.5)
    decision = decide(replace(PLAIN, places=JAPAN), found, THRESHOLDS, lambda entry, read: entry != "e0")
    assert (decision.reason, decision.entry) == (Reason.CONFIDENT, "e1")


def test_decide_when_no_candidate_has_the_notion_of_the_question_then_that_is_the_reason() -> None:
    price = OwnWords(id="price", patterns=("price",), say=SAY)
    demanding = replace(PLAIN, demands=(Demand(price, re.compile("price")),))
    decision = decided(demanding, match(0.99), covered=False)
    assert (decision.outcome, decision.reason, decision.detail) == (Outcome.UNKNOWN, Reason.NOT_TOLD, "price")
    assert decided(demanding, match(0.99)).reason is Reason.CONFIDENT


def test_decide_when_unsure_then_at_most_five_are_offered_best_first() -> None:
    decision = decided(PLAIN, match(*[0.5 - 0.01 * at for at in range(8)]))
    assert [choice.entry for choice in decision.choices] == [f"e{at}" for at in range(MOST_CHOICES)]


def test_decide_when_there_are_no_candidates_then_unknown() -> None:
    assert decided(PLAIN, match()).reason is Reason.TOO_UNLIKE


@pytest.mark.parametrize(
    ("scoping", "outcome", "reason"),
    [
        (Scoping("x", unreadable=True, chitchat=CHITCHAT), Outcome.UNKNOWN, Reason.UNREADABLE),
        (Scoping(""), Outcome.HELP, Reason.EMPTY),
        (Scoping("hi", chitchat=CHITCHAT), Outcome.HELP, Reason.CHITCHAT),
    ],
)
def test_decide_before_matching_when_the_words_alone_settle_it_then_so(
    scoping: Scoping, outcome: Outcome, reason: Reason
) -> None:
    decision = decide_before_matching(scoping)
    assert decision is not None
    assert (decision.outcome, decision.reason) == (outcome, reason)


def test_decide_before_matching_when_something_is_asked_then_nothing_is_settled() -> None:
    assert decide_before_matching(replace(PLAIN, refusal=REFUSAL, places=JAPAN)) is None
