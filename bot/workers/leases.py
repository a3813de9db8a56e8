"""Leases: which worker connects which slice of the shards. One worker holds a slice; others stand by.

A lease is a row with a beat that its holder raises every few seconds. Whoever stands by watches the beat with a
clock of its own that never jumps, and takes the row over when the beat has stood still for `STALE_AFTER`. No wall
clock of any machine is compared with another's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

RENEW_EVERY = 1.5
"""Seconds between two beats, and between two looks of whoever stands by."""

STALE_AFTER = 6.0
"""Seconds without a beat after which a slice is taken over."""

HOLD_FOR = 4.5
"""Seconds that a holder trusts its last beat: it lets go before anybody else takes over."""


@dataclass(frozen=True)
class Lease:
    """A row: who holds the slice, and how often it has renewed. A free one has no worker."""

    name: str
    worker: str
    beat: int


class LeaseStore(Protocol):
    """Keeps leases. Every method is one transaction; all raise StoreUnavailable."""

    async def read(self) -> Sequence[Lease]:
        """Every lease."""

    async def take(self, name: str, seen: Lease | None, worker: str) -> bool:
        """Make the worker the holder, if the row is still as it was seen (None: there was none)."""

    async def renew(self, names: Collection[str], worker: str) -> frozenset[str]:
        """Raise the beat of the worker's leases; those that are still its own."""

    async def release(self, names: Collection[str], worker: str) -> None:
        """Let go of the worker's leases, so that the next one need not wait."""


def slice_name(index: int) -> str:
    """The name of a slice's lease; slice 0 has shard 0, and whoever holds it sends notices."""
    return f"slice:{index}"


NOTICES = slice_name(0)

SEATS = tuple(f"seat:{index}" for index in range(4))
"""Leases of workers that stand by. More than four are not counted, which does no harm."""


def shards_of(index: int, slices: int, shards: int) -> tuple[int, ...]:
    """The shard ids of a slice."""
    return tuple(range(index, shards, slices))


@dataclass
class _Seen:
    lease: Lease
    since: float


@dataclass
class WorkerLease:
    """One worker's share of the slices. `step` is called every RENEW_EVERY seconds, by one task only.

    `most` is how many slices this worker may hold at once. `is_gone` may know for certain that a worker has ended
    (see `bot.workers.identity`); its slices are then taken at once.
    """

    store: LeaseStore
    worker: str
    monotonic: Callable[[], float]
    slices: int = 1
    most: int = 1
    is_gone: Callable[[str], bool] = lambda _worker: False
    _held: dict[str, float] = field(default_factory=dict)
    _seat: str | None = None
    _seen: dict[str, _Seen] = field(default_factory=dict)
    _workers: int = 1
    _alone: bool = False

    @property
    def held(self) -> frozenset[int]:
        """The slices that are this worker's, at this instant.

        Where nobody stood by when the database last answered, nobody takes over while it is away: what was held
        is held until the database says otherwise, so that its restart ends no conversation.
        """
        now = self.monotonic()
        kept = (name for name, until in self._held.items() if self._alone or now < until)
        return frozenset(int(name.rpartition(":")[2]) for name in kept)

    @property
    def sends_notices(self) -> bool:
        """Whether this worker is the one that sends notices, at this instant."""
        return self.monotonic() < self._held.get(NOTICES, 0.0)

    @property
    def workers(self) -> int:
        """How many workers hold slices: the bot's pace is shared among them. Never less than 1."""
        return self._workers

    async def step(self) -> frozenset[int]:
        """Renew what is held, take what is free or abandoned, else stand by; what is held then.

        Raises:
            StoreUnavailable: nothing was renewed, and nobody's beat was seen to stand still.
        """
        try:
            await self._renew()
            leases = {lease.name: lease for lease in await self.store.read()}
        except BaseException:
            self._seen.clear()  # the holder could not renew either: its time begins anew
            raise
        self._watch(leases)
        for name in (slice_name(index) for index in range(self.slices)):
            asked = self.monotonic()
            if len(self._held) < self.most and name not in self._held and await self._take(name, leases.get(name)):
                self._held[name] = asked + HOLD_FOR
        await self._sit(leases)
        self._count(leases)
        return self.held

    async def release(self) -> None:
        """Let go of everything, at an orderly end."""
        names = (*self._held, *([self._seat] if self._seat else []))
        self._held, self._seat = {}, None
        if names:
            await self.store.release(names, self.worker)

    async def _renew(self) -> None:
        asked = self.monotonic()
        names = (*self._held, *([self._seat] if self._seat else []))
        kept = await self.store.renew(names, self.worker) if names else frozenset()
        self._held = {name: asked + HOLD_FOR for name in self._held if name in kept}
        self._seat = self._seat if self._seat in kept else None

    async def _sit(self, leases: dict[str, Lease]) -> None:
        """Whoever holds nothing takes a seat, so that holders know that somebody stands by."""
        if self._held and self._seat:
            await self.store.release([self._seat], self.worker)
            self._seat = None
        if self._held or self._seat:
            return
        for name in SEATS:
            if await self._take(name, leases.get(name)):
                self._seat = name
                return

    def _count(self, leases: dict[str, Lease]) -> None:
        # What was taken just now stands in `leases` under its former holder, who does not send any more.
        names = {slice_name(index) for index in range(self.slices)} - self._held.keys()
        holders = {lease.worker for lease in leases.values() if lease.worker and lease.name in names}
        self._workers = max(1, len(holders | ({self.worker} if self._held else set())))
        others = (lease for lease in leases.values() if lease.name in SEATS and lease.worker not in ("", self.worker))
        self._alone = not any(not self._is_abandoned(lease) for lease in others)

    def _watch(self, leases: dict[str, Lease]) -> None:
        now = self.monotonic()
        for name, lease in leases.items():
            seen = self._seen.get(name)
            if seen is None or seen.lease != lease:
                self._seen[name] = _Seen(lease, now)

    async def _take(self, name: str, lease: Lease | None) -> bool:
        # One's own name on a row that one does not hold: the answer to an earlier `take` or `renew` got lost.
        free = lease is None or lease.worker in ("", self.worker) or self._is_abandoned(lease)
        return free and await self.store.take(name, lease, self.worker)

    def _is_abandoned(self, lease: Lease) -> bool:
        return self.is_gone(lease.worker) or self.monotonic() - self._seen[lease.name].since >= STALE_AFTER
