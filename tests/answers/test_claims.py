"""A claim in a question is judged by the facts that the answer rests on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.answers.answerer import Answerer
from bot.answers.asked import Asked
from bot.answers.claims import _compares, _of_amount, _of_standing
from bot.answers.reading import Figure, Reading
from bot.answers.ready import matcher_builder
from bot.answers.reply import Reply
from bot.answers.telling import Own, Teller
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import QuestionKind, Standing
from bot.knowledge.library import Library
from bot.knowledge.model import Measure, MeasureState, MeasureVersion, Round
from bot.knowledge.scope import Scope
from bot.knowledge.values import Text
from tests.support.bases import NOW
from tests.support.reading import write

FILES = {
    "scope.yaml": """
title: tea
timezone: America/New_York
parties:
  - {id: us, name: America, words: [america, us], territories: [US]}
  - {id: china, name: China, words: [china, chinese], territories: [CN]}
directions:
  - {id: us_on_china, by: us, on: china}
  - {id: china_on_us, by: china, on: us}
""",
    "lexicon/kinds.yaml": """
kind: question
words:
  what: [what, 什么]
  how_much: [how much]
  whether: [is, isn't, are, was, did, 吗]
""",
    "lexicon/standing.yaml": """
kind: standing
words:
  stands: [still on, still in force, 还在]
  ended: [over already, no longer, lapse, 结束了]
  cancelled: [cancelled, called off]
""",
    "lexicon/ordinals.yaml": """
kind: ordinal
words:
  "1": [first]
  "5": [fifth, 第五轮]
""",
    "facts/facts.yaml": """
rates:
  - id: duty
    title: duty
    by: us
    on: china
    steps:
      - {from: "2025-04-10", value: 145, what: up}
      - {from: "2025-05-14", value: 30, what: down}
      - {from: "2026-07-24", value: 12.5, what: new}
series:
  - id: deficit
    title: deficit
    unit: usd_billion
    values:
      - {period: 2024, value: -295.5, known: "2025-02-05"}
measures:
  - id: fee
    title: fee
    by: us
    versions:
      - {from: "2025-10-14", state: in_force, text: The fee is charged.}
      - {from: "2025-11-10", state: suspended, text: The fee is suspended.}
      - {from: "2027-01-01", state: announced, text: The fee is announced.}
statements:
  - id: nested
    versions:
      - {from: "2025-05-14", text: "About 13%: the ordinary rate plus {{ rate('duty') }}."}
  - id: truce
    versions:
      - {from: "2025-05-14", stands: true, text: The truce runs.}
  - id: ruling
    happened: {on: "2026-02-20", title: {en: "Ruling"}, words: [rule, ruled]}
    versions:
      - {from: "2025-11-05", text: Heard on 5 November 2025.}
      - {from: "2026-02-20", text: Decided on 20 February 2026.}
rounds:
  - id: busan
    kind: summit
    title: Busan
    from: "2025-10-30"
    city: Busan
    outcome:
      - {from: "2025-10-30", text: A year more.}
  - {id: geneva, kind: round, number: 1, title: "First round, Geneva", from: "2025-05-10", city: {en: Geneva, zh: 日内瓦}, outcome: [{from: "2025-05-12", text: Ninety days.}]}
  - {id: london, kind: round, number: 2, title: "Second round, London", from: "2025-06-09", city: {en: London, zh: 伦敦}, outcome: [{from: "2025-06-10", text: A framework.}]}
""",
    "faq/faq.yaml": """
entries:
  - {id: duty, question: "What is the duty on tea?", phrasings: [duty on tea, tea duty, 茶税], answer: "**{{ rate('duty') }}** on tea."}
  - {id: soy, question: "What is the rate on soybeans?", phrasings: [soybeans rate, the soybean rate], answer: "{{ say('nested') }}"}
  - {id: deficit, question: "What is the deficit?", phrasings: [deficit of tea, tea deficit], answer: "{{ figure('deficit', year or 2024) }}."}
  - {id: fee, question: "What of the port fee?", phrasings: [the port fee, port fees], answer: "{{ measure('fee') }}"}
  - {id: truce, question: "What of the truce?", phrasings: [the truce, 休战], answer: "{{ say('truce') }}"}
  - {id: ruling, question: "What did the court rule?", phrasings: [the ruling of the court, court ruled], answer: "{{ say('ruling') }}"}
  - {id: rounds, question: "Which rounds of talks were there?", phrasings: [rounds of talks, which round was it, 第几轮, 第一轮], answer: "{{ rounds() }}"}
  - {id: busan, question: "What came of Busan?", phrasings: [the Busan meeting, busan summit], answer: "{{ round_days('busan') }}. {{ outcome('busan') }}"}
""",
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    library = Library(write(tmp_path_factory.mktemp("claims"), FILES))
    return Answerer(library, matcher_builder(None, None), answer_at=0.0, choose_at=0.0)


def ask(answerer: Answerer, question: str, now: datetime = NOW) -> Reply:
    reply = answerer.ask(question, now=now)
    assert reply.answered, question
    return reply


@pytest.mark.parametrize(
    ("question", "entry", "opening"),
    [
        ("is the duty on tea still 145%?", "duty", "No: 12.5%; 145% held 10 April – 14 May 2025. **12.5%**"),
        ("isn't the duty on tea 12.5%?", "duty", "Yes. **12.5%**"),
        ("is the duty on tea 99%?", "duty", "No: 12.5%. **12.5%**"),
        ("145%的茶税还在吗", "duty", "否：12.5%；145%的时间是2025年4月10日至5月14日。"),
        ("was the duty on tea 145% on 1 May 2025?", "duty", "Yes. **145%**"),
        ("was the duty on tea 30% on 1 May 2025?", "duty", "No: 145%"),
        ("was the duty on tea 30% in May 2025?", "duty", "Yes. **30%**"),
        ("was the duty on tea 145% in May 2025?", "duty", "Yes. **30%**"),
        ("is the duty on tea higher than 10%?", "duty", "Yes. **12.5%**"),
        ("is the duty on tea over 20%?", "duty", "No: 12.5%. **12.5%**"),
        ("is the duty on tea under 20%?", "duty", "Yes. **12.5%**"),
        ("is the duty on tea no longer 145%?", "duty", "Yes. **12.5%**"),
        ("was the deficit of tea 295 billion dollars?", "deficit", "Yes. $295.5 billion"),
        ("was the deficit of tea over $290 billion?", "deficit", "Yes. $295.5 billion"),
        ("was the deficit of tea 295 million dollars?", "deficit", "No: $295.5 billion."),
        ("was the deficit of tea 2955亿美元吗", "deficit", "是。"),
        ("was the deficit of tea $400 billion?", "deficit", "No: $295.5 billion. $295.5 billion"),
        ("is the port fee still in force?", "fee", "No. The fee is suspended."),
        ("is the port fee no longer charged?", "fee", "Yes. The fee is suspended."),
        ("is the port fee no longer charged since November 2025?", "fee", "Yes. The fee is suspended."),
        ("is the port fee no longer charged since October 2025?", "fee", "No: 10 November 2025. The fee is suspended."),
        ("is the port fee no longer charged since 2025?", "fee", "Yes. The fee is suspended."),
        ("is the port fee still in force since October 2025?", "fee", "No: 10 November 2025. The fee is suspended."),
        ("was the port fee still in force in October 2025?", "fee", "Yes. The fee is charged."),
        ("was the port fee still in force in December 2025?", "fee", "No: 10 November 2025. The fee is suspended."),
        ("was the port fee still in force on 9 November 2025?", "fee", "Yes. The fee is charged."),
        ("was the port fee still in force on 10 November 2025?", "fee", "No: 10 November 2025. The fee is suspended."),
        ("was the port fee no longer charged by the end of October 2025?", "fee", "No: 10 November 2025."),
        ("was the port fee no longer charged by the end of November 2025?", "fee", "Yes. The fee is suspended."),
        ("did the port fee lapse in November 2025?", "fee", "Yes. The fee is suspended."),
        ("did the port fee lapse in December 2025?", "fee", "No: 10 November 2025. The fee is suspended."),
        ("was the port fee still in force before November 2025?", "fee", "Yes. The fee is charged."),
        ("is the truce still in force since May 2025?", "truce", "Yes. The truce runs."),
        ("is the truce still in force since June 2025?", "truce", "No: 14 May 2025. The truce runs."),
        ("2025年10月以前休战还在吗", "truce", "是。"),
        ("is the truce still on?", "truce", "Yes. The truce runs."),
        ("isn't the truce over already?", "truce", "No. The truce runs."),
        ("休战结束了吗", "truce", "否。"),
        ("was the Busan meeting cancelled?", "busan", "No. 30 October 2025."),
        ("did the court rule in November 2025?", "ruling", "No: 20 February 2026. Decided"),
        ("did the court rule in February 2026?", "ruling", "Yes. Decided"),
        ("did the court rule by the end of 2025?", "ruling", "No: 20 February 2026. Decided"),
        ("did the court rule by March 2026?", "ruling", "Yes. Decided"),
        ("is the duty on tea still 145?", "duty", "No: 12.5%; 145% held"),
        ("is the duty on tea 12.5 now?", "duty", "Yes. **12.5%**"),
        ("is the duty on tea of section 99?", "duty", "**12.5%**"),
        ("was the Busan meeting in December 2025?", "busan", "No: 30 October 2025. 30 October"),
        ("was the Busan meeting in October 2025?", "busan", "Yes. 30 October"),
        ("was Geneva the first round?", "rounds", "Yes. • 1. Geneva"),
        ("was London round 5?", "rounds", "No: Second round, London. • 1. Geneva"),
        ("伦敦是第五轮吗？", "rounds", "否：Second round, London。"),
    ],
)
def test_answer_when_a_question_claims_something_then_the_record_says_yes_or_no(
    answerer: Answerer, question: str, entry: str, opening: str
) -> None:
    reply = ask(answerer, question)
    assert reply.entry == entry
    assert reply.answer.startswith(opening)


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("duty on tea, 145%", "No: 12.5%;"),
        ("duty on tea, 12.5%", "**12.5%**"),
        ("the truce over already", "No. The truce runs."),
        ("the truce still on", "The truce runs."),
        ("court ruled November 2025", "No: 20 February 2026."),
        ("court ruled February 2026", "Decided"),
    ],
)
def test_answer_when_bare_words_claim_something_then_only_what_is_wrong_is_put_right(
    answerer: Answerer, question: str, opening: str
) -> None:
    assert ask(answerer, question).answer.startswith(opening)


@pytest.mark.parametrize(
    "question",
    [
        "what is the duty on tea, 145%?",
        "what is the truce, over already?",
        "is the duty on tea high?",
        "did the duty on tea fall by 10%?",
        "could the duty on tea be 54%?",
        "is it 13% in all, the soybean rate?",
        "did the court hear the court case in November 2025?",
        "was the deficit of tea $295?",
        "is the duty on tea 30% or 12.5%?",
        "is the truce 145%?",
        "was the Busan meeting in Busan?",
        "is the port fee still in force in 2030?",
        "is the truce still on in March 2027?",
    ],
)
def test_answer_when_the_facts_decide_no_claim_then_neither_yes_nor_no(answerer: Answerer, question: str) -> None:
    assert not ask(answerer, question).answer.startswith(("Yes", "No"))


def test_answer_when_a_measure_is_only_announced_then_it_neither_stands_nor_has_ended(answerer: Answerer) -> None:
    later = datetime(2027, 2, 1, tzinfo=UTC)
    assert ask(answerer, "is the port fee still in force?", later).answer == "The fee is announced."


def test_answer_when_the_event_had_not_happened_at_the_clock_then_no_claim_of_its_day_is_judged(
    answerer: Answerer,
) -> None:
    before = datetime(2025, 12, 1, tzinfo=UTC)
    assert ask(answerer, "did the court rule in November 2025?", before).answer.startswith("Heard on")


@pytest.mark.parametrize(
    ("states", "claimed", "holds"),
    [
        ([MeasureState.IN_FORCE], Standing.STANDS, True),
        ([MeasureState.IN_FORCE], Standing.ENDED, False),
        ([MeasureState.SUSPENDED], Standing.STANDS, False),
        ([MeasureState.SUSPENDED], Standing.ENDED, True),
        ([MeasureState.ENDED], Standing.STANDS, False),
        ([MeasureState.STRUCK_DOWN], Standing.ENDED, True),
        ([MeasureState.IN_FORCE, MeasureState.ENDED], Standing.STANDS, None),
        ([MeasureState.ANNOUNCED], Standing.STANDS, None),
        ([], Standing.STANDS, None),
    ],
)
def test_standing_when_a_measure_was_told_then_its_state_decides_and_two_decide_nothing(
    states: list[MeasureState], claimed: Standing, holds: bool | None
) -> None:
    measures = {
        state.value: Measure(id=state, title=Text({"en": "m"}), versions=(make_version(state),)) for state in states
    }
    teller = Teller(KnowledgeBase({}, Scope(), "r", measures=measures), NOW, NOW)
    for id_ in measures:
        teller.measure(id_)
    found = [verdict.holds for verdict in _of_standing(claimed, READING, Asked(), teller)]
    assert found == ([] if holds is None else [holds])


@pytest.mark.parametrize(
    ("relation", "value", "claimed", "tolerance", "holds"),
    [
        ("=", 10.0, 10.0, 0.0, True),
        ("=", 10.5, 10.0, 0.0, False),
        ("=", 10.5, 10.0, 0.5, True),
        (">", 10.0, 10.0, 0.0, False),
        (">", 10.1, 10.0, 0.0, True),
        ("<", 10.0, 10.0, 0.0, False),
        ("<", 9.9, 10.0, 0.0, True),
    ],
)
def test_figures_when_compared_then_equal_is_exact_unless_rounded_and_above_is_above(
    relation: str, value: float, claimed: float, tolerance: float, holds: bool
) -> None:
    figure = Figure("%", claimed, relation=relation)
    assert _compares(value, figure, claimed, tolerance) is holds
    if not tolerance:
        assert _compares(value, figure, claimed) is holds


READING = Reading("is it still on", "en", QuestionKind.WHETHER, NOW.date())


def make_version(state: MeasureState) -> MeasureVersion:
    return MeasureVersion.model_validate({"from": "2025-05-12", "state": state, "text": "It stands so."})


def make_round(id_: str) -> Round:
    outcome = [{"from": "2025-05-12", "text": "They talked."}]
    return Round.model_validate({"id": id_, "kind": "round", "title": id_, "from": "2025-05-12", "outcome": outcome})


@pytest.mark.parametrize(
    ("rounds", "claimed", "holds"),
    [
        (["a"], Standing.CANCELLED, [False]),
        ([], Standing.CANCELLED, []),
        (["a"], Standing.ENDED, []),
        (["a"], Standing.STANDS, []),
    ],
)
def test_standing_when_a_round_was_held_then_it_was_not_cancelled_and_no_more_is_said(
    rounds: list[str], claimed: Standing, holds: list[bool]
) -> None:
    teller = Teller(KnowledgeBase({}, Scope(), "r"), NOW, NOW, own=Own(rounds=[make_round(id_) for id_ in rounds]))
    assert [verdict.holds for verdict in _of_standing(claimed, READING, Asked(), teller)] == holds


def test_amounts_when_several_are_told_then_the_first_is_compared_and_rounding_is_allowed() -> None:
    teller = Teller(KnowledgeBase({}, Scope(), "r"), NOW, NOW, own=Own(amounts=[295.5, 100.0]))
    figure = Figure("$", 295.0, billions=295.0)
    assert [(v.holds, v.instead) for v in _of_amount(figure, 295.0, teller)] == [(True, "")]
    assert [(v.holds, v.instead) for v in _of_amount(figure, 294.0, teller)] == [(False, "$295.5 billion.")]
    assert list(_of_amount(Figure("$", 5.0, billions=5.0, relation="by"), 5.0, teller)) == []
