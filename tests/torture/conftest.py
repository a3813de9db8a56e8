from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.discord.loopback import LoopbackDiscord
from tests.storage.conftest import empty, postgres_url

__all__ = ["postgres_url"]


@pytest.fixture
async def empty_postgres(postgres_url: str) -> str:
    """A PostgreSQL without tables."""
    await empty(postgres_url)
    return postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'parley.db'}"
    url: str = request.getfixturevalue("empty_postgres")
    return url


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as one:
        yield one
        assert one.violations == []
