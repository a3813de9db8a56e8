"""Probabilities that mean what they say, and thresholds that keep their promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.calibration import (
    ANSWERED_RIGHT,
    LEXICAL,
    OUT_OF_SCOPE,
    SCORES,
    SENTENCE,
    Evidence,
    Prior,
    calibrate,
)

NOTHING = Evidence(np.zeros((0, len(SCORES))), np.zeros(0, bool), np.zeros(0, bool))


def evidence(count: int, seed: int = 7, strangers: int = 0, noise: float = 1.0) -> Evidence:
    """Questions of which those with the higher scores are right the more often; strangers score low and are wrong."""
    chance = np.random.default_rng(seed)
    quality = chance.standard_normal(count)
    covered = np.ones(count, bool)
    covered[:strangers] = False
    quality[:strangers] -= 2
    spread = [(7, 2.5), (0.65, 0.15), (2, 2.5), (4, 4), (0.5, 1)]
    scores = np.stack([centre + width * quality for centre, width in spread], axis=1)
    right = covered & (quality + noise * chance.standard_normal(count) > 0)
    return Evidence(scores, right, covered)


@pytest.mark.parametrize("prior", [SENTENCE, LEXICAL], ids=["sentence", "lexical"])
def test_calibrate_when_there_is_no_evidence_then_the_prior_stands(prior: Prior) -> None:
    fitted = calibrate(NOTHING, prior)
    assert fitted.cover == prior.cover
    assert fitted.lead == prior.lead
    assert fitted.table == ()
    assert (fitted.thresholds.answer_at, fitted.thresholds.choose_at) == (0.8, 0.175)


def test_calibrate_when_there_is_much_evidence_then_each_decile_is_right_as_often_as_told() -> None:
    fitted = calibrate(evidence(6000, strangers=1200), SENTENCE)
    for row in fitted.table:
        if row.weight > 100:
            assert abs(row.told - row.right) < 0.1, row
            assert row.low <= row.told <= row.high
    assert [row.low for row in fitted.table] == sorted((row.low for row in fitted.table), reverse=True)


def test_calibrate_when_tabled_then_every_question_stands_in_one_row() -> None:
    found = evidence(500, strangers=100)
    assert sum(row.weight for row in calibrate(found, SENTENCE).table) == pytest.approx(found.weight.sum())


@pytest.mark.parametrize("noise", [0.2, 1.0])
def test_thresholds_when_derived_then_answers_above_are_right_as_often_as_wanted(noise: float) -> None:
    found = evidence(4000, strangers=800, noise=noise)
    fitted = calibrate(found, SENTENCE)
    told = fitted.probability(found.scores)
    above = told >= fitted.thresholds.answer_at
    right = (found.weight * found.right)[above].sum() / found.weight[above].sum()
    assert above.any()
    assert right >= ANSWERED_RIGHT - 0.01
    assert 0.5 <= fitted.thresholds.answer_at <= 0.95
    assert 0 < fitted.thresholds.choose_at < fitted.thresholds.answer_at


def test_thresholds_when_nothing_is_ever_right_then_the_highest() -> None:
    found = evidence(200)
    hopeless = Evidence(found.scores, np.zeros(200, bool), found.covered)
    assert calibrate(hopeless, SENTENCE).thresholds.answer_at == 0.95


@pytest.mark.parametrize("score", range(len(SCORES)), ids=SCORES)
def test_calibrate_when_a_score_counts_backwards_in_the_evidence_then_it_never_does_in_the_fit(score: int) -> None:
    found = evidence(800, strangers=200)
    scores = found.scores.copy()
    scores[:, score] *= -1
    fitted = calibrate(Evidence(scores, found.right, found.covered), SENTENCE)
    assert all(weight >= 0 for weight in (*fitted.cover[:-1], *fitted.lead[:-1]))
    low, high = (np.full((1, len(SCORES)), 1.0) for _ in range(2))
    high[0, score] = 2.0
    assert fitted.probability(high)[0] >= fitted.probability(low)[0]


def test_weight_when_there_are_strangers_then_together_they_weigh_their_share_of_the_regulars() -> None:
    found = evidence(1000, strangers=800)
    assert found.weight[~found.covered].sum() == pytest.approx(OUT_OF_SCOPE * 200)
    assert set(found.weight[found.covered]) == {1.0}
    only = Evidence(found.scores[:800], found.right[:800], found.covered[:800])
    assert only.weight.sum() == 0.0


def test_sharpness_when_the_lead_grows_by_a_point_then_the_log_odds_grow_by_it() -> None:
    fitted = calibrate(NOTHING, SENTENCE)
    sure = np.asarray([[1e3, 1e3, lead, 1e3, 1e3] for lead in (0.0, 1.0)])  # covered without doubt
    told = fitted.probability(sure)
    odds = np.log(told / (1 - told))
    assert odds[1] - odds[0] == pytest.approx(fitted.sharpness, rel=0.02)


@pytest.mark.parametrize("prior", [SENTENCE, LEXICAL], ids=["sentence", "lexical"])
@pytest.mark.parametrize("score", range(len(SCORES)), ids=SCORES)
def test_probability_when_a_score_rises_then_so_does_it(prior: Prior, score: int) -> None:
    centre = np.asarray(prior.centre)
    scores = np.stack([centre + step * np.eye(len(SCORES))[score] * prior.spread[score] for step in (-2, 0, 2)])
    low, middle, high = calibrate(NOTHING, prior).probability(scores)
    assert low < middle < high


@given(st.lists(st.floats(-1e9, 1e9), min_size=len(SCORES), max_size=len(SCORES)))
@settings(max_examples=60)
def test_probability_when_scores_are_anything_then_between_0_and_1(scores: list[float]) -> None:
    (told,) = calibrate(NOTHING, SENTENCE).probability(np.asarray([scores]))
    assert 0.0 <= told <= 1.0


def test_calibrate_when_done_twice_then_the_same() -> None:
    assert calibrate(evidence(300, strangers=50), LEXICAL) == calibrate(evidence(300, strangers=50), LEXICAL)
