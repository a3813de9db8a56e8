"""The slots that a question fills, and the moment that it asks about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.answers.dates import Grain, Named, find_dates
from bot.answers.scope import Scoping
from bot.answers.telling import Slots
from bot.answers.text import normalise
from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.values import Instant


@dataclass(frozen=True)
class Asked:
    """What was read: the slots, and the moment named (None for the present), with how fine it was named."""

    slots: Slots
    moment: datetime | None = None
    grain: Grain | None = None
    named: tuple[Named, ...] = ()


def read_slots(base: KnowledgeBase, scoping: Scoping, now: datetime) -> Asked:
    """Fill the slots; a time ahead of the clock fills its slot but moves no moment.

    A day is when something is told, a longer time is what is told of: "the deficit of 2024, on 29 July 2025".
    """
    zone = base.zone
    named = find_dates(scoping.canonical, now.astimezone(zone).date())
    day = next((n for n in named if n.grain is Grain.DAY), None)
    periods = [n for n in named if n.grain is not Grain.DAY]
    years = tuple(dict.fromkeys(n.first.year for n in periods))
    first = periods[0] if periods else None
    slots = Slots(
        year=first.first.year if first else None,
        month=first.first.month if first and first.grain is Grain.MONTH else None,
        period=first.period if first and first.grain is not Grain.YEAR else None,
        years=years if len(years) > 1 else (),
        direction=scoping.direction,
        party=scoping.parties[0] if len(scoping.parties) == 1 else None,
        issue_named=_issue(base, scoping.canonical),
    )
    told = day or first
    if told is None and scoping.time:
        at = timeline.day_end(Instant.parse(scoping.time.at, base.timezone))
        return Asked(slots, at if at <= now else None, Grain.DAY)
    return Asked(slots, _moment(told, zone, now), told.grain if told else None, named)


def _moment(named: Named | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    if named is None:
        return None
    starts = datetime.combine(named.first, time(), zone)
    if starts > now:
        return None
    ends = datetime.combine(named.last + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    return min(ends, now).astimezone(now.tzinfo)


def _issue(base: KnowledgeBase, canonical: str) -> str | None:
    """The issue whose keyword is the longest that the question holds."""
    found = [
        (len(keyword), issue.id)
        for issue in base.issues.values()
        for keyword in (normalise(k) for k in issue.keywords)
        if keyword
        and re.search(rf"(?<!\w){re.escape(keyword)}" if keyword.isascii() else re.escape(keyword), canonical)
    ]
    return max(found)[1] if found else None
