"""docs/monitoring: whatever the dashboard and the alerts ask for is something that the bot tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

from bot.curation import reloading
from bot.curation.metrics import KnowledgeCollector
from bot.discord_app import metrics
from bot.health import Health
from bot.knowledge.library import Library
from bot.probe import HealthCollector
from bot.reminders import metrics as of_reminders
from tests.support.bases import write_base

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "monitoring"
BASE_LABELS = {"le", "instance", "job"}
OF_PROMETHEUS = {"up": set[str]()} | {
    f"process_{name}": set[str]() for name in ("resident_memory_bytes", "open_fds", "cpu_seconds_total")
}
"""What the scraper, and its client library on Linux, add by themselves."""


def dashboard() -> Iterator[tuple[str, str]]:
    for panel in json.loads((FOLDER / "dashboard.json").read_text("utf-8"))["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
            # A legend's label has to be one that the expression leaves.
            for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                grouped = re.findall(r"by \(([^)]*)\)", target["expr"])
                assert label in BASE_LABELS or any(label in one for one in grouped), panel["title"]


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


@pytest.fixture
def exposed(tmp_path: Path) -> dict[str, set[str]]:
    """Every sample that the bot can expose, with its labels."""
    registry = CollectorRegistry()
    health = Health()
    health.report("reminders", ok=True, at=datetime(2026, 11, 23, tzinfo=UTC))
    registry.register(HealthCollector(health))
    registry.register(KnowledgeCollector([Library(write_base(tmp_path / "base"))], lambda: datetime.now(UTC)))
    found = {sample.name: set(sample.labels) for family in registry.collect() for sample in family.samples}
    for module in (metrics, of_reminders, reloading):
        for metric in vars(module).values():
            if isinstance(metric, MetricWrapperBase):
                labels = set(metric._labelnames)
                family = metric.describe()[0].name
                for suffix in ("", "_total", "_bucket", "_count", "_sum"):
                    found[family + suffix] = labels
    return found | OF_PROMETHEUS


@pytest.mark.parametrize(("where", "expression"), [*dashboard(), *((rule["alert"], rule["expr"]) for rule in rules())])
def test_expression_when_it_names_a_metric_then_the_bot_exposes_it_with_these_labels(
    exposed: dict[str, set[str]], where: str, expression: str
) -> None:
    names = re.findall(r"\b(?:parley_\w+|process_\w+|up)\b", expression)
    assert names
    assert [name for name in names if name not in exposed] == []
    known = set().union(*(exposed[name] for name in names)) | BASE_LABELS
    asked = {one.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for one in group.split(",")}
    asked |= {one for match in re.findall(r"\{([^}]*)\}", expression) for one in re.findall(r"(\w+)=", match)}
    assert asked <= known


def test_alerts_when_read_then_each_says_what_to_do() -> None:
    assert len({rule["alert"] for rule in rules()}) == len(rules()) >= 10
    for rule in rules():
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert rule["annotations"].keys() == {"summary", "what_to_do"}


def test_metrics_when_declared_then_each_is_shown_somewhere(exposed: dict[str, set[str]]) -> None:
    shown = " ".join(expression for _, expression in dashboard())
    families = {re.sub(r"_(total|bucket|count|sum|created)$", "", name) for name in exposed}
    unseen = {name for name in families if name not in shown}
    assert unseen <= {"up", "parley_knowledge_info"}
