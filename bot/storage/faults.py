"""Which errors of a database pass by themselves, and which stay until a person changes something."""

from __future__ import annotations

import sqlite3
import ssl
from collections.abc import Iterator

import asyncpg

from bot.reminders.ledger import StoreUnavailable


class DatabaseUnusable(StoreUnavailable):
    """The database cannot be used until a person changes something; the message ends in what to do."""

    needs_a_person = True


TABLES = "the tables are not those of this program; give it a database of its own, or put a backup in its place"

_SQLITE = {
    sqlite3.SQLITE_ERROR: TABLES,
    sqlite3.SQLITE_NOTADB: "the file is damaged or no SQLite database; put a backup in its place, or move it away",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; put a backup in its place, or move it away",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; let DATABASE_URL name a file in a folder that the bot may write to",
    sqlite3.SQLITE_READONLY: "the file is read-only; let the bot's user own it and its folder",
    sqlite3.SQLITE_PERM: "the bot's user may not use the file; let it own the file and its folder",
}

# SQLSTATE, or its first two characters: PostgreSQL's documentation, appendix "PostgreSQL Error Codes".
_POSTGRES = {
    "28": "the server refuses the user or the password; copy DATABASE_URL again from where the database is kept",
    "3D": "the server has no such database; create it, or correct the name in DATABASE_URL",
    "25006": "the server takes no writes; let DATABASE_URL name the primary, not a replica",
    "42501": "the bot's user may not do that; let it own the database",
    "42P07": TABLES,
}


def what_to_do(error: BaseException) -> str | None:
    """What a person has to do about an error before the database can be used; None if trying again may help."""
    for cause in _causes(error):
        if isinstance(cause, sqlite3.Error):
            found = _SQLITE.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF)
        elif isinstance(cause, ssl.SSLCertVerificationError):
            found = (
                "the server's certificate is not trusted; name the file of its authority as sslrootcert in DATABASE_URL"
            )
        elif isinstance(cause, asyncpg.exceptions.ClientConfigurationError):
            found = "correct that option of DATABASE_URL, or leave it out"
        else:
            state = getattr(cause, "sqlstate", None) or ""
            found = _POSTGRES.get(state) or _POSTGRES.get(state[:2])
        if found:
            return found
    return None


def in_words(error: BaseException) -> str:
    """An error in one short line; a database that accepts and never answers has no words of its own."""
    cause = getattr(error, "orig", None) or error
    said = next(iter(str(cause).splitlines()), "")
    if isinstance(cause, TimeoutError) and not said:
        return "the database did not answer in time"
    return f"{type(cause).__name__}: {said}"[:300]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it was raised from: the drivers' own stand behind SQLAlchemy's."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [getattr(one, "orig", None), one.__cause__]
