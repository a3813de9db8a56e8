"""Wall clocks: a channel's quiet hours, and the hour of the week at which it hears everything in one message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)

DIGEST = "digest"
"""What a week tells: the deadlines that come and what became of others, in the place of single notices."""

REVIEW = "review"
"""What a week tells curators: what goes stale, what passed without an outcome, what was asked in vain."""


@dataclass(frozen=True)
class Quiet:
    """Quiet hours from `begin` to `end`, in minutes of the day; they may pass midnight.

    Equal minutes mean no quiet hours.
    """

    begin: int
    end: int

    def until(self, moment: datetime, zone: str) -> datetime | None:
        """When the quiet hours end in which the moment lies, in UTC; None outside of them."""
        local = moment.astimezone(ZoneInfo(zone))
        minute = local.hour * 60 + local.minute
        is_over_midnight = self.end < self.begin
        has_begun, goes_on = minute >= self.begin, minute < self.end
        if not (has_begun or goes_on if is_over_midnight else has_begun and goes_on):
            return None
        day = local.date() + (DAY if is_over_midnight and has_begun else timedelta())
        return _first_after(moment, day, self.end, zone)


@dataclass(frozen=True)
class Weekly:
    """The hour of the week (`weekday` from 0, Monday; `minute` of the day) at which some of what is known is told.

    `tells` has what is told, each with the moment since when it is wanted.
    """

    weekday: int
    minute: int
    tells: Mapping[str, datetime]

    def last(self, now: datetime, zone: str) -> datetime:
        """The latest moment up to now at which it was time, in UTC."""
        return max(moment for moment in self._around(now, zone) if moment <= now)

    def next(self, now: datetime, zone: str) -> datetime:
        """The first moment after now at which it is time, in UTC."""
        return min(moment for moment in self._around(now, zone) if moment > now)

    def _around(self, now: datetime, zone: str) -> Iterable[datetime]:
        today = now.astimezone(ZoneInfo(zone)).date()
        monday = today - today.weekday() * DAY
        return [at(monday + (7 * week + self.weekday) * DAY, self.minute, zone) for week in (-2, -1, 0, 1, 2)]


def at(day: date, minute: int, zone: str) -> datetime:
    """A wall time as an instant in UTC; one that clocks skip counts as if they had not yet been put forward."""
    return datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone)).astimezone(UTC)


def _first_after(moment: datetime, day: date, minute: int, zone: str) -> datetime:
    """The first instant after the moment at which clocks show a wall time that some days show twice."""
    wall = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone))
    found = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return next((one for one in found if one > moment), at(day + DAY, minute, zone))
