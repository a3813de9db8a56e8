"""Derives from a reading what a template can use: the slots, and the two moments of the answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.answers.dates import Bearing, Grain, Named
from bot.answers.reading import Reading
from bot.answers.telling import Slots, Within
from bot.knowledge.base import KnowledgeBase


@dataclass(frozen=True)
class Asked:
    """The slots, and the times that a question gives to its answer; None is the present.

    `about` is the moment that the question is about, `grain` how fine it was named, `since` when its stretch began: one
    without an `about` behind it has no end (`since May 2025`). `as_of` is the moment whose knowledge is asked for. With `told_today`, the account is that of today.
    """

    slots: Slots = field(default_factory=Slots)
    about: datetime | None = None
    grain: Grain | None = None
    since: datetime | None = None
    as_of: datetime | None = None
    told_today: bool = False

    @property
    def within(self) -> Within | None:
        """The stretch in which events are asked about; None for all up to the moment."""
        if self.since is None or self.told_today:
            return None
        ends = self.about is not None and self.about > self.since
        return Within(self.since, self.about if ends else None)


def asked_by(reading: Reading, base: KnowledgeBase, now: datetime) -> Asked:
    """Fill the slots, and place the times; a time ahead of the clock fills its slot but moves no moment.

    A day is when something held, a longer time is also what is told of: "the total of 2024, on 29 July 2025".
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
    known = next((named for named in reading.times if named.bearing is Bearing.AS_OF), None)
    as_of = _end(known, base.zone, now) if known else None
    told = day or first or next(iter(reading.named_times), None)
    if told is None or told is known:
        return Asked(slots, grain=told.grain if told else None, as_of=as_of)
    return replace(_placed(told, reading, base.zone, now), slots=slots, as_of=as_of)


def _placed(named: Named, reading: Reading, zone: ZoneInfo, now: datetime) -> Asked:
    """Place a time of the question: the moment asked about, the begin of its stretch, or the moment whose knowledge is asked for."""
    blank = Asked(Slots(), grain=named.grain)
    begun, ended = _start(named.first, zone, now), _end(named, zone, now)
    if ended is None:
        return blank
    if named.bearing is Bearing.SINCE:
        return replace(blank, since=begun)
    if named.bearing in _OF_TODAY and reading.asks_of_today:
        return replace(blank, since=ended if named.bearing is Bearing.AFTER else None)
    if named.bearing is Bearing.BEFORE:
        return replace(blank, about=begun - _INSTANT, grain=Grain.DAY)
    if named.bearing is Bearing.AFTER:
        after = min(ended + _DAY, now)
        return replace(blank, about=after, since=after, grain=Grain.DAY)
    return replace(blank, about=ended, since=begun, told_today=named.bearing is Bearing.BY)


_OF_TODAY = frozenset({Bearing.OF, Bearing.AFTER})
"""With a verb in the present, these ask of today: `are the 2018 rules still there?`"""
_DAY, _INSTANT = timedelta(days=1), timedelta(microseconds=1)


def _start(day: date, zone: ZoneInfo, now: datetime) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(now.tzinfo)


def _end(named: Named, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The last instant of a time, at most now; None for a time that has not begun."""
    if _start(named.first, zone, now) > now:
        return None
    return min(_start(named.last + _DAY, zone, now) - _INSTANT, now)
