"""Gauges for curators: records past their review date, and passed deadlines without an outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from bot.curation.review import overdue_of
from bot.knowledge.library import Snapshots
from bot.knowledge.values import Clock

if TYPE_CHECKING:
    from prometheus_client import Metric


class KnowledgeCollector(Collector):
    """Reads the base in use at each scrape."""

    def __init__(self, library: Snapshots, clock: Clock) -> None:
        self._library, self._clock = library, clock

    def collect(self) -> Iterator[Metric]:
        """The gauges as they stand."""
        base, now = self._library.base, self._clock()
        due = overdue_of(base, now)
        stale, open_ = len(due.stale), len(due.passed)
        yield GaugeMetricFamily("parley_facts_stale", "Records whose review date has passed.", value=stale)
        yield GaugeMetricFamily("parley_deadlines_unresolved", "Deadlines that passed with no outcome.", value=open_)
        yield GaugeMetricFamily("parley_entries", "Questions that the base answers.", value=len(base.entries))
        yield InfoMetricFamily("parley_knowledge", "The base in use.", value={"revision": base.revision[:12]})
