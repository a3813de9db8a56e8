"""The real client on a loopback Discord, over a small knowledge base and a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.answers.answerer import Answerer
from bot.answers.ready import matcher_builder
from bot.answers.telling import NoFact, Teller
from bot.answers.templates import render
from bot.curation.preparing import Prepared, prepare
from bot.curation.reloading import Reloader
from bot.discord_app.bases import Bases
from bot.discord_app.client import ParleyBot
from bot.discord_app.services import Services
from bot.health import Health
from bot.knowledge.library import Library
from bot.knowledge.values import Text
from bot.reminders.healing import Healer
from bot.reminders.service import Subscriptions
from bot.reports.frame import Tell
from bot.settings import Settings
from bot.storage.curation import SqlAnsweredQuestions, SqlFeedback, SqlGaps
from bot.storage.database import Database
from bot.storage.guilds import SqlGuilds
from bot.storage.ledger import SqlLedger
from bot.storage.migrate import migrate
from bot.storage.subscriptions import SqlSnoozes, SqlSubscriptions
from bot.storage.url import translate
from tests.discord.loopback import Channel, Guild, LoopbackDiscord, User
from tests.discord.loopback.redirect import redirected
from tests.support.bases import FAQ, NOW, REPORTS, write_base

LONG = "word " * 30
LONG_ANSWER = f"""
  - id: long-answer
    question: Tell me the very long story?
    phrasings: [the very long story, a very long tale, narrate at great length]
    answer: "{" ".join(f"This is sentence number {number} of the story." for number in range(300))}"
"""
"""Longer than what `check` allows, so no base that a process of its own is to start with."""

MORE = f"""
  - id: long-question
    question: "What is the {LONG.strip()}?"
    phrasings: [wordy matter, the wordy one, about wordiness]
    answer: It is wordy.
"""

ISSUES = """
issues:
  - id: tiktea
    name: TikTea
    keywords: [tea app]
    status:
      - {from: "2025-06-01", text: The app must be sold., sources: [paper]}
    positions:
      us:
        - {from: "2025-06-01", text: Sell it., sources: [paper]}
    steps:
      - {on: "2025-06-01", text: A law was passed., sources: [paper]}
rounds:
  - id: geneva
    number: 1
    kind: round
    title: Geneva
    from: "2025-05-10"
    last: "2025-05-11"
    city: Geneva
    outcome:
      - {from: "2025-05-11", text: They agreed., sources: [paper]}
measures:
  - id: duty
    title: The tea duty
    by: us
    on: china
    versions:
      - {from: "2025-04-10", state: in_force, rate: 145, text: It began., sources: [order]}
"""


def write_knowledge(folder: Path, more: str = "") -> Path:
    """The small base with an entry for a long question, an issue, a round, a measure and reports; `more` are entries."""
    write_base(folder)
    (folder / "faq/all.yaml").write_text(FAQ + MORE.rstrip() + more, "utf-8")
    (folder / "facts/more.yaml").write_text(ISSUES, "utf-8")
    (folder / "reports.yaml").write_text(
        REPORTS.replace("    until: truce_until\n", "    until: truce_until\n    deadlines: [first_end, next_end]\n"),
        "utf-8",
    )
    return folder


class TestClock:
    """A clock that stands where it is put."""

    __test__ = False

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Place:
    """A server with a channel, people in it, and the bot."""

    discord: LoopbackDiscord
    guild: Guild
    channel: Channel
    asker: User
    other: User
    moderator: User


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(write_knowledge(tmp_path_factory.mktemp("knowledge"), LONG_ANSWER))


@pytest.fixture(scope="session")
def answerer(library: Library) -> Answerer:
    return Answerer(library, matcher_builder(None, None))


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def place(discord: LoopbackDiscord) -> Place:
    asker, other, moderator = (discord.add_user(name) for name in ("asker", "other", "moderator"))
    guild = discord.add_guild("guild", owner=moderator)
    for user in (asker, other):
        guild.add_member(user)
    return Place(discord, guild, guild.add_channel("general"), asker, other, moderator)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(translate(f"sqlite:///{tmp_path}/parley.db"))
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture
async def services(library: Library, answerer: Answerer, clock: TestClock, database: Database) -> Services:
    settings = Settings(curators=(), cooldown="0s")
    facts = lambda: library.base  # noqa: E731
    store, ledger = SqlSubscriptions(database), SqlLedger(database)

    async def prepared() -> Prepared:
        """What the other process does, in this one."""

        def over(again: Library) -> Answerer:
            return Answerer(again, matcher_builder(None, None))

        return prepare(lambda: Library(library.folder), over, library.folder, clock(), lambda _: None)

    return Services(
        settings=settings,
        library=library,
        answerer=answerer,
        clock=clock,
        health=Health(),
        answered=SqlAnsweredQuestions(database),
        feedback=SqlFeedback(database),
        gaps=SqlGaps(database),
        subscriptions=Subscriptions(store, ledger, facts, clock, settings.reminders.leads, SqlSnoozes(database)),
        started=clock(),
        version="1.2.3",
        reloader=Reloader(library, answerer, prepared, lambda _: None),
        tell=telling(library, clock),
    )


@pytest.fixture
def bases(services: Services, database: Database) -> Bases:
    return Bases([services], SqlGuilds(database))


def telling(library: Library, clock: TestClock) -> Tell:
    """Renders texts that are templates, as the composition root does."""

    def tell(text: Text, language: str, moment: datetime) -> str:
        try:
            return render(text.say(language), Teller(library.base, max(moment, clock()), moment, language))
        except NoFact:
            return ""

    return tell


Running = Callable[[], AbstractAsyncContextManager[ParleyBot]]


@pytest.fixture
def running(discord: LoopbackDiscord, services: Services, bases: Bases) -> Running:
    """Starts a client, as often as a test likes."""

    @asynccontextmanager
    async def run() -> AsyncIterator[ParleyBot]:
        with redirected(discord):
            bot = ParleyBot(bases)
            store = services.subscriptions
            services.healer = Healer(store._store, store._ledger, bot.messenger, services.clock)
            before = len(discord.gateway.log)
            task = asyncio.create_task(bot.start_patiently(discord.token))
            try:
                await discord.wait_gateway("ready", after=before)
                yield bot
            finally:
                await bot.close()
                await task

    return run


@pytest.fixture
async def bot(running: Running, place: Place) -> AsyncIterator[ParleyBot]:
    """The client, connected to a Discord in which the place exists."""
    async with running() as client:
        yield client
