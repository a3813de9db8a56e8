"""From what was read to what a template may pick by: the slots, and the moment that is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.answers.dates import Grain, Named
from bot.answers.reading import Reading
from bot.answers.telling import Slots
from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.values import Instant


@dataclass(frozen=True)
class Asked:
    """The slots, and the moment named (None for the present), with how fine it was named."""

    slots: Slots
    moment: datetime | None = None
    grain: Grain | None = None


def asked_by(reading: Reading, base: KnowledgeBase, now: datetime) -> Asked:
    """Fill the slots; a time ahead of the clock fills its slot but moves no moment.

    A day is when something is told, a longer time is what is told of: "the deficit of 2024, on 29 July 2025".
    """
    day = next((named for named in reading.times if named.grain is Grain.DAY), None)
    periods = [named for named in reading.times if named.grain is not Grain.DAY]
    years = tuple(dict.fromkeys(named.first.year for named in periods))
    first = periods[0] if periods else None
    slots = Slots(
        year=first.first.year if first else None,
        month=first.first.month if first and first.grain is Grain.MONTH else None,
        period=first.period if first and first.grain is not Grain.YEAR else None,
        years=years if len(years) > 1 else (),
        direction=reading.direction,
        party=reading.parties[0] if len(reading.parties) == 1 else None,
        issue_named=reading.issue,
    )
    told = day or first
    if told is None and reading.named_time:
        at = timeline.day_end(Instant.parse(reading.named_time, base.timezone))
        return Asked(slots, at if at <= now else None, Grain.DAY)
    return Asked(slots, _moment(told, base.zone, now), told.grain if told else None)


def _moment(named: Named | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The last instant of a time, at most now; None for a time that has not begun."""
    if named is None:
        return None
    if datetime.combine(named.first, time(), zone) > now:
        return None
    ends = datetime.combine(named.last + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    return min(ends, now).astimezone(now.tzinfo)
