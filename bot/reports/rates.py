"""Rates over time, what moved them, and the measures behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.chronicle import announced
from bot.knowledge.model import Measure, MeasureState, MeasureVersion, Rate, Step
from bot.knowledge.timeline import at, history, scheduled


@dataclass(frozen=True)
class RateView:
    """A rate at a moment: the step that holds, those before it (oldest first), those announced."""

    rate: Rate
    steps: tuple[Step, ...]
    current: Step | None
    ahead: tuple[Step, ...] = ()


@dataclass(frozen=True)
class MeasureView:
    """A measure and its state at a moment; `ahead` is what had been published but not begun."""

    measure: Measure
    version: MeasureVersion
    ahead: tuple[MeasureVersion, ...] = ()

    @property
    def state(self) -> MeasureState:
        """Its state at the moment."""
        return self.version.state


def rate_views(base: KnowledgeBase, ids: Iterable[str], as_of: datetime) -> tuple[RateView, ...]:
    """The rates of these ids of which something was on record at the moment."""
    rates = (base.rates[id_] for id_ in ids if id_ in base.rates)
    views = (RateView(r, history(r.steps, as_of), at(r.steps, as_of), scheduled(r.steps, as_of)) for r in rates)
    return tuple(view for view in views if view.steps or view.ahead)


def measure_views(base: KnowledgeBase, ids: Iterable[str], as_of: datetime) -> tuple[MeasureView, ...]:
    """The measures of these ids of which something was on record at the moment.

    One whose first version was published but had not begun is told by that version, as announced.
    """
    views = []
    for measure in (base.measures[id_] for id_ in ids if id_ in base.measures):
        ahead = scheduled(measure.versions, as_of)
        current = at(measure.versions, as_of)
        if current is not None:
            views.append(MeasureView(measure, current, ahead))
        elif ahead:
            views.append(MeasureView(measure, announced(ahead[0]), ahead))
    return tuple(views)


def in_state(views: Iterable[MeasureView], state: MeasureState) -> tuple[MeasureView, ...]:
    """The measures that stood so."""
    return tuple(view for view in views if view.state is state)
