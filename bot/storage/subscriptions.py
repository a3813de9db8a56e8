"""Subscriptions in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.reminders.calendar import Quiet, Weekly
from bot.reminders.ports import Wishes
from bot.reminders.snoozes import Snooze
from bot.reminders.subscription import Subscription, Suspension, Trouble
from bot.storage.database import Database
from bot.storage.ledger import BATCH, batched
from bot.storage.models import SnoozeRow, SubscriptionRow

_TABLE = SubscriptionRow.__table__


class SqlSubscriptions:
    """The `SubscriptionStore` port on SQLAlchemy."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, channel_id: int) -> Subscription | None:
        """The channel's subscription."""
        found = await self._select(SubscriptionRow.channel_id == channel_id)
        return found[0] if found else None

    async def put(self, subscription: Subscription, *, now: datetime) -> None:
        """Add or replace."""
        values = _values(subscription) | {"changed_at": now}
        insert = self._database.insert(SubscriptionRow).values(values)
        rest = {name: insert.excluded[name] for name in values if name != "channel_id"}
        async with self._database.write() as connection:
            await connection.execute(insert.on_conflict_do_update(index_elements=["channel_id"], set_=rest))

    async def change_suspension(
        self, channel_id: int, before: Suspension | None, after: Suspension | None, *, now: datetime
    ) -> bool:
        """Compare and swap on the columns of the suspension."""
        as_read = [_TABLE.c[name].is_not_distinct_from(value) for name, value in _suspended(before).items()]
        changed = update(SubscriptionRow).where(SubscriptionRow.channel_id == channel_id, *as_read)
        async with self._database.write() as connection:
            result = await connection.execute(changed.values(**_suspended(after), changed_at=now))
            return result.rowcount == 1

    async def trouble_was_told(self, channel_id: int) -> None:
        """Mark it only while the channel is suspended: a channel that was subscribed again starts afresh."""
        told = update(SubscriptionRow).where(
            SubscriptionRow.channel_id == channel_id, SubscriptionRow.suspended_for.is_not(None)
        )
        async with self._database.write() as connection:
            await connection.execute(told.values(trouble_told=True))

    async def trouble_is_over(self, channel_ids: Collection[int]) -> None:
        """Clear the mark, so that the next trouble is told."""
        async with self._database.write() as connection:
            for batch in batched(channel_ids, BATCH):
                over = update(SubscriptionRow).where(
                    SubscriptionRow.channel_id.in_(batch), SubscriptionRow.trouble_told.is_(True)
                )
                await connection.execute(over.values(trouble_told=False))

    async def remove(self, channel_id: int) -> bool:
        """Forget one channel."""
        async with self._database.write() as connection:
            result = await connection.execute(delete(SubscriptionRow).where(SubscriptionRow.channel_id == channel_id))
            return result.rowcount > 0

    async def page(self, after: int, limit: int) -> Sequence[Subscription]:
        """The next subscriptions by channel id."""
        return await self._select(SubscriptionRow.channel_id > after, limit=limit)

    async def of_guild(self, guild_id: int) -> Sequence[Subscription]:
        """The guild's."""
        return await self._select(SubscriptionRow.guild_id == guild_id)

    async def of_user(self, user_id: int) -> Sequence[Subscription]:
        """The person's own."""
        return await self._select(SubscriptionRow.user_id == user_id)

    async def changed_since(self, moment: datetime) -> Sequence[Subscription]:
        """Those put since."""
        return await self._select(SubscriptionRow.changed_at >= moment)

    async def suspended(self) -> Sequence[Subscription]:
        """Those suspended."""
        return await self._select(SubscriptionRow.suspended_for.is_not(None))

    async def weekly(self) -> Sequence[Subscription]:
        """Those that hear of something once a week."""
        return await self._select(SubscriptionRow.weekly.is_not(None))

    async def wishes(self) -> Wishes:
        """All leads, and counts."""
        # Not in Python: every tick would read every subscription.
        each = "json_each(leads)" if self._database.target.is_sqlite else "json_object_keys(leads) AS keys(key)"
        leads_of = text(f"SELECT DISTINCT key FROM subscriptions, {each}")  # noqa: S608 - no value is put in
        counts = select(func.count(), func.count(SubscriptionRow.suspended_for)).select_from(SubscriptionRow)
        async with self._database.read() as connection:
            leads = frozenset(timedelta(seconds=int(key)) for key in (await connection.execute(leads_of)).scalars())
            count, suspended = (await connection.execute(counts)).one()
        return Wishes(leads, count, suspended)

    async def forget_person(self, user_id: int) -> int:
        """Remove the person's own subscriptions, and their name from the others."""
        async with self._database.write() as connection:
            removed = await connection.execute(delete(SubscriptionRow).where(SubscriptionRow.user_id == user_id))
            await connection.execute(
                update(SubscriptionRow).where(SubscriptionRow.created_by == user_id).values(created_by=None)
            )
            await connection.execute(delete(SnoozeRow).where(SnoozeRow.person_id == user_id))
            return int(removed.rowcount)

    async def _select(self, *where: Any, limit: int | None = None) -> list[Subscription]:
        statement = select(_TABLE).where(*where).order_by(_TABLE.c.channel_id).limit(limit)
        async with self._database.read() as connection:
            return [_subscription(found) for found in await connection.execute(statement)]


