"""Quiet hours, messages of the week and notices put off: through the whole loop, and through deaths of the process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reminders.calendar import DIGEST, REVIEW, Quiet, Weekly
from bot.reminders.digest import Digest, Known, Review, Week, known_of, week_of
from bot.reminders.keys import revision
from bot.reminders.ledger import Row, State, Told
from bot.reminders.notice import Kind
from bot.reminders.schedule import Policy, Reason, outcome_name
from bot.reminders.snoozes import Fate, Snooze, decide, key_of, moments
from bot.reminders.subscription import Suspension, Trouble
from bot.reminders.weeklies import decide as decide_weekly
from bot.storage.stores import Stores
from tests.reminders.test_crashes import STEPS, Stops, kill
from tests.reminders.world import DAY, HOUR, NOON, World, facts_of, make_deadline, make_subscription

NIGHT = Quiet(22 * 60, 7 * 60)
MONDAY_NINE = Weekly(0, 9 * 60, {DIGEST: NOON})  # NOON is a Sunday


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NOON.tzinfo)


async def go_to(world: World, moment: datetime) -> None:
    world.time.pass_(moment - world.time.now)
    await world.tick()


def digests(world: World) -> list[Week | Review]:
    return [one.notice.told for one in world.discord.posted if isinstance(one.notice, Digest)]


async def test_quiet_when_a_lead_is_due_in_the_night_then_it_comes_in_the_morning_once(world: World) -> None:
    await world.subscribe(make_subscription(1, 7 * DAY, quiet=NIGHT), make_subscription(2, 7 * DAY))
    await go_to(world, at("2026-11-03T05:01"))
    assert world.discord.slots(1) == []
    assert world.discord.slots(2) == ["7d"]
    world.start()
    assert await world.tick() <= 30
    await go_to(world, at("2026-11-03T06:59:50"))
    assert world.discord.slots(1) == []
    assert await world.tick() == 10  # it wakes up for the end of the night, not some time after it
    await go_to(world, at("2026-11-03T07:00"))
    await go_to(world, at("2026-11-03T22:30"))
    assert world.discord.slots(1) == ["7d"]
    assert not world.discord.posted[-1].notice.silent


async def test_quiet_when_it_cannot_wait_then_it_comes_on_time_without_a_sound(world: World) -> None:
    await world.subscribe(make_subscription(1, HOUR, quiet=NIGHT))
    await go_to(world, at("2026-11-10T04:01"))
    (posted,) = world.discord.posted
    assert posted.notice.silent


async def test_quiet_when_an_outcome_becomes_known_then_it_waits_and_is_told(world: World) -> None:
    await world.subscribe(make_subscription(1, 7 * DAY, quiet=NIGHT))
    await go_to(world, at("2026-11-03T08:00"))
    world.facts = facts_of(make_deadline(outcome={"status": "met", "on": "2026-11-04"}))
    await go_to(world, at("2026-11-04T23:00"))
    assert world.discord.slots() == ["7d"]
    await go_to(world, at("2026-11-05T07:00"))
    assert world.discord.slots() == ["7d", "outcome.1"]


async def test_quiet_when_the_hours_are_lifted_then_what_waited_comes_at_once(world: World) -> None:
    held = make_subscription(1, 7 * DAY, quiet=NIGHT)
    await world.subscribe(held)
    await go_to(world, at("2026-11-03T05:30"))
    await world.subscribe(replace(held, quiet=None))
    await world.tick()
    assert world.discord.slots() == ["7d"]


async def test_week_when_it_is_time_then_one_message_takes_the_place_of_single_notices(world: World) -> None:
    fees, far = make_deadline("fees", "2026-11-05"), make_deadline("far", "2027-03-01")
    world.facts = facts_of(make_deadline(), fees, far)
    await world.subscribe(make_subscription(1, 7 * DAY, DAY, weekly=MONDAY_NINE))
    for hour in range(0, 24 * 9, 3):
        await go_to(world, NOON + hour * HOUR)
    first, second = digests(world)
    assert [[one.id for one in week.ahead] for week in (first, second)] == [["fees"], ["truce"]]
    assert first.later is not None
    assert first.later.id == "truce"
    assert [one.at for one in world.discord.posted] == [at("2026-11-02T09:00"), at("2026-11-09T09:00")]
    assert await world.states() == {"weekly": "sent"}


async def test_week_when_there_is_nothing_to_tell_then_nothing_is_posted_and_that_is_on_record(world: World) -> None:
    world.facts = facts_of(make_deadline("far", "2027-03-01"))
    await world.subscribe(make_subscription(1, weekly=MONDAY_NINE))
    await go_to(world, at("2026-11-02T09:00"))
    assert world.discord.posted == []
    assert await world.states() == {"weekly": "skipped"}


async def test_week_when_news_is_dated_back_then_it_is_told_all_the_same_and_once(world: World) -> None:
    """A curator may record on Tuesday what became known on Monday, before that day's message."""
    await world.subscribe(make_subscription(1, weekly=MONDAY_NINE))
    world.facts = facts_of(make_deadline(), make_deadline("fees", "2026-11-05"))
    await go_to(world, at("2026-11-02T09:00"))
    world.facts = facts_of(
        make_deadline(at="2026-11-20"),
        make_deadline("fees", "2026-11-05", outcome={"status": "met", "on": "2026-11-02"}),
    )
    for week in (9, 16):
        await go_to(world, at(f"2026-11-{week:02}T09:00"))
    news = [([one.id for one in week.closed], [one.id for one in week.moved]) for week in digests(world)]
    assert news == [([], []), (["fees"], ["truce"]), ([], [])]


