"""Many people doing everything that can be done with the bot, for as long as wanted, and what that costs it."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass

from tests.discord.loopback import Channel, Message, User
from tests.discord.loopback.messages import walk
from tests.support.besieged import QUESTION, Siege

PEOPLE = 10
REPORTS = ("status", "tariffs", "truce", "deficit", "issues", "deadlines", "timeline")
ASKED = (
    "what was the tariff in {year}?",
    "how big was the deficit in {year}?",
    "tariffs {year}",
    "{year}年的关税是多少？",
    "when does the truce end?",
    "what about {year}",
    "what happened on 29 July {year}",
)


@dataclass(frozen=True)
class Sample:
    """What the process holds at a moment, in seconds from the beginning."""

    at: float
    memory: float
    tasks: float
    files: float


class Soak:
    """Waits for each answer: what is lost is a TimeoutError."""

    def __init__(self, siege: Siege, seed: int) -> None:
        self.siege, self.rng = siege, random.Random(seed)
        self.done: dict[str, int] = {}
        self.samples: list[Sample] = []
        self._old: list[Message] = []

    async def run(self, seconds: float, sample_every: float) -> None:
        """Rounds in which everybody does one thing, until the time is over."""
        people = [self.siege.person() for _ in range(PEOPLE)]
        self._old = [await self._ask(user, channel, QUESTION) for user, channel in people]
        began, sampled = time.monotonic(), float("-inf")
        while (at := time.monotonic() - began) < seconds:
            if at - sampled >= sample_every:
                sampled = at
                await self._sample(at)
            await asyncio.gather(*(self._act(*person) for person in people))
        await self._sample(time.monotonic() - began)

    async def _sample(self, at: float) -> None:
        told = await self.siege.metrics()
        files = told["process_open_fds"]
        self.samples.append(Sample(at, told["process_resident_memory_bytes"], told["parley_tasks"], files))

    async def _act(self, user: User, channel: Channel) -> None:
        acts = (self._mention, self._slash, self._typing, self._menu, self._edit, self._delete)
        act = self.rng.choice((*acts, self._report, self._press_new, self._press_old))
        await act(user, channel)
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1

    def _text(self) -> str:
        return self.rng.choice(ASKED).format(year=self.rng.randint(1500, 2500))

    async def _ask(self, user: User, channel: Channel, text: str) -> Message:
        return await self.siege.discord.ask(channel, user, text, mention_bot=True)

    async def _mention(self, user: User, channel: Channel) -> None:
        assert (await self._ask(user, channel, self._text())).text

    async def _slash(self, user: User, channel: Channel) -> None:
        assert (await self.siege.discord.slash(user, channel, "ask", {"question": self._text()})).text

    async def _typing(self, user: User, channel: Channel) -> None:
        await self.siege.discord.autocomplete(user, channel, "ask", "question", self._text()[:10])

    async def _menu(self, user: User, channel: Channel) -> None:
        message = await self.siege.discord.say(channel, user, self._text())
        assert (await self.siege.discord.menu(user, "Answer this", message)).text

    async def _edit(self, user: User, channel: Channel) -> None:
        await self.siege.edited(await self._ask(user, channel, QUESTION), self._text())

    async def _delete(self, user: User, channel: Channel) -> None:
        answered = await self._ask(user, channel, self._text())
        assert answered.reference is not None
        await self.siege.discord.delete(answered.reference)
        await self.siege.discord.bulletin.until(lambda: answered.deleted, 30, "the answer's end")

    async def _report(self, user: User, channel: Channel) -> None:
        name = self.rng.choice(REPORTS)
        options = {"period": str(self.rng.randint(1500, 2500))} if name == "deficit" else {}
        shown = await self.siege.discord.slash(user, channel, name, options)
        assert shown.message is not None
        ways = [one for one in shown.message.custom_ids if one.startswith("v:")]
        if ways:
            await self.siege.discord.press(shown.message, user, self.rng.choice(ways))

    async def _press_new(self, user: User, channel: Channel) -> None:
        await self._press(user, await self._ask(user, channel, self._text()))

    async def _press_old(self, user: User, channel: Channel) -> None:
        await self._press(user, self.rng.choice(self._old))

    async def _press(self, user: User, message: Message) -> None:
        there = [one for one in walk(message.components) if one.get("custom_id", "").startswith(("q:", "f:", "a:"))]
        if there:
            chosen = self.rng.choice(there)
            values = [self.rng.choice(chosen["options"])["value"]] if chosen.get("options") else None
            await self.siege.discord.press(message, user, chosen["custom_id"], values=values)
