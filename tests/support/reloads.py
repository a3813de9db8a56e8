"""A knowledge folder that changes, for better and worse, while people ask without pause."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from tests.discord.loopback import BotProcess, Channel, LoopbackDiscord, User

ASKED = ("which mark stands", "truce expiry", "tell me the mark please", "how large was the tea deficit in 2018")
"""Half of them exact phrasings, half others."""
_MARKS = re.compile(r"Mark (\d+), and by the record \*?\*?mark (\d+)")


def write_mark(knowledge: Path, mark: int, source: str = "paper") -> None:
    """The mark in an answer's own words, and in a fact that it tells: no answer may have one of each.

    The folder is broken while one of the two is written and the other is not, so nobody can take what lies between.
    """
    answer = knowledge / "faq" / "mark.yaml"
    answer.write_text("entries: [\n", "utf-8")
    (knowledge / "facts" / "mark.yaml").write_text(
        f'statements:\n  - id: mark\n    versions: [{{from: "2025-01-01", text: "mark {mark}.", sources: [{source}]}}]\n',
        "utf-8",
    )
    answer.write_text(
        "entries:\n"
        "  - id: mark\n"
        "    question: Which mark stands?\n"
        "    topic: truce\n"
        f"    phrasings: [which mark, what mark is it, the mark please, phrasing number {mark}]\n"
        f"    answer: \"Mark {mark}, and by the record {{{{ say('mark') }}}}\"\n",
        "utf-8",
    )


def write_deadline(knowledge: Path, due_in: timedelta, source: str = "paper") -> datetime:
    """One more deadline, whose reminder of an hour before is due in so long; when that is."""
    due = datetime.now(UTC) + due_in
    path = knowledge / "deadlines.yaml"
    text = path.read_text("utf-8").rstrip()
    at = (due + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    path.write_text(
        f'{text}\n  - id: soon\n    title: Soon\n    at: "{at}"\n    timezone: UTC\n    if_missed: Nothing.\n'
        f'    known: "2025-11-04"\n    sources: [{source}]\n',
        "utf-8",
    )
    return due


@dataclass
class Crowd:
    """People who ask at an even pace until they are told to stop; what they got, and how long it took."""

    discord: LoopbackDiscord
    channel: Channel
    people: list[User]
    took: list[float] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def asking(self, per_second: float) -> AsyncIterator[None]:
        """Ask for as long as this lasts."""
        asking = asyncio.create_task(self._ask(1 / per_second))
        try:
            yield
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await asyncio.gather(*self._under_way)

    async def _ask(self, every: float) -> None:
        number, due = 0, time.perf_counter()
        while True:
            task = asyncio.create_task(self._one(number))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
            number, due = number + 1, due + every
            await asyncio.sleep(max(0.0, due - time.perf_counter()))

    async def _one(self, number: int) -> None:
        person = self.people[number % len(self.people)]
        began = time.perf_counter()
        reply = await self.discord.slash(person, self.channel, "ask", {"question": ASKED[number % len(ASKED)]})
        self.took.append(time.perf_counter() - began)
        self.texts.append(reply.text)
        if found := _MARKS.search(reply.text):
            self.marks.append((int(found[1]), int(found[2])))


def memory_of(bot: BotProcess) -> int:
    """Bytes of the bot and of the processes that it started; what they share is counted once."""
    total = 0
    process = psutil.Process(bot.pid)
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_full_info().pss
        except psutil.Error:  # it has ended meanwhile
            continue
    return total


@asynccontextmanager
async def highest_memory(bot: BotProcess, every: float = 0.5) -> AsyncIterator[list[int]]:
    """What `memory_of` told, again and again for as long as this lasts."""
    seen: list[int] = []

    async def look() -> None:
        while True:
            seen.append(await asyncio.to_thread(memory_of, bot))
            await asyncio.sleep(every)

    looking = asyncio.create_task(look())
    try:
        yield seen
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
