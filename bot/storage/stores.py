"""Everything that is kept, behind its ports, on one database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.storage.curation import SqlAnsweredQuestions, SqlFeedback, SqlGaps
from bot.storage.database import Database
from bot.storage.guilds import SqlGuilds
from bot.storage.leases import SqlLeases
from bot.storage.ledger import SqlLedger
from bot.storage.migrate import Migrated, migrate
from bot.storage.subscriptions import SqlSnoozes, SqlSubscriptions
from bot.storage.url import translate


@dataclass(frozen=True)
class Stores:
    """One adapter for each port; `database.close()` ends them all. Votes and gaps are those of the first base."""

    database: Database
    ledger: SqlLedger
    subscriptions: SqlSubscriptions
    snoozes: SqlSnoozes
    leases: SqlLeases
    answered: SqlAnsweredQuestions
    feedback: SqlFeedback
    gaps: SqlGaps
    guilds: SqlGuilds

    def feedback_on(self, base: str) -> SqlFeedback:
        """The votes on the answers of a base."""
        return SqlFeedback(self.database, base)

    def gaps_of(self, base: str) -> SqlGaps:
        """The questions asked of a base in vain."""
        return SqlGaps(self.database, base)


def stores_on(database: Database) -> Stores:
    """The adapters on a database that is up to date."""
    return Stores(
        database,
        SqlLedger(database),
        SqlSubscriptions(database),
        SqlSnoozes(database),
        SqlLeases(database),
        SqlAnsweredQuestions(database),
        SqlFeedback(database),
        SqlGaps(database),
        SqlGuilds(database),
    )


async def open_stores(url: str | None, folder: Path | None = None) -> Stores:
    """Connect, migrate the database, and hand out the adapters.

    `url` is DATABASE_URL; without one an SQLite file under `data/` in `folder` is used.

    Raises:
        DatabaseUnusable: a person has to change something: the URL, the file, or the version that runs.
        StoreUnavailable: the database did not answer; trying again may help.
    """
    database = Database(translate(url, folder))
    try:
        await migrate(database)
    except BaseException:
        await database.close()
        raise
    return stores_on(database)


async def bring_up_to_date(url: str | None) -> Migrated:
    """Migrate the database that DATABASE_URL names, and let go of it.

    Raises:
        DatabaseUnusable, StoreUnavailable: as `open_stores`.
    """
    database = Database(translate(url))
    try:
        return await migrate(database)
    finally:
        await database.close()
