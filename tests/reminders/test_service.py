"""Subscribing, listing and previewing, with the real store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.reminders.notice import Kind
from bot.reminders.service import Place, Subscriptions
from bot.reminders.subscription import ALL, Trouble, only
from tests.reminders.world import DAY, HOUR, NOON, World, facts_of, make_deadline


@pytest.fixture
def service(world: World) -> Subscriptions:
    return Subscriptions(
        world.stores.subscriptions, world.stores.ledger, lambda: world.facts, world.time.clock, (7 * DAY, DAY)
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


async def test_subscribe_when_it_was_suspended_then_it_is_no_more(world: World, service: Subscriptions) -> None:
    await service.subscribe(HERE, by=5)
    await world.reminders.healer.suspend(1, Trouble.FORBIDDEN)
    assert await world.stores.subscriptions.suspended()
    await service.subscribe(HERE, by=5)
    assert not await world.stores.subscriptions.suspended()


async def test_remind_too_when_pressed_then_one_deadline_is_added_to_the_persons_own(
    world: World, service: Subscriptions
) -> None:
    await service.remind_too(42, 77, "truce", "zh")
    world.time.pass_(HOUR)
    kept = await service.remind_too(42, 77, "fees", "en")
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
    kept = await service.remind_too(42, 77, "truce")
    assert service.preview(kept) == ()
    kept = await service.remind_too(42, 77, "later")
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
            world.stores.subscriptions, world.stores.ledger, lambda: world.facts, world.time.clock, (DAY,)
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
