"""What people do with reminders: subscribe, list, preview, be told once."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.knowledge.model import Deadline
from bot.knowledge.values import Clock
from bot.reminders import schedule
from bot.reminders.calendar import DIGEST, REVIEW, Quiet, Weekly
from bot.reminders.keys import NoticeKey, base_of, revision
from bot.reminders.ledger import Ledger, State
from bot.reminders.notice import Kind, Notice, sources_of
from bot.reminders.ports import SEND_TIMEOUT, SETTLE, FactsNow, Sleep, SnoozeStore, SubscriptionStore
from bot.reminders.schedule import Planned
from bot.reminders.snoozes import Snooze
from bot.reminders.subscription import UNTITLED, Subscription, only

REVIEWED_AT = (0, 9 * 60)
"""Monday at nine: the hour of the week, unless another one is chosen."""

LOOK_EVERY = 0.25
"""Seconds between two looks at whether a notice is still under way to a channel that was unsubscribed."""

LAST_ARRIVAL = SEND_TIMEOUT + SETTLE
"""Seconds after which nothing arrives any more that was sent to a subscription as it was read before: each further
attempt reads it again."""

_GREETER = "greeting"
_GREETED_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Place:
    """Where somebody subscribes: a guild's channel, or (with `user_id`) a direct conversation."""

    channel_id: int
    guild_id: int | None = None
    user_id: int | None = None


