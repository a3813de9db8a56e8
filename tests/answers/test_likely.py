"""What is likely to be asked next, and what is about what a question names."""

from __future__ import annotations

import pytest

from bot.answers.answerer import Answerer
from bot.answers.reply import Outcome
from bot.knowledge.base import KnowledgeBase
from tests.answers.test_asking import ready_on
from tests.support.bases import NOW


def test_after_when_asked_of_any_entry_then_never_itself_and_what_is_to_be_seen_also_first(wide: KnowledgeBase) -> None:
    likely = ready_on(wide).likely
    assert likely.after("truce-end", 4)[0] == "us-rate", "a curator says so"
    assert all(entry not in likely.after(entry, 99) for entry in wide.entries)
    assert "us-rate" not in likely.after("truce-end", 4, without=["us-rate"])


def test_after_when_two_are_about_the_same_parties_then_they_are_near(wide: KnowledgeBase) -> None:
    assert "china-rate" in ready_on(wide).likely.after("us-rate", 4)


def test_about_when_nothing_is_named_then_nothing(wide: KnowledgeBase) -> None:
    assert ready_on(wide).likely.about((), 5) == []


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("what did the interpreter at the madrid talks wear", "madrid"),
        ("who designed the tiktok logo", "tiktok"),
        ("how old is bessent", "bessent"),
    ],
)
def test_decline_when_something_known_was_named_then_questions_about_it_are_offered(
    shipped: Answerer, question: str, about: str
) -> None:
    reply = shipped.ask(question, now=NOW)
    assert reply.outcome is not Outcome.ANSWER
    assert any(about in suggestion.entry for suggestion in reply.suggestions)


def test_related_when_asked_on_then_never_what_was_told_just_now(shipped: Answerer) -> None:
    last = shipped.ask("what came of the madrid talks", now=NOW, memory_key="rel")
    then = shipped.ask("who was there", now=NOW, memory_key="rel")
    assert {last.entry, then.entry}.isdisjoint(suggestion.entry for suggestion in then.related)
    assert then.related
