"""The worker of the long-running bot, beside its connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import exits, worker
from bot.discord_app.mishaps import Mishaps
from bot.health import Health
from bot.settings import Settings
from bot.storage.stores import Stores, open_stores


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    opened = await open_stores(f"sqlite:///{tmp_path / 'parley.db'}")
    yield opened
    await opened.database.close()


async def test_run_when_the_lease_is_kept_no_more_then_it_ends_with_an_error(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def keep(*_: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr(worker, "keep", keep)
    parts = cast("Any", SimpleNamespace(settings=Settings(), clock=lambda: datetime.now(UTC)))
    one = worker.Worker(parts, stores, (), cast("Any", None), Health(), asyncio.Event(), Mishaps())
    assert await asyncio.wait_for(one.run(), 20) == exits.FAILED
