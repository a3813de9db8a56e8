"""Gauges for curators: records past their review date, and passed deadlines without an outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from bot.curation.review import overdue_of
from bot.knowledge.library import Snapshots
from bot.knowledge.values import Clock

if TYPE_CHECKING:
    from prometheus_client import Metric


class KnowledgeCollector(Collector):
    """Reads the bases in use at each scrape, and counts all of them together."""

    def __init__(self, libraries: Sequence[Snapshots], clock: Clock) -> None:
        self._libraries, self._clock = libraries, clock

    def collect(self) -> Iterator[Metric]:
        """The gauges as they stand."""
        bases, now = [library.base for library in self._libraries], self._clock()
        due = [overdue_of(base, now) for base in bases]
        stale, open_ = sum(len(one.stale) for one in due), sum(len(one.passed) for one in due)
        entries = sum(len(base.entries) for base in bases)
        yield GaugeMetricFamily("parley_facts_stale", "Records whose review date has passed.", value=stale)
        yield GaugeMetricFamily("parley_deadlines_unresolved", "Deadlines that passed with no outcome.", value=open_)
        yield GaugeMetricFamily("parley_entries", "Questions that the base answers.", value=entries)
        info = InfoMetricFamily("parley_knowledge", "The bases in use.")
        for base in bases:
            info.add_metric([], {"revision": base.revision[:12]})
        yield info
