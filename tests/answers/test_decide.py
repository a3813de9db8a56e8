"""The outcome of a question: exact first, then the confidence, with what an entry leaves out weighed against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.coverage import WEIGHT, Gap
from bot.answers.decide import MOST_CHOICES, Decision, decide, weigh
from bot.answers.match import Candidate, Match, Thresholds
from bot.answers.reading import Reading
from bot.answers.reply import Outcome, Reason
from bot.knowledge.lexicon import QuestionKind

PLAIN = Reading("what is the duty", "en", QuestionKind.WHAT, date(2026, 11, 23))
THRESHOLDS = Thresholds(answer_at=0.8, choose_at=0.2)
JAPAN = Gap(Reason.FOREIGN_PLACE, "japan")
PRICE = Gap(Reason.NOT_TOLD, "price")
SMALLTALK = frozenset({"greeting"})

Gaps = Mapping[str, Sequence[Gap]]


def candidate(entry: str, confidence: float) -> Candidate:
    return Candidate(entry, confidence, 1.0, 0.5, "way")


def match(*confidences: float, exact: bool = False, declined: tuple[str, float] | None = None) -> Match:
    """With these candidates and no further entry: what they leave of 1 is the chance that none answers."""
    found = tuple(candidate(f"e{at}", share) for at, share in enumerate(confidences))
    none = max(0.0, 1 - sum(confidences))
    return Match(exact, (), found, "text", candidate(*declined) if declined else None, none)


def decided(found: Match, gaps: Gaps | None = None, reading: Reading = PLAIN) -> Decision:
    return decide(reading, found, THRESHOLDS, lambda entry: (gaps or {}).get(entry, ()), SMALLTALK)


@pytest.mark.parametrize(
    ("confidence", "outcome", "reason"),
    [
        (1.0, Outcome.ANSWER, Reason.CONFIDENT),
        (0.8001, Outcome.ANSWER, Reason.CONFIDENT),
        (0.7999, Outcome.UNKNOWN, Reason.UNSURE),
        (0.2001, Outcome.UNKNOWN, Reason.UNSURE),
        (0.1999, Outcome.UNKNOWN, Reason.TOO_UNLIKE),
        (0.0, Outcome.UNKNOWN, Reason.TOO_UNLIKE),
    ],
)
def test_decide_when_nothing_but_the_confidence_speaks_then_the_thresholds_decide(
    confidence: float, outcome: Outcome, reason: Reason
) -> None:
    decision = decided(match(confidence))
    assert (decision.outcome, decision.reason) == (outcome, reason)
    assert decision.entry == ("e0" if outcome is Outcome.ANSWER else None)


@pytest.mark.parametrize(
    ("confidences", "offered"),
    [
        ((0.5, 0.3, 0.1), ["e0", "e1", "e2"]),
        ((0.5, 0.3, 0.01), ["e0", "e1"]),
        ((0.15, 0.06, 0.01), ["e0", "e1"]),
        ((0.019, 0.01), []),
        (tuple(0.2 - 0.01 * at for at in range(7)), [f"e{at}" for at in range(MOST_CHOICES)]),
    ],
)
def test_decide_when_it_does_not_answer_then_the_likely_ones_are_offered_best_first(
    confidences: tuple[float, ...], offered: list[str]
) -> None:
    assert [choice.entry for choice in decided(match(*confidences)).choices] == offered


@pytest.mark.parametrize(
    ("found", "outcome", "offered"),
    [
        (match(0.5), Outcome.UNKNOWN, 1),
        (match(0.5, 0.04), Outcome.UNKNOWN, 2),
        (match(0.5, 0.05), Outcome.CHOOSE, 2),
        (match(0.3, 0.2, 0.1, 0.01), Outcome.CHOOSE, 3),
        (match(0.3, 0.1, 0.1, 0.1, 0.1, 0.1), Outcome.CHOOSE, 5),
    ],
)
def test_decide_when_it_is_unsure_then_a_choice_of_two_to_five_that_may_all_be_meant_or_none(
    found: Match, outcome: Outcome, offered: int
) -> None:
    decision = decided(found)
    assert (decision.outcome, decision.reason, len(decision.choices)) == (outcome, Reason.UNSURE, offered)


@pytest.mark.parametrize("gap", [JAPAN, PRICE])
@pytest.mark.parametrize("declined", [None, ("place", 0.99), ("greeting", 0.99)])
def test_decide_when_it_is_an_exact_phrasing_then_the_curators_word_wins(
    gap: Gap, declined: tuple[str, float] | None
) -> None:
    found = match(1.0, exact=True, declined=declined)
    assert decided(found, {"e0": [gap]}) == Decision(Outcome.ANSWER, Reason.EXACT, "e0")


@pytest.mark.parametrize(
    ("reading", "outcome", "reason"),
    [
        (replace(PLAIN, unreadable=True), Outcome.UNKNOWN, Reason.UNREADABLE),
        (replace(PLAIN, canonical="", unreadable=True), Outcome.UNKNOWN, Reason.UNREADABLE),
        (replace(PLAIN, canonical=""), Outcome.HELP, Reason.EMPTY),
    ],
)
def test_decide_when_there_is_nothing_to_read_then_no_match_outvotes_it(
    reading: Reading, outcome: Outcome, reason: Reason
) -> None:
    assert decided(match(1.0, exact=True), reading=reading) == Decision(outcome, reason)


@pytest.mark.parametrize("reason", WEIGHT)
def test_decide_when_the_only_entry_leaves_something_out_then_that_is_the_reason_in_the_questions_words(
    reason: Reason,
) -> None:
    decision = decided(match(0.15), {"e0": [Gap(reason, "it"), PRICE]})
    assert (decision.outcome, decision.reason, decision.detail) == (Outcome.UNKNOWN, reason, "it")


@pytest.mark.parametrize("reason", WEIGHT)
def test_decide_when_something_is_left_out_then_a_middling_confidence_no_longer_answers(reason: Reason) -> None:
    assert decided(match(0.82)).outcome is Outcome.ANSWER
    assert decided(match(0.82), {"e0": [Gap(reason, "it")]}).outcome is not Outcome.ANSWER


def test_decide_when_the_best_leaves_something_out_then_one_that_does_not_goes_before_it() -> None:
    decision = decided(match(0.6, 0.35), {"e0": [JAPAN]})
    assert decision == Decision(Outcome.ANSWER, Reason.CONFIDENT, "e1")
    assert decided(match(0.6, 0.35)).choices[0].entry == "e0"


def test_decide_when_it_fails_then_what_the_best_match_left_out_is_the_reason_and_not_what_another_did() -> None:
    assert decided(match(0.1, 0.05), {"e0": [JAPAN], "e1": [PRICE]}).detail == "japan"
    assert decided(match(0.1, 0.05), {"e1": [PRICE]}).reason is Reason.TOO_UNLIKE


@pytest.mark.parametrize(
    ("found", "gaps", "expected"),
    [
        (match(0.01, declined=("greeting", 0.9)), {}, (Outcome.HELP, Reason.CHITCHAT, "greeting")),
        (match(0.3, declined=("greeting", 0.5)), {}, (Outcome.HELP, Reason.CHITCHAT, "greeting")),
        (match(0.3, declined=("greeting", 0.49)), {}, (Outcome.UNKNOWN, Reason.UNSURE, "")),
        (match(exact=True, declined=("greeting", 1.0)), {}, (Outcome.HELP, Reason.CHITCHAT, "greeting")),
        (match(0.1, declined=("greeting", 0.9)), {"e0": [JAPAN]}, (Outcome.HELP, Reason.CHITCHAT, "greeting")),
        (match(exact=True, declined=("place", 1.0)), {}, (Outcome.UNKNOWN, Reason.REFUSED, "place")),
        (match(0.01, declined=("place", 0.9)), {}, (Outcome.UNKNOWN, Reason.REFUSED, "place")),
        (match(0.01, declined=("place", 0.49)), {}, (Outcome.UNKNOWN, Reason.TOO_UNLIKE, "")),
        (match(0.85, declined=("place", 0.5)), {}, (Outcome.ANSWER, Reason.CONFIDENT, "")),
        (match(0.3, declined=("place", 0.9)), {}, (Outcome.UNKNOWN, Reason.REFUSED, "place")),
        (match(0.6, declined=("place", 0.55)), {}, (Outcome.UNKNOWN, Reason.UNSURE, "")),
        (match(0.1, declined=("advice", 0.9)), {"e0": [JAPAN]}, (Outcome.UNKNOWN, Reason.FOREIGN_PLACE, "japan")),
        (match(0.1, declined=("advice", 0.9)), {"e0": [PRICE]}, (Outcome.UNKNOWN, Reason.REFUSED, "advice")),
        (match(0.1, declined=("advice", 0.4)), {"e0": [PRICE]}, (Outcome.UNKNOWN, Reason.NOT_TOLD, "price")),
        (match(), {}, (Outcome.UNKNOWN, Reason.TOO_UNLIKE, "")),
    ],
)
def test_decide_when_a_kind_that_gets_no_fact_comes_near_then_only_what_is_surer_goes_before_it(
    found: Match, gaps: Gaps, expected: tuple[Outcome, Reason, str]
) -> None:
    decision = decided(found, gaps)
    assert (decision.outcome, decision.reason, decision.detail) == expected


def test_weigh_when_something_is_left_out_then_the_shares_follow_bayes_rule() -> None:
    weighed = {c.entry: c.confidence for c in weigh(match(0.6, 0.3), {"e0": [JAPAN, PRICE], "e1": []})}
    left = 0.6 * exp(-JAPAN.weight - PRICE.weight)
    assert weighed["e0"] == pytest.approx(left / (left + 0.3 + 0.1))
    assert weighed["e1"] == pytest.approx(0.3 / (left + 0.3 + 0.1))


@pytest.mark.parametrize("reason", [reason for reason, weight in WEIGHT.items() if weight >= 5])
@pytest.mark.parametrize("none", [0.01, 0.5])
def test_weigh_when_every_candidate_leaves_the_same_out_then_all_lose_to_the_chance_that_none_answers(
    reason: Reason, none: float
) -> None:
    shares = [0.6 * (1 - none), 0.4 * (1 - none)]
    gaps = {"e0": [Gap(reason, "it")], "e1": [Gap(reason, "it")]}
    weighed = weigh(match(*shares), gaps)
    left = exp(-WEIGHT[reason])
    assert [c.entry for c in weighed] == ["e0", "e1"]
    whole = left * (1 - none) + none
    assert [c.confidence for c in weighed] == pytest.approx([share * left / whole for share in shares])
    assert decided(match(*shares), gaps).outcome is not Outcome.ANSWER


def test_weigh_when_nothing_is_likely_at_all_then_the_candidates_stay_as_they_are() -> None:
    nothing = replace(match(0.0, 0.0), none=0.0)
    assert weigh(nothing, {"e0": [JAPAN], "e1": []}) == nothing.candidates


SHARES = st.lists(st.floats(0, 1), max_size=6).map(lambda shares: shared(sorted(shares, reverse=True)))
LEFT_OUT = st.lists(st.lists(st.sampled_from([*WEIGHT]).map(lambda reason: Gap(reason, "it")), max_size=3), min_size=6)


def shared(shares: Iterable[float]) -> list[float]:
    """At most 1 in all, as calibrated confidences are."""
    kept = list(shares)
    return [share / max(1.0, sum(kept)) for share in kept]


@given(SHARES, LEFT_OUT)
def test_weigh_when_given_any_candidates_then_shares_of_one_whole_and_none_gains_by_leaving_out(
    shares: list[float], left_out: list[list[Gap]]
) -> None:
    found = match(*shares)
    gaps = {f"e{at}": gap for at, gap in enumerate(left_out)}
    weighed = weigh(found, gaps)
    assert [c.confidence for c in weighed] == sorted((c.confidence for c in weighed), reverse=True)
    assert sum(c.confidence for c in weighed) <= 1 + 1e-9
    for one in weighed:
        without = {c.entry: c.confidence for c in weigh(found, {**gaps, one.entry: ()})}
        assert one.confidence <= without[one.entry] + 1e-9
    unchanged = weigh(found, dict.fromkeys(gaps, ()))
    assert [c.entry for c in unchanged] == [c.entry for c in found.candidates]
    assert [c.confidence for c in unchanged] == pytest.approx([c.confidence for c in found.candidates])


@given(SHARES, LEFT_OUT, st.floats(0, 1), st.sampled_from(["place", "greeting"]))
def test_decide_when_given_any_candidates_then_an_answer_has_an_entry_and_a_choice_something_to_choose(
    shares: list[float], left_out: list[list[Gap]], refused: float, kind: str
) -> None:
    gaps = {f"e{at}": found for at, found in enumerate(left_out)}
    decision = decided(match(*shares, declined=(kind, refused)), gaps)
    assert (decision.entry is not None) is (decision.outcome is Outcome.ANSWER)
    assert decision.outcome is not Outcome.CHOOSE or decision.choices
    assert len(decision.choices) <= MOST_CHOICES
    assert len({choice.entry for choice in decision.choices}) == len(decision.choices)
    assert decision.outcome is not Outcome.HELP or kind in SMALLTALK


def sure(*candidates: Candidate) -> Match:
    """With these candidates, whose confidences sum to 1 with the chance that none answers: weighing changes nothing."""
    return Match(False, (), candidates, "text", None, max(0.0, 1 - sum(c.confidence for c in candidates)))


@pytest.mark.parametrize(
    ("confidence", "outcome", "reason"),
    [
        (0.75, Outcome.ANSWER, Reason.CONFIDENT),
        (0.25, Outcome.UNKNOWN, Reason.UNSURE),
    ],
)
def test_decide_when_the_confidence_is_the_threshold_itself_then_it_is_reached(
    confidence: float, outcome: Outcome, reason: Reason
) -> None:
    # Quarters are exact in binary, so that the weighing gives back the very number.
    found = sure(candidate("e0", confidence))
    decision = decide(PLAIN, found, Thresholds(answer_at=0.75, choose_at=0.25), lambda _: ())
    assert (decision.outcome, decision.reason) == (outcome, reason)


@pytest.mark.parametrize(("cosine", "offered"), [(0.69, 0), (0.7, 1), (0.95, 1)])
def test_decide_when_nothing_is_likely_but_a_phrasing_is_close_then_it_is_offered(cosine: float, offered: int) -> None:
    found = sure(Candidate("e0", 0.01, 1.0, cosine, "way"))
    assert len(decided(found).choices) == offered


def test_decide_when_a_candidate_has_just_the_likelihood_to_be_hinted_at_then_it_is() -> None:
    hinted = Match(False, (), (candidate("e0", 0.02),), "text", None, 0.98)
    assert weigh(hinted, {"e0": ()})[0].confidence == 0.02
    assert [c.entry for c in decided(hinted).choices] == ["e0"]


def test_decide_when_it_is_unsure_and_none_would_be_hinted_at_then_the_best_alone_is_offered() -> None:
    found = sure(candidate("e0", 0.015), candidate("e1", 0.01))
    decision = decide(PLAIN, found, Thresholds(answer_at=0.8, choose_at=0.01), lambda _: ())
    assert (decision.reason, [c.entry for c in decision.choices]) == (Reason.UNSURE, ["e0"])


def test_decide_when_it_is_unsure_and_nobody_may_be_meant_then_there_is_no_choice() -> None:
    found = sure(candidate("e0", 0.04), candidate("e1", 0.03))
    decision = decide(PLAIN, found, Thresholds(answer_at=0.8, choose_at=0.02), lambda _: ())
    assert (decision.outcome, decision.reason) == (Outcome.UNKNOWN, Reason.UNSURE)
    assert [c.entry for c in decision.choices] == ["e0", "e1"]
