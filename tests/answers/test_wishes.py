"""Asking to be reminded, in words."""

from __future__ import annotations

import pytest

from bot.answers.wishes import as_question, is_only_wish, wants_reminder


@pytest.mark.parametrize(
    "question",
    [
        "When does it end? Remind me",
        "when does it end, remind me please",
        "remind me",
        "when is it over?? can you remind me, thanks",
        "Remind me before it ends",
        "remind me a week before it ends",
        "它什么时候结束？提醒我",
        "它结束前提醒我",
        "到时候提醒我吧",
    ],
)
def test_wish_when_it_ends_a_question_or_says_how_early_then_read(question: str) -> None:
    assert wants_reminder(question)


@pytest.mark.parametrize(
    "question",
    ["remind me what the rate is", "kindly remind me which town it was", "how do I get reminders", "", "it reminds me"],
)
def test_wish_when_the_words_mean_tell_me_then_none(question: str) -> None:
    assert not wants_reminder(question)


def test_wish_when_it_stands_in_front_then_the_question_for_the_date_is_read() -> None:
    assert as_question("Remind me before it ends") == "when does it ends"
    assert as_question("它结束前提醒我") == "它结束"
    assert as_question("when does it end? remind me") == "when does it end? remind me"


def test_wish_when_it_stands_alone_then_known() -> None:
    assert is_only_wish("Remind me, please!")
    assert not is_only_wish("remind me of the rate")
