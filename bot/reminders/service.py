"""Subscribing, listing, previewing, and the healing of what is suspended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.knowledge.model import Deadline
from bot.knowledge.values import Clock
from bot.reminders import schedule
from bot.reminders.keys import NoticeKey, revision
from bot.reminders.ledger import Ledger
from bot.reminders.notice import Kind, Notice, sources_of
from bot.reminders.ports import FactsNow, Messenger, SubscriptionStore
from bot.reminders.schedule import Planned
from bot.reminders.subscription import ALL, UNTITLED, Subscription, Suspension, Trouble, only

PROBE_EVERY = timedelta(hours=1)
"""How often a suspended channel is tried again, if no event says sooner that its permissions changed."""


@dataclass(frozen=True)
class Place:
    """Where somebody subscribes: a guild's channel, or (with `user_id`) a direct conversation."""

    channel_id: int
    guild_id: int | None = None
    user_id: int | None = None


class Subscriptions:
    """What `/reminders` and "Remind me too" call. Every method raises StoreUnavailable."""

    def __init__(
        self,
        store: SubscriptionStore,
        ledger: Ledger,
        facts: FactsNow,
        clock: Clock,
        default_leads: Sequence[timedelta],
    ) -> None:
        self._store, self._ledger, self._facts, self._clock = store, ledger, facts, clock
        self.default_leads = tuple(default_leads)

    def topics(self) -> tuple[str, ...]:
        """The topics that deadlines have, in file order."""
        return tuple(dict.fromkeys(deadline.topic or UNTITLED for deadline in self._facts().deadlines.values()))

    async def subscribe(
        self,
        place: Place,
        *,
        by: int,
        topics: Collection[str] = (),
        leads: Collection[timedelta] = (),
        role_id: int | None = None,
        language: str = "en",
    ) -> Subscription:
        """Subscribe a place, or change its subscription to exactly these wishes; what is kept.

        Without topics all of them, without leads the default ones. The caller has checked permissions: a
        suspension ends here.
        """
        now = self._clock()
        kept = await self._store.get(place.channel_id) or self._empty(place)
        changed = kept.changed(
            topics=topics or (ALL,), leads=leads or self.default_leads, language=language, role_id=role_id, now=now
        )
        subscription = replace(
            changed,
            guild_id=place.guild_id,
            user_id=place.user_id,
            created_by=None if place.user_id else by,
            suspension=None,
            trouble_told=False,
        )
        await self._store.put(subscription, now=now)
        await self._ledger.recheck(place.channel_id, now=now)
        return subscription

    async def remind_too(self, user_id: int, channel_id: int, deadline_id: str, language: str = "en") -> Subscription:
        """Add one deadline to a person's own reminders, in their direct conversation `channel_id`.

        `language` is for who has none yet: reminders that are kept stay in theirs.
        """
        now = self._clock()
        kept = await self._store.get(channel_id) or replace(
            self._empty(Place(channel_id, user_id=user_id)), language=language
        )
        topics = {only(deadline_id): now} | dict(kept.topics)
        leads = dict(kept.leads) or dict.fromkeys(self.default_leads, now)
        subscription = replace(
            kept,
            user_id=user_id,
            topics=topics,
            leads=leads,
            suspension=None,
            trouble_told=False,
        )
        await self._store.put(subscription, now=now)
        return subscription

    async def unsubscribe(self, channel_id: int) -> bool:
        """Stop reminders there; whether there were any."""
        return await self._store.remove(channel_id)

    async def get(self, channel_id: int) -> Subscription | None:
        """The place's subscription."""
        return await self._store.get(channel_id)

    async def of_guild(self, guild_id: int) -> Sequence[Subscription]:
        """The guild's subscriptions."""
        return await self._store.of_guild(guild_id)

    async def of_user(self, user_id: int) -> Sequence[Subscription]:
        """A person's own subscriptions."""
        return await self._store.of_user(user_id)

    async def forget_person(self, user_id: int) -> int:
        """Remove a person's own subscriptions and their name from others; how many were removed."""
        return await self._store.forget_person(user_id)

    def preview(
        self, subscription: Subscription, limit: int = 10, *, deadline: str | None = None
    ) -> tuple[Planned, ...]:
        """What will be posted when, as things stand; of one deadline alone, if its id is given.

        Where no notice came yet, empty means that nothing will, no outcome either, unless the date is moved later.
        """
        known = self._facts().deadlines
        chosen = known.values() if deadline is None else [known[deadline]] if deadline in known else []
        return schedule.plan(chosen, subscription, self._clock(), limit)

    def sample(self, subscription: Subscription) -> Notice | None:
        """The next notice as it would read now, for `/reminders test`; None if nothing lies ahead."""
        facts, now = self._facts(), self._clock()
        ahead = [
            deadline
            for deadline in facts.deadlines.values()
            if subscription.covers_since(deadline) and deadline.at.passed_at > now and _is_open(deadline, now)
        ]
        if not ahead:
            return None
        deadline = min(ahead, key=lambda one: one.at.start)
        return Notice(
            key=NoticeKey(deadline.id, revision(deadline.at), "test", subscription.channel_id),
            kind=Kind.TEST,
            deadline=deadline,
            composed_at=now,
            language=subscription.language,
            sources=sources_of(deadline, None, facts.sources),
        )

    @staticmethod
    def _empty(place: Place) -> Subscription:
        return Subscription(place.channel_id, {}, {}, guild_id=place.guild_id, user_id=place.user_id)


