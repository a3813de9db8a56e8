"""The logs: no secret, no token, and nothing that people wrote."""

from __future__ import annotations

import io
import logging

import pytest
import structlog

from bot import logs


@pytest.mark.parametrize("path", ["webhooks/12/aW50.x-Y_z/messages/@original", "interactions/12/aW50.x-Y_z/callback"])
def test_token_when_in_an_address_then_stars_stand_for_it(loud: io.StringIO, path: str) -> None:
    logging.getLogger("discord.http").warning("We are being rate limited. POST https://x/api/v10/%s", path)
    structlog.get_logger("bot").warning("trouble", error=f"POST /{path} went wrong")
    told = loud.getvalue()
    assert told.count("/12/****") == 2
    assert "aW50" not in told


@pytest.mark.parametrize("name", ["discord.gateway", "discord.http", "sqlalchemy.engine.Engine"])
def test_debug_when_a_library_logs_what_people_wrote_then_it_is_not_told(loud: io.StringIO, name: str) -> None:
    logging.getLogger(name).debug("a private question")
    logging.getLogger("bot.somewhere").debug("an event")
    told = loud.getvalue()
    assert "private" not in told
    assert "an event" in told


def test_password_when_a_driver_tells_it_alone_then_stars_stand_for_it(
    loud: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_secrets", set())
    logs.hide_url("postgresql://parley:s3cret%2Fword@db.example/parley?sslmode=require")
    for told in ("s3cret%2Fword", "s3cret/word", "postgresql://parley:s3cret%2Fword@db.example/parley?sslmode=require"):
        structlog.get_logger("bot").warning("trouble", error=f"no connection with {told} today")
        logging.getLogger("asyncpg").error("no connection with %s today", told)
    assert "s3cret" not in loud.getvalue()
    assert loud.getvalue().count("with **** today") == 6
