"""One worker: connects to Discord and sends notices while it holds a slice of the gateway, and stands by while it holds none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot import __version__
from bot.answers.answerer import Answerer
from bot.curation.housekeeping import keep_tidy
from bot.curation.preparing import Prepared
from bot.curation.reloading import Prepare, Reloader
from bot.curation.review import review_of
from bot.discord_app.bases import Bases
from bot.discord_app.client import ParleyBot, Shards
from bot.discord_app.connecting import Forbidden, WrongToken
from bot.discord_app.messenger import DiscordMessenger
from bot.discord_app.mishaps import Mishaps
from bot.discord_app.pacing import Pacer
from bot.discord_app.services import Services
from bot.exits import FAILED, REFUSED, STOPPED
from bot.health import Health
from bot.knowledge.library import Library
from bot.knowledge.values import Clock
from bot.reminders.assembly import assemble
from bot.reminders.digest import Review
from bot.reminders.facts import of_base, together
from bot.reminders.loop import PART as REMINDERS
from bot.reminders.ports import Facts
from bot.reminders.schedule import Policy
from bot.reminders.service import Subscriptions
from bot.reports.charts import Charts
from bot.reports.frame import Tell
from bot.settings import Settings
from bot.stopping import GIVE_UP
from bot.storage import patience
from bot.storage.stores import Stores
from bot.waits import LONGEST_WAIT, waits
from bot.workers.identity import is_gone, this_worker
from bot.workers.keeper import PART as LEASES
from bot.workers.keeper import keep
from bot.workers.leases import RENEW_EVERY, WorkerLease, shards_of

log = structlog.get_logger(__name__)

DISCORD, KNOWLEDGE = "discord", "knowledge"
"""Names in the status object."""

MOST_GAPS = 500
"""Questions asked in vain that are looked at for what curators hear once a week."""

GOODBYE = 7.0
"""Seconds for everything that is under way when the connection ends: hosts kill ten after asking, and the lease, which
another worker waits for, is let go after this."""


@dataclass(frozen=True)
class Base:
    """A knowledge folder and what is made from it. The first goes by no name: whatever nobody chose a base for is its own."""

    name: str
    library: Library
    answerer: Callable[[], Answerer]
    prepare: Prepare
    measured: Callable[[str], Prepared | None]
    tell: Tell


@dataclass(frozen=True)
class Running:
    """A base with its index."""

    base: Base
    answerer: Answerer
    reloader: Reloader

    @property
    def facts(self) -> Facts:
        """What reminders know of it now."""
        return of_base(self.base.name, self.base.library.base)


@dataclass(frozen=True)
class Parts:
    """What the composition root hands in."""

    settings: Settings
    bases: tuple[Base, ...]
    clock: Clock
    token: str
    database_url: str | None
    port: int | None


class Worker:
    """Connects while it holds a slice of the gateway, and stands by while it holds none."""

    def __init__(
        self,
        parts: Parts,
        stores: Stores,
        running: Sequence[Running],
        charts: Charts,
        health: Health,
        stopping: asyncio.Event,
        mishaps: Mishaps,
    ) -> None:
        self._parts, self._stores, self._running, self._health = parts, stores, running, health
        self._charts = charts
        self._stopping, self._mishaps = stopping, mishaps
        self._waits = waits()
        self._name = str(this_worker())
        self._lease = WorkerLease(
            stores.leases, self._name, time.monotonic, slices=parts.settings.gateway.slices, is_gone=is_gone
        )
        self._pacer = Pacer()
        self._started: datetime = parts.clock()
        self._changed = asyncio.Event()

    async def run(self) -> int:
        """Hold, connect, let go; again until stopped."""
        keeper = asyncio.create_task(self._keep_lease(), name="gateway-lease")
        keeper.add_done_callback(lambda _: self._changed.set())
        looking = asyncio.create_task(self._look_after(), name="health")
        try:
            while not self._stopping.is_set():
                if keeper.done():
                    error = None if keeper.cancelled() else keeper.exception()
                    log.error("the task that keeps the gateway's lease has ended", exc_info=error)
                    return FAILED
                held = self._lease.held
                if held:
                    code = await self._connected(held)
                    if code is not None:
                        return code
                else:
                    self._stand_by()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._until_changed(), RENEW_EVERY)
            return STOPPED
        finally:
            keeper.cancel()
            looking.cancel()
            await asyncio.gather(keeper, looking, return_exceptions=True)

    def _stand_by(self) -> None:
        """Another worker is connected, as far as the leases tell; until they tell nobody knows."""
        leases = self._health.snapshot().get(LEASES)
        if leases and leases.ok:
            self._health.stand_by(DISCORD, "standing by; another worker is connected")
            self._health.stand_by(REMINDERS, "standing by; another worker sends")
        else:
            self._health.report(DISCORD, ok=False, detail="waiting for a lease to connect")

    async def _look_after(self) -> None:
        """Say every few seconds how the database is, and which knowledge is in use."""
        while True:
            bases = [one.base.library.base for one in self._running]
            told = (f"{len(base.entries)} entries, revision {base.revision}" for base in bases)
            self._health.report(KNOWLEDGE, ok=True, detail="; ".join(told))
            await patience.look(self._stores.database, self._health)
            await asyncio.sleep(patience.LOOK_EVERY)

    async def _keep_lease(self) -> None:
        """The lease is let go at the end, when the connection is closed."""
        await keep(self._lease, asyncio.sleep, self._health, lambda _held: self._changed.set(), self._pacer.share)

    async def _until_changed(self) -> None:
        """Return when the lease changed hands or the process is to stop."""
        events = [asyncio.create_task(self._changed.wait()), asyncio.create_task(self._stopping.wait())]
        try:
            await asyncio.wait(events, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for event in events:
                event.cancel()
        self._changed.clear()

    def _shards(self, held: frozenset[int]) -> Shards | None:
        gateway = self._parts.settings.gateway
        if gateway.shards == "auto":
            return None
        ids = [id_ for index in sorted(held) for id_ in shards_of(index, gateway.slices, gateway.shards)]
        return Shards(tuple(ids), gateway.shards)

    async def _connected(self, held: frozenset[int]) -> int | None:
        """Be connected until the lease changes; an exit code if Discord wants none of it."""
        self._health.report(DISCORD, ok=False, detail="connecting")
        self._health.report(REMINDERS, ok=False, detail="starting")
        bases = Bases([self._services(one) for one in self._running], self._stores.guilds)
        bot = ParleyBot(bases, self._pacer, self._shards(held))
        reminders = assemble(
            store=self._stores.subscriptions,
            snoozes=self._stores.snoozes,
            ledger=self._stores.ledger,
            messenger=DiscordMessenger(bot),
            facts=self._facts,
            policy=Policy(self._parts.settings.reminders.late_cutoff),
            health=self._health,
            worker=self._name,
            clock=self._parts.clock,
            may_send=lambda: self._lease.sends_notices,
            lease=self._parts.settings.reminders.claim_lease,
            report=self._report,
        )
        bases.first.healer = reminders.healer
        gateway = asyncio.create_task(bot.start_patiently(self._parts.token), name="gateway")
        loop = asyncio.create_task(reminders.loop.run(), name="reminders")
        change = asyncio.create_task(self._until_changed(), name="lease-watch")
        tidy = asyncio.create_task(
            keep_tidy(self._stores.answered, self._parts.clock, asyncio.sleep), name="housekeeping"
        )
        try:
            began = time.monotonic()
            await asyncio.wait([gateway, loop, change], return_when=asyncio.FIRST_COMPLETED)
            if time.monotonic() - began > LONGEST_WAIT:
                self._waits = waits()
            by_itself = [task for task in (gateway, loop) if task.done()]
            code = self._verdict(gateway)
        finally:
            change.cancel()
            tidy.cancel()
            await _say_goodbye(bot, gateway, loop)
        if code is None and by_itself:
            await self._after_mishap(by_itself)
        return code

    def _facts(self) -> Facts:
        """What reminders know of all bases now."""
        return together(one.facts for one in self._running)

    async def _report(self, base: str, since: datetime, until: datetime) -> Review:
        """What the curators of a base hear once a week; nothing of one that is served no more."""
        library = next((one.base.library for one in self._running if one.base.name == base), None)
        if library is None:
            return Review()
        gaps = await self._stores.gaps_of(base).most_asked(MOST_GAPS)
        return review_of(library.base, gaps, since, self._parts.clock(), until)

    async def _after_mishap(self, ended: list[asyncio.Task[None]]) -> None:
        """What ends by itself, of whatever error, is begun anew after a wait; the process stays."""
        for task in ended:
            error = None if task.cancelled() else task.exception()
            self._mishaps.note(task.get_name(), error or RuntimeError("it ended by itself"))
        wait = next(self._waits)
        self._health.report(DISCORD, ok=False, detail=f"the connection ended; a new one in {wait:.0f} seconds")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._until_changed(), wait)

    def _verdict(self, gateway: asyncio.Task[None]) -> int | None:
        """The exit code if Discord wants none of the bot for good."""
        error = gateway.exception() if gateway.done() and not gateway.cancelled() else None
        if isinstance(error, WrongToken):
            log.error("Discord refuses the token; copy it again from the developer portal into DISCORD_TOKEN")
            return REFUSED
        if isinstance(error, Forbidden):
            log.error("Discord refuses the connection", because=str(error))
            return REFUSED
        return None

    def _services(self, one: Running) -> Services:
        parts, stores, name = self._parts, self._stores, one.base.name
        return Services(
            settings=parts.settings,
            name=name,
            library=one.base.library,
            answerer=one.answerer,
            reloader=one.reloader,
            clock=parts.clock,
            health=self._health,
            answered=stores.answered,
            feedback=stores.feedback_on(name),
            gaps=stores.gaps_of(name),
            subscriptions=Subscriptions(
                stores.subscriptions,
                stores.ledger,
                self._facts,
                parts.clock,
                parts.settings.reminders.leads,
                stores.snoozes,
                base=name,
            ),
            started=self._started,
            version=__version__,
            tell=one.base.tell,
            charts=self._charts,
            mishaps=self._mishaps,
        )


async def _say_goodbye(bot: ParleyBot, gateway: asyncio.Task[None], reminders: asyncio.Task[None]) -> None:
    """End both: the client closes when answers and notices under way alike have ended, or have had their time."""
    reminders.add_done_callback(bot.drain.begin())
    reminders.cancel()
    try:
        async with asyncio.timeout(GOODBYE):
            await bot.close()
            await asyncio.wait({reminders})
    except TimeoutError:
        log.warning("the connection did not close in time; it is cut")
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVE_UP):
                await bot.http.close()
    gateway.cancel()
    await asyncio.wait({gateway, reminders}, timeout=GIVE_UP)
