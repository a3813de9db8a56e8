"""Whether a thing stands, from when to when: what `is it still in force?` and `unsupported since 2024?` are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.knowledge import timeline
from bot.knowledge.model import MeasureState, MeasureVersion, Version
from bot.knowledge.values import Instant

_STATES = {
    MeasureState.IN_FORCE: True,
    MeasureState.SUSPENDED: False,
    MeasureState.STRUCK_DOWN: False,
    MeasureState.EXPIRED: False,
    MeasureState.ENDED: False,
    MeasureState.DROPPED: False,
}
"""What is proposed or announced neither stands nor has ended."""
_ALL_TIME = datetime.max.replace(tzinfo=UTC)


def stands(version: Version) -> bool | None:
    """Whether what a version tells of is in force; None where it neither stands nor has ended, or nothing is said of it."""
    if version.stands is not None or not isinstance(version, MeasureVersion):
        return version.stands
    return _STATES.get(version.state)


@dataclass(frozen=True)
class Spell:
    """A time through which a thing stood, did not, or neither: from `begun` until the day `ended`, None for no end on record."""

    stands: bool | None
    begun: Instant
    ended: date | None = None

    def overlaps(self, first: date, last: date) -> bool:
        """Whether any of it fell between two days, both included."""
        return self.begun.day <= last and (self.ended is None or self.ended > first)


@dataclass(frozen=True)
class Stood:
    """A thing of which it was told how it stands: every version of it, and whether it stood at the moment told."""

    versions: tuple[Version, ...]
    value: bool

    def spells(self, known_by: datetime) -> tuple[Spell, ...]:
        """One after the other, with those that are known to come; versions that only retell the state are one spell."""
        changes: list[Version] = []
        for version in timeline.history(self.versions, _ALL_TIME, known_by):
            if not changes or stands(changes[-1]) is not stands(version):
                changes.append(version)
        ends = [*(version.from_.day for version in changes[1:]), None]
        return tuple(Spell(stands(each), each.from_, end) for each, end in zip(changes, ends, strict=False))
