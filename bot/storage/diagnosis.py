"""What `doctor` looks at in the database, which stays as it is."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text

from bot import diagnosis
from bot.diagnosis import Check, fault
from bot.knowledge.values import Clock
from bot.reminders.ledger import StoreUnavailable
from bot.storage.database import Database
from bot.storage.faults import DatabaseUnusable
from bot.storage.migrate import current, foreign, revisions
from bot.storage.url import DatabaseUrlError, Target, translate

PATIENCE = 20.0
"""Seconds for all of it."""

_NAME = "database"


async def examine(url: str | None, clock: Clock) -> list[Check]:
    """Whether it can be reached, read and written, at which revision it is, and what its clock says."""
    try:
        target = translate(url)
    except DatabaseUrlError as error:
        return [fault(_NAME, str(error))]
    if target.file is not None and not target.file.exists():
        return [_to_be_made(target.file)]
    try:
        async with asyncio.timeout(PATIENCE):
            return await _looked_at(target, clock)
    except DatabaseUnusable as error:
        return [fault(_NAME, str(error))]
    except (StoreUnavailable, TimeoutError) as error:
        why = str(error) or f"no answer within {PATIENCE:g} seconds"
        start = (
            "let go of the file" if target.is_sqlite else "start the server, or correct host and port in DATABASE_URL"
        )
        return [Check(_NAME, False, f"{target} cannot be used now ({why})", f"{start}; `run` waits for it meanwhile")]


def _to_be_made(file: Path) -> Check:
    """A file that `run` makes, with its folder, if it may."""
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return Check(_NAME, True, f"{file}, which `run` makes")
    where = f"{file} cannot be made in {folder}"
    return Check(_NAME, False, where, "let DATABASE_URL name a file in a folder that the bot may write to")


async def _looked_at(target: Target, clock: Clock) -> list[Check]:
    database = Database(target)
    try:
        async with database.read() as connection:
            found, known = await connection.run_sync(current), revisions()
            there: datetime | None = None
            if not target.is_sqlite:
                there = (await connection.execute(select(func.now()))).scalar_one()
        checks = [_revision(str(target), found, known)]
        if found is not None:
            async with database.write() as connection:
                await connection.execute(text("DELETE FROM alembic_version WHERE 1 = 0"))
            checks.append(Check("writing", True, "the bot may write to it"))
        if there is not None:
            checks.append(diagnosis.clock((clock() - there).total_seconds(), "the database"))
    finally:
        await database.close()
    return checks


def _revision(target: str, found: str | None, known: tuple[str, ...]) -> Check:
    if found is not None and found not in known:
        return fault(_NAME, foreign(found))
    if found == known[-1]:
        return Check(_NAME, True, f"{target}, at revision {found}, the newest")
    at = f"{target} is {'empty' if found is None else f'at revision {found}'}, and the newest is {known[-1]}"
    return Check(_NAME, False, at, "run `python -m bot migrate`; `run` does it itself, too")
