"""Bringing a database up to date, at start-up and by command; safe when several workers start at once."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.storage.database import Database
from bot.storage.faults import TABLES, DatabaseUnusable, in_words

_LOCK = 0x7061_726C_6579
"""PostgreSQL's advisory lock for migrations: "parley"."""


class NewerDatabase(DatabaseUnusable):
    """The database was written by a later version of the program, which this one could not read."""


@dataclass(frozen=True)
class Migrated:
    """From which revision to which; equal if there was nothing to do."""

    before: str | None
    after: str | None


def configuration() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(files("bot.storage") / "migrations").replace("%", "%%"))
    return config


def revisions() -> tuple[str, ...]:
    """Every revision, oldest first."""
    script = ScriptDirectory.from_config(configuration())
    return tuple(reversed([step.revision for step in script.walk_revisions()]))


def foreign(revision: str) -> str:
    """What is said of a revision that no step of this program leads to."""
    return (
        f"the database is at revision {revision}, which this version does not know; run the version that wrote it, "
        "or put an earlier backup in its place"
    )


async def migrate(database: Database, to: str = "head") -> Migrated:
    """Run every step that is missing, in one transaction.

    Raises:
        NewerDatabase: if the database is at a revision that this program does not know.
        DatabaseUnusable: if its tables are not this program's, or something else needs a person.
        StoreUnavailable: if the database cannot be used now.
    """
    try:
        async with database.write() as connection:
            return await connection.run_sync(_upgrade, to)
    except (DBAPIError, CommandError) as error:
        raise DatabaseUnusable(f"{in_words(error)}; {TABLES}") from error


def _upgrade(connection: Connection, to: str) -> Migrated:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    before = current(connection)
    if before is not None and before not in revisions():
        raise NewerDatabase(foreign(before))
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    return Migrated(before, current(connection))


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()
