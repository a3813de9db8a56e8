"""Everything else that is kept, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.curation.ports import Answered, Votes
from bot.reminders.ledger import StoreUnavailable
from bot.reminders.subscription import ALL, Subscription, Suspension, Trouble
from bot.storage import curation
from bot.storage.database import Database
from bot.storage.models import Base
from bot.storage.stores import Stores, open_stores
from bot.storage.url import translate
from bot.workers.leases import Lease

NOW = datetime(2026, 11, 1, 12, 30, 15, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
BIG = 2**63 - 1


def make_subscription(channel_id: int = BIG, **more: object) -> Subscription:
    made = Subscription(channel_id, {ALL: NOW}, {7 * DAY: NOW, timedelta(hours=1): NOW + DAY}, guild_id=BIG - 1)
    return replace(made, **more)  # type: ignore[arg-type]


async def test_subscription_when_kept_then_it_comes_back_equal(stores: Stores) -> None:
    suspension = Suspension(Trouble.GONE, NOW, NOW + timedelta(hours=1))
    full = make_subscription(role_id=5, created_by=6, language="zh", suspension=suspension, trouble_told=True)
    store = stores.subscriptions
    await store.put(make_subscription(), now=NOW)
    await store.put(full, now=NOW)
    assert await store.get(BIG) == full
    assert list(await store.suspended()) == [full]
    wishes = await store.wishes()
    assert (wishes.leads, wishes.count, wishes.suspended) == ({7 * DAY, timedelta(hours=1)}, 1, 1)
    assert await store.remove(BIG)
    assert not await store.remove(BIG)
    assert await store.get(BIG) is None


async def test_suspension_when_it_is_not_as_read_then_nothing_changes(stores: Stores) -> None:
    store, first = stores.subscriptions, Suspension(Trouble.GONE, NOW, NOW + timedelta(hours=1))
    later = replace(first, probe_at=NOW + timedelta(hours=2))
    assert not await store.change_suspension(BIG, None, first, now=NOW)
    assert await store.get(BIG) is None
    await store.put(make_subscription(language="zh"), now=NOW)
    for before, after, changes in ((first, None, False), (None, first, True), (None, later, False)):
        assert await store.change_suspension(BIG, before, after, now=NOW + DAY) is changes
    assert await store.get(BIG) == make_subscription(language="zh", suspension=first)
    assert [one.changed_at for one in await store.changed_since(NOW)] == [NOW + DAY]
    assert await store.change_suspension(BIG, first, later, now=NOW)
    assert not await store.change_suspension(BIG, first, None, now=NOW)
    assert await store.change_suspension(BIG, later, None, now=NOW)
    assert await store.get(BIG) == make_subscription(language="zh")


async def test_trouble_when_told_then_it_outlives_the_suspension_until_it_is_over(stores: Stores) -> None:
    store, suspension = stores.subscriptions, Suspension(Trouble.GONE, NOW, NOW + timedelta(hours=1))
    await store.put(make_subscription(1), now=NOW)
    await store.put(make_subscription(2, suspension=suspension), now=NOW)
    for channel in (1, 2, 3):
        await store.trouble_was_told(channel)
    await store.change_suspension(2, suspension, None, now=NOW)
    assert [one.channel_id for one in await store.page(0, 9) if one.trouble_told] == [2]
    await store.trouble_is_over(range(1000))
    assert [one.channel_id for one in await store.page(0, 9) if one.trouble_told] == []


async def test_subscriptions_when_paged_then_each_comes_once(stores: Stores) -> None:
    for channel in range(1, 8):
        await stores.subscriptions.put(make_subscription(channel), now=NOW + channel * DAY)
    seen: list[int] = []
    after = 0
    while page := await stores.subscriptions.page(after, 3):
        seen += [one.channel_id for one in page]
        after = seen[-1]
    assert seen == list(range(1, 8))
    assert [one.channel_id for one in await stores.subscriptions.changed_since(NOW + 6 * DAY)] == [6, 7]
    assert len(await stores.subscriptions.of_guild(BIG - 1)) == 7


async def test_forget_person_when_asked_then_their_reminders_and_their_name_are_gone(stores: Stores) -> None:
    store = stores.subscriptions
    await store.put(make_subscription(1, guild_id=None, user_id=42), now=NOW)
    await store.put(make_subscription(2, created_by=42), now=NOW)
    await stores.feedback.rate(message=1, entry="truce", person=42, up=True, at=NOW)
    await stores.feedback.rate(message=1, entry="truce", person=43, up=False, at=NOW)
    assert await store.forget_person(42) == 1
    assert await stores.feedback.forget(42) == 1
    async with stores.database.read() as connection:
        for table in Base.metadata.sorted_tables:
            for row in await connection.execute(text(f"SELECT * FROM {table.name}")):
                assert 42 not in tuple(row)
    assert await store.get(1) is None
    assert await store.get(2) == make_subscription(2, created_by=None)


async def test_vote_when_it_changes_then_the_last_counts(stores: Stores) -> None:
    feedback = stores.feedback
    for person, up in ((1, True), (1, False), (2, False), (3, True)):
        await feedback.rate(message=9, entry="truce", person=person, up=up, at=NOW)
    await feedback.rate(message=10, entry="soybeans", person=1, up=True, at=NOW)
    assert list(await feedback.votes()) == [Votes("truce", 1, 2), Votes("soybeans", 1, 0)]
    assert len(await feedback.votes(1)) == 1


async def test_gap_when_asked_again_then_it_is_counted_under_one_question(stores: Stores) -> None:
    gaps = stores.gaps
    for asked, at in (("Who pays  the port fee?", NOW), ("who pays the port fee?", NOW + DAY), ("Penguins?", NOW)):
        await gaps.note(question=asked, outcome="unknown", reason="no_candidate", language="en", at=at)
    await gaps.note(question="   ", outcome="unknown", reason="empty", language="en", at=NOW)
    first, second = await gaps.most_asked()
    assert (first.question, first.count, first.first, first.last) == ("Who pays the port fee?", 2, NOW, NOW + DAY)
    assert (second.question, second.count) == ("Penguins?", 1)
    assert await gaps.close(["WHO pays the port fee?"]) == 1
    assert await gaps.count() == 1


async def test_gaps_and_votes_when_there_are_two_bases_then_each_keeps_its_own(stores: Stores) -> None:
    here, there = stores.gaps, stores.gaps_of("other")
    for gaps in (here, there, there):
        await gaps.note(question="who decides", outcome="unknown", reason="x", language="en", at=NOW)
    assert [[gap.count for gap in await gaps.most_asked()] for gaps in (here, there)] == [[1], [2]]
    assert await there.close(["who decides"]) == 1
    assert (await here.count(), await there.count()) == (1, 0)
    await stores.feedback.rate(message=1, entry="end", person=42, up=False, at=NOW)
    await stores.feedback_on("other").rate(message=2, entry="end", person=42, up=True, at=NOW)
    assert list(await stores.feedback.votes()) == [Votes("end", 0, 1)]
    assert list(await stores.feedback_on("other").votes()) == [Votes("end", 1, 0)]
    assert list(await stores.feedback_on("other").complaints()) == []
    assert await stores.feedback.forget(42) == 2


async def test_guild_when_it_chooses_a_base_then_its_subscriptions_are_of_that_and_no_others(stores: Stores) -> None:
    other = make_subscription(5, guild_id=6)
    for one in (make_subscription(), other):
        await stores.subscriptions.put(one, now=NOW)
    for base in ("other", "third"):
        await stores.guilds.use(BIG - 1, base, now=NOW + DAY)
    assert await stores.guilds.all() == {BIG - 1: "third"}
    kept = await stores.subscriptions.get(BIG)
    assert kept == make_subscription().of_base("third", now=NOW + DAY)
    assert list(await stores.subscriptions.changed_since(NOW + DAY)) == [kept]
    assert await stores.subscriptions.get(5) == other
    await stores.guilds.use(BIG - 1, "", now=NOW + DAY)
    assert await stores.guilds.all() == {}


async def test_gaps_when_there_are_too_many_then_the_least_asked_go(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curation, "GAPS_KEPT", 3)
    for asked in ("a", "a", "b", "c", "d", "e" * 1000):
        await stores.gaps.note(question=asked, outcome="unknown", reason="x", language="en", at=NOW)
    kept = [gap.question for gap in await stores.gaps.most_asked()]
    assert len(kept) == 3
    assert kept[0] == "a"
    assert "e" * curation.QUESTION_LENGTH in kept


async def test_answered_when_kept_then_found_replaced_forgotten_and_pruned(stores: Stores) -> None:
    answered = stores.answered
    await answered.remember(Answered(1, BIG, 3, 4), NOW)
    await answered.remember(Answered(1, BIG, 33, 4), NOW)
    await answered.remember(Answered(1, 20, 5, 1), NOW + DAY)
    assert await answered.find(BIG) == Answered(1, BIG, 33, 4)
    assert await answered.prune(NOW + DAY) == 1
    assert await answered.find(BIG) is None
    await answered.forget([20])
    assert await answered.find(20) is None


async def test_lease_when_two_take_it_at_once_then_one_gets_it(stores: Stores) -> None:
    leases = stores.leases
    assert sorted(await asyncio.gather(*(leases.take("slice:0", None, name) for name in "abc"))) == [False, False, True]
    seen = (await leases.read())[0]
    assert await leases.renew(["slice:0"], seen.worker) == {"slice:0"}
    assert not await leases.take("slice:0", seen, "late")
    assert await leases.renew(["slice:0"], "late") == frozenset()
    await leases.release(["slice:0"], seen.worker)
    assert list(await leases.read()) == [Lease("slice:0", "", 3)]


async def test_open_when_a_file_is_new_then_its_folder_is_made_and_it_is_set_up(tmp_path: object) -> None:
    stores = await open_stores(f"sqlite:///{tmp_path}/data/parley.db")
    try:
        async with stores.database.read() as connection:
            found = {
                name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
            }
    finally:
        await stores.database.close()
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 2}


async def test_write_when_the_file_is_locked_then_it_says_that_the_store_is_unavailable(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 50)
    url = f"sqlite:///{tmp_path}/parley.db"
    stores, other = await open_stores(url), Database(translate(url))
    try:
        async with other.write() as connection:
            await connection.execute(text("DELETE FROM gaps"))
            with pytest.raises(StoreUnavailable, match="locked"):
                await stores.answered.forget([1])
        await stores.answered.forget([1])
    finally:
        await stores.database.close()
        await other.close()


async def test_write_when_many_wait_then_each_has_its_turn(tmp_path: Path) -> None:
    database = Database(translate(f"sqlite:///{tmp_path / 'parley.db'}"))
    entered: list[int] = []

    async def write(number: int) -> None:
        async with database.write() as connection:
            entered.append(number)
            await connection.execute(text("CREATE TABLE IF NOT EXISTS one (x INTEGER)"))

    writers = [asyncio.create_task(write(number)) for number in range(20)]
    writers[7].cancel()
    await asyncio.gather(*writers, return_exceptions=True)
    assert entered == [number for number in range(20) if number != 7]
    await database.close()


async def test_write_when_the_disk_is_full_then_it_says_so_and_recovers(tmp_path: object) -> None:
    stores = await open_stores(f"sqlite:///{tmp_path}/parley.db")
    try:
        async with stores.database.read() as connection:
            pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        await set_limit(stores.database, pages)
        with pytest.raises(StoreUnavailable, match="full"):
            await fill(stores)
        await set_limit(stores.database, 1_000_000)
        await stores.gaps.note(question="room again", outcome="unknown", reason="x", language="en", at=NOW)
    finally:
        await stores.database.close()


async def fill(stores: Stores) -> None:
    for number in range(200):
        await stores.gaps.note(question=f"{number} {'x' * 290}", outcome="unknown", reason="x", language="en", at=NOW)


async def set_limit(database: Database, pages: int) -> None:
    """A limit of pages stands for a full disk; it belongs to one connection, so every pooled one gets it."""
    connections = [await database.engine.connect() for _ in range(4)]
    for connection in connections:
        await connection.execute(text(f"PRAGMA max_page_count={pages}"))
    for connection in connections:
        await connection.close()


async def test_read_when_the_server_restarts_then_it_recovers_by_itself(stores: Stores) -> None:
    if stores.database.target.is_sqlite:
        pytest.skip("SQLite has no server")
    assert await stores.subscriptions.get(1) is None
    other = Database(stores.database.target)
    async with other.write() as connection:
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        )
    await other.close()
    assert await stores.subscriptions.get(1) is None


async def test_moment_when_naive_then_it_is_refused(stores: Stores) -> None:
    with pytest.raises(Exception, match="naive"):
        await stores.answered.remember(Answered(1, 2, 3, 4), NOW.replace(tzinfo=None))