async def change_base(connection: AsyncConnection, guild_id: int, base: str, now: datetime) -> None:
    """Let a guild's subscriptions be of a base from now on; those that are keep their beginnings."""
    others = select(_TABLE).where(_TABLE.c.guild_id == guild_id, _TABLE.c.base != base)
    found = await connection.execute(others)
    for subscription in [_subscription(row) for row in found]:
        values = _values(subscription.of_base(base, now=now)) | {"changed_at": now}
        await connection.execute(
            update(SubscriptionRow).where(SubscriptionRow.channel_id == subscription.channel_id).values(values)
        )


def _values(subscription: Subscription) -> dict[str, Any]:
    return {
        "channel_id": subscription.channel_id,
        "guild_id": subscription.guild_id,
        "user_id": subscription.user_id,
        "created_by": subscription.created_by,
        "role_id": subscription.role_id,
        "language": subscription.language,
        "topics": {topic: since.isoformat() for topic, since in subscription.topics.items()},
        "leads": {str(int(lead.total_seconds())): since.isoformat() for lead, since in subscription.leads.items()},
        "trouble_told": subscription.trouble_told,
        "zone": subscription.zone,
        "quiet_from": subscription.quiet.begin if subscription.quiet else None,
        "quiet_to": subscription.quiet.end if subscription.quiet else None,
        "weekly": _written(subscription.weekly) if subscription.weekly else None,
        "base": subscription.base,
        **_suspended(subscription.suspension),
    }


def _written(weekly: Weekly) -> dict[str, Any]:
    tells = {what: since.isoformat() for what, since in weekly.tells.items()}
    return {"weekday": weekly.weekday, "minute": weekly.minute, "tells": tells}


def _read(weekly: dict[str, Any]) -> Weekly:
    tells = {what: datetime.fromisoformat(since) for what, since in weekly["tells"].items()}
    return Weekly(weekly["weekday"], weekly["minute"], tells)


def _suspended(suspension: Suspension | None) -> dict[str, Any]:
    return {
        "suspended_at": suspension.since if suspension else None,
        "suspended_for": suspension.trouble if suspension else None,
        "probe_at": suspension.probe_at if suspension else None,
    }


def _subscription(found: SqlRow[Any]) -> Subscription:
    suspension = None
    if found.suspended_for:
        suspension = Suspension(Trouble(found.suspended_for), found.suspended_at, found.probe_at)
    return Subscription(
        channel_id=found.channel_id,
        topics={topic: datetime.fromisoformat(since) for topic, since in found.topics.items()},
        leads={timedelta(seconds=int(lead)): datetime.fromisoformat(since) for lead, since in found.leads.items()},
        language=found.language,
        guild_id=found.guild_id,
        user_id=found.user_id,
        role_id=found.role_id,
        created_by=found.created_by,
        suspension=suspension,
        trouble_told=found.trouble_told,
        zone=found.zone,
        quiet=Quiet(found.quiet_from, found.quiet_to) if found.quiet_from is not None else None,
        weekly=_read(found.weekly) if found.weekly else None,
        base=found.base,
        changed_at=found.changed_at,
    )


class SqlSnoozes:
    """The `SnoozeStore` port on SQLAlchemy."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, snooze: Snooze) -> None:
        """Keep it, in the place of an earlier one."""
        values = {
            "channel_id": snooze.channel_id,
            "deadline": snooze.deadline,
            "at": snooze.at,
            "language": snooze.language,
            "person_id": snooze.person_id,
        }
        insert = self._database.insert(SnoozeRow).values(values)
        rest = {name: insert.excluded[name] for name in ("at", "language", "person_id")}
        async with self._database.write() as connection:
            await connection.execute(insert.on_conflict_do_update(index_elements=["channel_id", "deadline"], set_=rest))

    async def due(self, now: datetime) -> Sequence[Snooze]:
        """Those whose moment has come."""
        statement = select(SnoozeRow.__table__).where(SnoozeRow.at <= now).order_by(SnoozeRow.at, SnoozeRow.channel_id)
        async with self._database.read() as connection:
            return [_snooze(found) for found in await connection.execute(statement)]

    async def next_at(self, now: datetime) -> datetime | None:
        """The first moment that has not come."""
        statement = select(SnoozeRow.at).where(SnoozeRow.at > now).order_by(SnoozeRow.at).limit(1)
        async with self._database.read() as connection:
            return (await connection.execute(statement)).scalar_one_or_none()

    async def of_channels(self, channels: Collection[int]) -> Sequence[Snooze]:
        """Those of the channels, soonest first."""
        statement = select(SnoozeRow.__table__).where(SnoozeRow.channel_id.in_(list(channels))).order_by(SnoozeRow.at)
        async with self._database.read() as connection:
            return [_snooze(found) for found in await connection.execute(statement)]

    async def drop(self, snoozes: Collection[Snooze]) -> None:
        """Forget them, unless they were changed meanwhile."""
        async with self._database.write() as connection:
            for one in snoozes:
                await connection.execute(
                    delete(SnoozeRow).where(
                        SnoozeRow.channel_id == one.channel_id,
                        SnoozeRow.deadline == one.deadline,
                        SnoozeRow.at == one.at,
                    )
                )


def _snooze(found: SqlRow[Any]) -> Snooze:
    return Snooze(found.channel_id, found.deadline, found.at, found.language, found.person_id)