async def test_week_when_the_bot_was_away_then_it_comes_late_and_in_quiet_hours_after_them(world: World) -> None:
    await world.subscribe(make_subscription(1, weekly=replace(MONDAY_NINE, minute=23 * 60), quiet=NIGHT))
    world.facts = facts_of(make_deadline("fees", "2026-11-05"))
    await go_to(world, at("2026-11-03T02:00"))
    assert digests(world) == []
    await go_to(world, at("2026-11-03T12:00"))
    assert [[one.id for one in week.ahead] for week in digests(world)] == [["fees"]]


@pytest.mark.parametrize(("day", "immediately"), [("2026-11-04", False), ("2026-11-08", True)])
async def test_week_when_its_hour_is_changed_then_no_deadline_falls_between_two_messages(
    world: World, day: str, immediately: bool
) -> None:
    """Until Monday is told of: whoever changes to Friday before Friday waits for it, whoever does on Sunday does not."""
    kept = make_subscription(1, weekly=MONDAY_NINE)
    await world.subscribe(kept)
    world.facts = facts_of(make_deadline("fees", "2026-11-12"), make_deadline("truce", "2026-11-05"))
    await go_to(world, at("2026-11-02T09:00"))
    assert [[one.id for one in week.ahead] for week in digests(world)] == [["truce"]]
    world.time.pass_(at(f"{day}T08:00") - world.time.now)
    await world.subscribe(replace(kept, weekly=Weekly(4, 600, {DIGEST: NOON}), zone="Asia/Shanghai"))
    await world.tick()
    assert len(digests(world)) == 1 + immediately
    await go_to(world, at("2026-11-08T12:00"))
    assert [[one.id for one in week.ahead] for week in digests(world)] == [["truce"], ["fees"]]


async def test_week_when_just_asked_for_then_the_time_up_to_the_first_hour_is_told_at_once(world: World) -> None:
    world.facts = facts_of(make_deadline("fees", "2026-11-02"))
    await world.subscribe(make_subscription(1, weekly=replace(MONDAY_NINE, weekday=2)))
    await world.tick()
    assert [[one.id for one in week.ahead] for week in digests(world)] == [["fees"]]


