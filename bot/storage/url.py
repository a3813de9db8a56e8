"""Translates DATABASE_URL as hosts hand it out into a URL and arguments for SQLAlchemy and the drivers."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from rapidfuzz import process
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.faults import DatabaseUnusable

T = TypeVar("T")

DEFAULT_FILE = Path("data/parley.db")

_POSTGRES = ("postgres", "postgresql")
_SSL_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
# libpq and poolers know these; asyncpg would send them to the server as settings, which refuses them.
_DROPPED = ("channel_binding", "gssencmode", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count")
_SETTINGS = ("application_name", "search_path")
# What SQLAlchemy and asyncpg take out of a URL as it stands: text, and so no number among them.
_PASSED_ON = ("host", "passfile", "target_session_attrs", "krbsrvname", "gsslib")
_POSTGRES_OPTIONS = (
    *("sslmode", "ssl", "connect_timeout", "pgbouncer", "options"),
    *(*_SSL_FILES, *_DROPPED, *_SETTINGS, *_PASSED_ON),
)
_SQLITE_OPTIONS = ("timeout", "uri", "mode", "cache", "immutable", "nolock", "vfs")


class DatabaseUrlError(DatabaseUnusable):
    """DATABASE_URL cannot be used. The message never has the password."""


@dataclass(frozen=True)
class Target:
    """Where to connect: a URL with an async driver, and the driver's own arguments."""

    url: URL
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is an embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The database file, if there is one."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)


def translate(text: str | None, folder: Path | None = None) -> Target:
    """What DATABASE_URL means; nothing means an SQLite file under `data/` in `folder` (the working directory).

    Raises:
        DatabaseUrlError: in one sentence, without the password.
    """
    if not text or not text.strip():
        return Target(URL.create("sqlite+aiosqlite", database=str((folder or Path()) / DEFAULT_FILE)))
    url = _parsed(text.strip())
    backend = url.drivername.partition("+")[0]
    if backend == "sqlite":
        return _sqlite(url)
    if backend in _POSTGRES:
        return _postgres(url)
    raise DatabaseUrlError(f"DATABASE_URL names {backend!r}; Parley keeps its data in PostgreSQL or SQLite")


def _check_options(url: URL, known: tuple[str, ...]) -> None:
    """Refuse an option that no driver knows: it would end as an error of the driver's own, at the first connection."""
    for name in url.query:
        if name not in known:
            best = process.extractOne(name, known, score_cutoff=70)
            hint = f"did you mean {best[0]!r}?" if best else "take it out of the URL"
            raise DatabaseUrlError(f"DATABASE_URL has the option {name!r}, which is not known; {hint}")


def _sqlite(url: URL) -> Target:
    if url.host or url.username or url.port:
        raise DatabaseUrlError(
            "DATABASE_URL names a host, which SQLite has none of; write sqlite:///data/parley.db for a file beside the "
            "bot, or sqlite:////var/lib/parley.db for one elsewhere"
        )
    _check_options(url, _SQLITE_OPTIONS)
    if "timeout" in url.query:
        _seconds("timeout", str(url.query["timeout"]))
    return Target(url.set(drivername="sqlite+aiosqlite"))


def _parsed(text: str) -> URL:
    """The URL. What SQLAlchemy says of a wrong one may show a part of the password, so nothing of it is passed on."""
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        raise DatabaseUrlError(
            "DATABASE_URL is no URL; an example is postgres://user:password@host/name, where : / ? # @ and % in the "
            "password are written as %3A %2F %3F %23 %40 and %25"
        ) from None


def _seconds(name: str, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise DatabaseUrlError(f"DATABASE_URL has a {name} that is no number of seconds")
    return seconds


def _postgres(url: URL) -> Target:
    _check_options(url, _POSTGRES_OPTIONS)
    if not 0 < (url.port or 1) < 65536:
        raise DatabaseUrlError("DATABASE_URL has a port that is not between 1 and 65535")
    query = {key: value if isinstance(value, str) else value[-1] for key, value in url.query.items()}
    arguments: dict[str, Any] = {}
    mode = query.pop("sslmode", None) or query.pop("ssl", None)
    files = {key: query.pop(key) for key in _SSL_FILES if key in query}
    if mode:
        arguments["ssl"] = _ssl(mode, files)
    if "connect_timeout" in query:
        arguments["timeout"] = _seconds("connect_timeout", query.pop("connect_timeout"))
    if query.pop("pgbouncer", "").lower() == "true":
        arguments |= {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
    settings: dict[str, str] = {key: query.pop(key) for key in _SETTINGS if key in query}
    options = query.pop("options", "")
    for option in options.replace("-c ", " ").split():
        name, equals, value = option.partition("=")
        if equals:
            settings[name] = value
    for key in _DROPPED:
        query.pop(key, None)
    if settings:
        arguments["server_settings"] = settings
    return Target(url.set(drivername="postgresql+asyncpg", query=query), arguments)


def _ssl(mode: str, files: dict[str, str]) -> Any:
    """The `ssl` argument of asyncpg: libpq's word, or a context where certificate files are named."""
    words = {"true": "require", "1": "require", "false": "disable", "0": "disable"}
    mode = words.get(mode.lower(), mode.lower())
    known = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
    if mode not in known:
        raise DatabaseUrlError(f"DATABASE_URL has sslmode={mode!r}; known are {', '.join(known)}")
    if not files or mode == "disable":
        return mode
    root = files.get("sslrootcert")
    context = _loaded("sslrootcert", root, lambda: ssl.create_default_context(cafile=root))
    context.check_hostname = mode == "verify-full"
    if mode not in ("verify-ca", "verify-full"):
        context.verify_mode = ssl.CERT_NONE
    if "sslcert" in files:
        own, key = files["sslcert"], files.get("sslkey")
        _loaded("sslcert", own, lambda: context.load_cert_chain(own, key))
    return context


def _loaded(name: str, file: str | None, load: Callable[[], T]) -> T:
    """What is read out of a file of certificates; `ssl.SSLError`, for one that holds none, is an OSError, too."""
    try:
        return load()
    except OSError as error:
        why = (
            error.strerror
            if error.errno and not isinstance(error, ssl.SSLError)
            else "it holds no certificate and key that fit"
        )
        raise DatabaseUrlError(
            f"DATABASE_URL has {name}={file}, which cannot be read ({why}); put the file there, or leave {name} out"
        ) from None
