"""A small base made of records: two sides, one truce that was extended once and ran out unreported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.knowledge.base import KnowledgeBase, table
from bot.knowledge.declared import Report
from bot.knowledge.model import Deadline, Entry, Issue, Measure, Rate, Record, Round, Series, Source, Statement
from bot.knowledge.scope import Scope
from bot.reports.dates import Moment, read_moment
from bot.reports.declared import DeclaredReport, declared

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE = "America/New_York"

REPORTS: list[dict[str, Any]] = [
    {
        "id": "tariffs", "label": "Tariffs", "description": "Rates both ways", "title": "Tariffs in both directions",
        "rates": ["a_on_b", "b_on_a"], "measures": "all", "headings": {"rates": "Tariff rates"},
    },
    {
        "id": "truce", "label": "Truce", "description": "How it stands", "title": "The truce", "state": "state",
        "until": "until", "statements": ["terms"],
        "deadlines": ["first_end", "first_end_cn", "second_end", "last_end"],
    },
    {
        "id": "deficit", "label": "Yearly figures", "description": "By year", "series": "gap", "beside": ["out", "in"],
        "notes": ["aim", "aim_outcome"], "headings": {"out": "Exports", "in": "Imports"},
    },
]  # fmt: skip

STATEMENTS: list[dict[str, Any]] = [
    {
        "id": "state",
        "versions": [
            {"from": "2025-05-12", "text": {"en": "The truce holds.", "zh": "休战有效。"}, "attestation": "official"},
            {"from": "2025-08-11", "text": "The truce was extended.", "attestation": "official", "sources": ["order"]},
            {
                "from": "2026-11-10", "known": "2026-10-08", "checked": "2026-10-08", "review_by": "2026-11-10",
                "text": "By what was announced the truce holds.", "attestation": "relayed", "sources": ["note"],
            },
        ],
    },
    {"id": "until", "versions": [{"from": "2025-05-12", "text": "Each end is announced."}]},
    {"id": "terms", "versions": [{"from": "2025-05-12", "text": "Each side lowers its rate."}]},
    {"id": "aim", "versions": [{"from": "2025-07-29", "text": "A cut of $50 billion was aimed at."}]},
    {"id": "aim_outcome", "versions": [{"from": "2026-02-19", "text": "The gap fell by $93.4 billion."}]},
]  # fmt: skip

RATES: list[dict[str, Any]] = [
    {
        "id": "a_on_b", "title": "A's duty on B", "by": "a", "on": "b", "note": "on most goods",
        "steps": [
            {"from": f"2025-04-10T00:01 {ZONE}", "known": "2025-04-09", "value": 145, "what": "spiral"},
            {
                "from": f"2025-05-14T00:01 {ZONE}", "known": "2025-05-12", "value": 30, "what": "truce",
                "attestation": "official", "sources": ["order"],
                "parts": [{"measure": "duty", "value": 20}, {"measure": "base", "value": 10}],
            },
            {"from": f"2025-11-10T00:01 {ZONE}", "known": "2025-11-04", "value": 20, "what": "a duty was halved"},
            {
                "from": f"2026-07-24T00:01 {ZONE}", "known": "2026-07-23", "value": 12.5, "what": "a new law",
                "checked": "2026-10-08", "review_by": "2026-11-10",
            },
        ],
    },
    {
        "id": "b_on_a", "title": "B's duty on A", "by": "b", "on": "a",
        "steps": [
            {"from": f"2025-04-12T00:01 {ZONE}", "value": 125, "what": "reply"},
            {"from": f"2025-05-14T00:01 {ZONE}", "value": 10, "what": "truce"},
        ],
    },
]  # fmt: skip

MEASURES: list[dict[str, Any]] = [
    {
        "id": "duty", "title": "first duty", "by": "a", "versions": [
            {"from": "2025-02-04", "state": "in_force", "rate": 20, "text": "In force."},
            {"from": "2025-06-01", "state": "in_force", "rate": 20, "text": "Still in force."},
            {"from": f"2026-02-24T00:00 {ZONE}", "known": "2026-02-20", "state": "struck_down", "text": "Void."},
        ],
    },
    {"id": "base", "title": "base duty", "by": "a", "versions": [
        {"from": "2025-04-05", "state": "in_force", "rate": 10, "text": "In force."},
    ]},
    {"id": "floor", "title": "price floor", "by": "a", "versions": [
        {"from": "2026-12-04", "known": "2026-08-06", "state": "in_force", "rate": 15, "text": "Begins in December."},
    ]},
    {"id": "controls", "title": "export controls", "by": "b", "versions": [
        {"from": "2025-10-09", "state": "announced", "text": "Announced."},
        {"from": "2025-11-10", "state": "suspended", "text": "Suspended for a year."},
    ]},
]  # fmt: skip

SERIES: list[dict[str, Any]] = [
    {"id": "gap", "title": "Trade gap", "unit": "usd_billion", "basis": "goods only", "values": [
        {"period": 2015, "value": -367.2, "known": "2019-04-16"},
        {"period": 2018, "value": -419.2, "known": "2019-03-06", "sources": ["paper"]},
        {"period": 2024, "value": -295.4, "known": "2025-02-05", "sources": ["paper"]},
        {"period": 2024, "value": -295.5, "known": "2026-02-19", "sources": ["paper"]},
        {"period": "2025-H1", "value": -111.46, "known": "2025-08-05"},
        {"period": 2025, "value": -202.1, "known": "2026-02-19", "sources": ["paper"]},
    ]},
    {"id": "out", "title": "Exports", "unit": "usd_billion", "values": [
        {"period": 2025, "value": 106.3, "known": "2026-02-19"},
    ]},
    {"id": "in", "title": "Imports", "unit": "usd_billion", "values": [
        {"period": 2025, "value": 308.4, "known": "2026-02-19"},
    ]},
]  # fmt: skip

ROUNDS: list[dict[str, Any]] = [
    {
        "id": "first", "number": 1, "kind": "round", "title": "First round", "from": "2025-05-10", "last": "2025-05-11",
        "outcome": [{"from": "2025-05-12", "text": "A truce."}],
    },
    {
        "id": "summit", "kind": "summit", "title": "The summit", "from": "2026-09-23", "last": "2026-09-25",
        "outcome": [
            {"from": "2026-08-01", "text": "Planned."},
            {"from": "2026-09-25", "text": "More time."},
        ],
    },
]  # fmt: skip

ISSUES: list[dict[str, Any]] = [
    {
        "id": "metals", "name": {"en": "Rare metals", "zh": "稀有金属"}, "keywords": ["magnet"],
        "status": [
            {"from": "2025-07-29", "text": "Slow licences."},
            {"from": "2025-11-10", "text": "Controls suspended."},
        ],
        "positions": {"a": [{"from": "2025-07-29", "text": "Wants more."}], "b": [{"from": "2025-07-29", "text": "No."}]},
        "steps": [
            {"on": "2025-10-09", "text": "Controls announced."},
            {"on": "2025-11-10", "text": "Controls suspended."},
        ],
    },
    {
        "id": "app", "name": "The app", "open": False,
        "status": [{"from": "2025-07-29", "text": "Not sold."}, {"from": "2026-01-22", "text": "Sold."}],
    },
]  # fmt: skip

DEADLINES: list[dict[str, Any]] = [
    {
        "id": "first_end", "title": "End of the first truce", "at": "2025-08-12T00:01:00", "timezone": ZONE,
        "if_missed": "The old rates return.", "known": "2025-05-12", "attestation": "official", "sources": ["order"],
        "outcome": {"status": "extended", "on": "2025-08-11", "attestation": "official", "note": "By 90 days."},
    },
    {
        "id": "first_end_cn", "title": "The same for B", "at": "2025-08-12T12:01:00", "timezone": "Asia/Shanghai",
        "if_missed": "The old rates return.", "known": "2025-05-12",
        "outcome": {"status": "extended", "on": "2025-08-12", "attestation": "official"},
    },
    {
        "id": "second_end", "title": "End of the second truce", "at": "2026-11-10T00:01:00", "timezone": ZONE,
        "if_missed": "The old rates return.", "known": "2025-08-11", "moved": ["2025-11-10T00:01:00"],
    },
    {
        "id": "last_end", "title": "End of the last truce", "at": "2027-01-10", "timezone": ZONE, "topic": "truce",
        "if_missed": "Suspended measures return.", "known": "2026-09-23", "attestation": "relayed",
    },
    {
        "id": "leaders", "title": "Leaders' meeting", "at": "2026-11-18", "timezone": "Asia/Shanghai", "kind": "event",
        "if_missed": "Nothing lapses.", "known": "2026-09-25",
    },
    {
        "id": "hearing", "title": "Hearing", "at": "2026-12", "timezone": ZONE, "if_missed": "None is held.",
        "known": "2026-01-05", "outcome": {"status": "cancelled", "on": "2026-11-01", "attestation": "reported"},
    },
]  # fmt: skip

SOURCES: list[dict[str, Any]] = [
    {"id": "order", "title": "The order", "publisher": "White House", "url": "https://example.org/order"},
    {"id": "paper", "title": "A report", "publisher": "A Paper"},
    {"id": "note", "title": "A note", "publisher": "A Note"},
]


def read(kind: type[Record], records: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Records by id, their days counted in `ZONE`."""
    found = [kind.model_validate(record, context={"timezone": ZONE}) for record in records]
    return table({record.id: record for record in found})  # type: ignore[attr-defined]