class Healer:
    """Suspends subscriptions that Discord refuses, tells whoever looks after them, and resumes them by itself."""

    def __init__(self, store: SubscriptionStore, ledger: Ledger, messenger: Messenger, clock: Clock) -> None:
        self._store, self._ledger, self._messenger, self._clock = store, ledger, messenger, clock

    async def suspend(self, channel_id: int, trouble: Trouble) -> None:
        """Suspend the channel's subscription; somebody is told, once for the same trouble.

        First it is suspended, as one refusal seldom comes alone, and only who did so tells. It counts as the same
        trouble until a notice arrives, a look finds what is missing, or somebody subscribes the channel again.
        """
        subscription = await self._store.get(channel_id)
        if subscription is None:
            return
        now, before = self._clock(), subscription.suspension
        suspension = Suspension(trouble, before.since if before else now, now + PROBE_EVERY)
        if not await self._store.change_suspension(channel_id, before, suspension, now=now):
            return
        is_news = before is None and not subscription.trouble_told
        if is_news and await self._messenger.tell_trouble(subscription, trouble):
            await self._store.trouble_was_told(channel_id)

    async def warn(self, channel_id: int, trouble: Trouble) -> None:
        """Tell of trouble that does not suspend."""
        subscription = await self._store.get(channel_id)
        if subscription is not None:
            await self._messenger.tell_trouble(subscription, trouble)

    async def resume_if_possible(self, channel_id: int) -> bool:
        """Look again, as permissions may have changed; whether the channel was found open to reminders.

        Call it when Discord says that a channel, a role or the bot's own roles changed. Notices in doubt are
        looked up again, too. Whatever somebody does to the subscription while Discord is asked stands.

        Raises:
            CannotAsk: if Discord cannot be asked now.
        """
        subscription = await self._store.get(channel_id)
        if subscription is None:
            return False
        access, now = await self._messenger.access(channel_id), self._clock()
        suspension = subscription.suspension
        if not access.is_enough:
            if suspension:
                later = replace(suspension, probe_at=now + PROBE_EVERY)
                await self._store.change_suspension(channel_id, suspension, later, now=now)
            if (
                suspension and subscription.trouble_told
            ):  # what is missing shows: once it is there, this trouble is over
                await self._store.trouble_is_over([channel_id])
            return False
        await self._ledger.recheck(channel_id, now=now)
        return suspension is None or await self._store.change_suspension(channel_id, suspension, None, now=now)

    async def due(self) -> tuple[int, ...]:
        """The suspended channels that are to be tried again now."""
        now = self._clock()
        suspended = await self._store.suspended()
        return tuple(
            one.channel_id
            for one in suspended
            if one.suspension and not now < one.suspension.probe_at <= now + PROBE_EVERY
        )


def _is_open(deadline: Deadline, now: datetime) -> bool:
    return not schedule.outcome_name(deadline, now)
