"""The parts of the reminders put together from what the composition root hands in."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.health import Health
from bot.knowledge.values import Clock
from bot.reminders.again import SnoozeRound
from bot.reminders.alarm import Alarm
from bot.reminders.confirmations import Confirmations
from bot.reminders.delivery import DeliveryContext
from bot.reminders.digest import Review
from bot.reminders.dispatcher import Dispatcher
from bot.reminders.healing import Healer, HealingRound, Jitter
from bot.reminders.ledger import Ledger
from bot.reminders.loop import PART, ReminderLoop
from bot.reminders.outbox import LEASE, Outbox
from bot.reminders.ports import (
    FactsNow,
    MaySend,
    Messenger,
    Monotonic,
    Reviewer,
    Sleep,
    SnoozeStore,
    SubscriptionStore,
)
from bot.reminders.recovery import Recovery
from bot.reminders.schedule import Policy
from bot.reminders.weeklies import WeeklyRound


@dataclass(frozen=True)
class Reminders:
    """The running parts: `loop.run()` is the task; `healer` hears of changed permissions."""

    loop: ReminderLoop
    healer: Healer
    outbox: Outbox
    healing: HealingRound


async def _nothing(_base: str, _since: datetime, _until: datetime) -> Review:
    return Review()


def assemble(
    *,
    store: SubscriptionStore,
    snoozes: SnoozeStore,
    ledger: Ledger,
    messenger: Messenger,
    facts: FactsNow,
    policy: Policy,
    health: Health,
    worker: str,
    clock: Clock,
    may_send: MaySend = lambda: True,
    monotonic: Monotonic = time.monotonic,
    sleep: Sleep = asyncio.sleep,
    lease: timedelta = LEASE,
    jitter: Jitter = random.random,
    report: Reviewer = _nothing,
) -> Reminders:
    """Everything but what posts, keeps and knows. `may_send` says at every instant whether this worker sends.

    `report` makes what the curators of a base hear once a week.
    """
    healer = Healer(store, ledger, messenger, clock)
    confirm = Confirmations(ledger, store, clock, sleep)
    context = DeliveryContext(messenger, ledger, healer, worker, clock, monotonic, sleep, confirm, may_send)
    alarm = Alarm()
    outbox = Outbox(context, lease=lease, on_free=alarm.free)

    def report_well(detail: str) -> None:
        health.report(PART, ok=True, detail=detail, at=clock())

    def report_page() -> None:
        report_well(f"sending, {len(outbox.in_flight)} under way")

    weeklies = WeeklyRound(store, ledger, outbox, facts, report)
    again = SnoozeRound(store, snoozes, ledger, outbox, facts, policy)
    dispatcher = Dispatcher(store, ledger, outbox, facts, policy, weeklies, again, report_page)
    healing = HealingRound(
        healer, may_send=may_send, monotonic=monotonic, sleep=sleep, jitter=jitter, on_resumed=alarm.ring
    )
    loop = ReminderLoop(context, outbox, Recovery(outbox), dispatcher, healing, alarm, report_well, health)
    return Reminders(loop, healer, outbox, healing)
