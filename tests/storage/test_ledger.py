"""The ledger on both databases, and under several workers at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.reminders.keys import NoticeKey
from bot.reminders.ledger import State, Told, is_ripe
from bot.storage.database import Database
from bot.storage.ledger import SqlLedger
from bot.storage.stores import Stores, open_stores
from bot.storage.url import translate

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
TOLD = Told("instant")


def make_key(channel: int = 1, slot: str = "7d") -> NoticeKey:
    return NoticeKey("truce", "rev", slot, channel)


def wanted(*keys: NoticeKey) -> dict[NoticeKey, Told]:
    return dict.fromkeys(keys, TOLD)


async def claim(ledger: SqlLedger, *keys: NoticeKey, worker: str = "one") -> frozenset[NoticeKey]:
    return await ledger.claim(wanted(*keys), worker=worker, lease=LEASE, now=NOW)


async def state(ledger: SqlLedger, key: NoticeKey) -> State:
    row = await ledger.find(key.nonce)
    assert row is not None
    return row.state


async def test_claim_when_taken_then_nobody_else_gets_it(stores: Stores) -> None:
    key = make_key()
    assert await claim(stores.ledger, key) == {key}
    assert await claim(stores.ledger, key, worker="two") == frozenset()
    assert await claim(stores.ledger, key) == frozenset()


@pytest.mark.parametrize("ending", ["confirm", "fail", "doubt", "record"])
async def test_claim_when_the_key_is_decided_then_it_stays_so(stores: Stores, ending: str) -> None:
    ledger, key = stores.ledger, make_key()
    if ending == "record":
        await ledger.record({key: ("skipped_late", TOLD)}, now=NOW)
    else:
        await claim(ledger, key)
    if ending == "confirm":
        await ledger.confirm({key: 99}, now=NOW)
    elif ending == "fail":
        await ledger.fail(key, worker="one", why="400")
    elif ending == "doubt":
        await ledger.doubt(key, worker="one", why="cannot_read", until=NOW)
    before = await state(ledger, key)
    assert await claim(ledger, key, worker="two") == frozenset()
    await ledger.record({key: ("collapsed", TOLD)}, now=NOW)
    assert await state(ledger, key) is before


async def test_claim_when_released_then_it_is_free_for_anyone(stores: Stores) -> None:
    ledger, key = stores.ledger, make_key()
    await claim(ledger, key)
    await ledger.release([key], worker="two", why="not its own")
    assert await state(ledger, key) is State.CLAIMED
    await ledger.release([key], worker="one", why="not posted")
    assert await claim(ledger, key, worker="two") == {key}
    row = await ledger.find(key.nonce)
    assert row is not None
    assert (row.worker, row.attempts, row.reason) == ("two", 2, "")


async def test_confirm_when_somebody_else_holds_the_claim_then_the_message_counts(stores: Stores) -> None:
    ledger, key = stores.ledger, make_key()
    await claim(ledger, key)
    row = (await ledger.open_rows())[0]
    assert await ledger.adopt(row, worker="two", until=NOW + LEASE)
    await ledger.confirm({key: 99}, now=NOW)
    found = await ledger.find(key.nonce)
    assert found is not None
    assert (found.state, found.message_id) == (State.SENT, 99)
    await ledger.release([key], worker="two", why="looked up too early")
    assert await state(ledger, key) is State.SENT


async def test_adopt_when_two_try_then_one_succeeds(stores: Stores) -> None:
    ledger = stores.ledger
    await claim(ledger, make_key())
    row = (await ledger.open_rows())[0]
    until = NOW + 2 * LEASE
    tried = await asyncio.gather(*(ledger.adopt(row, worker=f"w{n}", until=until) for n in range(4)))
    assert Counter(tried) == {True: 1, False: 3}


async def test_renew_when_one_claim_was_lost_then_it_is_not_among_the_kept(stores: Stores) -> None:
    ledger, mine, lost = stores.ledger, make_key(1), make_key(2)
    await claim(ledger, mine, lost)
    row = next(row for row in await ledger.open_rows() if row.key == lost)
    await ledger.adopt(row, worker="two", until=NOW + LEASE)
    assert await ledger.renew([mine, lost], worker="one", until=NOW + 2 * LEASE) == {mine}


async def test_recheck_when_a_notice_is_in_doubt_then_it_is_ripe_at_once(stores: Stores) -> None:
    ledger, key = stores.ledger, make_key()
    await claim(ledger, key)
    await ledger.doubt(key, worker="one", why="cannot_read", until=NOW + timedelta(hours=1))
    assert not is_ripe((await ledger.open_rows())[0], NOW, LEASE)
    assert await ledger.recheck(1, now=NOW) == 1
    assert is_ripe((await ledger.open_rows())[0], NOW, LEASE)


async def test_told_when_a_channel_heard_more_then_only_the_last_counts(stores: Stores) -> None:
    ledger = stores.ledger
    for slot, instant in (("7d", "first"), ("moved.1", "second")):
        key = make_key(slot=slot)
        await ledger.claim({key: Told(instant)}, worker="one", lease=LEASE, now=NOW)
        await ledger.confirm({key: 1}, now=NOW)
    await ledger.record({make_key(slot="1d"): ("collapsed", Told("third"))}, now=NOW)
    assert await ledger.told() == {"truce": {Told("second")}}


async def test_claim_when_workers_race_for_a_thousand_keys_then_each_has_one_owner(
    stores: Stores, database_url: str
) -> None:
    keys = [make_key(channel) for channel in range(1000)]
    databases = [Database(translate(database_url)) for _ in range(3)]
    ledgers = [stores.ledger, *(SqlLedger(database) for database in databases)]

    async def work(number: int, ledger: SqlLedger) -> list[NoticeKey]:
        won: list[NoticeKey] = []
        order = keys[number * 250 :] + keys[: number * 250]
        for start in range(0, 1000, 50):
            won += await claim(ledger, *order[start : start + 50], worker=f"w{number}")
        return won

    try:
        won = await asyncio.gather(*(work(number, ledger) for number, ledger in enumerate(ledgers)))
    finally:
        for database in databases:
            await database.close()
    assert Counter(key for mine in won for key in mine) == Counter(keys)
    rows = await stores.ledger.rows([key.channel for key in keys], "truce")
    assert {row.key: row.worker for row in rows} == {
        key: f"w{number}" for number, mine in enumerate(won) for key in mine
    }


async def test_claims_when_two_workers_name_the_same_keys_in_opposite_orders_then_neither_is_thrown_out(
    stores: Stores, database_url: str
) -> None:
    keys = [make_key(channel) for channel in range(1, 101)]
    other = await open_stores(database_url)
    ways = [(stores.ledger, "one", keys), (other.ledger, "two", keys[::-1])]
    try:
        for _ in range(10):
            won = await asyncio.gather(*(claim(ledger, *order, worker=name) for ledger, name, order in ways))
            assert sorted(map(len, won)) == [0, len(keys)]
            await asyncio.gather(*(ledger.renew(order, worker="one", until=NOW) for ledger, _, order in ways))
            await asyncio.gather(
                *(ledger.release(order, worker=name, why="") for ledger, name, order in ways),
                *(ledger.recheck(channel, now=NOW) for ledger, _, _ in ways for channel in (1, 2)),
            )
    finally:
        await other.database.close()
