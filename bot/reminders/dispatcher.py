"""One look at everything: what is due goes to the outbox, what is not sent goes on record, and when to look next."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.knowledge.model import Deadline
from bot.reminders import beginning, schedule
from bot.reminders.again import SnoozeRound
from bot.reminders.beginning import Beginning
from bot.reminders.delivery import Compose, Wanted
from bot.reminders.keys import NoticeKey, read_instant
from bot.reminders.ledger import Ledger, Row, Told
from bot.reminders.notice import Kind, Notice, sources_of
from bot.reminders.outbox import Outbox
from bot.reminders.ports import Facts, FactsNow, SubscriptionStore, Wishes
from bot.reminders.schedule import Decision, Policy, Reason
from bot.reminders.subscription import Subscription
from bot.reminders.weeklies import WeeklyRound, is_weekly

log = structlog.get_logger()

PAGE = 250
"""Subscriptions decided on at a time for one deadline; between two pages everything else gets its turn."""

FEW = 25
"""Subscriptions decided on at a time for all deadlines."""

OVERLAP = timedelta(minutes=5)
"""How far back changed subscriptions are read again: other workers' clocks are not exactly ours."""

_KINDS = {
    Reason.DUE: Kind.LEAD,
    Reason.MOVED: Kind.MOVED,
    Reason.OUTCOME: Kind.OUTCOME,
    Reason.WITHDRAWN: Kind.WITHDRAWN,
}


async def _nothing(_now: datetime) -> None:
    """Writes nothing."""


@dataclass
class Pass:
    """What one look did."""

    reasons: Counter[Reason] = field(default_factory=Counter)
    claimed: int = 0


