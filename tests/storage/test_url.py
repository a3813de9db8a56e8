"""DATABASE_URL in every form that hosts hand out."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from bot.storage.url import DatabaseUrlError, translate


@pytest.mark.parametrize("text", [None, "", "  "])
def test_translate_when_nothing_is_set_then_it_is_a_file_under_data(text: str | None) -> None:
    target = translate(text, Path("/srv/parley"))
    assert target.file == Path("/srv/parley/data/parley.db")
    assert target.is_sqlite


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("sqlite:///data/other.db", Path("data/other.db")),
        ("sqlite+aiosqlite:////var/lib/parley.db", Path("/var/lib/parley.db")),
        ("sqlite+pysqlite:///x.db", Path("x.db")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
    ],
)
def test_translate_when_it_is_sqlite_then_the_async_driver_gets_the_file(text: str, file: Path | None) -> None:
    target = translate(text)
    assert target.url.drivername == "sqlite+aiosqlite"
    assert target.file == file


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg2", "postgresql+psycopg"]
)
def test_translate_when_it_is_postgresql_then_asyncpg_is_used(scheme: str) -> None:
    target = translate(f"{scheme}://user:p%40ss@db.example:6543/parley")
    assert target.url.drivername == "postgresql+asyncpg"
    assert (target.url.host, target.url.port, target.url.password) == ("db.example", 6543, "p@ss")
    assert target.arguments == {}


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"])
def test_translate_when_it_has_an_sslmode_then_asyncpg_gets_it_as_ssl(mode: str) -> None:
    target = translate(f"postgres://u:p@h/d?sslmode={mode}&channel_binding=require")
    assert target.arguments == {"ssl": mode}
    assert dict(target.url.query) == {}


def test_translate_when_it_has_other_settings_of_libpq_then_each_goes_where_asyncpg_takes_it() -> None:
    target = translate(
        "postgres://u:p@h/d?connect_timeout=5&application_name=parley&options=-c%20statement_timeout%3D9000&pgbouncer=true"
    )
    assert target.arguments == {
        "timeout": 5.0,
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "server_settings": {"application_name": "parley", "statement_timeout": "9000"},
    }


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("not a url with secret", "no URL"),
        ("postgres://u:a@b:secret@host/d", "no URL"),
        ("postgres://u:p@host:secret/d", "no URL"),
        ("postgres://u:secret@host/d?connect_timeout=secret", "connect_timeout"),
        ("mysql://u:secret@h/d", "mysql"),
        ("postgres://u:secret@h/d?sslmode=sometimes", "sometimes"),
        ("postgres://u:secret@h/d?connect_timeout=-1", "connect_timeout"),
        ("postgres://u:secret@h/d?sslmod=require", "did you mean 'sslmode'"),
        ("postgres://u:secret@h/d?colour=red", "'colour', which is not known; take it out"),
        ("postgres://u:secret@h:99999/d", "port"),
        ("postgres://u:secret@h/d?sslmode=verify-full&sslrootcert=/no/where", "No such file"),
        (f"postgres://u:secret@h/d?sslmode=require&sslcert={__file__}", "no certificate and key that fit"),
        ("sqlite://host/x.db?password=secret", "names a host"),
        ("sqlite:///x.db?tiemout=5", "did you mean 'timeout'"),
        ("sqlite:///x.db?timeout=secret", "no number of seconds"),
    ],
)
def test_translate_when_it_cannot_be_used_then_it_says_why_without_the_password(text: str, word: str) -> None:
    with pytest.raises(DatabaseUrlError, match=word) as caught:
        translate(text)
    shown = "".join(traceback.format_exception(caught.value, chain=True)).split("DatabaseUrlError:")
    assert len(shown) == 2  # no error before it is shown
    assert "secret" not in shown[1]


def test_target_when_printed_then_the_password_is_hidden() -> None:
    assert "secret" not in str(translate("postgres://u:secret@h/d"))