def make_base(**changes: Any) -> KnowledgeBase:
    """The base; `changes` replace whole tables."""
    parties = [{"id": "a", "name": {"en": "Land A", "zh": "甲国"}}, {"id": "b", "name": "Land B"}]
    scope = {"title": {"en": "the tea truce", "zh": "茶叶休战"}, "timezone": ZONE, "parties": parties}
    tables: dict[str, Any] = {
        "entries": entries(),
        "scope": Scope.model_validate(scope),
        "revision": "0",
        "sources": read(Source, SOURCES),
        "statements": read(Statement, STATEMENTS),
        "series": read(Series, SERIES),
        "rates": read(Rate, RATES),
        "measures": read(Measure, MEASURES),
        "rounds": read(Round, ROUNDS),
        "issues": read(Issue, ISSUES),
        "deadlines": read(Deadline, DEADLINES),
        "reports": read(Report, REPORTS),
    }
    return KnowledgeBase(**{**tables, **changes})


def entries() -> Mapping[str, Any]:
    """One entry."""
    return read(Entry, [{"id": "x", "question": "Is it on?", "phrasings": ["is the truce on"], "answer": "Yes."}])


def make_empty() -> KnowledgeBase:
    """A base with nothing but an entry."""
    return KnowledgeBase(entries=entries(), scope=Scope(), revision="0")


def as_of(day: str, now: datetime = NOW) -> datetime:
    """The moment that a typed day means."""
    moment = read_moment(day, now=now, zone=ZONE)
    assert isinstance(moment, Moment)
    return moment.at


def told_of(base: KnowledgeBase, name: str, moment: datetime, year: int | None = None) -> DeclaredReport:
    """A declared report of the small base, told of this base at a moment."""
    return declared(base, read(Report, REPORTS)[name], NOW, moment, year)
