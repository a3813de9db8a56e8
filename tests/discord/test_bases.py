"""Two servers that speak two bases, in one bot: the shipped base and an example, and nothing of one in the other."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.answers.answerer import Answerer
from bot.answers.ready import matcher_builder
from bot.discord_app.bases import Bases
from bot.discord_app.client import ParleyBot
from bot.discord_app.services import Services
from bot.health import Health
from bot.knowledge.library import Library
from bot.knowledge.starter import write_starter
from bot.reminders.assembly import Reminders, assemble
from bot.reminders.facts import of_base, together
from bot.reminders.ports import Facts
from bot.reminders.schedule import Policy
from bot.reminders.service import Subscriptions
from bot.storage.database import Database
from bot.storage.stores import Stores, stores_on
from tests.discord.conftest import Place, Running, TestClock, telling, write_knowledge
from tests.discord.loopback import TEXT, BotProcess, Channel, Guild, Permission, UsageError

ROOT = Path(__file__).parents[2]
OTHER = "python_releases"
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ENGINE = {"ask", "help", "about", "knowledge", "status", "issues", "deadlines", "timeline", "reminders"}
OWN = {"tariffs", "truce", "deficit"}
THEIRS = {"support", "process", "council", "releases", "changes"}


def exact(library: Library) -> Answerer:
    """An answerer that knows exact phrasings alone: which base answers does not depend on more."""
    return Answerer(library, matcher_builder(None, None, fits=False))


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(ROOT / "knowledge")


@pytest.fixture(scope="module")
def answerer(library: Library) -> Answerer:
    return exact(library)


@pytest.fixture(scope="module")
def theirs() -> Library:
    return Library(ROOT / "examples" / OTHER)


@pytest.fixture(scope="module")
def other(theirs: Library) -> Answerer:
    return exact(theirs)


@pytest.fixture
def clock() -> TestClock:
    return TestClock(NOW)


@pytest.fixture
def stores(database: Database) -> Stores:
    return stores_on(database)


@pytest.fixture
def bases(services: Services, theirs: Library, other: Answerer, stores: Stores, clock: TestClock) -> Bases:
    def facts() -> Facts:
        return together([services.library.base, of_base(OTHER, theirs.base)])

    def subscriptions(base: str) -> Subscriptions:
        leads = services.settings.reminders.leads
        return Subscriptions(stores.subscriptions, stores.ledger, facts, clock, leads, stores.snoozes, base=base)

    services.subscriptions = subscriptions("")
    second = replace(
        services,
        name=OTHER,
        library=theirs,
        answerer=other,
        tell=telling(theirs, clock),
        gaps=stores.gaps_of(OTHER),
        feedback=stores.feedback_on(OTHER),
        subscriptions=subscriptions(OTHER),
        reloader=None,
    )
    return Bases([services, second], stores.guilds)


@dataclass
class Other:
    """A second server, which has chosen the other base."""

    guild: Guild
    channel: Channel


@pytest.fixture
async def there(place: Place, stores: Stores) -> Other:
    guild = place.discord.add_guild("snakes", owner=place.moderator)
    guild.add_member(place.asker)
    await stores.guilds.use(guild.id, OTHER, now=NOW)
    return Other(guild, guild.add_channel("general"))


async def commands(place: Place, guild: Guild | None, wanted: set[str]) -> None:
    """Wait until Discord knows exactly these."""
    await place.discord.bulletin.until(
        lambda: place.discord.command_names(guild=guild) == wanted,
        30,
        lambda: f"{wanted}, not {place.discord.command_names(guild=guild)}",
    )


async def test_commands_when_servers_speak_two_bases_then_each_has_its_own_and_the_common_ones(
    there: Other, bot: ParleyBot, place: Place
) -> None:
    await commands(place, None, ENGINE | OWN)
    await commands(place, place.guild, OWN)
    await commands(place, there.guild, THEIRS)
    told = json.dumps([one.payload for one in place.discord.commands.all(there.guild)], ensure_ascii=False)
    assert "tariff" not in told.casefold()
    assert "关税" not in told
    for name, channel in (("tariffs", there.channel), ("support", place.channel)):
        with pytest.raises(UsageError):
            await place.discord.slash(place.asker, channel, name)
    shown = await place.discord.slash(place.asker, place.discord.dm(place.asker), "tariffs")
    assert "Tariffs in both directions" in shown.text


async def test_answers_when_asked_in_two_servers_then_each_of_its_base(
    there: Other, bot: ParleyBot, place: Place
) -> None:
    ask = place.discord.ask
    truce, python = "truce valid until", "python 3.8 end of life"
    assert "truce" in (await ask(place.channel, place.asker, truce, mention_bot=True)).text
    assert "3.8" in (await ask(there.channel, place.asker, python, mention_bot=True)).text
    for channel, question, known in ((place.channel, python, "3.8"), (there.channel, truce, "10 January")):
        reply = await ask(channel, place.asker, question, mention_bot=True)
        assert known not in reply.text


async def test_autocomplete_and_reports_when_used_in_two_servers_then_each_of_its_base(
    there: Other, bot: ParleyBot, place: Place
) -> None:
    for channel, typed, own, not_own in (
        (place.channel, "truce", "truce", "python"),
        (there.channel, "3.1", "3.1", "truce"),
    ):
        offered = await place.discord.autocomplete(place.asker, channel, "ask", "question", typed)
        assert offered
        told = json.dumps(offered).casefold()
        assert own in told
        assert not_own not in told
    await commands(place, there.guild, THEIRS)
    shown = await place.discord.slash(place.asker, there.channel, "support")
    assert "newest version of Python" in shown.text
    ours, theirs = {"Tariffs", "Truce", "Yearly figures"}, {"Support", "Process", "Council", "Releases", "Changes"}
    for channel, own, labels in ((place.channel, "truce", ours), (there.channel, "Python", theirs)):
        status = await place.discord.slash(place.asker, channel, "status")
        assert own in status.text
        assert (ours | theirs) & set(status.message.labels) == labels
    about = await place.discord.slash(place.asker, there.channel, "about")
    assert "Python" in about.text


def reminders_of(bot: ParleyBot, stores: Stores, clock: TestClock) -> Reminders:
    return assemble(
        store=stores.subscriptions,
        snoozes=stores.snoozes,
        ledger=stores.ledger,
        messenger=bot.messenger,
        facts=lambda: together(of_base(one.name, one.library.base) for one in bot.bases),
        policy=Policy(),
        health=Health(),
        worker="one",
        clock=clock,
    )


async def test_reminders_when_both_servers_subscribe_then_each_hears_of_its_own_dates(
    there: Other, bot: ParleyBot, place: Place, stores: Stores, clock: TestClock
) -> None:
    for channel in (place.channel, there.channel):
        await place.discord.slash(place.moderator, channel, "reminders subscribe", {"leads": "3d"})
    topics = await place.discord.autocomplete(place.moderator, there.channel, "reminders subscribe", "topics", "")
    assert "tariffs" not in [choice["value"] for choice in topics]
    reminders = reminders_of(bot, stores, clock)

    async def go_to(moment: datetime) -> None:
        clock.now = moment
        await reminders.loop.tick()
        await reminders.outbox.idle()

    await go_to(NOW + DAY)
    (theirs,) = [one for one in there.channel.bot_messages if "3.14.9" in one.text]
    assert there.channel.bot_messages[-1] is theirs
    # Whoever asks to be told, too, hears of that date in direct messages, and its buttons know which base it is of.
    await place.discord.press(theirs, place.asker, label="Remind me too")
    hello = await place.discord.wait_for_message(place.discord.dm(place.asker))
    assert "3.14.9" in hello.text
    file = (await place.discord.press(hello, place.asker, label="Calendar")).message.files[0]
    (event,) = Calendar.from_ical(file.data).walk("VEVENT")
    assert "3.14.9" in event["summary"]
    await go_to(NOW + 4 * DAY)
    assert there.channel.bot_messages[-1] is theirs
    assert "polysilicon" in place.channel.bot_messages[-1].text


async def test_desk_when_curators_look_in_two_servers_then_each_shows_its_own_gaps_and_counts(
    there: Other, bot: ParleyBot, place: Place
) -> None:
    for one in bot.bases:
        one.settings = one.settings.model_copy(update={"curators": (place.moderator.id,)})
    for channel, question in ((place.channel, "who feeds the panda"), (there.channel, "who feeds the snake")):
        services = bot.bases.of(channel.guild.id if channel.guild else None)
        note = {"outcome": "unknown", "reason": "no_candidate", "language": "en", "at": NOW}
        await services.gaps.note(question=question, **note)
    for channel, own, not_own in ((place.channel, "panda", "snake"), (there.channel, "snake", "panda")):
        listed = await place.discord.slash(place.moderator, channel, "knowledge gaps")
        assert own in listed.text
        assert not_own not in listed.text
    stats = await place.discord.slash(place.moderator, there.channel, "knowledge stats")
    assert bot.bases.of(there.guild.id).library.base.revision[:12] in stats.text


async def test_event_when_made_of_a_date_of_the_other_base_then_it_is_known_again(
    there: Other, bot: ParleyBot, place: Place
) -> None:
    place.discord.world.events_now = NOW.timestamp
    role = there.guild.add_role("events", TEXT | Permission.CREATE_EVENTS)
    there.guild.members[place.discord.bot.id].roles.append(role)
    date = bot.bases.first.subscriptions.deadlines[f"{OTHER}/beta_3.16"]
    guild = bot.get_guild(there.guild.id)
    assert guild is not None
    made, is_new = await bot.events.make(guild, date, "en")
    assert is_new
    assert "Python 3.16" in made.name
    again, is_new = await bot.events.make(guild, date, "en")
    assert (again.id, is_new) == (made.id, False)


async def test_button_for_the_channel_when_the_server_speaks_another_base_by_now_then_its_reminders_stay(
    there: Other, bot: ParleyBot, place: Place, stores: Stores
) -> None:
    slash, press = place.discord.slash, place.discord.press
    await slash(place.moderator, place.channel, "reminders subscribe")
    answer = await place.discord.ask(place.channel, place.asker, "truce valid until", mention_bot=True)
    shown = await press(answer, place.moderator, label="Remind me")
    await slash(place.moderator, place.channel, "knowledge use", {"base": OTHER})
    refused = await press(shown.message, place.moderator, label="In this channel")
    assert "In this channel" not in refused.text
    kept = await stores.subscriptions.get(place.channel.id)
    assert kept is not None
    assert (kept.base, set(kept.topics)) == (OTHER, {"*"})


async def test_join_when_the_bot_comes_into_a_server_then_it_has_the_first_base_and_hears_of_the_others(
    there: Other, bot: ParleyBot, place: Place
) -> None:
    await bot.wait_until_ready()
    guild = place.discord.add_guild("new", owner=place.moderator, has_bot=False)
    guild.system_channel = guild.add_channel("general")
    guild.add_bot()
    hello = await place.discord.wait_for_message(guild.system_channel)
    assert "/knowledge use" in hello.text
    assert "Python" in hello.text
    await commands(place, guild, OWN)


async def test_use_when_a_moderator_chooses_then_everything_changes_and_stays_after_a_restart(
    running: Running, place: Place, stores: Stores
) -> None:
    slash, option = place.discord.slash, {"base": OTHER}
    async with running():
        await commands(place, place.guild, OWN)
        refused = await slash(place.asker, place.channel, "knowledge use", option)
        assert "Manage Server" in refused.text
        unknown = await slash(place.moderator, place.channel, "knowledge use", {"base": "chess"})
        assert "`knowledge`" in unknown.text
        assert "`python_releases`" in unknown.text
        offered = await place.discord.autocomplete(place.moderator, place.channel, "knowledge use", "base", "pyth")
        assert [choice["value"] for choice in offered] == [OTHER]
        await slash(place.moderator, place.channel, "reminders subscribe")
        chosen = await slash(place.moderator, place.channel, "knowledge use", option)
        assert "Python" in chosen.text
        await commands(place, place.guild, THEIRS)
        kept = await stores.subscriptions.get(place.channel.id)
        assert kept is not None
        assert kept.base == OTHER
    synced = place.discord.commands.syncs
    async with running():
        asked = await place.discord.ask(place.channel, place.asker, "python 3.8 end of life", mention_bot=True)
        assert "3.8" in asked.text
        await slash(place.moderator, place.channel, "knowledge use", {"base": "knowledge"})
        await commands(place, place.guild, OWN)
        # Nothing was told to Discord at the start, which knew everything; the choice alone was.
        assert place.discord.commands.syncs == synced + 1
    assert await stores.guilds.all() == {}


async def test_process_when_two_folders_are_configured_then_it_serves_both_and_follows_both(
    place: Place, tmp_path: Path
) -> None:
    write_knowledge(tmp_path / "knowledge")
    write_starter(tmp_path / "library", NOW)
    config = tmp_path / "config.yaml"
    config.write_text("knowledge: [knowledge, library]\ncooldown: 0s\nanswering: {encoder: none}\n", "utf-8")
    process = BotProcess(
        place.discord, config=config, database_url=f"sqlite:///{tmp_path}/parley.db", log=tmp_path / "bot.log"
    )
    async with process:
        await process.wait_ready()
        await commands(place, place.guild, OWN)
        await place.discord.slash(place.moderator, place.channel, "knowledge use", {"base": "library"})
        await commands(place, place.guild, {"hours", "visits"})
        hours = await place.discord.slash(place.asker, place.channel, "hours")
        assert "library" in hours.text.casefold()
        (tmp_path / "library" / "deadlines.yaml").unlink()
        gone = {"deadlines", "timeline", "reminders"}
        # What one base has no records for any more is no longer alike: the other has it in direct messages.
        await place.discord.bulletin.until(
            lambda: all(
                one.contexts and 0 not in one.contexts for one in place.discord.commands.all() if one.name in gone
            ),
            120,
            "commands of deadlines in direct messages alone",
        )
        with pytest.raises(UsageError):
            await place.discord.slash(place.moderator, place.channel, "deadlines")
        assert await process.terminate() == 0
    assert '"level": "error"' not in process.log
