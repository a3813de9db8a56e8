"""From a question to its reply, the same for messages, commands and buttons."""

from __future__ import annotations

import re
import time
from datetime import datetime
from typing import Any

import discord
import structlog

from bot.answers import memory
from bot.answers.asked import Asked
from bot.answers.reply import Outcome, Reason, Reply, Suggestion
from bot.answers.telling import Slots
from bot.discord_app import addressing, limits, states, tracing
from bot.discord_app.bases import Bases
from bot.discord_app.clicks import Clicks
from bot.discord_app.cooldown import Admission, Cooldown
from bot.discord_app.errors import Refusal
from bot.discord_app.metrics import ASK_SECONDS, QUESTIONS
from bot.discord_app.reading import ReadingRoom
from bot.discord_app.screens import check_records
from bot.discord_app.states import Look, Told, Topic
from bot.discord_app.turns import Caller
from bot.locale import say

log = structlog.get_logger(__name__)

LONGEST_QUESTION = 2000
"""Characters that are read; Discord lets some people write 4,000, and 6,000 in a command."""

PRESSES_AT_ONCE = 5
"""Buttons that a person may press one after the other, before the cooldown of questions holds for them, too."""

LETTERS_A_GAP = 10
"""Autocompletions in each gap of the cooldown, and at once: one comes with every letter."""


