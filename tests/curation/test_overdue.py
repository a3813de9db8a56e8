"""What curators should look at: records past their review, and deadlines that passed with no outcome."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.curation.metrics import KnowledgeCollector
from bot.curation.review import overdue_of
from bot.knowledge.library import Library
from tests.support.bases import write_base

SERIES = """
series:
  - id: tea
    title: Tea bought
    unit: million_tonnes
    values:
      - {period: "2024", value: 1, sources: [paper], review_by: "2025-03-01"}
      - {period: "2025", value: 2, sources: [paper], review_by: "2026-03-01"}
"""


def test_overdue_when_a_later_record_took_its_place_then_it_needs_no_review(tmp_path: Path) -> None:
    folder = write_base(tmp_path / "base")
    (folder / "facts/tea.yaml").write_text(SERIES, "utf-8")
    library = Library(folder)
    before, after = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    assert "tea" not in [stale.name for stale in overdue_of(library.base, before).stale]
    assert [stale.name for stale in overdue_of(library.base, after).stale].count("tea") == 1
    long_after = datetime(2100, 1, 1, tzinfo=UTC)
    assert overdue_of(library.base, long_after).passed
    told = {family.name: family.samples[0].value for family in KnowledgeCollector([library], lambda: after).collect()}
    assert told["parley_facts_stale"] == len(overdue_of(library.base, after).stale)
    assert told["parley_entries"] == len(library.base.entries)
