"""Finds notices that the ledger may lack because an older copy of the database was restored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.knowledge.model import Deadline
from bot.knowledge.values import Instant
from bot.reminders.keys import NoticeKey, lead_slot, revision, write_instant
from bot.reminders.ledger import Row, Told
from bot.reminders.schedule import Decision, Policy, Reason, due_at, outcome_name
from bot.reminders.subscription import Subscription

_MOST_NEWS = 20
"""How many news of one deadline at one date a ledger may lack."""


@dataclass(frozen=True)
class Beginning:
    """From when on this worker sends, and up to when the ledger surely had everything that was sent.

    What was sent in between stands in the channels alone, if the database is an older copy. So what was due before the
    beginning is looked for in its channel before it is sent.
    """

    at: datetime
    known_until: datetime

    def look_for(self, due: datetime) -> datetime | None:
        """From when a channel may hold a notice that was due at a moment; None if nobody can have sent it before."""
        return due if due < self.at else None


def perhaps_told(
    deadline: Deadline, subscription: Subscription, rows: Iterable[Row], lost: Beginning, policy: Policy
) -> Iterator[Decision]:
    """Leads that can be due no more, and that a channel may have had while the ledger was a later one.

    Only the channel says so; and only who had them hears that the date moved, or what became of it.
    """
    since = subscription.covers_since(deadline)
    if since is None or not (overtaken := _overtaken(deadline, lost.at)):
        return
    known = {row.key for row in rows if row.state.is_decided or row.claimed_at >= lost.at}
    for instant in overtaken:
        for lead, wanted in subscription.leads.items():
            key = NoticeKey(deadline.id, revision(instant), lead_slot(lead), subscription.channel_id)
            due = due_at(instant, lead)
            if key not in known and max(since, wanted) <= due and _is_lost(due, lost, policy):
                yield Decision(key, Reason.DUE, Told(write_instant(instant)), due)


def may_be_told(deadline: Deadline, leads: Collection[timedelta], lost: Beginning, policy: Policy) -> bool:
    """Whether any channel may have had such a lead."""
    return any(
        _is_lost(due_at(instant, lead), lost, policy) for instant in _overtaken(deadline, lost.at) for lead in leads
    )


def _overtaken(deadline: Deadline, now: datetime) -> Sequence[Instant]:
    """The dates that a lead can be due for no more: the earlier ones, and the last, if its outcome is known."""
    return (*deadline.moved, *([deadline.at] if outcome_name(deadline, now) else []))


def _is_lost(due: datetime, lost: Beginning, policy: Policy) -> bool:
    return lost.known_until - policy.late_cutoff <= due < lost.at


def says_the_same(decision: Decision) -> tuple[NoticeKey, ...]:
    """The other keys under which the channel may have what a decision would tell, unknown to the ledger.

    News have an ordinal, which a ledger that lacks some of them counts too low.
    """
    kind, dot, ordinal = decision.key.slot.rpartition(".")
    if not dot:
        return ()
    first = int(ordinal) + 1
    return tuple(replace(decision.key, slot=f"{kind}.{number}") for number in range(first, first + _MOST_NEWS))