class Desk:
    """Asks the answerer, keeps count of turns, and notes what was asked in vain."""

    def __init__(self, bases: Bases) -> None:
        self._bases, self._shared = bases, bases.first
        gap, clock = self._shared.settings.cooldown, self._shared.clock
        self.cooldown = Cooldown(gap, clock)
        self.presses = Cooldown(gap, clock, PRESSES_AT_ONCE)
        self.clicks = Clicks(clock)
        self.typing = Cooldown(gap / LETTERS_A_GAP, clock, LETTERS_A_GAP)
        self._room = ReadingRoom(self._shared.mishaps)

    async def ask(
        self,
        question: str,
        language: str,
        caller: Caller,
        turn: memory.Turn | None = None,
        as_of: datetime | None = None,
    ) -> Reply:
        """The reply to a question as typed, read beside the event loop; `turn` is the one that it replies to.

        The knowledge of `as_of` is told, the present's by default.

        Raises:
            Refusal: if it could not be read in time.
        """
        tracing.name()
        asked, key = question[:LONGEST_QUESTION], (caller.person, caller.channel)
        services = self._bases.of(caller.guild)

        def read() -> Reply:
            now = services.clock()
            return services.answerer.ask(asked, now=now, as_of=as_of, language=language, memory_key=key, turn=turn)

        began = time.perf_counter()
        reply = await self._room.read(read, caller, language)
        took = time.perf_counter() - began
        ASK_SECONDS.observe(took)
        QUESTIONS.labels(str(reply.outcome)).inc()
        if reply.answered and reply.entry:
            services.asked[reply.entry] += 1
        log.info(
            "asked", outcome=str(reply.outcome), reason=str(reply.reason), entry=reply.entry, seconds=round(took, 3)
        )
        return reply

    async def complete(self, typed: str, language: str, caller: Caller) -> list[Suggestion]:
        """What may be meant by what was typed so far; nothing for whoever types faster than people do."""
        if self.typing.take(caller.person) is not Admission.FREE:
            return []
        services = self._bases.of(caller.guild)

        def read() -> list[Suggestion]:
            ready = services.answerer.ready
            return ready.complete(typed[:LONGEST_QUESTION], language, limits.CHOICES, services.asked)

        try:
            return await self._room.read(read, caller, language)
        except Refusal:
            return []

    def check_press(self, interaction: discord.Interaction[Any]) -> None:
        """Let pass a press that is not one too many.

        Raises:
            Refusal: to whoever presses without pause.
        """
        tracing.name()
        if self.presses.take(interaction.user.id) is not Admission.FREE:
            raise Refusal(self.wait(self.language("", interaction.locale)))

    def wait(self, language: str) -> str:
        """The sentence for whoever asks too fast."""
        return say("discord-wait", language, seconds=round(self.cooldown.gap.total_seconds()) or 1)

    def close(self) -> None:
        """Let go of the reading thread."""
        self._room.close()

    def language(self, text: str, setting: discord.Locale | None = None) -> str:
        """The language of a question, or else of whoever asks."""
        return addressing.language(text, addressing.of_locale(setting), self._shared.settings.language)

    async def language_at(self, text: str, channel: int, server: discord.Locale | None) -> str:
        """The language of a message's question, or else the channel's subscription's, the server's, the configuration's.

        A message does not tell its author's client.
        """
        if addressing.tells_its_language(text):
            return self.language(text)
        kept = await self._shared.subscriptions.get(channel)
        wishes = (kept.language if kept else None, addressing.of_locale(server), self._shared.settings.language)
        return addressing.language(text, *wishes)

    async def chosen(self, topic: Topic, caller: Caller) -> Reply | None:
        """The answer that a button leads to; None if the entry is no longer there.

        Raises:
            Refusal: for a moment before the first record, or if it could not be told in time.
        """
        slots = Slots(year=topic.year, direction=topic.direction)
        asked = Asked(slots, as_of=topic.as_of)
        return await self.again(Told(Look.HISTORY, topic.asker, topic.entry, topic.language, asked), caller)

    async def again(self, told: Told, caller: Caller) -> Reply | None:
        """An answer told again, for what it was asked for; None if the entry is no longer there.

        Raises:
            Refusal: for a moment before the first record, or if it could not be told in time.
        """
        services = self._bases.of(caller.guild)
        check_records(services.library.base, told.asked.as_of, told.language)
        entry = states.resolve(told.entry, services.library.base.entries)

        def tell() -> Reply | None:
            if entry is None:
                return None
            try:
                return services.answerer.entry(
                    entry,
                    now=services.clock(),
                    language=told.language,
                    asked=told.asked,
                    memory_key=(caller.person, caller.channel),
                )
            except KeyError:  # reloaded between the two lines
                return None

        return await self._room.read(tell, caller, told.language)

    async def came_about(self, reply: Reply, caller: Caller) -> tuple[str, ...]:
        """How what an answer tells came about, a line for each change.

        Raises:
            Refusal: if it could not be told in time.
        """
        answerer = self._bases.of(caller.guild).answerer
        return await self._room.read(lambda: answerer.came_about(reply, self._shared.clock()), caller, reply.language)

    async def alike(self, entry: str, language: str, caller: Caller) -> list[Suggestion]:
        """What is there in the place of an entry that is gone, by the words of its id."""
        words = "" if entry.startswith("#") else re.sub(r"[-_.]+", " ", entry)
        return await self.complete(words, language, caller) or await self.complete("", language, caller)

    async def note(self, question: str, reply: Reply, guild_id: int | None) -> None:
        """Let curators know of a question that got no answer, or of a doubt about one, without who asked it.

        What leaned on an earlier question is noted as the whole that it was read as: by itself it says nothing.
        """
        whole = reply.explanation.whole
        if reply.reason is Reason.DISPUTED:
            question = f"{whole} → {question}"
        elif whole:
            question = whole
        in_vain = reply.outcome is Outcome.UNKNOWN and reply.reason is not Reason.WARMING_UP
        if in_vain or reply.reason is Reason.DISPUTED:
            await self._bases.of(guild_id).gaps.note(
                question=question[:LONGEST_QUESTION],
                outcome=str(reply.outcome),
                reason=str(reply.reason),
                language=reply.language,
                at=self._shared.clock(),
            )


def desk_of(interaction: discord.Interaction[Any]) -> Desk:
    """The desk of the client that received an interaction."""
    desk: Desk = interaction.client.desk
    return desk


def caller_of(interaction: discord.Interaction[Any]) -> Caller:
    """Who sent an interaction, and where."""
    return Caller(interaction.user.id, interaction.channel_id, interaction.guild_id)
