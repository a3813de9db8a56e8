"""The reports' few lines, over the knowledge that is shipped: short enough for one look at a phone, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.telling import NoFact, Teller
from bot.answers.templates import render
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.library import Library
from bot.knowledge.timeline import change_moments
from bot.knowledge.values import Text
from bot.reports import text
from bot.reports.blocks import Block
from bot.reports.deadlines import deadlines
from bot.reports.declared import declared
from bot.reports.issues import issue, issues
from bot.reports.status import status
from bot.reports.timeline import timeline
from bot.reports.voice import Voice

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LINES, CHARACTERS = 6, 900
"""The moment that is told, and five lines at most; about what a phone shows without scrolling."""

Told = Callable[[KnowledgeBase, datetime, Voice], tuple[Block, ...]]


def own(base: KnowledgeBase, name: str, at: datetime, voice: Voice) -> tuple[Block, ...]:
    """A report that the base declares."""
    return text.declared_blocks(declared(base, base.reports[name], NOW, at), base, voice)


REPORTS: dict[str, Told] = {
    "status": lambda base, at, voice: text.status_blocks(status(base, NOW, at), base, voice),
    "tariffs": lambda base, at, voice: own(base, "tariffs", at, voice),
    "truce": lambda base, at, voice: own(base, "truce", at, voice),
    "deficit": lambda base, at, voice: own(base, "deficit", at, voice),
    "issues": lambda base, at, voice: text.issues_blocks(issues(base, NOW, at), base, voice),
    "issue": lambda base, at, voice: text.issue_blocks(issue(base, NOW, at, "tiktok"), base, voice),
    "deadlines": lambda base, at, voice: text.deadlines_blocks(deadlines(base, NOW, at), base, voice, soon=3),
    "timeline": lambda base, at, voice: text.timeline_blocks(timeline(base, NOW, at), base, voice),
}


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return Library(Path(__file__).parents[2] / "knowledge").base


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", REPORTS)
def test_report_when_told_in_short_then_a_few_lines_at_every_moment(
    base: KnowledgeBase, name: str, language: str
) -> None:
    def tell(wanted: Text, tongue: str, at: datetime) -> str:
        try:
            return render(wanted.say(tongue), Teller(base, max(at, NOW), at, tongue))
        except NoFact:
            return ""

    moments = [moment for moment in change_moments(base) if moment <= NOW]
    for moment in [*moments[:: max(1, len(moments) // 25)], NOW]:
        (block,) = REPORTS[name](base, moment, Voice(language, tell))
        lines = "\n".join(block.brief.lines).splitlines()
        assert 1 <= len(lines) <= LINES, (moment, lines)
        assert len("\n".join(lines)) <= CHARACTERS, (moment, lines)
        assert all(lines)
        assert len({field.id for field in block.fields}) == len(block.fields)


def test_status_when_told_in_short_then_both_rates_the_truces_end_and_the_next_dates(base: KnowledgeBase) -> None:
    (block,) = text.status_blocks(status(base, NOW, NOW), base, Voice())
    lines = block.brief.lines
    assert "10 January 2027 (hour not published)**, in 48 days." in lines[1]
    assert "**12.5%** since 24 July 2026 (official)." in lines[2]
    assert "**10%** since 14 May 2025 (reported)." in lines[3]
    assert lines[4].startswith("Next: **")
    assert len(lines) == 5
