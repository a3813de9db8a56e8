"""Several bases in one bot: each server hears of its own dates, though two bases call theirs by one id."""

from __future__ import annotations

import pytest

from bot.knowledge.model import Source
from bot.knowledge.values import Text
from bot.reminders import digest
from bot.reminders.calendar import DIGEST, Weekly
from bot.reminders.digest import Digest
from bot.reminders.facts import Known, of_base, together
from bot.reminders.notice import Tell, in_words
from bot.reminders.service import Place, Subscriptions
from bot.reminders.subscription import only
from tests.reminders.test_wishes import go_to
from tests.reminders.world import DAY, NOON, World, facts_of, make_deadline, make_subscription

HERE, THERE, PERSON = 1, 2, 3
OTHER, NAME = "other", "other/end"


@pytest.fixture
def two(world: World) -> World:
    """Two bases with a date of the same id, a day apart."""
    theirs = make_deadline("end", "2026-11-11T05:01Z", topic="ends", sources=["paper"])
    paper = Source.model_validate({"id": "paper", "title": "Their paper", "publisher": "A Paper", "kind": "press"})
    known = of_base(OTHER, Known({"end": theirs}, {"paper": paper}))
    world.facts = together([facts_of(make_deadline("end")), known])  # type: ignore[assignment]
    return world


def service(world: World, base: str = "") -> Subscriptions:
    stores = world.stores
    return Subscriptions(
        stores.subscriptions, stores.ledger, lambda: world.facts, world.time.clock, (DAY,), stores.snoozes, base=base
    )


def told(world: World) -> set[tuple[int, str]]:
    """Which channel heard of which date."""
    return {(one.channel, one.notice.deadline.id) for one in world.discord.posted}


async def test_notices_when_two_bases_use_one_id_then_each_channel_hears_of_its_own(two: World) -> None:
    await two.subscribe(
        make_subscription(HERE, DAY, guild_id=10),
        make_subscription(THERE, DAY, guild_id=20, base=OTHER),
    )
    await go_to(two, NOON + 8 * DAY)
    assert told(two) == {(HERE, "end")}
    await go_to(two, NOON + 9 * DAY)
    assert told(two) == {(HERE, "end"), (THERE, NAME)}
    assert [source.title.say("en") for source in two.discord.posted[-1].notice.sources] == ["Their paper"]


async def test_notices_when_a_person_follows_one_date_of_another_base_then_that_alone(two: World) -> None:
    key = await service(two, OTHER).remind_too(PERSON, 30, NAME)
    assert key is not None
    await service(two, OTHER).was_told(key, 1)
    await go_to(two, NOON + 9 * DAY)
    assert told(two) == {(30, NAME)}
    kept = await two.stores.subscriptions.get(30)
    assert kept is not None
    assert kept.base == ""
    assert [one.deadline for one in service(two).preview(kept)] == []


async def test_guild_when_it_speaks_another_base_then_its_channels_hear_of_that_from_now_on(two: World) -> None:
    await service(two).subscribe(Place(HERE, 10), by=PERSON, topics=["*", only("end")])
    await go_to(two, NOON + DAY)
    await two.stores.guilds.use(10, OTHER, now=two.time.now)
    await go_to(two, NOON + 9 * DAY)
    assert told(two) == {(HERE, NAME)}
    kept = await two.stores.subscriptions.get(HERE)
    assert kept is not None
    assert set(kept.topics.values()) == {NOON + DAY}
    await two.stores.guilds.use(10, "", now=two.time.now)
    assert await two.stores.guilds.all() == {}
    back = await two.stores.subscriptions.get(HERE)
    assert back is not None
    assert back.base == ""


def test_topics_when_there_are_two_bases_then_those_of_ones_own(two: World) -> None:
    assert service(two).topics() == ("general",)
    assert service(two, OTHER).topics() == ("ends",)


async def test_week_when_a_person_follows_dates_of_two_bases_then_each_title_is_told_by_its_own(two: World) -> None:
    topics = dict.fromkeys(("*", only(NAME)), NOON)
    weekly = Weekly(0, 540, {DIGEST: NOON})
    kept = make_subscription(30, DAY, user_id=PERSON, weekly=weekly)
    await two.subscribe(kept.changed(topics=topics, leads=kept.leads, language="en", role_id=None, now=NOON))
    await go_to(two, NOON + 8 * DAY)
    (posted,) = two.discord.posted

    def tell_of(deadline: str) -> Tell:
        def tell(text: Text, language: str, _moment: object) -> str:
            return f"<{deadline}: {text.say(language)}>"

        return tell

    assert isinstance(posted.notice, Digest)
    lines = "\n".join(digest.text_of(posted.notice, in_words(NOON, "en"), tell_of).lines)
    assert "<end: The end ends>" in lines
    assert "<other/end: The end ends>" in lines


def test_facts_when_a_date_was_superseded_then_its_successor_is_of_the_same_base() -> None:
    outcome = {"status": "superseded", "on": "2026-11-02", "superseded_by": "next", "sources": ["paper"]}
    known = of_base(OTHER, facts_of(make_deadline("end", outcome=outcome), make_deadline("next")))
    closed = known.deadlines[NAME].outcome
    assert closed is not None
    assert closed.superseded_by in known.deadlines
    assert closed.sources == ("other/paper",)


async def test_guild_when_its_base_is_chosen_once_more_then_nothing_that_was_due_is_lost(two: World) -> None:
    await two.subscribe(make_subscription(THERE, DAY, guild_id=20, base=OTHER))
    two.time.now = NOON + 9 * DAY
    await two.stores.guilds.use(20, OTHER, now=two.time.now)
    await go_to(two, NOON + 9 * DAY)
    assert told(two) == {(THERE, NAME)}


async def test_subscription_when_its_base_is_no_longer_served_then_whoever_subscribes_anew_hears_from_now_on(
    two: World,
) -> None:
    await two.subscribe(make_subscription(HERE, DAY, guild_id=10, base="gone"))
    two.time.now = NOON + 8 * DAY
    kept = await service(two).subscribe(Place(HERE, 10), by=PERSON)
    assert kept.base == ""
    assert set(kept.topics.values()) == {two.time.now}


async def test_review_when_the_base_of_before_is_no_longer_served_then_it_is_of_the_one_that_is_spoken(
    two: World,
) -> None:
    await two.subscribe(make_subscription(HERE, DAY, guild_id=10, base="gone"))
    await service(two).set_review(Place(HERE, 10), by=PERSON, wanted=True)
    kept = await two.stores.subscriptions.get(HERE)
    assert kept is not None
    assert kept.base == ""
