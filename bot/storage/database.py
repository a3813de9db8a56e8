"""The connection: an engine set up for its database, short transactions, and one kind of error."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any

import asyncpg
from sqlalchemy import Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.reminders.ledger import StoreUnavailable
from bot.storage.faults import DatabaseUnusable, in_words, what_to_do
from bot.storage.url import Target

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for another process's transaction."""

_WRITE = "parley_write"

# asyncpg's errors while it connects reach us as they are; those of statements come in SQLAlchemy's.
_FROM_THE_DATABASE = (SQLAlchemyError, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


class Database:
    """An engine and the two kinds of transaction. Nothing is held between them."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.engine = _sqlite_engine(target) if target.is_sqlite else _postgres_engine(target)
        # SQLite has one writer, and who waits for it polls, more and more rarely: among busy writers one can miss
        # every gap until its timeout. Within a process writers queue up instead.
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if target.is_sqlite else nullcontext()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads.

        Raises:
            StoreUnavailable: if the database cannot be used now.
        """
        async with _translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes, committed at the end.

        Raises:
            StoreUnavailable: nothing was written, or (a connection lost in the commit) nobody knows.
        """
        async with self._turn, _translated(), self.engine.connect() as connection:
            await connection.execution_options(**{_WRITE: True})
            async with connection.begin():
                yield connection

    def insert(self, table: Any) -> Any:
        """An INSERT that knows ON CONFLICT, which both databases write alike."""
        target: Table = getattr(table, "__table__", table)
        return sqlite.insert(target) if self.target.is_sqlite else postgresql.insert(target)

    async def ping(self) -> None:
        """Ask for nothing, to see that it answers.

        Raises:
            StoreUnavailable: if it does not.
        """
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except StoreUnavailable:
        raise
    except _FROM_THE_DATABASE as error:
        if (advice := what_to_do(error)) is not None:
            raise DatabaseUnusable(f"{in_words(error)}; {advice}") from error
        if isinstance(error, DBAPIError) and not _may_pass(error):
            raise
        # asyncpg's own errors of a connection that went away come wrapped in many ways
        is_wrapped = isinstance(error, SQLAlchemyError) and not isinstance(error, DBAPIError | PoolTimeout)
        if is_wrapped and "connection" not in str(error).lower():
            raise
        raise StoreUnavailable(in_words(error)) from error


def _may_pass(error: DBAPIError) -> bool:
    """Whether it is the database that is unwell, rather than a statement that is wrong."""
    return error.connection_invalidated or type(error).__name__ in (
        "OperationalError",
        "InterfaceError",
        "InternalError",
        "DBAPIError",
    )


def _sqlite_engine(target: Target) -> AsyncEngine:
    options: dict[str, Any] = {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000} | target.arguments}
    if target.file is None:
        options["poolclass"] = StaticPool
    else:
        try:
            target.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnusable(
                f"the folder {target.file.parent} cannot be made ({error.strerror}); let DATABASE_URL name a file in a "
                "folder that the bot may write to"
            ) from error
        options |= {"pool_size": 4, "max_overflow": 0, "pool_timeout": 30}
    engine = create_async_engine(target.url, hide_parameters=True, **options)  # a logged error must not quote people

    @event.listens_for(engine.sync_engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins no transactions of its own
        cursor = connection.cursor()
        # FULL: a claim that was committed survives a power cut, or its notice could go out twice.
        for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        # WAL belongs to the file. Who finds it locked here, which no timeout waits for, is not the first to ask.
        with suppress(OperationalError, sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        # A transaction that reads first and writes then fails at once if somebody wrote meanwhile; one that
        # says so at its beginning waits its turn.
        write = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgres_engine(target: Target) -> AsyncEngine:
    arguments = {"timeout": 10, "command_timeout": 30} | target.arguments
    return create_async_engine(
        target.url,
        hide_parameters=True,
        connect_args=arguments,
        pool_size=5,
        max_overflow=5,
        pool_timeout=30,
        pool_pre_ping=True,
        pool_recycle=1800,
    )
