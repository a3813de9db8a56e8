"""The ledger: one row for each notice, which says how far it got. What may follow what is told here.

(none) ─claim→ CLAIMED ─confirm→ SENT
                  ├─doubt→ DOUBTFUL ─(looked up)→ SENT | RELEASED
                  ├─release→ RELEASED ─claim→ CLAIMED
                  └─fail→ FAILED
(none) or RELEASED ─record→ SKIPPED
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.reminders.keys import NoticeKey


class State(StrEnum):
    """How far a notice got."""

    CLAIMED = "claimed"
    SENT = "sent"
    DOUBTFUL = "doubtful"
    RELEASED = "released"
    SKIPPED = "skipped"
    FAILED = "failed"

    @property
    def is_told(self) -> bool:
        """Whether the channel has, or may have, read it."""
        return self in (State.SENT, State.DOUBTFUL)

    @property
    def is_decided(self) -> bool:
        """Whether the key is taken: all but a released one are."""
        return self is not State.RELEASED


@dataclass(frozen=True)
class Told:
    """What a notice says of its deadline: its instant (see `keys.write_instant`) and outcome ("" for none)."""

    instant: str
    outcome: str = ""


@dataclass(frozen=True)
class Row:
    """A notice on record. `claimed_at` is its first claim; a look-up starts from there."""

    key: NoticeKey
    state: State
    told: Told
    claimed_at: datetime
    reason: str = ""
    worker: str = ""
    lease_until: datetime | None = None
    attempts: int = 0
    message_id: int | None = None


def is_ripe(row: Row, now: datetime, lease: timedelta) -> bool:
    """Whether an open claim may be looked up: its lease is over.

    A lease that ends further ahead than leases last was given before the clock was set back: over, too.
    """
    if row.state is State.DOUBTFUL:
        return row.lease_until is None or row.lease_until <= now
    if row.state is not State.CLAIMED:
        return False
    return row.lease_until is None or not now < row.lease_until <= now + lease


class StoreUnavailable(Exception):
    """The database cannot be used now: locked, full, restarting or out of reach. Trying again may help."""

    needs_a_person = False
    """Whether trying again helps only when a person has changed something."""


class Ledger(Protocol):
    """Where notices are recorded. Every method is one short transaction; all raise StoreUnavailable."""

    async def claim(
        self, wanted: Mapping[NoticeKey, Told], *, worker: str, lease: timedelta, now: datetime
    ) -> frozenset[NoticeKey]:
        """Take the keys that nobody has, or that were released; the keys that were taken. Atomic for each key."""

    async def record(self, skipped: Mapping[NoticeKey, tuple[str, Told]], *, now: datetime) -> None:
        """Note keys that are never sent, each with its reason; a key that is taken stays as it is."""

    async def confirm(self, sent: Mapping[NoticeKey, int], *, now: datetime) -> None:
        """Note the message of each key that was posted, whoever holds the claim by now."""

    async def release(self, keys: Collection[NoticeKey], *, worker: str, why: str) -> None:
        """Give keys back that were certainly not posted."""

    async def doubt(self, key: NoticeKey, *, worker: str, why: str, until: datetime) -> None:
        """Note that nobody can tell whether the key was posted; it is looked up again at `until`."""

    async def fail(self, key: NoticeKey, *, worker: str, why: str) -> None:
        """Note that Discord refused the notice itself, for good."""

    async def renew(self, keys: Collection[NoticeKey], *, worker: str, until: datetime) -> frozenset[NoticeKey]:
        """Prolong the worker's claims; the keys that are still its own."""

    async def open_rows(self, *, limit: int = 1000) -> Sequence[Row]:
        """The rows that are claimed or doubtful, oldest claim first."""

    async def adopt(self, row: Row, *, worker: str, until: datetime) -> bool:
        """Take over an open row exactly as it was read; False if somebody changed it meanwhile."""

    async def recheck(self, channel_id: int, *, now: datetime) -> int:
        """Make the channel's doubtful rows ripe at once; how many there are."""

    async def rows(self, channels: Collection[int], deadline: str | None = None) -> Sequence[Row]:
        """Every row in these channels, of one deadline or of all, in the order in which they were first claimed."""

    async def told(self) -> Mapping[str, frozenset[Told]]:
        """What channels were last told of each deadline: tells which deadlines have news for somebody."""

    async def known_until(self) -> datetime | None:
        """Up to when everything that was sent is surely on record; None if nothing is."""

    async def note_known(self, until: datetime) -> None:
        """Note that everything that was sent by a moment is on record."""

    async def count(self) -> Mapping[State, int]:
        """How many notices are in each state."""

    async def find(self, nonce: str) -> Row | None:
        """The row of a notice by its nonce."""
