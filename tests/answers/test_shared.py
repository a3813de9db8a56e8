"""Entries that answer one another's questions as well do not take confidence from one another."""

from __future__ import annotations

import pytest

from bot.answers.match import Candidate
from bot.answers.shared import NOTHING_SHARED, Shared
from bot.knowledge.lexicon import Labelled


def candidate(entry: str, confidence: float) -> Candidate:
    return Candidate(entry, confidence, 0.0, 0.0, "")


@pytest.fixture
def shared() -> Shared:
    both = [Labelled(q=f"who was in room {number}", entry="guests", also=("talks",)) for number in range(6)]
    alone = [Labelled(q=f"which talks {number}", entry="talks") for number in range(6)]
    return Shared.of([*both, *alone, Labelled(q="what is tea", declined="sense")])


def test_serve_when_an_entry_answers_anothers_questions_then_its_answer_is_likelier_right(shared: Shared) -> None:
    first, second = shared.serve([candidate("guests", 0.5), candidate("talks", 0.3)])
    assert (first.entry, first.confidence) == ("talks", pytest.approx(0.3 + 0.5 * 6 / 8))
    assert (second.entry, second.confidence) == ("guests", 0.5)


def test_serve_when_it_sums_to_more_than_certainty_then_one() -> None:
    sure = Shared({"guests": {"talks": 0.9}})
    assert sure.serve([candidate("talks", 0.6), candidate("guests", 0.6)])[0].confidence == 1.0


def test_serve_when_nothing_is_shared_then_as_it_was() -> None:
    given = (candidate("guests", 0.5), candidate("talks", 0.3))
    assert NOTHING_SHARED.serve(given) == given
