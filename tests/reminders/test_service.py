"""Subscribing, listing and previewing, with the real store."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.reminders.notice import Kind
from bot.reminders.service import Place, Subscriptions
from bot.reminders.subscription import ALL, Trouble, only
from tests.reminders.world import DAY, HOUR, NOON, World, facts_of, make_deadline


@pytest.fixture
def service(world: World) -> Subscriptions:
    return Subscriptions(
        world.stores.subscriptions,
        world.stores.ledger,
        lambda: world.facts,
        world.time.clock,
        (7 * DAY, DAY),
        world.stores.snoozes,
    )


HERE = Place(1, guild_id=10)


async def test_subscribe_when_nothing_is_chosen_then_all_topics_and_the_default_leads(service: Subscriptions) -> None:
    kept = await service.subscribe(HERE, by=5)
    assert dict(kept.topics) == {ALL: NOON}
    assert dict(kept.leads) == {7 * DAY: NOON, DAY: NOON}
    assert (kept.guild_id, kept.created_by) == (10, 5)
    assert await service.get(1) == kept
    assert list(await service.of_guild(10)) == [kept]


async def test_subscribe_when_changed_then_what_stays_keeps_its_beginning(world: World, service: Subscriptions) -> None:
    await service.subscribe(HERE, by=5, topics=["truce", "fees"])
    world.time.pass_(DAY)
    kept = await service.subscribe(HERE, by=6, topics=["truce", "tariffs"], leads=[DAY, HOUR], role_id=9, language="zh")
    assert dict(kept.topics) == {"truce": NOON, "tariffs": NOON + DAY}
    assert dict(kept.leads) == {DAY: NOON, HOUR: NOON + DAY}
    assert (kept.role_id, kept.language) == (9, "zh")


async def test_subscribe_when_something_is_not_named_then_it_stays(world: World, service: Subscriptions) -> None:
    await service.subscribe(HERE, by=5, topics=["truce"], leads=[HOUR], role_id=9, language="zh")
    world.time.pass_(DAY)
    kept = await service.subscribe(HERE, by=6, spoken="en")
    assert (dict(kept.topics), dict(kept.leads)) == ({"truce": NOON}, {HOUR: NOON})
    assert (kept.role_id, kept.language, kept.created_by) == (9, "zh", 6)
    kept = await service.subscribe(HERE, by=6, leads=[DAY], no_role=True)
    assert (set(kept.topics), set(kept.leads), kept.role_id) == ({"truce"}, {DAY}, None)


async def test_subscribe_when_only_single_deadlines_were_kept_then_all_topics_come(
    world: World, service: Subscriptions
) -> None:
    await service.remind_too(42, 77, "truce", "zh")
    kept = await service.subscribe(Place(77, user_id=42), by=42)
    assert set(kept.topics) == {ALL, only("truce")}
    assert kept.language == "zh"


async def greeted(service: Subscriptions, deadline: str = "truce") -> None:
    """A person presses the button and reads that they will be reminded."""
    key = await service.remind_too(42, 77, deadline)
    assert key is not None
    await service.was_told(key, 5)


async def test_remind_too_when_pressed_again_then_nobody_is_told_twice(world: World, service: Subscriptions) -> None:
    both = await asyncio.gather(service.remind_too(42, 77, "truce"), service.remind_too(42, 77, "truce"))
    assert sum(key is not None for key in both) == 1
    await service.was_told(next(key for key in both if key), 5)
    assert await service.remind_too(42, 77, "truce") is None
    assert await service.unsubscribe(77)
    await greeted(service)


async def test_remind_too_when_the_person_cannot_be_told_then_nothing_stays(service: Subscriptions) -> None:
    key = await service.remind_too(42, 77, "truce")
    assert key is not None
    await service.take_back(key)
    assert await service.get(77) is None
    await greeted(service)


@pytest.mark.parametrize(
    ("then", "slot"),
    [
        ({"at": "2026-12-20T05:01Z"}, "moved.1"),
        ({"outcome": {"status": "cancelled", "on": "2026-11-02"}}, "outcome.1"),
    ],
)
async def test_remind_too_when_the_deadline_changes_before_the_first_lead_then_the_person_hears_of_it(
    world: World, service: Subscriptions, then: dict[str, Any], slot: str
) -> None:
    await greeted(service)
    await world.tick()
    assert world.discord.slots(77) == []
    world.facts = facts_of(make_deadline(**then))
    world.time.pass_(2 * DAY)
    await world.tick()
    await world.tick()
    assert world.discord.slots(77) == [slot]
    if slot == "moved.1":
        assert world.discord.posted[0].notice.previous == make_deadline().at


async def test_remind_too_when_the_process_dies_before_it_is_told_then_the_key_comes_free(
    world: World, service: Subscriptions
) -> None:
    assert await service.remind_too(42, 77, "truce") is not None
    await world.settle()
    assert await world.states([77]) == {"hello.1": "released"}


async def test_subscribe_when_it_was_suspended_then_it_is_no_more(world: World, service: Subscriptions) -> None:
    await service.subscribe(HERE, by=5)
    await world.reminders.healer.suspend(1, Trouble.FORBIDDEN)
    assert await world.stores.subscriptions.suspended()
    await service.subscribe(HERE, by=5)
    assert not await world.stores.subscriptions.suspended()


async def test_remind_too_when_pressed_then_one_deadline_is_added_to_the_persons_own(
    world: World, service: Subscriptions
) -> None:
    world.facts = facts_of(make_deadline(), make_deadline("fees"))
    await service.remind_too(42, 77, "truce", "zh")
    world.time.pass_(HOUR)
    await service.remind_too(42, 77, "fees", "en")
    kept = await service.get(77)
    assert kept is not None
    assert kept.language == "zh"
    assert dict(kept.topics) == {only("truce"): NOON, only("fees"): NOON + HOUR}
    assert list(await service.of_user(42)) == [kept]
    assert kept.created_by is None
    assert await service.forget_person(42) == 1
    assert not await service.of_user(42)


async def test_unsubscribe_when_nothing_is_there_then_it_says_so(service: Subscriptions) -> None:
    await service.subscribe(HERE, by=5)
    assert await service.unsubscribe(1)
    assert not await service.unsubscribe(1)


async def test_preview_when_asked_then_it_shows_what_comes_when(world: World, service: Subscriptions) -> None:
    kept = await service.subscribe(HERE, by=5)
    assert [one.at for one in service.preview(kept)] == [
        world.facts.deadlines["truce"].at.start - 7 * DAY,
        world.facts.deadlines["truce"].at.start - DAY,
    ]
    assert len(service.preview(kept, limit=1)) == 1


async def test_preview_when_of_one_deadline_then_it_is_empty_where_no_lead_is_left(
    world: World, service: Subscriptions
) -> None:
    world.facts = facts_of(make_deadline(), make_deadline("later", "2026-12-01"))
    world.time.pass_(make_deadline().at.start - HOUR - world.time.now)
    await service.subscribe(Place(77, user_id=42), by=42, topics=[only("truce")])
    kept = await service.subscribe(Place(77, user_id=42), by=42, topics=[only("truce")])
    assert service.preview(kept) == ()
    kept = await service.subscribe(Place(77, user_id=42), by=42, topics=[only("truce"), only("later")])
    assert {one.deadline for one in service.preview(kept)} == {"later"}
    assert service.preview(kept, deadline="truce") == ()
    assert len(service.preview(kept, deadline="later")) == 2
    assert service.preview(kept, deadline="unheard-of") == ()
    await world.tick()
    world.facts = facts_of(make_deadline(outcome={"status": "met", "on": "2026-11-10"}))
    world.time.pass_(DAY)
    await world.tick()
    assert world.discord.posted == []


async def test_sample_when_asked_then_it_is_the_next_open_deadline(world: World, service: Subscriptions) -> None:
    world.facts = facts_of(
        make_deadline("past", "2026-10-01"),
        make_deadline("closed", "2026-11-03", outcome={"status": "met", "on": "2026-10-20"}),
        make_deadline("later", "2026-12-01"),
        make_deadline("next", "2026-11-20", topic="fees"),
    )
    notice = service.sample(await service.subscribe(HERE, by=5, language="zh"))
    assert notice is not None
    assert (notice.deadline.id, notice.kind, notice.language) == ("next", Kind.TEST, "zh")
    assert service.topics() == ("general", "fees")
    world.facts = facts_of()
    assert service.sample(await service.subscribe(HERE, by=5)) is None


async def test_due_when_suspended_then_it_is_tried_each_hour_even_if_the_clock_was_set_back(world: World) -> None:
    healer = world.reminders.healer
    await world.stores.subscriptions.put(
        await Subscriptions(
            world.stores.subscriptions,
            world.stores.ledger,
            lambda: world.facts,
            world.time.clock,
            (DAY,),
            world.stores.snoozes,
        ).subscribe(HERE, by=5),
        now=NOON,
    )
    world.discord.refusing[1] = Trouble.GONE
    await healer.suspend(1, Trouble.GONE)
    await healer.suspend(1, Trouble.GONE)
    assert world.messenger.told == [(1, Trouble.GONE)]
    assert await healer.due() == ()
    world.time.pass_(HOUR)
    assert await healer.due() == (1,)
    assert not await healer.resume_if_possible(1)
    assert await healer.due() == ()
    world.time.set_clock(-timedelta(hours=3))
    assert await healer.due() == (1,)
    assert not await healer.resume_if_possible(2)
