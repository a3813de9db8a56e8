from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.discord.loopback import LoopbackDiscord
from tests.storage.conftest import database_url, postgres_url

__all__ = ["database_url", "postgres_url"]


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as one:
        yield one
        assert one.violations == []
