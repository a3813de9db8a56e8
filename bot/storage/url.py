"""DATABASE_URL as hosts hand it out, in the words that SQLAlchemy and the drivers understand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

DEFAULT_FILE = Path("data/parley.db")

_POSTGRES = ("postgres", "postgresql")
_SSL_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
# libpq and poolers know these; asyncpg would send them to the server as settings, which refuses them.
_DROPPED = ("channel_binding", "gssencmode", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count")


class DatabaseUrlError(ValueError):
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
        return Target(url.set(drivername="sqlite+aiosqlite"))
    if backend in _POSTGRES:
        return _postgres(url)
    raise DatabaseUrlError(f"DATABASE_URL names {backend!r}; Parley keeps its data in PostgreSQL or SQLite")


def _parsed(text: str) -> URL:
    """The URL. What SQLAlchemy says of a wrong one may show a part of the password, so nothing of it is passed on."""
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        raise DatabaseUrlError(
            "DATABASE_URL is no URL; an example is postgres://user:password@host/name, where : / ? # @ and % in the "
            "password are written as %3A %2F %3F %23 %40 and %25"
        ) from None


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise DatabaseUrlError("DATABASE_URL has a connect_timeout that is no number of seconds") from None


def _postgres(url: URL) -> Target:
    query = {key: value if isinstance(value, str) else value[-1] for key, value in url.query.items()}
    arguments: dict[str, Any] = {}
    mode = query.pop("sslmode", None) or query.pop("ssl", None)
    files = {key: query.pop(key) for key in _SSL_FILES if key in query}
    if mode:
        arguments["ssl"] = _ssl(mode, files)
    if "connect_timeout" in query:
        arguments["timeout"] = _seconds(query.pop("connect_timeout"))
    if query.pop("pgbouncer", "").lower() == "true":
        arguments |= {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
    settings: dict[str, str] = {key: query.pop(key) for key in ("application_name", "search_path") if key in query}
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
    """asyncpg knows libpq's words for `ssl`; with files of one's own it wants a context."""
    words = {"true": "require", "1": "require", "false": "disable", "0": "disable"}
    mode = words.get(mode.lower(), mode.lower())
    known = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
    if mode not in known:
        raise DatabaseUrlError(f"DATABASE_URL has sslmode={mode!r}; known are {', '.join(known)}")
    if not files or mode == "disable":
        return mode
    import ssl

    context = ssl.create_default_context(cafile=files.get("sslrootcert"))
    context.check_hostname = mode == "verify-full"
    if mode not in ("verify-ca", "verify-full"):
        context.verify_mode = ssl.CERT_NONE
    if "sslcert" in files:
        context.load_cert_chain(files["sslcert"], files.get("sslkey"))
    return context
