"""Every database, at whatever revision it is, comes up to date; and the models are what the migrations make."""

from __future__ import annotations

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.storage.database import Database
from bot.storage.migrate import NewerDatabase, current, migrate, revisions
from bot.storage.models import Base
from bot.storage.url import translate


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata))


@pytest.mark.parametrize("start", [None, *revisions()])
async def test_migrate_when_started_from_any_revision_then_tables_equal_models(
    database: Database, start: str | None
) -> None:
    if start:
        assert (await migrate(database, start)).after == start
    migrated = await migrate(database)
    assert (migrated.before, migrated.after) == (start, revisions()[-1])
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrate_when_rows_are_there_then_they_stay(database: Database) -> None:
    await migrate(database, "0001")
    async with database.write() as connection:
        await connection.execute(
            text(
                "INSERT INTO subscriptions (channel_id, language, topics, leads, changed_at, trouble_told)"
                " VALUES (7, 'en', '{}', '{}', '2026-01-01 00:00:00', false)"
            )
        )
    await migrate(database)
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT channel_id FROM subscriptions"))).scalars().all() == [7]


async def test_migrate_when_several_workers_start_at_once_then_each_finds_it_done(
    database_url: str, database: Database
) -> None:
    others = [Database(translate(database_url)) for _ in range(3)]
    try:
        done = await asyncio.gather(*(migrate(one) for one in (database, *others)))
    finally:
        for one in others:
            await one.close()
    assert {one.after for one in done} == {revisions()[-1]}
    assert sorted(one.before or "" for one in done) == ["", *[revisions()[-1]] * 3]


async def test_migrate_when_a_later_version_wrote_it_then_it_is_refused(database: Database) -> None:
    await migrate(database)
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="9999"):
        await migrate(database)
    async with database.read() as connection:
        assert await connection.run_sync(current) == "9999"
