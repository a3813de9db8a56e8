"""The long-running bot from start to orderly end: opens the stores, prepares the bases, and runs a worker over them."""

from __future__ import annotations

import asyncio
import gc
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import structlog
from prometheus_client import REGISTRY

from bot.curation.metrics import KnowledgeCollector
from bot.curation.reloading import Reloader
from bot.discord_app.mishaps import Mishaps
from bot.exits import FAILED, REFUSED, STOPPED
from bot.health import Health
from bot.preparing import changes_in
from bot.probe import Probe
from bot.reminders.loop import OLDEST
from bot.reminders.loop import PART as REMINDERS
from bot.reports.charts import Charts
from bot.stopping import GIVE_UP, ToldToStop, beside, heeding_signals, unless
from bot.storage import patience
from bot.storage.faults import DatabaseUnusable
from bot.waits import LONGEST_WAIT
from bot.watchdog import Watchdog, leave
from bot.worker import DISCORD, KNOWLEDGE, Base, Parts, Running, Worker
from bot.workers.keeper import PART as LEASES

log = structlog.get_logger(__name__)

OLDEST_WORD = timedelta(minutes=1)
"""For how long counts what the gateway, the leases and the database say of themselves; each speaks every few seconds."""


def run(parts: Parts) -> NoReturn:
    """Serve, then end the process with the exit code; what start-up or a hung database left behind holds nothing up."""
    with asyncio.Runner() as runner:
        try:
            code = runner.run(serve(parts))
        except Exception:
            log.critical("the bot has ended with an error", exc_info=True)
            code = FAILED
        leave(code)


async def serve(parts: Parts) -> int:
    """Run until told to stop (SIGTERM, SIGINT); the exit code, of `bot.exits`."""
    stopping, watchdog, mishaps = asyncio.Event(), Watchdog(), Mishaps()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(mishaps.catch)
    aloud = mishaps.quieten()
    watchdog.start(loop)
    speaking = (DISCORD, LEASES, patience.PART)
    health = Health(
        required=(KNOWLEDGE, *speaking, REMINDERS), oldest=dict.fromkeys(speaking, OLDEST_WORD) | {REMINDERS: OLDEST}
    )
    probe = None
    if parts.port is not None:
        probe = Probe(health, REGISTRY, parts.port, lambda: not watchdog.is_late, lambda: watchdog.tasks)
    try:
        with heeding_signals(stopping, watchdog):
            if probe and not await _listening(probe):
                return FAILED
            return await _serve(parts, health, mishaps, stopping)
    except DatabaseUnusable as error:
        log.error("the database cannot be used", because=str(error))
        return REFUSED
    except ToldToStop:
        log.info("stopped before everything had started")
        return STOPPED
    finally:
        if probe:
            await probe.stop()
        watchdog.stop()
        aloud()


async def _listening(probe: Probe) -> bool:
    try:
        await probe.start()
    except OSError as error:
        log.error("the port cannot be used; check PORT", because=str(error))
        return False
    return True


async def _serve(parts: Parts, health: Health, mishaps: Mishaps, stopping: asyncio.Event) -> int:
    log.info("opening the database")
    stores = await unless(stopping, patience.open_patiently(parts.database_url, health))
    try:
        log.info("preparing the index")
        running = [await _running(base, stopping) for base in parts.bases]
        charts = Charts()
        await unless(stopping, beside(charts.warm, "charts"))
        # The index and matplotlib stay for good: a collection that walks through them would block the loop for long.
        gc.collect()
        gc.freeze()
        facts = KnowledgeCollector([base.library for base in parts.bases], parts.clock)
        REGISTRY.register(facts)
        following = {
            asyncio.create_task(_follow(one.reloader, one.base.library.folder, mishaps), name="knowledge-folder")
            for one in running
        }
        try:
            return await Worker(parts, stores, running, charts, health, stopping, mishaps).run()
        finally:
            REGISTRY.unregister(facts)
            for task in following:
                task.cancel()
            await asyncio.wait(following, timeout=GIVE_UP)
    finally:
        closing = asyncio.create_task(stores.database.close(), name="closing-database")
        await asyncio.wait({closing}, timeout=GIVE_UP)


async def _running(base: Base, stopping: asyncio.Event) -> Running:
    answerer = await unless(stopping, beside(base.answerer, "index"))
    return Running(base, answerer, Reloader(base.library, answerer, base.prepare, base.measured))


async def _follow(reloader: Reloader, folder: Path, mishaps: Mishaps) -> None:
    """Keep up with the folder; where it cannot be watched, try again later."""
    while True:
        try:
            await reloader.follow(changes_in(folder))
        except Exception as error:
            mishaps.note("knowledge-folder", error)
        await asyncio.sleep(LONGEST_WAIT)
