"""From what is due to what is posted, with the real store and one fake at the edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.reminders.notice import Kind, in_words, text_of
from bot.reminders.schedule import GRACE
from bot.reminders.subscription import Trouble
from tests.reminders.world import (
    DAY,
    HOUR,
    World,
    facts_of,
    limited,
    make_deadline,
    make_subscription,
    malformed,
    nothing,
    reset,
    unavailable,
)


async def test_tick_when_nothing_is_due_then_it_sleeps_no_longer_than_to_the_next_lead(world: World) -> None:
    await world.subscribe(make_subscription(1))
    assert await world.tick() == 30.0
    world.time.pass_(1 * DAY + 17 * HOUR + timedelta(seconds=40))
    assert await world.tick() == pytest.approx(20.0)
    assert not world.discord.posted


async def test_tick_when_a_lead_is_due_then_every_channel_gets_it_once(world: World) -> None:
    await world.subscribe(*(make_subscription(channel) for channel in range(1, 301)))
    world.time.pass_(2 * DAY)
    for _ in range(3):
        await world.tick()
    assert len(world.discord.posted) == 300
    assert set(world.discord.keys().values()) == {1}
    assert await world.states(range(1, 301)) == {"7d": "sent"}


async def test_tick_when_several_leads_were_missed_then_one_notice_tells_the_time_that_is_left(world: World) -> None:
    await world.subscribe(make_subscription(1, 7 * DAY, 3 * DAY, DAY))
    world.time.pass_(8 * DAY)
    await world.tick()
    assert world.discord.slots() == ["1d"]
    assert await world.states() == {"7d": "skipped", "3d": "skipped", "1d": "sent"}
    text = text_of(world.discord.posted[0].notice, in_words(world.time.now, "en"))
    assert "in 17 hours 1 minute" in text.lines[0]


async def test_tick_when_too_late_then_it_is_recorded_as_skipped_once_that_is_certain(world: World) -> None:
    await world.subscribe(make_subscription(1, 7 * DAY))
    world.time.pass_(2 * DAY + 6 * HOUR)
    await world.tick()
    assert (world.discord.posted, await world.states()) == ([], {})
    world.time.pass_(GRACE)
    await world.tick()
    assert await world.states() == {"7d": "skipped"}


async def test_tick_when_the_deadline_moved_then_those_who_were_told_hear_of_it(world: World) -> None:
    await world.subscribe(make_subscription(1), make_subscription(2, DAY))
    world.time.pass_(2 * DAY)
    await world.tick()
    world.facts = facts_of(make_deadline(at="2026-11-20T05:01Z", moved=["2026-11-10T05:01Z"]))
    await world.tick()
    assert world.discord.slots(1) == ["7d", "moved.1"]
    assert world.discord.slots(2) == []
    notice = world.discord.posted[-1].notice
    assert notice.previous is not None
    assert notice.previous.start.day == 10


async def test_tick_when_the_deadline_moves_to_and_fro_then_each_move_is_told(world: World) -> None:
    await world.subscribe(make_subscription(1, 7 * DAY))
    world.time.pass_(2 * DAY)
    await world.tick()
    there, back = make_deadline(at="2026-11-20T05:01Z"), make_deadline()
    for deadline in (there, back, there, back):
        world.facts = facts_of(deadline)
        await world.tick()
        await world.tick()
    assert world.discord.slots() == ["7d", "moved.1", "moved.2", "moved.3", "moved.4"]


async def test_tick_when_an_outcome_is_known_then_those_who_were_told_hear_of_it(world: World) -> None:
    await world.subscribe(make_subscription(1), make_subscription(2, DAY))
    world.time.pass_(2 * DAY)
    await world.tick()
    outcome = {"status": "superseded", "on": "2026-11-04", "superseded_by": "next"}
    world.facts = facts_of(make_deadline(outcome=outcome), make_deadline("next", "2027-11-10"))
    await world.tick()
    assert world.discord.slots() == ["7d"]
    world.time.pass_(DAY)
    await world.tick()
    await world.tick()
    assert world.discord.slots(1) == ["7d", "outcome.1"]
    assert world.discord.slots(2) == []
    notice = world.discord.posted[-1].notice
    assert notice.kind is Kind.OUTCOME
    assert notice.successor is not None


async def test_tick_when_an_outcome_is_withdrawn_then_those_who_were_told_it_hear_of_that(world: World) -> None:
    await world.subscribe(make_subscription(1, 7 * DAY), make_subscription(2, DAY))
    world.time.pass_(2 * DAY)
    await world.tick()
    outcome = {"status": "met", "on": "2026-11-03"}
    for facts in (make_deadline(outcome=outcome), make_deadline(), make_deadline(at="2026-11-12")):
        world.facts = facts_of(facts)
        await world.tick()
        await world.tick()
    assert world.discord.slots(1) == ["7d", "outcome.1", "outcome.2", "moved.1"]
    assert world.discord.slots(2) == []
    notice = world.discord.posted[2].notice
    assert (notice.kind, notice.previous) == (Kind.WITHDRAWN, None)


async def test_tick_when_discord_refuses_then_the_channel_is_suspended_told_and_heals(world: World) -> None:
    world.discord.refusing[1] = Trouble.FORBIDDEN
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    await world.tick()
    await world.tick()
    assert world.messenger.told == [(1, Trouble.FORBIDDEN)]
    kept = await world.stores.subscriptions.get(1)
    assert kept is not None
    assert kept.suspension is not None
    del world.discord.refusing[1]
    world.time.pass_(HOUR)
    await world.reminders.healing.step()
    await world.tick()
    assert world.discord.slots() == ["7d"]
    healed = await world.stores.subscriptions.get(1)
    assert healed is not None
    assert healed.suspension is None


async def test_tick_when_permission_events_come_then_it_heals_without_waiting(world: World) -> None:
    world.discord.refusing[1] = Trouble.FORBIDDEN
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    await world.tick()
    assert not await world.reminders.healer.resume_if_possible(1)
    del world.discord.refusing[1]
    assert await world.reminders.healer.resume_if_possible(1)
    await world.tick()
    assert world.discord.slots() == ["7d"]
    assert world.messenger.told == [(1, Trouble.FORBIDDEN)]


async def test_send_when_it_certainly_failed_then_it_is_tried_again_after_a_pause(world: World) -> None:
    world.discord.before = [unavailable, limited, nothing]
    await world.subscribe(make_subscription(1))
    await world.tick()
    world.time.pass_(2 * DAY)
    await world.tick()
    assert world.discord.slots() == ["7d"]
    assert world.time.slept == [1.0, 7.0]
    assert world.discord.looked_up == []


@pytest.mark.parametrize("stored", [True, False])
async def test_send_when_the_connection_was_reset_then_it_looks_before_it_sends_again(
    world: World, stored: bool
) -> None:
    if stored:
        world.discord.after = [reset]
    else:
        world.discord.before = [reset]
    await world.subscribe(make_subscription(1))
    await world.tick()
    world.time.pass_(2 * DAY)
    await world.tick()
    assert world.discord.slots() == ["7d"]
    assert len(world.discord.looked_up) == 1
    assert await world.states() == {"7d": "sent"}


async def test_send_when_nobody_can_tell_then_it_stays_in_doubt_until_the_channel_can_be_read(world: World) -> None:
    world.discord.after = [reset]
    world.discord.unreadable = {1}
    await world.subscribe(make_subscription(1, 7 * DAY, DAY))
    await world.tick()
    world.time.pass_(2 * DAY)
    await world.tick()
    world.time.pass_(HOUR)
    await world.tick()
    assert await world.states() == {"7d": "doubtful"}
    assert world.messenger.told == [(1, Trouble.CANNOT_READ)]
    world.time.pass_(6 * DAY)
    await world.tick()
    await world.tick()
    assert world.discord.slots() == ["7d", "1d"]
    world.discord.unreadable = set()
    await world.reminders.healer.resume_if_possible(1)
    await world.tick()
    assert await world.states() == {"7d": "sent", "1d": "sent"}
    assert world.discord.slots() == ["7d", "1d"]


async def test_send_when_discord_finds_fault_with_it_then_it_is_not_tried_for_ever(world: World) -> None:
    world.discord.before = [malformed]
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    await world.tick()
    await world.tick()
    assert world.discord.posted == []
    assert await world.states() == {"7d": "failed"}
    assert world.messenger.told == [(1, Trouble.REJECTED)]


async def test_send_when_discord_is_away_for_an_hour_then_the_notice_comes_afterwards(world: World) -> None:
    world.discord.out_of_reach = True
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    for _ in range(60):
        await world.tick()
        world.time.pass_(timedelta(minutes=1))
    assert world.discord.posted == []
    world.discord.out_of_reach = False
    await world.settle()
    assert world.discord.slots() == ["7d"]


async def test_send_when_the_deadline_moves_before_it_goes_out_then_the_old_date_is_not_told(world: World) -> None:
    def move(*_: object) -> None:
        world.facts = facts_of(make_deadline(at="2026-11-20T05:01Z"))
        unavailable(world.discord, 1)

    world.discord.before = [move]
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    await world.tick()
    await world.tick()
    assert world.discord.posted == []
    assert await world.states() == {"7d": "released"}


async def test_tick_when_another_worker_sends_then_this_one_does_nothing(world: World) -> None:
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    world.sending = False
    await world.tick()
    assert world.discord.posted == []
    report = world.health.snapshot()["reminders"]
    assert "standing by" in report.detail
    assert report.at is None
    world.sending = True
    await world.tick()
    assert world.discord.slots() == ["7d"]


async def test_tick_when_a_lead_is_added_then_only_what_comes_after_is_told(world: World) -> None:
    await world.subscribe(make_subscription(1, 7 * DAY))
    world.time.pass_(6 * DAY + 18 * HOUR)
    await world.tick()
    kept = await world.stores.subscriptions.get(1)
    assert kept is not None
    wishes = kept.changed(topics=kept.topics, leads=(2 * DAY, DAY), language="en", role_id=None, now=world.time.now)
    await world.subscribe(wishes)
    await world.tick()
    assert world.discord.posted == []
    world.time.pass_(24 * HOUR)
    await world.tick()
    assert world.discord.slots() == ["1d"]


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_tick_when_the_clock_jumps_then_nothing_is_lost_or_doubled(world: World, jump: timedelta) -> None:
    await world.subscribe(make_subscription(1, 7 * DAY, DAY, timedelta(minutes=30)))
    due = world.facts.deadlines["truce"].at.start
    for lead in (7 * DAY, DAY, timedelta(minutes=30)):
        world.time.pass_(due - lead - timedelta(minutes=10) - world.time.now)
        await world.tick()
        world.time.set_clock(jump)
        await world.tick()
        world.time.set_clock(-jump)
        await world.tick()
        world.time.pass_(timedelta(minutes=11))
        await world.settle()
    assert world.discord.slots() == ["7d", "1d", "30m"]


async def test_tick_when_a_subscription_was_resumed_elsewhere_then_missed_news_are_told(world: World) -> None:
    await world.subscribe(make_subscription(1))
    world.time.pass_(2 * DAY)
    await world.tick()
    subscription = await world.stores.subscriptions.get(1)
    assert subscription is not None
    await world.reminders.healer.suspend(1, Trouble.FORBIDDEN)
    world.facts = facts_of(make_deadline(outcome={"status": "met", "on": "2026-11-03"}))
    await world.tick()
    assert world.discord.slots() == ["7d"]
    await world.subscribe(replace(subscription, suspension=None))
    await world.tick()
    assert world.discord.slots() == ["7d", "outcome.1"]


async def test_tick_when_suspended_and_resumed_between_two_ticks_then_what_was_refused_is_sent(world: World) -> None:
    world.time.pass_(timedelta(days=1, hours=16, minutes=58))
    await world.subscribe(make_subscription(1, since=world.time.now))
    await world.tick()
    await world.tick()
    world.time.pass_(timedelta(minutes=3, seconds=1))
    world.discord.refusing[1] = Trouble.FORBIDDEN
    await world.tick()
    assert await world.states() == {"7d": "released"}
    world.discord.refusing.clear()
    world.time.pass_(timedelta(seconds=10))
    await world.reminders.healer.resume_if_possible(1)
    await world.tick()
    assert world.discord.slots() == ["7d"]
