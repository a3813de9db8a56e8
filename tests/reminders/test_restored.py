"""An older copy of the database is put back: what the channels have and the ledger lacks is not told again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.reminders.calendar import DIGEST, Weekly
from bot.reminders.keys import NoticeKey
from bot.reminders.ports import LookUp
from bot.reminders.snoozes import Snooze
from bot.reminders.subscription import Trouble
from bot.storage.stores import open_stores
from tests.reminders.test_crashes import run_until
from tests.reminders.world import (
    DAY,
    HOUR,
    NOON,
    Discord,
    FakeMessenger,
    World,
    crash,
    facts_of,
    make_deadline,
    make_subscription,
    nothing,
)

CHANNELS = range(1, 41)
FIRST, SECOND, THIRD = (f"2026-11-{day}T05:01Z" for day in (10, 20, 25))


def back_up(source: Path, copy: Path) -> None:
    """What docs/operating.md says, for a database in use."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(copy)) as other:
        one.backup(other)


@asynccontextmanager
async def put_back(world: World, copy: Path) -> AsyncIterator[None]:
    """A process that starts on the copy."""
    stores = await open_stores(f"sqlite:///{copy}")
    world.stores = stores
    world.start()
    try:
        yield
    finally:
        await stores.database.close()


def outcome(world: World) -> None:
    world.facts = facts_of(make_deadline(outcome={"status": "met", "on": "2026-11-03"}))


def moved(world: World) -> None:
    world.facts = facts_of(make_deadline(at=SECOND, moved=[FIRST]))


def moved_twice(world: World) -> None:
    world.facts = facts_of(make_deadline(at=THIRD, moved=[FIRST, SECOND]))


def stays(_world: World) -> None:
    """The facts are the same; a lead is due."""


async def live(world: World, changes: tuple[Callable[[World], None], ...]) -> None:
    """What happens to the facts, one thing after the other, with a tick after each."""
    for change in changes:
        world.time.pass_(timedelta(minutes=10))
        change(world)
        await world.settle()


@pytest.mark.parametrize("some", [40, 17])
@pytest.mark.parametrize(
    ("told_before", "lost"),
    [
        ((), (stays,)),
        ((stays,), (moved,)),
        ((stays,), (moved, moved_twice)),
        ((stays,), (outcome,)),
        ((stays,), (moved, outcome)),
        ((), (stays, moved)),
        ((), (stays, outcome)),
    ],
    ids=["lead", "move", "two moves", "outcome", "move and outcome", "lead and move", "lead and outcome"],
)
async def test_start_when_an_older_copy_was_put_back_then_nothing_comes_twice_and_nothing_is_lost(
    world: World,
    tmp_path: Path,
    told_before: tuple[Callable[[World], None], ...],
    lost: tuple[Callable[[World], None], ...],
    some: int,
) -> None:
    await world.subscribe(*(make_subscription(channel, 7 * DAY, since=NOON - DAY) for channel in CHANNELS))
    await world.tick()
    world.time.pass_(2 * DAY)
    await live(world, told_before)
    copy = tmp_path / "copy.db"
    back_up(tmp_path / "parley.db", copy)
    await live(world, lost[:-1])
    # Of the last, some channels hear before the process dies.
    world.time.pass_(timedelta(minutes=10))
    lost[-1](world)
    world.discord.before = [*[nothing] * some, *[crash] * 40] if some < len(CHANNELS) else []
    await world.tick()
    world.discord.before = []
    assert len(world.discord.posted) >= some
    before = world.discord.keys()
    async with put_back(world, copy):
        await world.settle()
        after = world.discord.keys()
        assert set(after.values()) == {1}, [key for key, times in after.items() if times > 1]
        assert after.keys() >= before.keys()
        last = {one.channel: (one.notice.kind, one.notice.deadline.at) for one in world.discord.posted}
        assert last.keys() == set(CHANNELS)
        assert len(set(last.values())) == 1, "somebody was not told how it stands"
        world.start()
        await world.settle()
        assert world.discord.keys() == after


async def test_start_when_a_week_and_a_put_off_notice_were_told_after_the_copy_then_neither_comes_again(
    world: World, tmp_path: Path
) -> None:
    monday_nine = Weekly(0, 9 * 60, {DIGEST: NOON})
    world.facts = facts_of(make_deadline(), make_deadline("fees", "2026-11-05"))
    await world.subscribe(*(make_subscription(channel, 7 * DAY, weekly=monday_nine) for channel in range(1, 6)))
    await world.stores.snoozes.put(Snooze(50, "truce", NOON + 20 * HOUR))
    await world.tick()
    back_up(tmp_path / "parley.db", tmp_path / "copy.db")
    world.time.pass_(DAY)
    await world.settle()
    before = world.discord.keys()
    assert len(before) == 6
    async with put_back(world, tmp_path / "copy.db"):
        await world.settle()
        assert world.discord.keys() == before
        assert await world.stores.snoozes.of_channels([50]) == []


async def test_start_when_the_copys_process_is_killed_before_it_has_looked_then_the_next_one_looks_as_far_back(
    world: World, tmp_path: Path
) -> None:
    await world.subscribe(*(make_subscription(channel, 7 * DAY, since=NOON - DAY) for channel in CHANNELS))
    world.time.pass_(2 * DAY)
    await world.settle()
    back_up(tmp_path / "parley.db", tmp_path / "copy.db")
    moved(world)
    await world.settle()
    world.time.pass_(DAY)
    before, reached = world.discord.keys(), asyncio.Event()
    async with put_back(world, tmp_path / "copy.db"):
        hanging = HangsInLookUp(world.discord, reached)
        await run_until(reached, world.start(messenger=hanging))
        world.time.pass_(DAY)
        world.start()
        await world.settle()
        assert world.discord.keys() == before


class HangsInLookUp(FakeMessenger):
    def __init__(self, discord: Discord, reached: asyncio.Event) -> None:
        super().__init__(discord)
        self._reached, self._left = reached, 10

    async def find_notice(self, channel_id: int, keys: Collection[NoticeKey], since: datetime) -> LookUp:
        self._left -= 1
        if not self._left:
            self._reached.set()
        if self._left <= 0:
            await asyncio.Event().wait()
        return await super().find_notice(channel_id, keys, since)


async def test_start_when_a_channel_cannot_be_read_then_what_was_due_is_in_doubt_and_a_moderator_hears(
    world: World,
) -> None:
    await world.subscribe(make_subscription(1, 7 * DAY), make_subscription(2, 7 * DAY))
    world.discord.unreadable = {1}
    world.time.pass_(2 * DAY)
    await world.tick()
    assert (world.discord.slots(1), world.discord.slots(2)) == ([], ["7d"])
    assert world.messenger.told == [(1, Trouble.CANNOT_READ)]
    world.discord.unreadable = set()
    await world.reminders.healer.resume_if_possible(1)
    await world.settle()
    assert world.discord.slots(1) == ["7d"]


async def test_restart_when_nothing_was_due_then_no_channel_is_read(world: World) -> None:
    await world.subscribe(*(make_subscription(channel, 7 * DAY) for channel in CHANNELS))
    world.time.pass_(DAY)
    await world.tick()
    world.start()
    await world.tick()
    world.time.pass_(DAY)
    await world.tick()
    assert len(world.discord.posted) == len(CHANNELS)
    assert world.discord.looked_up == []