class Dispatcher:
    """Decides for every deadline and subscription that can need it, page by page; `on_page` is called after each page."""

    def __init__(
        self,
        store: SubscriptionStore,
        ledger: Ledger,
        outbox: Outbox,
        facts: FactsNow,
        policy: Policy,
        weeklies: WeeklyRound,
        snoozes: SnoozeRound,
        on_page: Callable[[], None],
    ) -> None:
        self._store, self._ledger, self._outbox, self._facts, self._policy = store, ledger, outbox, facts, policy
        self._weeklies, self._snoozes, self._on_page = weeklies, snoozes, on_page
        self._clock = outbox.context.clock
        self._done: dict[str, tuple[Told, datetime | None]] = {}
        self._waiting: dict[str, datetime] = {}
        self._changes_read: datetime | None = None
        self._leads: frozenset[timedelta] = frozenset()
        self._seen: dict[int, tuple[Subscription, datetime | None]] = {}
        self._begun: tuple[Beginning | None, Mapping[str, Told]] = (None, {})

    def forget(self, deadline: str | None = None) -> None:
        """Look at a deadline (or at all of them) again at the next pass, whatever was found before.

        `deadline` may also be what stands in its place in the key of a message of the week.
        """
        if deadline is None or is_weekly(deadline):
            self._weeklies.forget()
        if deadline is None:
            self._done.clear()
            self._waiting.clear()
            self._changes_read = None
        else:
            self._done.pop(deadline, None)

    async def step(self) -> datetime | None:
        """Decide, record, claim and set under way all that is due; the next moment at which more is.

        Raises:
            StoreUnavailable: what was not done is done by the next step.
        """
        facts, wishes = self._facts(), await self._store.wishes()
        self._begin(facts)
        if wishes.leads != self._leads:
            self._done.clear()  # when to look again was reckoned from other leads
            self._leads = wishes.leads
        await self._changed(facts)
        for deadline in await self._to_do(facts, wishes):
            await self._whole(deadline)
        wake = schedule.next_wake(facts.deadlines.values(), wishes.leads, self._clock())
        moments = (wake, *self._waiting.values(), await self._weeklies.step(), await self._snoozes.step())
        return min((moment for moment in moments if moment), default=None)

    def _begin(self, facts: Facts) -> None:
        """Note what was to be told of each deadline when this worker began to send."""
        begun = self._outbox.beginning
        if begun and begun is not self._begun[0]:
            self._begun = (begun, {id_: schedule.told_now(one, begun.at) for id_, one in facts.deadlines.items()})

    def _look_since(self, decision: Decision) -> datetime | None:
        """Since when the channel may have it, though the ledger does not know; None if it cannot."""
        begun, told = self._begun
        if begun is None or decision.reason is Reason.DUE:
            return self._outbox.look_for(decision.due_at)
        # News have no hour of their own: what was so at the beginning may have been told before it.
        return begun.known_until if told.get(decision.key.deadline) == decision.told else None

    async def _to_do(self, facts: Facts, wishes: Wishes) -> Sequence[Deadline]:
        now = self._clock()
        undone = [one for one in facts.deadlines.values() if not self._is_done(one, now)]
        if not undone:
            return ()
        told = await self._ledger.told()
        todo = [one for one in undone if self._has_work(one, told.get(one.id, ()), wishes, now)]
        for deadline in undone:
            if deadline not in todo:
                self._note_done(deadline, now, wishes)
        return sorted(todo, key=lambda one: one.at.start)

    def _has_work(self, deadline: Deadline, told: Collection[Told], wishes: Wishes, now: datetime) -> bool:
        lost = self._outbox.beginning
        perhaps = lost is not None and beginning.may_be_told(deadline, wishes.leads, lost, self._policy)
        return perhaps or schedule.has_work(deadline, told, wishes.leads, now)

    def _is_done(self, deadline: Deadline, now: datetime) -> bool:
        told, until = self._done.get(deadline.id, (None, None))
        waiting = self._waiting.get(deadline.id)
        if waiting is not None and waiting <= now:
            return False
        return told == schedule.told_now(deadline, now) and (until is None or now < until)

    def _note_done(self, deadline: Deadline, now: datetime, wishes: Wishes) -> None:
        until = schedule.next_look(deadline, wishes.leads, self._policy, now)
        self._waiting.pop(deadline.id, None)
        self._done[deadline.id] = (schedule.told_now(deadline, now), until)

    async def _whole(self, deadline: Deadline) -> None:
        """Decide for every subscription, and note that it is done unless something was left."""
        now, after, total = self._clock(), 0, Pass()
        wishes = await self._store.wishes()
        self._note_done(deadline, now, wishes)  # first: what is left below undoes it
        try:
            while page := await self._store.page(after, PAGE):
                after = page[-1].channel_id
                await self._page([deadline], page, total)
                self._on_page()
                await asyncio.sleep(0)
        except BaseException:
            self.forget(deadline.id)
            raise
        if total.reasons[Reason.IN_FLIGHT]:
            self.forget(deadline.id)
        if total.claimed:
            log.info("notices_claimed", deadline=deadline.id, count=total.claimed)

    async def _changed(self, facts: Facts) -> None:
        """Decide for subscriptions that were changed or resumed since the last step, here or by another worker.

        Compare the time of the change too: suspending and then resuming leaves equal values.
        """
        now = self._clock()
        recent = await self._store.changed_since(min(self._changes_read or now, now) - OVERLAP)
        changed = [one for one in recent if self._seen.get(one.channel_id) != (one, one.changed_at)]
        if self._changes_read is None:
            changed = []  # the first step looks at all of them anyway
        if changed:
            self._weeklies.forget()
        for start in range(0, len(changed), FEW):
            await self._page(list(facts.deadlines.values()), changed[start : start + FEW], Pass())
            await asyncio.sleep(0)
        self._seen = {one.channel_id: (one, one.changed_at) for one in recent}
        self._changes_read = now

    async def _page(self, deadlines: Sequence[Deadline], page: Sequence[Subscription], total: Pass) -> None:
        channels = [one.channel_id for one in page]
        only = deadlines[0].id if len(deadlines) == 1 else None
        rows = await self._ledger.rows(channels, only)
        now = self._clock()
        skipped: dict[NoticeKey, tuple[str, Told]] = {}
        wanted: dict[NoticeKey, Wanted] = {}
        for perhaps in self._perhaps_told(deadlines, page, rows):
            # Claimed to be looked for alone: if it is not there, nothing is written.
            wanted[perhaps.key] = Wanted(perhaps.told, _nothing, perhaps.due_at, perhaps.due_at)
        unknown = {(key.deadline, key.channel) for key in wanted}
        for decision in schedule.decide(deadlines, page, rows, now, self._policy):
            if (decision.key.deadline, decision.key.channel) in unknown:
                continue  # decided when it is known what the channel has
            total.reasons[decision.reason] += 1
            if decision.reason.sends:
                wanted[decision.key] = Wanted(
                    decision.told,
                    self._composer(decision),
                    decision.due_at,
                    self._look_since(decision),
                    beginning.says_the_same(decision),
                )
            elif decision.settled:
                skipped[decision.key] = (decision.reason, decision.told)
            elif decision.reason is Reason.QUIET:
                until = self._waiting.get(decision.key.deadline, decision.due_at)
                self._waiting[decision.key.deadline] = min(until, decision.due_at)
        if skipped:
            log.info("notices_skipped", reasons=dict(Counter(reason for reason, _ in skipped.values())))
            await self._ledger.record(skipped, now=now)
        if wanted:
            total.claimed += await self._outbox.claim_and_send(wanted)

    def _perhaps_told(
        self, deadlines: Sequence[Deadline], page: Sequence[Subscription], rows: Sequence[Row]
    ) -> Iterator[Decision]:
        lost = self._outbox.beginning
        if lost is None:
            return
        by_pair: dict[tuple[str, int], list[Row]] = {}
        for row in rows:
            by_pair.setdefault((row.key.deadline, row.key.channel), []).append(row)
        for deadline in deadlines:
            for one in page:
                of_pair = by_pair.get((deadline.id, one.channel_id), [])
                yield from beginning.perhaps_told(deadline, one, of_pair, lost, self._policy)

    def _composer(self, decision: Decision) -> Compose:
        """What writes the notice each time that it is sent: from what is known, left and wished for then."""

        async def compose(now: datetime) -> Notice | None:
            subscription = await self._store.get(decision.key.channel)
            facts = self._facts()
            deadline = facts.deadlines.get(decision.key.deadline)
            if deadline is None or subscription is None:
                return None
            if not schedule.still_holds(decision, deadline, subscription, now):
                return None
            outcome = deadline.outcome if decision.reason is Reason.OUTCOME else None
            return Notice(
                key=decision.key,
                kind=_KINDS[decision.reason],
                deadline=deadline,
                composed_at=now,
                language=subscription.language,
                role_id=subscription.role_id,
                previous=read_instant(decision.previous) if decision.previous else None,
                outcome=outcome,
                silent=subscription.quiet_until(now) is not None,
                successor=facts.deadlines.get(outcome.superseded_by or "") if outcome else None,
                sources=sources_of(deadline, outcome, facts.sources),
            )

        return compose