async def test_week_when_wanted_singly_again_then_nothing_of_the_past_is_made_up(world: World) -> None:
    kept = make_subscription(1, 7 * DAY, DAY, weekly=MONDAY_NINE)
    await world.subscribe(kept)
    await go_to(world, at("2026-11-03T06:00"))
    await world.subscribe(kept.with_weekly(None, now=world.time.now))
    await world.tick()
    assert world.discord.slots() == []
    await go_to(world, at("2026-11-09T05:01"))
    assert world.discord.slots() == ["1d"]


async def test_review_when_it_is_time_then_curators_hear_what_the_desk_reports(world: World) -> None:
    asked: list[tuple[datetime, datetime]] = []

    async def report(base: str, since: datetime, until: datetime) -> Review:
        assert base == ""
        asked.append((since, until))
        return Review(asked=(("penguins?", 3),))

    world.start(report=report)
    await world.subscribe(make_subscription(1, weekly=Weekly(0, 540, {REVIEW: NOON})))
    await go_to(world, at("2026-11-02T09:00"))
    await go_to(world, at("2026-11-09T09:00"))
    assert digests(world) == [Review(asked=(("penguins?", 3),))] * 2
    assert (NOON, at("2026-11-09T09:00")) in asked
    assert (at("2026-11-02T09:00"), at("2026-11-16T09:00")) in asked
    assert "1d" in world.discord.slots()  # single notices go on


async def test_snooze_when_its_moment_comes_then_it_is_told_once_and_forgotten(world: World) -> None:
    snooze = Snooze(5, "truce", NOON + HOUR, "zh", person_id=42)
    await world.stores.snoozes.put(snooze)
    await world.tick()
    assert world.discord.posted == []
    assert await world.tick() <= 30
    for _ in range(3):
        await go_to(world, world.time.now + 2 * HOUR)
    (posted,) = world.discord.posted
    assert (posted.channel, posted.notice.kind, posted.notice.language) == (5, Kind.LEAD, "zh")
    assert await world.stores.snoozes.of_channels([5]) == []


async def test_snooze_when_put_off_again_then_the_last_moment_counts(world: World) -> None:
    for hours in (1, 3):
        await world.stores.snoozes.put(Snooze(5, "truce", NOON + hours * HOUR))
    await go_to(world, NOON + 2 * HOUR)
    assert world.discord.posted == []
    await go_to(world, NOON + 3 * HOUR)
    assert len(world.discord.posted) == 1


async def test_snooze_when_there_is_an_outcome_by_then_then_that_is_told(world: World) -> None:
    await world.stores.snoozes.put(Snooze(5, "truce", NOON + 3 * DAY))
    world.facts = facts_of(make_deadline(outcome={"status": "met", "on": "2026-11-02"}))
    await go_to(world, NOON + 3 * DAY)
    (posted,) = world.discord.posted
    assert posted.notice.kind is Kind.OUTCOME


async def test_snooze_when_direct_messages_are_closed_then_it_is_given_up(world: World) -> None:
    await world.stores.snoozes.put(Snooze(5, "truce", NOON + HOUR))
    world.discord.refusing[5] = Trouble.FORBIDDEN
    await go_to(world, NOON + HOUR)
    await world.tick()
    del world.discord.refusing[5]
    await world.tick()
    assert world.discord.posted == []
    assert await world.stores.snoozes.of_channels([5]) == []


async def test_snooze_when_the_person_is_forgotten_then_nothing_comes(world: World) -> None:
    await world.stores.snoozes.put(Snooze(5, "truce", NOON + HOUR, person_id=42))
    await world.stores.subscriptions.forget_person(42)
    await go_to(world, NOON + HOUR)
    assert world.discord.posted == []


