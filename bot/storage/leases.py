"""Leases in SQL: every change is one compare and swap."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from bot.storage.database import Database
from bot.storage.models import LeaseRow
from bot.workers.leases import Lease


class SqlLeases:
    """The `LeaseStore` port on SQLAlchemy."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> Sequence[Lease]:
        """Every lease."""
        async with self._database.read() as connection:
            found = await connection.execute(select(LeaseRow.name, LeaseRow.worker, LeaseRow.beat))
            return [Lease(name, worker, beat) for name, worker, beat in found]

    async def take(self, name: str, seen: Lease | None, worker: str) -> bool:
        """Take a row that is still as it was seen."""
        async with self._database.write() as connection:
            if seen is None:
                insert = self._database.insert(LeaseRow).values(name=name, worker=worker, beat=1)
                result = await connection.execute(insert.on_conflict_do_nothing())
            else:
                result = await connection.execute(
                    update(LeaseRow)
                    .where(LeaseRow.name == name, LeaseRow.worker == seen.worker, LeaseRow.beat == seen.beat)
                    .values(worker=worker, beat=seen.beat + 1)
                )
            return result.rowcount == 1

    async def renew(self, names: Collection[str], worker: str) -> frozenset[str]:
        """Raise the beat of one's own."""
        statement = (
            update(LeaseRow)
            .where(LeaseRow.name.in_(names), LeaseRow.worker == worker)
            .values(beat=LeaseRow.beat + 1)
            .returning(LeaseRow.name)
        )
        async with self._database.write() as connection:
            return frozenset((await connection.execute(statement)).scalars())

    async def release(self, names: Collection[str], worker: str) -> None:
        """Leave the rows with no worker."""
        async with self._database.write() as connection:
            await connection.execute(
                update(LeaseRow)
                .where(LeaseRow.name.in_(names), LeaseRow.worker == worker)
                .values(worker="", beat=LeaseRow.beat + 1)
            )
