"""Whole conversations, replayed on the knowledge that is shipped.

The floors stand a little below what was measured; they are no goals. The weights of `bot.answers.meant` were fitted on `dev`, `fresh` and `third`:
for what a first run on unseen conversations gave, see docs/reader.md.
"""

from __future__ import annotations

import pytest

from bot.answers.answerer import Answerer
from bot.terminal.replay import Turned, read_conversations, replay
from tests.content.conftest import NOW, ROOT

MOST_CARRIED = {"dev": 1, "fresh": 1, "hands": 0, "second": 3, "third": 1}
"""New subjects that were taken for follow-ups, as measured."""
FOLDER = ROOT / "knowledge" / "questions" / "conversations"


def shares(turns: list[Turned], sort: str) -> float:
    of = [turn for turn in turns if turn.sort == sort]
    return sum(turn.right for turn in of) / len(of)


@pytest.mark.parametrize(
    ("name", "least"), [("dev", 0.93), ("fresh", 0.9), ("hands", 0.8), ("second", 0.75), ("third", 0.8)]
)
def test_conversations_when_replayed_then_the_floors_hold(answerer: Answerer, name: str, least: float) -> None:
    turns = replay(FOLDER / f"{name}.jsonl", answerer, NOW)
    wrong = [(turn.conversation.id, turn.said.q, turn.reply.entry) for turn in turns if not turn.right]
    assert shares(turns, "dependent") >= least, wrong
    assert sum(turn.carried for turn in turns) <= MOST_CARRIED[name], [t.said.q for t in turns if t.carried]


def test_conversations_when_read_then_of_three_to_six_turns_and_a_third_in_chinese() -> None:
    talks = read_conversations(FOLDER)
    assert len(talks) >= 40
    assert all(3 <= len(talk.turns) <= 6 for talk in talks)
    assert sum(talk.lang == "zh" for talk in talks) * 3 >= len(talks)
