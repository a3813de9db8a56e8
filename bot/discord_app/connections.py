"""Whether the gateway is really connected: a session on every shard, and each heard from lately."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LOOK_EVERY = 15.0
"""Seconds between two looks."""

SILENT = 180.0
"""Seconds without an answer to a heartbeat, which is due every 41, after which a connection counts as silent."""


@dataclass(frozen=True)
class GatewayState:
    """Whether every shard is connected, and a sentence for the status."""

    ok: bool
    detail: str


class Connections:
    """Tracks for each shard whether it holds a session, and when it last answered a heartbeat.

    discord.py measures the latency again with each answered heartbeat, so a new latency shows an answer.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._heard: dict[int, float] = {}
        self._latencies: dict[int, float] = {}

    def opened(self, shard: int) -> None:
        """A shard holds a session, new or resumed."""
        self._heard[shard] = self._monotonic()

    def lost(self, shard: int) -> None:
        """A shard's connection has ended."""
        self._heard.pop(shard, None)

    def look(self, latencies: Mapping[int, float]) -> GatewayState:
        """How the shards stand; `latencies` has each that is wanted, with the latency that was last measured."""
        now = self._monotonic()
        for shard, latency in latencies.items():
            if shard in self._heard and latency != self._latencies.get(shard):
                self._heard[shard] = now
        self._latencies = dict(latencies)
        silent = [shard for shard in latencies if shard in self._heard and now - self._heard[shard] > SILENT]
        up = sum(shard in self._heard for shard in latencies)
        if not latencies:
            return GatewayState(False, "connecting")
        if silent:
            longest = max(now - self._heard[shard] for shard in silent)
            return GatewayState(False, f"{len(silent)} of {len(latencies)} shards silent, for {longest:.0f} seconds")
        return GatewayState(up == len(latencies), f"{up} of {len(latencies)} shards connected")
