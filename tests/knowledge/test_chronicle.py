"""What happened between two days, as it was known by a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.chronicle import EventKind, events
from bot.knowledge.library import Library
from tests.support.reading import write

FILES = {
    "scope.yaml": "title: tea\n",
    "facts/facts.yaml": """
measures:
  - id: fee
    title: fee
    versions:
      - {from: "2025-10-14", state: in_force, text: The fee is charged.}
      - {from: "2025-10-20", state: in_force, text: "The fee is charged, and was paid."}
      - {from: "2025-11-10", known: "2025-11-01", state: suspended, text: The fee is suspended.}
statements:
  - id: ruling
    happened: {title: {en: Ruling}, on: "2026-02-20", words: [ruled]}
    versions:
      - {from: "2025-11-05", text: Heard.}
      - {from: "2026-02-20", text: Decided.}
rounds:
  - {id: geneva, kind: round, number: 1, title: Geneva, from: "2025-05-10", last: "2025-05-11", outcome: [{from: "2025-05-12", text: Ninety days.}]}
""",
    "deadlines.yaml": """
deadlines:
  - {id: truce, topic: truce, title: End of the truce, at: "2025-11-10", timezone: UTC, known: "2025-08-11", if_missed: Back to before.}
""",
    "faq/faq.yaml": """
entries:
  - {id: tea, question: "Tea?", phrasings: [tea], answer: "Tea."}
""",
}
ALL = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder: Path = write(tmp_path_factory.mktemp("chronicle"), FILES)
    return Library(folder).base


def told(base: KnowledgeBase, known_by: datetime, since: date | None = None, until: date | None = None) -> list[str]:
    return [f"{event.id} {event.at.day}" for event in events(base, known_by, since, until)]


def test_events_when_all_are_asked_for_then_oldest_first_and_each_change_once(base: KnowledgeBase) -> None:
    assert told(base, ALL) == [
        "geneva 2025-05-10",
        "fee 2025-10-14",
        "fee 2025-11-10",
        "truce 2025-11-10",
        "ruling 2026-02-20",
    ]


def test_events_when_between_two_days_then_those_that_overlap_them_with_both_counted(base: KnowledgeBase) -> None:
    assert told(base, ALL, date(2025, 5, 11), date(2025, 10, 14)) == ["geneva 2025-05-10", "fee 2025-10-14"]
    assert told(base, ALL, date(2025, 5, 12), date(2025, 10, 13)) == []


def test_events_when_it_was_not_known_yet_then_it_is_not_told(base: KnowledgeBase) -> None:
    assert told(base, datetime(2025, 10, 30, tzinfo=UTC), date(2025, 10, 1)) == ["fee 2025-10-14", "truce 2025-11-10"]
    ahead = events(base, datetime(2025, 11, 2, tzinfo=UTC), date(2025, 11, 10))
    assert {(event.kind, event.is_ahead) for event in ahead} == {(EventKind.MEASURE, True), (EventKind.DEADLINE, True)}
    assert "ruling 2026-02-20" not in told(base, datetime(2026, 2, 19, tzinfo=UTC))
