"""Decides what is due, to whom and why: pure rules over deadlines, subscriptions, the ledger and the time.

A lead of a deadline known only by its day counts whole days by the calendar of its zone, from 00:00 of that day.
Of several leads that were missed the last one is sent, with the time that is then left; the others collapse into it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.knowledge.model import Deadline
from bot.knowledge.values import Instant
from bot.reminders.keys import NoticeKey, lead_slot, revision, write_instant
from bot.reminders.ledger import Row, State, Told
from bot.reminders.subscription import Subscription

_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)

GRACE = timedelta(hours=2)
"""How long a lead must have been too late before that goes on record: a clock may be an hour wrong, and be put right."""


class Reason(StrEnum):
    """Why a notice is sent, recorded as never sent, or left for later."""

    DUE = "due"
    MOVED = "moved"
    OUTCOME = "outcome"
    WITHDRAWN = "withdrawn"
    COLLAPSED = "collapsed"
    SKIPPED_LATE = "skipped_late"
    DEADLINE_PASSED = "deadline_passed"
    NOT_YET = "not_yet"
    NOT_KNOWN_YET = "not_known_yet"
    NOT_SUBSCRIBED = "not_subscribed"
    BEFORE_SUBSCRIPTION = "before_subscription"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    ALREADY_CLAIMED = "already_claimed"
    IN_FLIGHT = "in_flight"
    QUIET = "quiet"
    WEEKLY = "weekly"

    @property
    def sends(self) -> bool:
        """Whether the key is to be claimed and sent."""
        return self in (Reason.DUE, Reason.MOVED, Reason.OUTCOME, Reason.WITHDRAWN)


@dataclass(frozen=True)
class Decision:
    """What is to become of a key.

    `due_at` is when it was, or will be, time: of a quiet one, when its quiet hours end. `previous` is the instant that the
    channel was told before a move or a correction; `settled` says that a key which is never sent may go on record.
    """

    key: NoticeKey
    reason: Reason
    told: Told
    due_at: datetime
    previous: str = ""
    settled: bool = False


@dataclass(frozen=True)
class Policy:
    """How late a lead may still be told."""

    late_cutoff: timedelta = timedelta(hours=12)


@dataclass(frozen=True)
class Planned:
    """A notice that lies ahead."""

    at: datetime
    deadline: str
    lead: timedelta


def due_at(instant: Instant, lead: timedelta) -> datetime:
    """When a lead is due, in UTC."""
    if instant.is_exact:
        return instant.start - lead
    days, rest = divmod(lead, _DAY)
    midnight = datetime.combine(instant.day - timedelta(days=days), time(), ZoneInfo(instant.zone))
    return midnight.astimezone(UTC) - rest


def last_moment(instant: Instant) -> datetime:
    """From when on a notice of it comes too late: its minute, or the end of its day."""
    return instant.start if instant.is_exact else instant.passed_at


def outcome_name(deadline: Deadline, now: datetime) -> str:
    """The outcome that is known now, as the ledger keeps it; "" while there is none."""
    outcome = deadline.outcome
    if outcome is None or now < outcome.known_from.known_at:
        return ""
    return f"{outcome.status}@{outcome.on.start.date()}"


def told_now(deadline: Deadline, now: datetime) -> Told:
    """What a notice sent now would tell."""
    return Told(write_instant(deadline.at), outcome_name(deadline, now))


def decide(
    deadlines: Iterable[Deadline],
    subscriptions: Collection[Subscription],
    rows: Iterable[Row],
    now: datetime,
    policy: Policy,
) -> Iterator[Decision]:
    """A decision, with its reason, on every key of every deadline and subscription."""
    by_pair: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        by_pair.setdefault((row.key.deadline, row.key.channel), []).append(row)
    for deadline in deadlines:
        for subscription in subscriptions:
            pair = by_pair.get((deadline.id, subscription.channel_id), ())
            yield from decide_pair(deadline, subscription, pair, now, policy)


def decide_pair(
    deadline: Deadline, subscription: Subscription, rows: Sequence[Row], now: datetime, policy: Policy
) -> Iterator[Decision]:
    """The decisions on one deadline in one channel; `rows` are that pair's, in the order of their claims."""
    pair = _Pair(deadline, subscription, rows, now, policy)
    hindrance = pair.hindrance()
    if hindrance:
        yield from (pair.decision(lead_slot(lead), hindrance, due) for lead, due in pair.leads)
        return
    news = pair.news()
    if news:
        yield news
    yield from pair.lead_decisions(news)


