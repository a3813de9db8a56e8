"""A small knowledge base, many subscribed channels, and the real bot as a process that may die at any moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.knowledge.loader import load
from bot.reminders.keys import NoticeKey, lead_slot, read_custom_id, revision
from bot.reminders.ledger import Row
from bot.reminders.subscription import ALL, Subscription
from bot.storage.database import Database
from bot.storage.stores import Stores, bring_up_to_date, stores_on
from bot.storage.url import translate
from tests.discord.loopback import MESSAGES, BotProcess, Channel, LoopbackDiscord, Message, Request

LEASE = timedelta(seconds=2)
"""Of claims: as short as is allowed, so that what a kill left open is soon looked up."""

LEAD = timedelta(days=7)
CHANNELS_A_GUILD = 250
LONG_AGO = timedelta(days=365)

FAQ = """
entries:
  - id: meaning
    question: What is the tea truce?
    topic: truce
    phrasings: [tea truce meaning, explain the tea truce, what does the tea truce mean, tell me about the tea truce,
      tea truce in a nutshell, define tea truce, tea truce definition, describe the tea truce, tea truce explained]
    answer: The tea truce is a pause.
"""
SOURCES = """
sources:
  - {id: order, title: The order, publisher: An office, url: "https://example.org/order", kind: primary}
"""
DEADLINE = '  - {{id: {id}, title: End of {id}, at: "{at}", timezone: UTC, if_missed: The old duty returns., sources: [order]}}'
CONFIG = (
    "knowledge: knowledge\nanswering: {{encoder: none}}\nreminders: {{claim_lease: {lease}s}}\ncooldown: 0s\n{more}"
)


class Stage:
    """Channels on a loopback Discord, subscribed in a database, and deadlines whose lead is due.

    A wave is one more deadline: a notice for each channel.
    """

    def __init__(self, discord: LoopbackDiscord, folder: Path, database_url: str, *, config: str = "") -> None:
        self.discord, self.folder, self.database_url = discord, folder, database_url
        self.channels: list[Channel] = []
        self.expected: set[str] = set()
        self.seen: Counter[str] = Counter()
        self._waves: list[tuple[str, datetime]] = []
        self._read = 0
        (folder / "knowledge" / "faq").mkdir(parents=True)
        (folder / "knowledge" / "faq" / "all.yaml").write_text(FAQ, "utf-8")
        (folder / "knowledge" / "sources.yaml").write_text(SOURCES, "utf-8")
        (folder / "config.yaml").write_text(CONFIG.format(lease=int(LEASE.total_seconds()), more=config), "utf-8")

    async def subscribe(self, count: int) -> None:
        """Make so many channels, each subscribed for long to everything. Migrates: one at a time in a process."""
        await bring_up_to_date(self.database_url)
        while len(self.channels) < count:
            guild = self.discord.add_guild(f"guild {len(self.channels)}")
            some = min(CHANNELS_A_GUILD, count - len(self.channels))
            added = [guild.add_channel(f"channel-{number}") for number in range(some)]
            for number, channel in enumerate(added):
                if number % 10:  # every tenth is empty: a look-up there has more to ask
                    await self.discord.say(channel, guild.owner, "hello")
            self.channels += added
        long_ago = datetime.now(UTC) - LONG_AGO
        async with self.stores() as stores:
            for channel in self.channels:
                assert channel.guild is not None
                one = Subscription(channel.id, {ALL: long_ago}, {LEAD: long_ago}, guild_id=channel.guild.id)
                await stores.subscriptions.put(one, now=long_ago)

    def add_wave(self) -> None:
        """One more deadline, whose lead became due a few minutes ago. The bot reads it when it starts."""
        due = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10 + len(self._waves))
        self._waves.append((f"wave-{len(self._waves) + 1}", due + LEAD))
        lines = [DEADLINE.format(id=id_, at=at.replace(tzinfo=None).isoformat()) for id_, at in self._waves]
        (self.folder / "knowledge" / "deadlines.yaml").write_text("\n".join(["deadlines:", *lines, ""]), "utf-8")
        base = load(self.folder / "knowledge").base
        assert base is not None
        newest = base.deadlines[self._waves[-1][0]]
        keys = (NoticeKey(newest.id, revision(newest.at), lead_slot(LEAD), one.id) for one in self.channels)
        self.expected |= {key.nonce for key in keys}

    def bot(self, client: str = "bot", **more: Any) -> BotProcess:
        """The bot, not yet started."""
        return BotProcess(
            self.discord,
            client=client,
            config=self.folder / "config.yaml",
            database_url=self.database_url,
            log=self.folder / f"{client}.log",
            **more,
        )

    # --- what reached the channels

    def look(self) -> int:
        """Read on in what was posted; how many notices there are, each counted as often as it stands in a channel."""
        log = self.discord.world.message_log
        for message in log[self._read :]:
            self.seen.update(nonces_of(message))
        self._read = len(log)
        return self.seen.total()

    @property
    def missing(self) -> int:
        """How many notices are still to come."""
        self.look()
        return len(self.expected - self.seen.keys())

    async def until_posted(self, count: int, timeout: float = 60.0) -> None:
        """Wait until so many notices were posted in all."""
        await self.discord.bulletin.until(
            lambda: self.look() >= count, timeout, lambda: f"{count} notices; there are {self.look()}"
        )

    async def until_complete(self, timeout: float = 120.0) -> None:
        """Wait until no notice is missing."""
        await self.discord.bulletin.until(
            lambda: not self.missing, timeout, lambda: f"{self.missing} of {len(self.expected)} notices are missing"
        )

    async def nothing_more_for(self, seconds: float) -> bool:
        """Whether no further notice is posted within the time: the time is what is waited for."""
        before = self.look()
        try:
            await self.until_posted(before + 1, timeout=seconds)
        except TimeoutError:
            return True
        return False

    def assert_exactly_once(self) -> None:
        """Every key stands in its channel once, and nothing else that looks like a notice."""
        self.look()
        twice = {nonce: count for nonce, count in self.seen.items() if count > 1}
        lost = self.expected - self.seen.keys()
        unknown = self.seen.keys() - self.expected
        assert (len(twice), len(lost), len(unknown)) == (0, 0, 0), (
            f"of {len(self.expected)} notices {len(twice)} came twice, {len(lost)} never, {len(unknown)} unasked"
        )

    def posts(self, after: int = 0) -> dict[str, Request]:
        """The last request that posted each nonce, from an index into the journal on."""
        sent = (one for one in self.discord.requests[after:] if one.matches("POST", MESSAGES))
        return {str(one.body["nonce"]): one for one in sent if "nonce" in one.body}

    # --- what is on record

    def stores(self) -> AbstractAsyncContextManager[Stores]:
        """The database, opened from outside of the bot and closed again."""
        return opened(self.database_url)

    async def open_rows(self) -> Collection[Row]:
        """The claims that are open, at an instant at which no bot runs."""
        async with self.stores() as stores:
            return await stores.ledger.open_rows(limit=100_000)

    async def states(self) -> Counter[str]:
        """How many rows are in which state."""
        async with self.stores() as stores:
            rows = await stores.ledger.rows([one.id for one in self.channels])
        return Counter(row.state.value for row in rows)


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Stores]:
    """The stores on a database that is up to date, for a moment."""
    stores = stores_on(Database(translate(database_url)))
    try:
        yield stores
    finally:
        await stores.database.close()


def nonces_of(message: Message) -> set[str]:
    """The nonces of the notice that a message is; empty for any other message."""
    return {tag.nonce for one in message.custom_ids if (tag := read_custom_id(one))}
