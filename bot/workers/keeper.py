"""The task that keeps a worker's leases, or stands by for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

import structlog

from bot.health import Health
from bot.reminders.ledger import StoreUnavailable
from bot.reminders.ports import Sleep
from bot.workers.leases import RENEW_EVERY, WorkerLease

log = structlog.get_logger()

PART = "leases"
"""The keeper's name in the status object."""

LOOK_EVERY = 0.5
"""Seconds between two looks at what is still held while the database takes its time."""


async def keep(
    lease: WorkerLease,
    sleep: Sleep,
    health: Health,
    on_change: Callable[[frozenset[int]], None] = lambda _held: None,
    on_workers: Callable[[int], None] = lambda _workers: None,
    patience: float = RENEW_EVERY,
) -> None:
    """Renew, stand by and take over until cancelled; then let go.

    `on_change` hears the slices that are held, while a database hangs too: they are lost by time alone. `on_workers`
    hears how many workers hold slices. A step that takes longer than `patience` (seconds) is given up.
    """
    held: frozenset[int] = frozenset()
    workers = 0

    def look() -> None:
        nonlocal held, workers
        if lease.workers != workers:
            workers = lease.workers
            on_workers(workers)
        if lease.held != held:
            held = lease.held
            log.info("leases_changed", held=sorted(held), workers=lease.workers)
            on_change(held)

    try:
        while True:
            await _looking(_step(lease, health, patience), look)
            await sleep(RENEW_EVERY)
    finally:
        await _let_go(lease, patience)


async def _looking(step: Coroutine[object, object, None], look: Callable[[], None]) -> None:
    """Wait for the step, which may take long to give up, and look all the while."""
    task = asyncio.create_task(step, name="lease-step")
    try:
        look()
        while not task.done():
            await asyncio.wait({task}, timeout=LOOK_EVERY)
            look()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _step(lease: WorkerLease, health: Health, patience: float) -> None:
    try:
        async with asyncio.timeout(patience):
            held = await lease.step()
    except (StoreUnavailable, TimeoutError) as error:
        because = str(error) or f"the database did not answer within {patience:g} seconds"
        log.warning("leases_not_renewed", error=because)
        health.report(PART, ok=False, detail=because[:200])
    except Exception as error:
        log.exception("leases_not_renewed")
        health.report(PART, ok=False, detail=f"{type(error).__name__}: {error}"[:200])
    else:
        doing = f"holds {sorted(held)}" if held else "stands by"
        health.report(PART, ok=True, detail=f"{doing}; {lease.workers} at work")


async def _let_go(lease: WorkerLease, patience: float) -> None:
    try:
        async with asyncio.timeout(patience):
            await lease.release()
    except Exception as error:
        log.warning("leases_not_released", error=f"{type(error).__name__}: {error}"[:200])
