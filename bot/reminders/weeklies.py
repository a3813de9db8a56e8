"""Messages of the week: which is due, what is news in it, and the round that sends them.

What a channel knows by one stands in the ledger: until when it was told what lies ahead, and how each deadline stood. So a
message is due whenever the time up to the next one has not been told of: at its hour, at once for who has just asked for it,
and after another hour was chosen; never twice for a clock that goes back. What is otherwise than it was told is news.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.reminders.calendar import DIGEST, REVIEW, Weekly
from bot.reminders.delivery import Compose, Wanted
from bot.reminders.digest import Digest, Known, Review, Week, known_of, week_of
from bot.reminders.keys import WEEKLY, NoticeKey
from bot.reminders.ledger import Ledger, Row, State, Told
from bot.reminders.outbox import Outbox
from bot.reminders.ports import FactsNow, Reviewer, SubscriptionStore
from bot.reminders.schedule import Reason
from bot.reminders.subscription import Subscription

log = structlog.get_logger()

LONGEST_WAIT = timedelta(days=2)
"""How long a message waits for the end of quiet hours that leave it little room; then it comes without a sound."""

_SLOT = "weekly"
_NOTHING = "nothing to tell"


@dataclass(frozen=True)
class Decision:
    """What is to become of a week's message: it tells what is otherwise than it was known `before`, and what lies before
    `until`."""

    key: NoticeKey
    what: str
    reason: Reason
    due_at: datetime
    before: Known
    until: datetime


def is_weekly(deadline: str) -> bool:
    """Whether the deadline's part of a key stands for a message of the week."""
    return deadline.startswith(WEEKLY)


def decide(subscription: Subscription, rows: Iterable[Row], now: datetime) -> Iterator[Decision]:
    """A decision on each message that the channel gets in this week; `rows` are the channel's."""
    weekly = subscription.weekly
    if weekly is None:
        return
    rows = tuple(rows)
    for what in weekly.tells:
        yield _decide(subscription, weekly, what, [row for row in rows if row.key.deadline == WEEKLY + what], now)


def _decide(subscription: Subscription, weekly: Weekly, what: str, rows: Sequence[Row], now: datetime) -> Decision:
    due, until, wanted = weekly.last(now, subscription.zone), weekly.next(now, subscription.zone), weekly.tells[what]
    key = NoticeKey(WEEKLY + what, f"{due:%Y%m%dT%H%M}", _SLOT, subscription.channel_id)
    told = [Known.read(row.told.instant) for row in rows if row.state.is_told or row.state is State.SKIPPED]
    before = max(
        (one for one in told if wanted <= one.moment), key=lambda one: one.until, default=Known(wanted, wanted)
    )

    def decision(reason: Reason, due_at: datetime = due) -> Decision:
        return Decision(key, what, reason, due_at, before, until)

    if until <= before.until or any(row.key == key and row.state.is_decided for row in rows):
        return decision(Reason.ALREADY_CLAIMED)
    if subscription.suspension:
        return decision(Reason.SUSPENDED)
    if any(row.state is State.CLAIMED for row in rows):
        return decision(Reason.IN_FLIGHT)
    quiet = subscription.waits_until(now, min(until, max(due, wanted) + LONGEST_WAIT))
    return decision(Reason.QUIET, quiet) if quiet else decision(Reason.DUE)


def still_holds(decision: Decision, subscription: Subscription) -> bool:
    """Whether the channel still wants it when it is written."""
    weekly = subscription.weekly
    return weekly is not None and decision.what in weekly.tells and not subscription.suspension


class WeeklyRound:
    """Looks at every channel that hears of something weekly, when a moment has come or a subscription changed."""

    def __init__(
        self, store: SubscriptionStore, ledger: Ledger, outbox: Outbox, facts: FactsNow, report: Reviewer
    ) -> None:
        self._store, self._ledger, self._outbox, self._facts, self._report = store, ledger, outbox, facts, report
        self._clock = outbox.context.clock
        self._next: datetime | None = None
        self._looked: datetime | None = None

    def forget(self) -> None:
        """Look again at the next step."""
        self._looked = None

    async def step(self) -> datetime | None:
        """Send what is due; the next moment at which more is.

        Raises:
            StoreUnavailable, LeaseLost: the next step does what this one could not.
        """
        try:
            return await self._look()
        except BaseException:
            self.forget()
            raise

    async def _look(self) -> datetime | None:
        now = self._clock()
        if self._looked is not None and self._looked <= now and (self._next is None or now < self._next):
            return self._next
        self._looked = now
        following: list[datetime] = []
        subscriptions = await self._store.weekly()
        rows = await self._rows([one.channel_id for one in subscriptions])
        wanted: dict[NoticeKey, Wanted] = {}
        empty: dict[NoticeKey, tuple[str, Told]] = {}
        for subscription in subscriptions:
            for decision in decide(subscription, rows.get(subscription.channel_id, ()), now):
                following.append(decision.due_at if decision.reason is Reason.QUIET else decision.until)
                if decision.reason is Reason.IN_FLIGHT:
                    self.forget()
                if decision.reason is not Reason.DUE:
                    continue
                content, told = await self._content(decision, subscription, now)
                if content.is_empty:
                    empty[decision.key] = (_NOTHING, told)
                else:
                    compose, due = self._composer(decision, now, told), decision.due_at
                    wanted[decision.key] = Wanted(told, compose, due, self._outbox.look_for(due))
        self._next = min(following, default=None)
        if empty:
            await self._ledger.record(empty, now=now)
        if wanted:
            log.info("weekly_messages_due", count=len(wanted))
            await self._outbox.claim_and_send(wanted)
        return self._next

    async def _rows(self, channels: Sequence[int]) -> dict[int, list[Row]]:
        """What is on record of messages of the week, by channel."""
        found: dict[int, list[Row]] = {}
        for what in (DIGEST, REVIEW):
            for row in await self._ledger.rows(channels, WEEKLY + what) if channels else ():
                found.setdefault(row.key.channel, []).append(row)
        return found

    async def _content(
        self, decision: Decision, subscription: Subscription, moment: datetime
    ) -> tuple[Week | Review, Told]:
        """What there is to tell at a moment, and how the ledger keeps that it was told."""
        if decision.what == DIGEST:
            deadlines = self._facts().deadlines.values()
            week = week_of(deadlines, subscription, decision.before, moment, decision.until)
            return week, Told(known_of(deadlines, subscription, moment, decision.until).write())
        review = await self._report(subscription.base, decision.before.moment, decision.until)
        return review, Told(Known(moment, decision.until).write())

    def _composer(self, decision: Decision, moment: datetime, told: Told) -> Compose:
        """What writes the message, as long as it tells what the ledger has that it tells."""

        async def compose(now: datetime) -> Digest | None:
            subscription = await self._store.get(decision.key.channel)
            if subscription is None or not still_holds(decision, subscription):
                return None
            content, as_told = await self._content(decision, subscription, moment)
            if content.is_empty or as_told != told:
                return None
            return Digest(
                key=decision.key,
                told=content,
                composed_at=now,
                language=subscription.language,
                role_id=subscription.role_id if decision.what == DIGEST else None,
                silent=subscription.quiet_until(now) is not None,
            )

        return compose
