"""Sends notices that somebody snoozed. Like all notices, each has a key in the ledger."""

from __future__ import annotations

from datetime import datetime

from bot.reminders.delivery import Compose, Wanted
from bot.reminders.keys import NoticeKey
from bot.reminders.ledger import Ledger, Told
from bot.reminders.notice import Kind, Notice, sources_of
from bot.reminders.outbox import Outbox
from bot.reminders.ports import FactsNow, SnoozeStore, SubscriptionStore
from bot.reminders.schedule import Policy, outcome_name, told_now
from bot.reminders.snoozes import Fate, Snooze, decide, key_of


class SnoozeRound:
    """Sends snoozed notices that are due, and deletes those that are over."""

    def __init__(
        self,
        store: SubscriptionStore,
        snoozes: SnoozeStore,
        ledger: Ledger,
        outbox: Outbox,
        facts: FactsNow,
        policy: Policy,
    ) -> None:
        self._store, self._snoozes, self._ledger, self._outbox = store, snoozes, ledger, outbox
        self._facts, self._policy, self._clock = facts, policy, outbox.context.clock

    async def step(self) -> datetime | None:
        """Send what is due; the next moment at which more is.

        Raises:
            StoreUnavailable, LeaseLost: the next step does what this one could not.
        """
        now = self._clock()
        wanted: dict[NoticeKey, Wanted] = {}
        over: list[Snooze] = []
        for snooze in await self._snoozes.due(now):
            deadline = self._facts().deadlines.get(snooze.deadline)
            rows = await self._ledger.rows([snooze.channel_id], snooze.deadline)
            subscription = await self._store.get(snooze.channel_id)
            fate = decide(snooze, deadline, subscription, rows, now, self._policy)
            if deadline is not None and fate is Fate.DUE:
                told = told_now(deadline, now)
                compose = self._composer(snooze, deadline.id, told)
                wanted[key_of(snooze, deadline)] = Wanted(told, compose, snooze.at, self._outbox.look_for(snooze.at))
            elif fate.is_over:
                if deadline is not None and fate is not Fate.TOLD:
                    told = told_now(deadline, now)
                    await self._ledger.record({key_of(snooze, deadline): (fate.value, told)}, now=now)
                over.append(snooze)
        if over:
            await self._snoozes.drop(over)
        if wanted:
            await self._outbox.claim_and_send(wanted)
        return await self._snoozes.next_at(now)

    def _composer(self, snooze: Snooze, named: str, told: Told) -> Compose:
        """Return the function that writes the notice as the deadline stands then, if it still has the date of the key."""

        async def compose(now: datetime) -> Notice | None:
            facts, subscription = self._facts(), await self._store.get(snooze.channel_id)
            deadline = facts.deadlines.get(named)
            if deadline is None or told_now(deadline, now) != told:
                return None
            if subscription is not None and subscription.suspension:
                return None
            outcome = deadline.outcome if outcome_name(deadline, now) else None
            return Notice(
                key=key_of(snooze, deadline),
                kind=Kind.OUTCOME if outcome else Kind.LEAD,
                deadline=deadline,
                composed_at=now,
                language=subscription.language if subscription else snooze.language,
                role_id=subscription.role_id if subscription else None,
                outcome=outcome,
                successor=facts.deadlines.get(outcome.superseded_by or "") if outcome else None,
                sources=sources_of(deadline, outcome, facts.sources),
                silent=subscription is not None and subscription.quiet_until(now) is not None,
            )

        return compose
