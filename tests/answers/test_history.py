"""How what an answer tells came about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.answers import history
from bot.answers.telling import Slots, Teller
from bot.answers.templates import render
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.values import Instant
from tests.support.bases import NOW

SPRING = datetime(2025, 5, 1, tzinfo=UTC)


def told(base: KnowledgeBase, entry: str, as_of: datetime = NOW) -> tuple[str, ...]:
    teller = Teller(base, NOW, as_of, "en", Slots(), as_of=as_of)
    render(base.entries[entry].answer.say("en"), teller)
    return history.told(teller)


def test_told_when_a_rate_changed_then_each_step_with_its_day_oldest_first(wide: KnowledgeBase) -> None:
    lines = told(wide, "us-rate")
    assert len(lines) == len(wide.rates["us_on_china"].steps)
    assert lines[0].startswith("• 10 April 2025: **145%** (")
    assert "**20%**" in lines[-1]


def test_told_when_as_of_an_earlier_day_then_nothing_of_what_came_later(wide: KnowledgeBase) -> None:
    assert told(wide, "us-rate", SPRING) == ()
    assert all("20%" not in line for line in told(wide, "us-rate", datetime(2025, 7, 29, tzinfo=UTC)))


def test_told_when_a_statement_changed_then_each_version_in_its_first_sentence(wide: KnowledgeBase) -> None:
    lines = told(wide, "truce-end")
    assert len(lines) > 1
    assert "12 August 2025" in lines[0]


def test_told_when_nothing_changed_then_nothing(wide: KnowledgeBase) -> None:
    assert told(wide, "stockholm") == ()


def test_changes_when_a_deadline_moved_then_its_earlier_dates(wide: KnowledgeBase) -> None:
    id_, deadline = next(iter(wide.deadlines.items()))
    moved = deadline.model_copy(update={"moved": (Instant.parse("2025-06-01"),)})
    base = replace(wide, deadlines={**wide.deadlines, id_: moved})
    teller = Teller(base, NOW, NOW, "en", Slots(), as_of=NOW)
    teller.deadline(id_)
    lines = history.told(teller)
    assert lines[0].startswith("• 1 June 2025: ")
    assert "since moved" in lines[0]
    assert "now set" in lines[1]
