"""The ledger in SQL: each method is one short transaction, and each change says which state it starts from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import wraps
from itertools import islice
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update
from sqlalchemy import Row as SqlRow
from sqlalchemy.exc import IntegrityError

from bot.reminders.keys import WEEKLY, NoticeKey
from bot.reminders.ledger import Row, State, Told
from bot.storage.database import Database
from bot.storage.models import LedgerRow, MarkRow

T = TypeVar("T")
P = ParamSpec("P")

_TABLE = LedgerRow.__table__
_OPEN = (State.CLAIMED, State.DOUBTFUL)
_TOLD = (State.SENT, State.DOUBTFUL)
_KNOWN = "ledger"
BATCH = 500
"""Rows in one statement: SQLite takes at most 32,766 parameters."""


_TRIES = 3


def _against_a_race(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Run a transaction again that another worker's rows broke.

    PostgreSQL resolves conflicts on the index that ON CONFLICT names alone. A row that another worker is just putting in
    breaks the table's other unique key; once that row is there, the same statement finds it by the named index.
    """

    @wraps(method)
    async def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_TRIES - 1):
            try:
                return await method(*args, **kwargs)
            except IntegrityError:
                continue
        return await method(*args, **kwargs)

    return tried


class SqlLedger:
    """The `Ledger` port on SQLAlchemy, for SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @_against_a_race
    async def claim(
        self, wanted: Mapping[NoticeKey, Told], *, worker: str, lease: timedelta, now: datetime
    ) -> frozenset[NoticeKey]:
        """Take what nobody has, in one statement: the unique key lets one worker win."""
        won: set[NoticeKey] = set()
        async with self._database.write() as connection:
            for batch in batched(_in_lock_order(wanted), BATCH):
                values = [
                    _new(key, wanted[key], State.CLAIMED, now)
                    | {"worker": worker, "lease_until": now + lease, "attempts": 1}
                    for key in batch
                ]
                insert = self._database.insert(LedgerRow).values(values)
                fields = ("state", "told_instant", "told_outcome", "worker", "claimed_at", "lease_until")
                taken = insert.on_conflict_do_update(
                    index_elements=["nonce"],
                    set_={name: insert.excluded[name] for name in fields}
                    | {"attempts": LedgerRow.attempts + 1, "reason": ""},
                    where=LedgerRow.state == State.RELEASED,
                ).returning(LedgerRow.nonce)
                nonces = set((await connection.execute(taken)).scalars())
                won |= {key for key in batch if key.nonce in nonces}
        return frozenset(won)

    @_against_a_race
    async def record(self, skipped: Mapping[NoticeKey, tuple[str, Told]], *, now: datetime) -> None:
        """Note what is never sent."""
        async with self._database.write() as connection:
            for batch in batched(_in_lock_order(skipped), BATCH):
                values = [
                    _new(key, told, State.SKIPPED, now) | {"reason": reason}
                    for key, (reason, told) in ((key, skipped[key]) for key in batch)
                ]
                insert = self._database.insert(LedgerRow).values(values)
                await connection.execute(
                    insert.on_conflict_do_update(
                        index_elements=["nonce"],
                        set_={"state": State.SKIPPED, "reason": insert.excluded.reason},
                        where=LedgerRow.state == State.RELEASED,
                    )
                )

    async def confirm(self, sent: Mapping[NoticeKey, int], *, now: datetime) -> None:
        """Note messages that are out, whatever became of the claim meanwhile."""
        statement = (
            update(LedgerRow)
            .where(LedgerRow.nonce == bindparam("the_nonce"))
            .values(
                state=State.SENT, reason="", message_id=bindparam("the_message"), confirmed_at=now, lease_until=None
            )
        )
        async with self._database.write() as connection:
            await connection.execute(
                statement,
                [{"the_nonce": key.nonce, "the_message": sent[key]} for key in _in_lock_order(sent)],
            )

    async def release(self, keys: Collection[NoticeKey], *, worker: str, why: str) -> None:
        """Give back what was certainly not posted."""
        await self._settle(keys, worker, {"state": State.RELEASED, "reason": why[:500], "lease_until": None})

    async def doubt(self, key: NoticeKey, *, worker: str, why: str, until: datetime) -> None:
        """Nobody can tell."""
        await self._settle([key], worker, {"state": State.DOUBTFUL, "reason": why[:500], "lease_until": until})

    async def fail(self, key: NoticeKey, *, worker: str, why: str) -> None:
        """Refused for good."""
        await self._settle([key], worker, {"state": State.FAILED, "reason": why[:500], "lease_until": None})

    async def _settle(self, keys: Collection[NoticeKey], worker: str, values: dict[str, Any]) -> None:
        async with self._database.write() as connection:
            for batch in batched(_in_lock_order(keys), BATCH):
                await connection.execute(
                    update(LedgerRow)
                    .where(
                        LedgerRow.nonce.in_(_locked(LedgerRow.nonce.in_([key.nonce for key in batch]))),
                        LedgerRow.state.in_(_OPEN),
                        LedgerRow.worker == worker,
                    )
                    .values(values)
                )

    async def renew(self, keys: Collection[NoticeKey], *, worker: str, until: datetime) -> frozenset[NoticeKey]:
        """Prolong one's own claims."""
        kept: set[NoticeKey] = set()
        async with self._database.write() as connection:
            for batch in batched(_in_lock_order(keys), BATCH):
                statement = (
                    update(LedgerRow)
                    .where(
                        LedgerRow.nonce.in_(_locked(LedgerRow.nonce.in_([key.nonce for key in batch]))),
                        LedgerRow.state == State.CLAIMED,
                        LedgerRow.worker == worker,
                    )
                    .values(lease_until=until)
                    .returning(LedgerRow.nonce)
                )
                nonces = set((await connection.execute(statement)).scalars())
                kept |= {key for key in batch if key.nonce in nonces}
        return frozenset(kept)

    async def open_rows(self, *, limit: int = 1000) -> Sequence[Row]:
        """Claimed and doubtful rows."""
        return await self._select(LedgerRow.state.in_(_OPEN), limit=limit)

    async def adopt(self, row: Row, *, worker: str, until: datetime) -> bool:
        """Compare and swap on worker, state and lease."""
        async with self._database.write() as connection:
            result = await connection.execute(
                update(LedgerRow)
                .where(
                    LedgerRow.nonce == row.key.nonce,
                    LedgerRow.state == row.state,
                    LedgerRow.worker == row.worker,
                    LedgerRow.lease_until == row.lease_until,
                )
                .values(worker=worker, state=State.CLAIMED, lease_until=until)
            )
            return result.rowcount == 1

    async def recheck(self, channel_id: int, *, now: datetime) -> int:
        """Doubtful rows of a channel become ripe."""
        async with self._database.write() as connection:
            result = await connection.execute(
                update(LedgerRow)
                .where(
                    LedgerRow.nonce.in_(_locked(LedgerRow.channel_id == channel_id)),
                    LedgerRow.state == State.DOUBTFUL,
                )
                .values(lease_until=now)
            )
            return int(result.rowcount)

    async def rows(self, channels: Collection[int], deadline: str | None = None) -> Sequence[Row]:
        """The rows of these channels, by their first claim."""
        found: list[Row] = []
        for batch in batched(channels, BATCH):
            only = [LedgerRow.deadline == deadline] if deadline is not None else []
            found += await self._select(LedgerRow.channel_id.in_(batch), *only)
        return found

    async def told(self) -> Mapping[str, frozenset[Told]]:
        """The last that each channel was told, each distinct text once."""
        newest = (
            select(func.max(LedgerRow.id))
            .where(LedgerRow.state.in_(_TOLD), ~LedgerRow.deadline.startswith(WEEKLY))
            .group_by(LedgerRow.deadline, LedgerRow.channel_id)
            .scalar_subquery()
        )
        statement = (
            select(LedgerRow.deadline, LedgerRow.told_instant, LedgerRow.told_outcome)
            .where(LedgerRow.id.in_(newest))
            .distinct()
        )
        async with self._database.read() as connection:
            found = (await connection.execute(statement)).all()
        texts: dict[str, set[Told]] = {}
        for deadline, instant, outcome in found:
            texts.setdefault(deadline, set()).add(Told(instant, outcome))
        return {deadline: frozenset(told) for deadline, told in texts.items()}

    async def known_until(self) -> datetime | None:
        """The moment that was noted last."""
        async with self._database.read() as connection:
            found: datetime | None = await connection.scalar(select(MarkRow.at).where(MarkRow.name == _KNOWN))
        return found

    async def note_known(self, until: datetime) -> None:
        """One row, written over."""
        insert = self._database.insert(MarkRow).values(name=_KNOWN, at=until)
        async with self._database.write() as connection:
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["name"], set_={"at": insert.excluded.at})
            )

    async def count(self) -> Mapping[State, int]:
        """One pass through an index."""
        statement = select(LedgerRow.state, func.count()).group_by(LedgerRow.state)
        async with self._database.read() as connection:
            return {State(state): int(count) for state, count in await connection.execute(statement)}

    async def find(self, nonce: str) -> Row | None:
        """The row with this nonce."""
        found = await self._select(LedgerRow.nonce == nonce)
        return found[0] if found else None

    async def _select(self, *where: Any, limit: int | None = None) -> list[Row]:
        statement = select(_TABLE).where(*where).order_by(_TABLE.c.id).limit(limit)
        async with self._database.read() as connection:
            return [_row(found) for found in await connection.execute(statement)]


