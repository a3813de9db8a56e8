"""From a question to what is shown of the reply, the same for messages, commands and buttons."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import discord
import structlog

from bot.answers.reply import Outcome, Reply
from bot.answers.telling import Slots
from bot.discord_app import addressing, render, states
from bot.discord_app.cooldown import Cooldown
from bot.discord_app.metrics import ASK_SECONDS, QUESTIONS
from bot.discord_app.screens import check_records
from bot.discord_app.states import Topic

if TYPE_CHECKING:
    from bot.discord_app.services import Services

log = structlog.get_logger(__name__)

LONGEST_QUESTION = 2000
"""Characters that are read; Discord lets some people write 4,000."""


class Desk:
    """Asks the answerer, keeps count of turns, and notes what was asked in vain."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.cooldown = Cooldown(services.settings.cooldown, services.clock)
        # One thread: questions are read in turn, and no question, however long, holds up heartbeats or reminders.
        self._reading = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")

    async def ask(self, question: str, language: str, key: Hashable) -> Reply:
        """The reply to a question as typed, read beside the event loop."""

        def read() -> Reply:
            return self.services.answerer.ask(
                question[:LONGEST_QUESTION], now=self.services.clock(), language=language, memory_key=key
            )

        with ASK_SECONDS.time():
            reply = await asyncio.get_running_loop().run_in_executor(self._reading, read)
        QUESTIONS.labels(str(reply.outcome)).inc()
        log.info("asked", outcome=str(reply.outcome), reason=str(reply.reason), entry=reply.entry)
        return reply

    def close(self) -> None:
        """Let go of the reading thread; a question that is being read is read to its end."""
        self._reading.shutdown(wait=False, cancel_futures=True)

    def language(self, text: str, setting: discord.Locale | None = None) -> str:
        """The language of a question, or else of whoever asks."""
        fallback = self.services.settings.language
        if setting is not None and setting.value.startswith("zh"):
            fallback = "zh"
        return addressing.language(text, fallback)

    def chosen(self, topic: Topic) -> Reply | None:
        """The answer that a button leads to; None if the entry is no longer there.

        Raises:
            Refusal: for a moment before the first record.
        """
        check_records(self.services.library.base, topic.as_of, topic.language)
        entry = states.resolve(topic.entry, self.services.library.base.entries)
        if entry is None:
            return None
        try:
            return self.services.answerer.entry(
                entry,
                now=self.services.clock(),
                as_of=topic.as_of,
                language=topic.language,
                slots=Slots(year=topic.year, direction=topic.direction),
            )
        except KeyError:  # reloaded between the two lines
            return None

    async def note(self, question: str, reply: Reply) -> None:
        """Let curators know of a question that got no answer, without who asked it."""
        if reply.outcome is Outcome.UNKNOWN:
            await self.services.gaps.note(
                question=question[:LONGEST_QUESTION],
                outcome=str(reply.outcome),
                reason=str(reply.reason),
                language=reply.language,
                at=self.services.clock(),
            )


def card_of(reply: Reply) -> render.Card:
    """A reply as a card: the answer first, then as of when, how well attested, how fresh, and the sources."""
    notes = (reply.footer[0],) if reply.footer else ()
    return render.Card(
        body=reply.answer,
        title=reply.question or "" if reply.answered else "",
        notes=notes,
        links=render.source_links(reply.sources, reply.language),
        muted=not reply.answered,
        language=reply.language,
    )


def desk_of(interaction: discord.Interaction[Any]) -> Desk:
    """The desk of the client that received an interaction."""
    desk: Desk = interaction.client.desk
    return desk
