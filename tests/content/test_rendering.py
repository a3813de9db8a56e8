"""Every entry of the shipped base, at every moment at which a fact of it changes, in both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answers import compose
from bot.answers.asked import Asked
from bot.answers.decide import Decision
from bot.answers.plain import plain_text
from bot.answers.reply import MOST_CHARACTERS, Outcome, Reason
from bot.answers.telling import Slots
from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.loader import load

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
FIRST, LAST = datetime(2025, 1, 20, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC)
EMPTY_SLOT = re.compile(r"\{\{|\}\}|\{%|\bNone\b|\*\*\s*\*\*|\(\s*\)|\$ |  ")
EMBED_DESCRIPTION = 4096
ASKED = {
    "nothing": Asked(Slots()),
    "a year": Asked(Slots(year=2024, period=None)),
    "two years": Asked(Slots(year=2018, years=(2018, 2024))),
    "a year without figures": Asked(Slots(year=2017)),
    "a quarter": Asked(Slots(year=2025, period="2025-Q1")),
}


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    loaded = load(KNOWLEDGE)
    assert loaded.base is not None, loaded.findings
    return loaded.base


def moments(base: KnowledgeBase) -> list[datetime]:
    """Just before and at each change, by the day; plus the shipped base's own present."""
    days = {moment.replace(minute=0, second=0, microsecond=0) for moment in timeline.change_moments(base)}
    chosen = sorted(day for day in days if FIRST <= day <= LAST)
    return [*chosen, chosen[-1] + timedelta(days=400)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_entries_when_told_at_every_change_then_inside_the_limits_and_without_an_empty_slot(
    base: KnowledgeBase, language: str
) -> None:
    for moment in moments(base)[:: 1 if language == "en" else 3]:
        for entry in base.entries.values():
            decision = Decision(Outcome.ANSWER, Reason.CHOSEN, entry.id)
            reply = compose.answer(base, decision, ASKED["nothing"], moment, moment, language)
            place = f"{entry.id} at {moment:%Y-%m-%d} in {language}: {reply.answer}"
            assert 0 < len(plain_text(reply)) <= MOST_CHARACTERS, place
            assert len(reply.answer) <= EMBED_DESCRIPTION, place
            assert not EMPTY_SLOT.search(reply.answer), place


@pytest.mark.parametrize("asked", ASKED.values(), ids=list(ASKED))
def test_entries_when_slots_are_filled_then_they_render(base: KnowledgeBase, asked: Asked) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for entry in base.entries.values():
        for language in ("en", "zh"):
            decision = Decision(Outcome.ANSWER, Reason.CHOSEN, entry.id)
            reply = compose.answer(base, decision, asked, now, now, language)
            assert not EMPTY_SLOT.search(reply.answer), f"{entry.id}: {reply.answer}"


def test_entries_when_told_on_an_earlier_day_then_no_source_of_a_later_day_is_cited(base: KnowledgeBase) -> None:
    moment = datetime(2025, 7, 29, 20, 30, tzinfo=UTC)
    for entry in base.entries.values():
        reply = compose.answer(
            base, Decision(Outcome.ANSWER, Reason.CHOSEN, entry.id), ASKED["nothing"], moment, moment, "en"
        )
        assert all(s.published is None or s.published.start <= moment for s in reply.sources), entry.id
        if reply.answered:
            # What was then on the calendar already: the midterms, and the last step of the first four-year review.
            later = re.sub(r"(?:midterms in November|1 January|from January) 2026", "", reply.answer)
            assert "2026" not in later, f"{entry.id}: {reply.answer}"


def test_phrasings_when_counted_then_every_entry_has_ten_or_more(base: KnowledgeBase) -> None:
    few = [entry.id for entry in base.entries.values() if len(entry.ways_to_ask) < 10]
    assert few == []