class _Pair:
    """One deadline in one channel: the rules, each of which reads the same few facts."""

    def __init__(
        self, deadline: Deadline, subscription: Subscription, rows: Sequence[Row], now: datetime, policy: Policy
    ) -> None:
        self.deadline, self.subscription, self.now, self.policy = deadline, subscription, now, policy
        self.rows = rows
        self.revision = revision(deadline.at)
        self.told = told_now(deadline, now)
        self.since = subscription.covers_since(deadline)
        self.last_told = next((row for row in reversed(rows) if row.state.is_told), None)
        self.latest = last_moment(deadline.at)
        self.leads = sorted(
            ((lead, due_at(deadline.at, lead)) for lead in subscription.leads), key=lambda pair: pair[1]
        )

    def decision(self, slot: str, reason: Reason, due: datetime, previous: str = "") -> Decision:
        key = NoticeKey(self.deadline.id, self.revision, slot, self.subscription.channel_id)
        return Decision(key, reason, self.told, due, previous, self._is_settled(reason, due))

    def _is_settled(self, reason: Reason, due: datetime) -> bool:
        if reason is Reason.DEADLINE_PASSED:
            return self.deadline.at.passed_at + GRACE <= self.now
        if reason is Reason.SKIPPED_LATE:
            return self._too_late(due) + GRACE < self.now
        return reason is Reason.COLLAPSED

    def _too_late(self, due: datetime) -> datetime:
        """The moment after which a lead is too late; a lead that waited for the end of quiet hours counts from there."""
        return (self.subscription.waits_until(due, self.latest) or due) + self.policy.late_cutoff

    def hindrance(self) -> Reason | None:
        """The reason why nothing is decided for the pair now, if there is one."""
        known = self.deadline.known
        if known and self.now < known.known_at:
            return Reason.NOT_KNOWN_YET
        if self.subscription.suspension:
            return Reason.SUSPENDED
        if any(row.state is State.CLAIMED for row in self.rows):
            return Reason.IN_FLIGHT
        if self.since is None and self.last_told is None:
            return Reason.NOT_SUBSCRIBED
        return Reason.WEEKLY if self.subscription.gets_digest else None

    def news(self) -> Decision | None:
        """What the channel, having been told of the deadline, does not know: a move, an outcome, or that none stands.

        Who subscribed again is not told an outcome that was known before; a move they are, as they know another date.
        An outcome that was told and is no longer on record at all was withdrawn. That is corrected, with the date as
        it now stands, for who has been subscribed since; one that by the clock is not known yet is no correction, as
        the clock may have been set back.
        """
        before = self.last_told
        if before is None or self.since is None:
            return None
        if self.told.outcome:
            is_news = before.told.outcome != self.told.outcome and not self._outcome_is_older_than(self.since)
            return self._announce("outcome", Reason.OUTCOME) if is_news else None
        previous = before.told.instant if before.key.revision != self.revision else ""
        if before.told.outcome and self.deadline.outcome is None and before.claimed_at >= self.since:
            return self._announce("outcome", Reason.WITHDRAWN, previous)
        if not previous:
            return None
        passed = self.deadline.at.passed_at <= self.now
        return self._announce("moved", Reason.DEADLINE_PASSED if passed else Reason.MOVED, previous)

    def _outcome_is_older_than(self, moment: datetime) -> bool:
        """Whether all of the time at which it may have become known lies before: a whole day, where that is given."""
        outcome = self.deadline.outcome
        return outcome is not None and outcome.known_from.passed_at <= moment

    def _announce(self, kind: str, reason: Reason, previous: str = "") -> Decision | None:
        """News under the next ordinal, so that a date which moves to and fro is told each time."""
        earlier = [row for row in self.rows if row.key.slot.startswith(f"{kind}.")]
        last = max(earlier, key=lambda row: _ordinal(row.key.slot), default=None)
        same = last is not None and (last.key.revision, last.told.outcome) == (self.revision, self.told.outcome)
        if last is not None and same and last.state.is_decided and not self._was_overtaken(last):
            return None
        # A key that was given back is taken again only while its row is the newest: rows keep the place of their first claim,
        # and what the channel was told last is read off their order.
        again = same and last is self.rows[-1] and not last.state.is_decided
        ordinal = 1 if last is None else _ordinal(last.key.slot) + (0 if again else 1)
        latest = None if reason is Reason.OUTCOME else self.latest
        until = self.subscription.waits_until(self.now, latest) if reason.sends else None
        return self.decision(f"{kind}.{ordinal}", Reason.QUIET if until else reason, until or self.now, previous)

    def _was_overtaken(self, row: Row) -> bool:
        """Whether a later row told the channel something else."""
        return self.last_told is not None and self.rows.index(self.last_told) > self.rows.index(row)

    def lead_decisions(self, news: Decision | None) -> Iterator[Decision]:
        """One decision for each lead, earliest first."""
        decided = {row.key.slot: row for row in self.rows if row.key.revision == self.revision and row.state.is_decided}
        newest: Reason | None = Reason.QUIET if news and news.reason is Reason.QUIET else None
        found: list[Decision] = []
        for lead, due in reversed(self.leads):
            reason = self._lead_reason(lead, due, decided, news, newest)
            if reason not in (Reason.NOT_YET, Reason.BEFORE_SUBSCRIPTION, Reason.CLOSED, Reason.NOT_SUBSCRIBED):
                newest = newest or reason
            until = self.subscription.quiet_until(self.now) if reason is Reason.QUIET else None
            found.append(self.decision(lead_slot(lead), reason, until or due))
        yield from reversed(found)

    def _lead_reason(
        self,
        lead: timedelta,
        due: datetime,
        decided: Mapping[str, Row],
        news: Decision | None,
        newest: Reason | None,
    ) -> Reason:
        if self.since is None:
            return Reason.NOT_SUBSCRIBED
        if lead_slot(lead) in decided:
            return Reason.ALREADY_CLAIMED
        if self.told.outcome:
            return Reason.CLOSED
        if self.now < due:
            return Reason.NOT_YET
        if due < max(self.since, self.subscription.leads[lead]):
            return Reason.BEFORE_SUBSCRIPTION
        if newest is Reason.QUIET:
            return Reason.QUIET  # it will collapse into that one, once that one is told
        if newest in (Reason.DUE, Reason.ALREADY_CLAIMED) or self._told_by_news(due, news):
            return Reason.COLLAPSED
        if self.deadline.at.passed_at <= self.now and not (lead == timedelta() and self.deadline.at.is_exact):
            return Reason.DEADLINE_PASSED
        too_late = self._too_late(due)
        if self.now > too_late:
            return Reason.SKIPPED_LATE
        return Reason.QUIET if self.subscription.waits_until(self.now, min(self.latest, too_late)) else Reason.DUE

    def _told_by_news(self, due: datetime, news: Decision | None) -> bool:
        """Whether the notice of a move or a correction, sent after the lead was due, says what the lead would."""
        if news and news.reason in (Reason.MOVED, Reason.WITHDRAWN):
            return True
        of_now = (r for r in self.rows if r.key.revision == self.revision and r.told.outcome == "")
        told = (r for r in of_now if r.state.is_told and r.key.slot.startswith(("moved.", "outcome.")))
        return any(due <= row.claimed_at for row in told)


