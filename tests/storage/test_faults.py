"""What keeps a database from being used, on real databases: what a person must change, and what passes by itself."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from bot.reminders.ledger import StoreUnavailable
from bot.storage.database import Database
from bot.storage.faults import DatabaseUnusable, in_words, what_to_do
from bot.storage.migrate import migrate
from bot.storage.stores import open_stores
from bot.storage.url import translate


async def refused(url: str) -> str:
    """What is said of a database that only a person can mend."""
    with pytest.raises(DatabaseUnusable) as caught:
        await open_stores(url)
    return str(caught.value)


async def make(postgres_url: str, *statements: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_open_when_the_file_is_no_database_then_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "parley.db").write_text("garbage " * 500)
    assert "put a backup in its place" in await refused(f"sqlite:///{tmp_path}/parley.db")


async def test_open_when_a_page_of_the_file_is_damaged_then_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "parley.db"
    stores = await open_stores(f"sqlite:///{file}")
    await stores.database.close()
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    assert "the file is damaged" in await refused(f"sqlite:///{file}")


async def test_open_when_the_folder_cannot_be_made_then_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder is due")
    said = await refused(f"sqlite:///{tmp_path}/data/parley.db")
    assert f"the folder {tmp_path}/data cannot be made (File exists)" in said


async def test_open_when_a_folder_stands_in_its_place_then_what_to_do(tmp_path: Path) -> None:
    assert "the file cannot be opened" in await refused(f"sqlite:///{tmp_path}")


async def test_open_when_another_programs_tables_are_there_then_what_to_do(tmp_path: Path, postgres_url: str) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE subscriptions (x)")
    assert "the tables are not those of this program" in await refused(f"sqlite:///{tmp_path}/other.db")
    await make(postgres_url, "CREATE DATABASE others")
    url = postgres_url.replace("/postgres?", "/others?")
    await make(url, "CREATE TABLE subscriptions (x int)")
    assert "the tables are not those of this program" in await refused(url)


async def test_open_when_the_user_may_make_no_table_then_what_to_do(postgres_url: str) -> None:
    await make(postgres_url, "CREATE ROLE little LOGIN", "CREATE DATABASE strict")
    url = postgres_url.replace("/postgres?", "/strict?").replace("postgres:@", "little:@")
    await make(postgres_url.replace("/postgres?", "/strict?"), "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    assert "let it own the database" in await refused(url)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("/postgres?", "/nowhere?", "the server has no such database; create it"),
        ("postgres:@", "nobody:secret@", "the server refuses the user or the password"),
    ],
)
async def test_open_when_the_server_refuses_then_what_to_do(
    postgres_url: str, old: str, new: str, sentence: str
) -> None:
    said = await refused(postgres_url.replace(old, new))
    assert sentence in said
    assert "secret" not in said


async def test_open_when_the_certificate_of_the_authority_is_missing_then_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    said = await refused("postgres://u:p@127.0.0.1:1/x?sslmode=verify-full")
    assert "correct that option of DATABASE_URL" in said


async def test_open_when_nobody_answers_then_trying_again_may_help() -> None:
    for url in ("postgres://nobody:secret@127.0.0.1:9/none", "postgres://nobody:secret@nowhere.invalid/none"):
        with pytest.raises(StoreUnavailable) as caught:
            await open_stores(url)
        assert not isinstance(caught.value, DatabaseUnusable)
        assert "secret" not in str(caught.value)


async def test_open_when_it_accepts_and_never_answers_then_that_is_said() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        url = f"postgres://u:p@127.0.0.1:{deaf.getsockname()[1]}/x?connect_timeout=1"
        with pytest.raises(StoreUnavailable, match="the database did not answer in time"):
            await asyncio.wait_for(open_stores(url), 60)


async def test_write_when_the_file_gets_damaged_at_work_then_it_is_the_stores_own_error(tmp_path: Path) -> None:
    file = tmp_path / "parley.db"
    stores = await open_stores(f"sqlite:///{file}")
    await stores.database.close()
    file.write_bytes(b"no database at all " * 500)
    with pytest.raises(StoreUnavailable, match="damaged"):
        await stores.answered.forget([1])
    await stores.database.close()


async def test_statement_when_it_is_wrong_then_it_is_no_fault_of_the_database(postgres_url: str) -> None:
    database = Database(translate(postgres_url))
    await migrate(database)
    with pytest.raises(Exception, match="does not exist") as caught:
        async with database.read() as connection:
            await connection.exec_driver_sql("SELECT nothing FROM gaps")
    await database.close()
    assert not isinstance(caught.value, StoreUnavailable)


def test_what_to_do_when_the_server_is_starting_then_nothing() -> None:
    assert what_to_do(asyncpg.CannotConnectNowError("the database system is starting up")) is None
    assert "starting up" in in_words(asyncpg.CannotConnectNowError("the database system is starting up"))
