from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.stores import Stores, open_stores
from tests.reminders.world import World


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    opened = await open_stores(f"sqlite:///{tmp_path / 'parley.db'}")
    yield opened
    await opened.database.close()


@pytest.fixture
def world(stores: Stores) -> World:
    return World(stores)