class Subscriptions:
    """What `/reminders` and "Remind me too" call in servers of one base. Every method raises StoreUnavailable.

    `facts` are those of all bases: a person may follow dates of any.
    """

    def __init__(
        self,
        store: SubscriptionStore,
        ledger: Ledger,
        facts: FactsNow,
        clock: Clock,
        default_leads: Sequence[timedelta],
        snoozes: SnoozeStore,
        sleep: Sleep = asyncio.sleep,
        base: str = "",
    ) -> None:
        self._store, self._ledger, self._facts, self._clock, self._sleep = store, ledger, facts, clock, sleep
        self._snoozes, self._base = snoozes, base
        self.default_leads = tuple(default_leads)

    @property
    def deadlines(self) -> Mapping[str, Deadline]:
        """Those of all bases, by the ids that reminders know them by."""
        return self._facts().deadlines

    def topics(self) -> tuple[str, ...]:
        """The topics that the base's deadlines have, in file order."""
        own = (deadline for id_, deadline in self.deadlines.items() if base_of(id_) == self._base)
        return tuple(dict.fromkeys(deadline.topic or UNTITLED for deadline in own))

    async def subscribe(
        self,
        place: Place,
        *,
        by: int,
        topics: Collection[str] = (),
        leads: Collection[timedelta] = (),
        role_id: int | None = None,
        no_role: bool = False,
        language: str | None = None,
        spoken: str = "en",
    ) -> Subscription:
        """Subscribe a place, or change of its subscription what is named here; what is kept.

        What is not named stays; at first it is all topics, the default leads, no role, and the language `spoken`.
        `no_role` takes a role away. The caller has checked permissions: a suspension ends here.
        """
        now = self._clock()
        kept = await self._kept(place, now) or self._empty(place, spoken)
        changed = kept.changed(
            topics=topics or kept.unnamed_topics,
            leads=leads or kept.leads or self.default_leads,
            language=language or kept.language,
            role_id=None if no_role else role_id or kept.role_id,
            now=now,
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

    async def remind_too(
        self, user_id: int, channel_id: int, deadline_id: str, language: str = "en"
    ) -> NoticeKey | None:
        """Add one deadline to a person's own reminders, in their direct conversation `channel_id`.

        The person is to be told under the key returned, then `was_told` is to be called, or `take_back`. That message
        counts as told of the deadline, so a move or an outcome before the first lead is news to them. None, and nothing
        is to be told, if they are reminded of it already or are being told at this moment. `language` is for who has
        none yet: reminders that are kept stay in theirs.

        Raises:
            KeyError: if there is no such deadline.
        """
        now, deadline = self._clock(), self._facts().deadlines[deadline_id]
        kept = await self._store.get(channel_id) or self._empty(Place(channel_id, user_id=user_id), language)
        rows = await self._ledger.rows([channel_id], deadline_id)
        greetings = [row for row in rows if row.key.slot.startswith("hello.") and row.state.is_decided]
        is_reminded = kept.suspension is None and kept.covers_since(deadline) is not None
        if is_reminded or any(row.state is State.CLAIMED for row in greetings):
            return None
        key = NoticeKey(deadline_id, revision(deadline.at), f"hello.{len(greetings) + 1}", channel_id)
        told = schedule.told_now(deadline, now)
        if key not in await self._ledger.claim({key: told}, worker=_GREETER, lease=_GREETED_WITHIN, now=now):
            return None
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
        return key

    async def was_told(self, key: NoticeKey, message_id: int) -> None:
        """Note that the person has read that they will be reminded."""
        await self._ledger.confirm({key: message_id}, now=self._clock())

    async def take_back(self, key: NoticeKey) -> None:
        """Take the deadline out of the person's reminders again, as they cannot be told anything there."""
        kept = await self._store.get(key.channel)
        if kept is not None:
            topics = {topic: since for topic, since in kept.topics.items() if topic != only(key.deadline)}
            if topics:
                await self._store.put(replace(kept, topics=topics), now=self._clock())
            else:
                await self._store.remove(key.channel)
        await self._ledger.release([key], worker=_GREETER, why="the person could not be told")

    async def unsubscribe(self, channel_id: int) -> bool:
        """Stop reminders there; whether there were any. Once this returns, no notice arrives any more."""
        await self._snoozes.drop(await self._snoozes.of_channels([channel_id]))
        was_there = await self._store.remove(channel_id)
        for _ in range(round(LAST_ARRIVAL / LOOK_EVERY)):
            rows = await self._ledger.rows([channel_id])
            if not any(row.state is State.CLAIMED for row in rows):
                break
            await self._sleep(LOOK_EVERY)
        return was_there

    async def set_hours(
        self, channel_id: int, *, zone: str, quiet: Quiet | None, weekly: tuple[int, int] | None
    ) -> bool:
        """Set a subscription's time zone, its quiet hours and the hour of the week (weekday, minute) at which it hears all
        in one message, or none; whether there is such a subscription."""
        now, kept = self._clock(), await self._store.get(channel_id)
        if kept is None:
            return False
        tells = dict(kept.weekly.tells) if kept.weekly else {}
        weekday, minute = weekly or ((kept.weekly.weekday, kept.weekly.minute) if kept.weekly else REVIEWED_AT)
        if weekly is None:
            tells.pop(DIGEST, None)
        else:
            tells.setdefault(DIGEST, now)
        after = kept.with_weekly(Weekly(weekday, minute, tells) if tells else None, now=now)
        await self._store.put(replace(after, zone=zone, quiet=quiet), now=now)
        return True

    async def set_review(self, place: Place, *, by: int, wanted: bool, spoken: str = "en") -> None:
        """Switch the curators' weekly message for a place on or off; its other notices stay as they are."""
        now = self._clock()
        kept = await self._kept(place, now) or replace(
            self._empty(place, spoken), created_by=None if place.user_id else by
        )
        tells = {what: since for what, since in (kept.weekly.tells if kept.weekly else {}).items() if what != REVIEW}
        if wanted:
            tells[REVIEW] = now
        weekday, minute = (kept.weekly.weekday, kept.weekly.minute) if kept.weekly else REVIEWED_AT
        after = replace(kept, weekly=Weekly(weekday, minute, tells) if tells else None)
        if after.weekly is None and not after.topics:
            await self._store.remove(place.channel_id)
        else:
            await self._store.put(after, now=now)

    async def snooze(self, snooze: Snooze) -> None:
        """Tell a channel of a deadline again at a moment; an earlier wish of this kind is replaced."""
        await self._snoozes.put(snooze)

    async def forget_snooze(self, channel_id: int, deadline_id: str) -> None:
        """Take such a wish back."""
        kept = await self._snoozes.of_channels([channel_id])
        await self._snoozes.drop([one for one in kept if one.deadline == deadline_id])

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

    async def _kept(self, place: Place, now: datetime) -> Subscription | None:
        """The place's subscription; one that is of a base no longer spoken there becomes one of this base now."""
        kept, base = await self._store.get(place.channel_id), self._base_in(place)
        return kept.of_base(base, now=now) if kept and kept.base != base else kept

    def _base_in(self, place: Place) -> str:
        """In direct messages nobody chooses a base: there it is the first."""
        return "" if place.guild_id is None else self._base

    def _empty(self, place: Place, language: str) -> Subscription:
        return Subscription(
            place.channel_id,
            {},
            {},
            language=language,
            guild_id=place.guild_id,
            user_id=place.user_id,
            base=self._base_in(place),
        )


def _is_open(deadline: Deadline, now: datetime) -> bool:
    return not schedule.outcome_name(deadline, now)