@pytest.mark.parametrize("memory", [timedelta(), timedelta(minutes=5)], ids=["no nonces", "nonces"])
@pytest.mark.parametrize(("method", "after"), STEPS)
async def test_restart_when_killed_around_a_write_then_weeks_and_what_was_put_off_come_once(
    stores: Stores, method: str, after: bool, memory: timedelta
) -> None:
    world = World(stores, nonce_memory=memory)
    world.facts = facts_of(make_deadline(), make_deadline("fees", "2026-11-05"), make_deadline("far", "2027-03-01"))
    for channel in range(1, 31):
        await world.subscribe(make_subscription(channel, weekly=MONDAY_NINE))
        await world.stores.snoozes.put(Snooze(channel, "far", NOON + 20 * HOUR))
    nothing_ahead = replace(make_subscription(99, weekly=MONDAY_NINE), topics={"none": NOON})
    await world.subscribe(nothing_ahead)
    world.time.pass_(22 * HOUR)
    stops = Stops(stores.ledger, method, after=after)
    reminders = world.start(ledger=stops)
    tick = asyncio.create_task(reminders.loop.tick())
    await asyncio.wait_for(stops.reached.wait(), 20)
    await kill(reminders, tick)
    world.start()
    await world.settle()
    world.time.pass_(timedelta(minutes=1))
    world.start()
    await world.settle()
    assert sorted(world.discord.keys().values()) == [1] * 60
    assert await stores.snoozes.of_channels(range(1, 31)) == []


async def test_restart_when_the_date_moves_after_a_death_then_what_was_put_off_still_comes_once(stores: Stores) -> None:
    world = World(stores)
    await world.stores.snoozes.put(Snooze(5, "truce", NOON + HOUR))
    world.time.pass_(HOUR)
    stops = Stops(stores.ledger, "confirm", after=False)
    reminders = world.start(ledger=stops)
    tick = asyncio.create_task(reminders.loop.tick())
    await asyncio.wait_for(stops.reached.wait(), 20)
    await kill(reminders, tick)
    world.facts = facts_of(make_deadline(at="2026-12-01"))
    world.start()
    await world.settle()
    assert len(world.discord.posted) == 1


def row_of(snooze: Snooze, state: State, slot: str = "", reason: str = "") -> Row:
    deadline = make_deadline()
    key = replace(key_of(snooze, deadline), slot=slot or snooze.slot)
    return Row(key, state, Told(""), NOON, reason)


@pytest.mark.parametrize(
    ("state", "slot", "reason", "subscribed", "hours", "expected"),
    [
        (None, "", "", False, 1, Fate.DUE),
        (None, "", "", False, 14, Fate.SKIPPED_LATE),
        (State.SENT, "", "", False, 1, Fate.TOLD),
        (State.DOUBTFUL, "", "", True, 1, Fate.TOLD),
        (State.CLAIMED, "7d", "", True, 1, Fate.IN_FLIGHT),
        (State.SENT, "again.1", "", True, 1, Fate.DUE),
        (State.RELEASED, "", "looked up: not posted", False, 1, Fate.DUE),
        (State.RELEASED, "", "refused: 403", False, 1, Fate.REFUSED),
        (State.RELEASED, "", "refused: 403", True, 1, Fate.DUE),
    ],
)
def test_snooze_when_decided_then_the_ledger_says_what_became_of_it(
    state: State | None, slot: str, reason: str, subscribed: bool, hours: int, expected: Fate
) -> None:
    snooze = Snooze(1, "truce", NOON + HOUR)
    rows = [row_of(snooze, state, slot, reason)] if state else []
    subscription = make_subscription() if subscribed else None
    found = decide(snooze, make_deadline(), subscription, rows, NOON + hours * HOUR, Policy())
    assert found is expected
    if subscription:
        stopped = replace(subscription, suspension=Suspension(Trouble.FORBIDDEN, NOON, NOON))
        assert decide(snooze, make_deadline(), stopped, [], NOON + HOUR, Policy()) is Fate.SUSPENDED


