"""The task that keeps a worker's leases, or stands by for them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import structlog

from bot.health import Health
from bot.reminders.leases import RENEW_EVERY, WorkerLease
from bot.reminders.ledger import StoreUnavailable
from bot.reminders.ports import Sleep

log = structlog.get_logger()

PART = "leases"
"""The keeper's name in the status object."""


async def keep(
    lease: WorkerLease, sleep: Sleep, health: Health, on_change: Callable[[frozenset[int]], None] = lambda _held: None
) -> None:
    """Renew, stand by and take over until cancelled; then let go. `on_change` hears the slices that are held."""
    held: frozenset[int] = frozenset()
    try:
        while True:
            now_held = await _step(lease, health)
            if now_held != held:
                log.info("leases_changed", held=sorted(now_held), workers=lease.workers)
                held = now_held
                on_change(held)
            await sleep(RENEW_EVERY)
    finally:
        with suppress(StoreUnavailable):
            await lease.release()


async def _step(lease: WorkerLease, health: Health) -> frozenset[int]:
    try:
        held = await lease.step()
    except StoreUnavailable as error:
        log.warning("leases_not_renewed", error=str(error))
        health.report(PART, ok=False, detail=str(error)[:200])
        return lease.held
    except Exception as error:
        log.exception("leases_not_renewed")
        health.report(PART, ok=False, detail=f"{type(error).__name__}: {error}"[:200])
        return lease.held
    doing = f"holds {sorted(held)}" if held else "stands by"
    health.report(PART, ok=True, detail=f"{doing}; {lease.workers} at work")
    return held
