"""Whatever is typed gets a sensible reply, soon, and never an error."""

from __future__ import annotations

import time

import pytest

from bot.answers.answerer import Answerer
from bot.answers.plain import plain_text
from bot.answers.reply import MOST_CHARACTERS, Outcome
from tests.content.conftest import NOW

SOON = 0.25
"""Seconds of processor."""
ODD = {
    "emoji only": "🍵🍵🍵🎉",
    "a custom emoji": "<:pog:123456789012345678>",
    "nothing": "",
    "marks": "?!?!…",
    "zero width": "\u200b\u200d\ufeff\u2060",
    "right to left": "متى تنتهي الهدنة التجارية؟",
    "4,000 letters": "a" * 4000,
    "4,000 words' letters": "lorem ipsum dolor " * 230,
    "many strange words": " ".join(f"qz{n:x}vk{n * 7:x}" for n in range(400)),
    "one character that becomes eighteen": "\ufdfa" * 1900,
    "a wall of twenty questions": " ".join(f"what is question number {n}?" for n in range(20)),
    "digits": "9" * 4000,
    "brackets": "[[((" * 1000,
    "mentions": "<@1> <@2> <@&3> @everyone",
}
STILL_READ = {
    "a homoglyph": "when does the tru\u0441e end",
    "a zero-width space": "when does the tru\u200bce end",
    "a code block": "```\nwhen does the truce end\n```",
    "a spoiler": "||when does the truce end||",
    "bold": "**when does the truce end**",
    "somebody else quoted above": "> how do i boil an egg\nwhen does the truce end",
    "full width": "ｗｈｅｎ ｄｏｅｓ ｔｈｅ ｔｒｕｃｅ ｅｎｄ",
    "shouted": "WHEN DOES THE TRUCE END",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_ask_when_the_input_is_odd_then_a_reply_without_a_fact_soon(answerer: Answerer, text: str) -> None:
    begun = time.process_time()
    reply = answerer.ask(text, now=NOW)
    assert time.process_time() - begun < SOON
    assert plain_text(reply)
    assert len(plain_text(reply)) <= MOST_CHARACTERS
    assert reply.outcome is not Outcome.ANSWER


@pytest.mark.parametrize("text", STILL_READ.values(), ids=STILL_READ.keys())
def test_ask_when_a_question_is_dressed_up_then_it_is_read_all_the_same(answerer: Answerer, text: str) -> None:
    assert answerer.ask(text, now=NOW).entry == "truce-end"
