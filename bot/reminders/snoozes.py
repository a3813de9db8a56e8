"""Notices that somebody wants again later: one for each deadline and channel, told once, whatever is true then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.knowledge.model import Deadline
from bot.reminders.keys import NoticeKey, revision
from bot.reminders.ledger import Row, State
from bot.reminders.schedule import Policy
from bot.reminders.subscription import Subscription

REFUSED = "refused"
"""How the reason of a row begins that was released because Discord refused the message."""


@dataclass(frozen=True)
class Snooze:
    """A deadline that a channel hears of again at a moment. `person_id` is who asked, forgotten on their wish."""

    channel_id: int
    deadline: str
    at: datetime
    language: str = "en"
    person_id: int | None = None

    @property
    def slot(self) -> str:
        """The occasion as the ledger names it; it counts whatever the deadline's revision has become."""
        return f"again.{int(self.at.timestamp()) // 60}"


class Fate(StrEnum):
    """What happens to a snoozed notice when its moment has come."""

    DUE = "due"
    TOLD = "told"
    SUSPENDED = "suspended"
    IN_FLIGHT = "in_flight"
    REFUSED = "refused"
    SKIPPED_LATE = "skipped_late"
    GONE = "gone"

    @property
    def is_over(self) -> bool:
        """Whether the snooze can be deleted."""
        return self in (Fate.TOLD, Fate.REFUSED, Fate.SKIPPED_LATE, Fate.GONE)


def key_of(snooze: Snooze, deadline: Deadline) -> NoticeKey:
    """The ledger's key of the notice."""
    return NoticeKey(snooze.deadline, revision(deadline.at), snooze.slot, snooze.channel_id)


def decide(
    snooze: Snooze,
    deadline: Deadline | None,
    subscription: Subscription | None,
    rows: Iterable[Row],
    now: datetime,
    policy: Policy,
) -> Fate:
    """The fate of one whose moment has come; `rows` are the channel's, of its deadline.

    Where nobody is subscribed, nothing would ever say that a refusal is over: it stands.
    """
    of_deadline = [row for row in rows if row.key.deadline == snooze.deadline]
    mine = [row for row in of_deadline if row.key.slot == snooze.slot]
    if any(row.state is State.CLAIMED for row in of_deadline):
        return Fate.IN_FLIGHT
    if any(row.state.is_decided for row in mine):
        return Fate.TOLD
    if deadline is None:
        return Fate.GONE
    if now > snooze.at + policy.late_cutoff:
        return Fate.SKIPPED_LATE
    if subscription is not None:
        return Fate.SUSPENDED if subscription.suspension else Fate.DUE
    return Fate.REFUSED if any(row.reason.startswith(REFUSED) for row in mine) else Fate.DUE


def moments(deadline: Deadline, now: datetime) -> dict[str, datetime]:
    """When a notice may come again, by name: after some hours or days, or so long before the deadline itself."""
    after = {
        "hour": timedelta(hours=1),
        "hours": timedelta(hours=4),
        "day": timedelta(days=1),
        "days": timedelta(days=3),
    }
    before = {"week-before": timedelta(days=7), "day-before": timedelta(days=1), "hour-before": timedelta(hours=1)}
    start = deadline.at.start
    found = {name: now + span for name, span in after.items() if now + span < deadline.at.passed_at}
    exact = {name: start - span for name, span in before.items() if deadline.at.is_exact or span >= timedelta(days=1)}
    return found | {name: moment for name, moment in exact.items() if moment > now + timedelta(minutes=1)}
