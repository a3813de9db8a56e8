"""Waits for a database that starts later than the bot, and reports one that goes away."""

from __future__ import annotations

import asyncio

import structlog

from bot.health import Health
from bot.reminders.ledger import StoreUnavailable
from bot.reminders.ports import Sleep
from bot.storage.database import Database
from bot.storage.faults import DatabaseUnusable, in_words
from bot.storage.stores import Stores, open_stores
from bot.waits import waits

log = structlog.get_logger(__name__)

PART = "database"
"""The database's name in the status object."""

LONGEST_WAIT = 15.0
"""Seconds between tries: reminders wait for it."""

LOOK_EVERY = 10.0
PATIENCE = 8.0
"""Seconds between two looks at a database that is open, and for which an answer is waited for."""


async def open_patiently(url: str | None, health: Health, sleep: Sleep = asyncio.sleep) -> Stores:
    """The stores, as soon as the database answers and is up to date.

    Raises:
        DatabaseUnusable: a person has to change something first.
    """
    for wait in waits(LONGEST_WAIT):
        try:
            return await open_stores(url)
        except DatabaseUnusable as error:
            health.report(PART, ok=False, detail=str(error)[:200])
            raise
        except StoreUnavailable as error:
            log.warning("the database cannot be reached; trying again", because=str(error), seconds=wait)
            health.report(PART, ok=False, detail=f"cannot be reached, trying again: {error}"[:200])
        await sleep(wait)
    raise AssertionError("the waits never end")


async def look(database: Database, health: Health, patience: float = PATIENCE) -> None:
    """Say whether the database answers now."""
    try:
        async with asyncio.timeout(patience):
            await database.ping()
    except (StoreUnavailable, TimeoutError) as error:
        because = str(error) or f"no answer within {patience:g} seconds"
        health.report(PART, ok=False, detail=because[:200])
    except Exception as error:
        log.exception("the database could not be looked at")
        health.report(PART, ok=False, detail=in_words(error)[:200])
    else:
        health.report(PART, ok=True, detail=database.target.url.get_backend_name())
