"""Pairs of question and answer are dropped once nobody edits them any more, on the real store."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.curation.housekeeping import ANSWERED_FOR, EVERY, keep_tidy
from bot.curation.ports import Answered
from bot.storage.stores import Stores, open_stores

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLD, YOUNG = Answered(1, 10, 11, 1), Answered(1, 20, 21, 1)


class Enough(Exception):
    """Ends the endless loop of the test."""


async def kept(stores: Stores) -> list[Answered | None]:
    return [await stores.answered.find(one.question) for one in (OLD, YOUNG)]


async def filled(folder: Path) -> Stores:
    stores = await open_stores(f"sqlite:///{folder / 'parley.db'}")
    await stores.answered.remember(OLD, NOW - ANSWERED_FOR - timedelta(seconds=1))
    await stores.answered.remember(YOUNG, NOW - ANSWERED_FOR + timedelta(seconds=1))
    return stores


async def test_tidy_when_it_begins_then_old_pairs_are_dropped_and_again_after_a_day(tmp_path: Path) -> None:
    stores, slept = await filled(tmp_path), []
    now = NOW

    async def sleep(seconds: float) -> None:
        nonlocal now
        slept.append((seconds, await kept(stores)))
        now += timedelta(seconds=seconds)
        if len(slept) == 2:
            raise Enough

    with pytest.raises(Enough):
        await keep_tidy(stores.answered, lambda: now, sleep)
    day = EVERY.total_seconds()
    assert slept == [(day, [None, YOUNG]), (day, [None, None])]
    await stores.database.close()


async def test_tidy_when_the_store_fails_then_it_is_tried_again_the_next_day(tmp_path: Path) -> None:
    stores = await filled(tmp_path)
    await stores.database.close()
    slept: asyncio.Queue[float] = asyncio.Queue()

    async def sleep(seconds: float) -> None:
        if slept.qsize():
            raise Enough
        slept.put_nowait(seconds)

    def clock() -> datetime:
        raise RuntimeError("no time today")

    with pytest.raises(Enough):
        await keep_tidy(stores.answered, clock, sleep)
    assert slept.get_nowait() == EVERY.total_seconds()