def _in_lock_order(keys: Iterable[NoticeKey]) -> list[NoticeKey]:
    """The keys by nonce: two workers that lock the same rows in one order cannot deadlock."""
    return sorted(keys, key=lambda key: key.nonce)


def _locked(*where: ColumnElement[bool]) -> Select[str]:
    """The nonces of these rows, locked by nonce; an UPDATE alone locks in the order of the table. SQLite has one writer."""
    return select(LedgerRow.nonce).where(*where).order_by(LedgerRow.nonce).with_for_update()


def _new(key: NoticeKey, told: Told, state: State, now: datetime) -> dict[str, Any]:
    return {
        "nonce": key.nonce,
        "deadline": key.deadline,
        "revision": key.revision,
        "slot": key.slot,
        "channel_id": key.channel,
        "state": state,
        "reason": "",
        "told_instant": told.instant,
        "told_outcome": told.outcome,
        "worker": "",
        "claimed_at": now,
        "attempts": 0,
    }


def _row(found: SqlRow[Any]) -> Row:
    return Row(
        key=NoticeKey(found.deadline, found.revision, found.slot, found.channel_id),
        state=State(found.state),
        told=Told(found.told_instant, found.told_outcome),
        claimed_at=found.claimed_at,
        reason=found.reason,
        worker=found.worker,
        lease_until=found.lease_until,
        attempts=found.attempts,
        message_id=found.message_id,
    )


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The items in tuples of at most `size`."""
    iterator = iter(items)
    while batch := tuple(islice(iterator, size)):
        yield batch