def _ordinal(slot: str) -> int:
    return int(slot.rpartition(".")[2])


def next_wake(deadlines: Iterable[Deadline], leads: Collection[timedelta], now: datetime) -> datetime | None:
    """The first moment after `now` at which a decision can change by time alone; None if there is none."""
    moments: list[datetime] = []
    for deadline in deadlines:
        outcome = deadline.outcome
        moments += [outcome.known_from.known_at] if outcome else []
        moments += [deadline.known.known_at] if deadline.known else []
        if not outcome_name(deadline, now):
            moments += [due_at(deadline.at, lead) for lead in leads]
    return min((moment for moment in moments if moment > now), default=None)


def has_work(deadline: Deadline, told: Collection[Told], leads: Collection[timedelta], now: datetime) -> bool:
    """Whether any channel can need a decision on the deadline now, by what is told of it to anyone."""
    current = told_now(deadline, now)
    if any(one != current for one in told):
        return True
    return not current.outcome and any(due_at(deadline.at, lead) <= now for lead in leads)


def next_look(deadline: Deadline, leads: Collection[timedelta], policy: Policy, now: datetime) -> datetime | None:
    """When the deadline has to be looked at again, if nothing but time passes; None for never.

    Leads are one occasion, and the moments at which skipped ones may go on record the other.
    """
    moments = [next_wake([deadline], leads, now)]
    if not outcome_name(deadline, now):
        moments += [due_at(deadline.at, lead) + policy.late_cutoff + GRACE + _TICK for lead in leads]
        moments += [deadline.at.passed_at + GRACE]
    return min((moment for moment in moments if moment and moment > now), default=None)


def still_holds(decision: Decision, deadline: Deadline, subscription: Subscription, now: datetime) -> bool:
    """Whether a decision to send is still right when the notice is written.

    It would tell the same of the deadline, that has not passed since, and the channel still wants to hear it: whoever left
    and came back in between wants nothing that was due or known before.
    """
    since = subscription.covers_since(deadline)
    if subscription.suspension or since is None:
        return False
    if told_now(deadline, now) != decision.told:
        return False
    if decision.reason is Reason.DUE and decision.key.slot not in map(lead_slot, subscription.leads):
        return False
    if decision.reason is Reason.WITHDRAWN:
        return deadline.outcome is None
    if decision.reason is Reason.OUTCOME:
        return deadline.outcome is not None and deadline.outcome.known_from.passed_at > since
    if decision.key.slot == lead_slot(timedelta()):
        return True
    return now < deadline.at.passed_at


def plan(
    deadlines: Iterable[Deadline], subscription: Subscription, now: datetime, limit: int = 25
) -> tuple[Planned, ...]:
    """What will be posted when, soonest first, if nothing changes."""
    ahead = [
        Planned(subscription.waits_until(due, last_moment(deadline.at)) or due, deadline.id, lead)
        for deadline in deadlines
        if subscription.covers_since(deadline) and not outcome_name(deadline, now)
        for lead in subscription.leads
        if (due := due_at(deadline.at, lead)) > now
    ]
    return tuple(sorted(ahead, key=lambda planned: (planned.at, planned.deadline))[:limit])