def test_snooze_when_moments_are_offered_then_none_lies_behind_the_deadline() -> None:
    offered = moments(make_deadline(), NOON)
    assert list(offered) == ["hour", "hours", "day", "days", "week-before", "day-before", "hour-before"]
    assert list(moments(make_deadline(), at("2026-11-10T00:00"))) == ["hour", "hours", "hour-before"]
    assert "hour-before" not in moments(make_deadline(at="2026-11-10"), NOON)
    assert moments(make_deadline(), at("2026-11-11T00:00")) == {}


def test_known_when_written_then_read_back() -> None:
    known = known_of([make_deadline(), make_deadline("fees", "2026-11-05")], make_subscription(), NOON, NOON + DAY)
    assert Known.read(known.write()) == known
    assert Known.read(Known(NOON, NOON).write()) == Known(NOON, NOON)


EVENTS = st.sampled_from(["nothing", "move", "close", "reopen"])


@settings(max_examples=300, deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from([1, 5, 30, 100, 200]), EVENTS, st.booleans()), min_size=3, max_size=25),
    quiet=st.none() | st.builds(Quiet, st.integers(0, 1439), st.integers(0, 1439)),
)
def test_weeks_whatever_happens_then_one_each_and_the_last_one_tells_how_things_stand(
    steps: list[tuple[int, str, bool]], quiet: Quiet | None
) -> None:
    """Hours pass, dates move, outcomes come and go, and a message may be lost before it is posted."""
    now, deadline = NOON, make_deadline(at="2027-06-01")
    subscription = make_subscription(1, weekly=MONDAY_NINE, quiet=quiet)
    rows: dict[Any, Row] = {}
    knows: tuple[str, str] | None = None
    for hours, event, arrives in [*steps, (200, "nothing", True), *[(20, "nothing", True)] * 14]:
        now += hours * HOUR
        if event == "move":
            deadline = make_deadline(at=(deadline.at.day + 3 * DAY).isoformat())
        elif event in ("close", "reopen"):
            outcome = {"outcome": {"status": "met", "on": now.date().isoformat()}} if event == "close" else {}
            deadline = make_deadline(at=deadline.at.day.isoformat(), **outcome)
        (decision,) = decide_weekly(subscription, rows.values(), now)
        assert (decision.reason is Reason.QUIET) <= (quiet is not None)
        if decision.reason is not Reason.DUE:
            continue
        week = week_of([deadline], subscription, decision.before, now, decision.until)
        told = Told(known_of([deadline], subscription, now, decision.until).write())
        if week.is_empty:
            rows[decision.key] = Row(decision.key, State.SKIPPED, told, now)
        else:
            assert decision.key not in rows or not rows[decision.key].state.is_decided
            rows[decision.key] = Row(decision.key, State.SENT if arrives else State.RELEASED, told, now)
        if rows[decision.key].state.is_decided:
            stands = (revision(deadline.at), outcome_name(deadline, now))
            if knows is not None:
                assert bool(week.closed) == (stands[1] not in ("", knows[1]))
                assert bool(week.moved) == (not stands[1] and stands[0] != knows[0])
            knows = stands
    assert knows == (revision(deadline.at), outcome_name(deadline, now))


def test_week_when_the_clock_goes_back_then_nothing_is_told_again() -> None:
    subscription = make_subscription(1, weekly=MONDAY_NINE)
    (due,) = decide_weekly(subscription, (), at("2026-11-09T09:30"))
    row = Row(due.key, State.SENT, Told(Known(at("2026-11-09T09:30"), due.until).write()), at("2026-11-09T09:30"))
    for moment in ("2026-11-09T09:10", "2026-11-09T08:30", "2026-11-16T08:59"):
        (again,) = decide_weekly(subscription, [row], at(moment))
        assert again.reason is Reason.ALREADY_CLAIMED
    (following,) = decide_weekly(subscription, [row], at("2026-11-16T09:00"))
    assert following.reason is Reason.DUE
