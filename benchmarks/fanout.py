"""A notice that became due while the bot was away, to every channel, while people ask: how fast, how politely, at what size.

    python -m benchmarks.fanout [channels]

The real bot runs as a process of its own on a loopback Discord that enforces the limit of fifty requests a second.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from tests.discord.loopback import LoopbackDiscord
from tests.torture.stage import Stage

CHANNELS = 10_000
EVERY = 2.0
"""Seconds between two questions."""


async def run(channels: int) -> dict[str, float]:
    """One deadline to all channels, a mention answered every few seconds meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        async with LoopbackDiscord() as discord:
            stage = Stage(discord, place / "stage", f"sqlite:///{place / 'parley.db'}")
            await stage.subscribe(channels)
            stage.add_wave()
            person = discord.add_user()
            asked = discord.add_guild("people")
            asked.add_member(person)
            channel = asked.add_channel("questions")
            waits: list[float] = []
            async with stage.bot() as bot:
                await bot.wait_ready()
                await stage.until_posted(1)
                began, before, sent = time.monotonic(), stage.look(), len(discord.requests)
                process = psutil.Process(bot.pid)
                peak = 0.0
                while stage.missing:
                    start = time.monotonic()
                    await discord.ask(channel, person, f"<@{discord.bot.id}> what is the tea truce?")
                    waits.append((time.monotonic() - start) * 1000)
                    peak = max(peak, process.memory_info().rss / 2**20)
                    await asyncio.sleep(EVERY)
                took, requests = time.monotonic() - began, len(discord.requests) - sent - len(waits)
            stage.assert_exactly_once()
            return {
                "channels": channels,
                "notices a second": (channels - before) / took,
                "requests for each notice": requests / (channels - before),
                "429s": discord.journal.statuses[429],
                "mention to reply, p50 ms": float(np.percentile(waits, 50)),
                "mention to reply, p95 ms": float(np.percentile(waits, 95)),
                "resident MB, highest seen": peak,
            }


def show(console: Console, progress: Console, channels: int) -> None:
    """Print what was measured."""
    progress.print(f"{channels} channels, each looked into before its notice: about {channels / 20:.0f} s …")
    table = Table(title="fan-out with questions meanwhile", title_justify="left", show_header=False)
    for name, value in asyncio.run(run(channels)).items():
        table.add_row(name, f"{value:,.1f}" if value % 1 else f"{value:,.0f}")
    console.print(table)


if __name__ == "__main__":
    show(Console(), Console(stderr=True, style="dim"), int(sys.argv[1]) if len(sys.argv) > 1 else CHANNELS)
