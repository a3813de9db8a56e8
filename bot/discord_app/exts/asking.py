"""Asking: mentions, direct messages, replies, `/ask` and the message menu."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import datetime
from typing import Any, cast
from weakref import WeakValueDictionary

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers.reply import Reply
from bot.curation.ports import Answered
from bot.discord_app import addressing, delivery, errors, limits, reminding, render
from bot.discord_app.answering import caller_of
from bot.discord_app.client import ParleyBot
from bot.discord_app.cooldown import Admission
from bot.discord_app.layout import layout
from bot.discord_app.recall import turn_of
from bot.discord_app.states import Mode, Topic
from bot.discord_app.translating import told
from bot.discord_app.turns import Caller
from bot.discord_app.views import Asker, answer_layout
from bot.locale import say

Interaction = discord.Interaction[Any]
_RECENT = 512
_PATIENCE = 10.0
"""Seconds that the answer to a message may wait for its turn to be read; nothing hurries it as Discord does a command."""

_MOST_EDITS = 3
"""Questions of one person whose edits may wait."""


class Asking(commands.Cog):
    """Questions wherever people ask them, and their answers kept in step with them."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot
        self.desk = bot.desk
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._deleted: deque[int] = deque(maxlen=_RECENT)
        self._edits: dict[int, dict[int, discord.Message]] = {}
        menu = app_commands.ContextMenu(name="Answer this", callback=self.answer_this)
        menu.allowed_contexts, menu.allowed_installs = bot.tree.allowed_contexts, bot.tree.allowed_installs
        self._menu = menu
        bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take the menu entry back."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(name="ask", description=told("discord-ask"))
    @app_commands.describe(question=told("discord-ask-question"), private=told("discord-ask-private"))
    async def ask(self, interaction: Interaction, question: str, private: bool = False) -> None:
        """Answer in the channel, or privately."""
        language = self.desk.language(question, interaction.locale)
        await self.answer_question(interaction, question, language, private=private)

    async def answer_question(
        self,
        interaction: Interaction,
        question: str,
        language: str,
        *,
        private: bool = False,
        as_of: datetime | None = None,
        above: str = "",
    ) -> None:
        """Answer a question that a command asks, with what was known at a moment; `above` says how that was read."""
        if self.desk.cooldown.take(interaction.user.id) is not Admission.FREE:
            raise errors.Refusal(self.desk.wait(language))
        caller = caller_of(interaction)
        reply = await self._entry(question, language, caller)
        reply = reply or await self.desk.ask(question, language, caller, as_of=as_of)
        await self._respond(interaction, reply, private=private, above=above and f"-# {above}")
        self._note(question, reply, interaction.guild_id)
        if reply.wants_reminder:
            told, _ = await reminding.as_asked(interaction.user, self.bot, reply, interaction.guild_id)
            await interaction.followup.send(told, ephemeral=True)

    @ask.autocomplete("question")
    async def suggest(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Questions that the bot can answer, best first."""
        language = self.desk.language(current, interaction.locale)
        found = await self.desk.complete(current, language, caller_of(interaction))
        return [
            app_commands.Choice(
                name=limits.label(each.question, limits.CHOICE),
                value=each.question if limits.weight(each.question) <= limits.CHOICE else f"#{each.entry}"[:100],
            )
            for each in found[: limits.CHOICES]
        ]

    async def answer_this(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer somebody's message."""
        me = self._me()
        question = addressing.question(message.content, me)
        language = self.desk.language(question, interaction.locale)
        if message.author.id == me:
            raise errors.Refusal(say("discord-menu-own", language))
        if not question:
            raise errors.Refusal(say("discord-menu-empty", language))
        if self.desk.cooldown.take(interaction.user.id) is not Admission.FREE:
            raise errors.Refusal(self.desk.wait(language))
        reply = await self.desk.ask(question, language, caller_of(interaction))
        quoted = f"> {render.echo(question, language=reply.language)}"
        await self._respond(interaction, reply, private=not reply.answered, above=quoted)
        self._note(question, reply, interaction.guild_id)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer what is meant for the bot; be silent otherwise."""
        if not addressing.addressed(message, self._me()).is_for_us:
            return
        with self.bot.drain.work():
            async with self._lock(message.id):
                await self._answer(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """An edited question gets its answer edited. Text arrives only while the bot is still addressed.

        Whoever mends a slip at once is no flood: the edit waits for their next turn, and its last text counts.
        """
        message = event.message
        if message.edited_at is None or not addressing.addressed(message, self._me()).is_for_us:
            return
        edits = self._edits.setdefault(message.author.id, {})
        waits = message.id in edits
        if waits or len(edits) < _MOST_EDITS:
            edits[message.id] = message
        if waits or message.id not in edits:
            return
        try:
            await self.desk.cooldown.wait(message.author.id, asyncio.sleep)
            with self.bot.drain.work():
                async with self._lock(message.id):
                    await self._change(edits.pop(message.id))
        finally:
            edits.pop(message.id, None)
            if not edits:
                self._edits.pop(message.author.id, None)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """A deleted question takes its answer along."""
        await self._withdraw([event.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """So do many at once."""
        await self._withdraw(sorted(event.message_ids))

    async def _change(self, message: discord.Message) -> None:
        answered = await self.bot.services.answered.find(message.id)
        if answered is None:
            return
        try:
            question, reply = await self._read(message)
        except errors.Refusal as refusal:  # the answer to what stood there before must not stay
            language = await self._language(message)
            await delivery.change(self._partial(answered), _plainly(str(refusal), language))
            return
        view = answer_layout(reply, Asker(message.author.id))
        if await delivery.change(self._partial(answered), view):
            self._note(question, reply, _guild(message))
        else:
            await self.bot.services.answered.forget([message.id])

    async def _answer(self, message: discord.Message) -> None:
        turn = self.desk.cooldown.take(message.author.id)
        if turn is Admission.TOLD:
            return
        if turn is Admission.WAIT:
            language = await self._language(message)
            await delivery.answer(message, _plainly(self.desk.wait(language), language), language)
            return
        try:
            question, reply = await self._read(message)
            view = answer_layout(reply, Asker(message.author.id))
            sent = await delivery.answer(message, view, reply.language)
        except Exception as error:
            await self._apologise(message, error)
            return
        if sent is not None:
            await self._keep(message, sent)
        self._note(question, reply, _guild(message))
        if sent is not None and reply.wants_reminder:
            await self._remind(message, reply)

    async def _remind(self, message: discord.Message, reply: Reply) -> None:
        """What was asked for in words: the answer is there already, and a second message says what came of it."""
        try:
            told, is_told = await reminding.as_asked(message.author, self.bot, reply, _guild(message))
        except errors.Refusal as refusal:
            told, is_told = str(refusal), False
        except Exception as error:
            _, reference = errors.note(error, "reminding")
            told, is_told = errors.sentence(error, reply.language, reference), False
        if is_told and message.guild is None:
            return
        try:
            view = _plainly(told, reply.language)
            await delivery.answer(message, view, reply.language, nonce=f"w{message.id}")
        except Exception as error:
            errors.note(error, "reminding")

    async def _read(self, message: discord.Message) -> tuple[str, Reply]:
        question = addressing.question(message.content, self._me())
        language = await self._language(message)
        caller = Caller(message.author.id, message.channel.id, _guild(message), _PATIENCE)
        services = self.bot.bases.of(caller.guild)
        turn = turn_of(message, self._me(), services.library.base, services.clock(), language)
        return question, await self.desk.ask(question, language, caller, turn)

    async def _language(self, message: discord.Message) -> str:
        server = message.guild.preferred_locale if message.guild else None
        return await self.desk.language_at(addressing.question(message.content, self._me()), message.channel.id, server)

    async def _keep(self, message: discord.Message, sent: discord.Message) -> None:
        pair = Answered(message.channel.id, message.id, sent.id, sent.channel.id)
        if message.id in self._deleted:
            await delivery.remove(self._partial(pair))
        else:
            await self.bot.services.answered.remember(pair, self.bot.services.clock())

    async def _withdraw(self, questions: list[int]) -> None:
        self._deleted.extend(questions)
        for question in questions:
            with self.bot.drain.work():
                await self._withdraw_one(question)

    async def _withdraw_one(self, question: int) -> None:
        async with self._lock(question):
            answered = await self.bot.services.answered.find(question)
            if answered is not None:
                await delivery.remove(self._partial(answered))
                await self.bot.services.answered.forget([question])

    async def _apologise(self, message: discord.Message, error: Exception) -> None:
        trouble, reference = errors.note(error, "message")
        if trouble is errors.Trouble.GONE:
            return
        language = self.desk.language(message.content)
        view = _plainly(errors.sentence(error, language, reference), language)
        try:
            await delivery.answer(message, view, language)
        except Exception as second:
            errors.note(second, "apology")

    async def _respond(self, interaction: Interaction, reply: Reply, *, private: bool, above: str = "") -> None:
        view = answer_layout(reply, Asker(interaction.user.id, private), above=above)
        await interaction.response.send_message(view=view, ephemeral=private)

    def _note(self, question: str, reply: Reply, guild_id: int | None) -> None:
        """Beside the answer: a store that fails must not turn an answer that was given into an apology."""
        self.bot.spawn(self.desk.note(question, reply, guild_id), "noting a gap", finish=True)

    async def _entry(self, question: str, language: str, caller: Caller) -> Reply | None:
        """The answer of an autocomplete choice that was too long to be its own question."""
        entry = question.removeprefix("#")
        if entry == question or entry not in self.bot.bases.of(caller.guild).library.base.entries:
            return None
        return await self.desk.chosen(Topic(Mode.CHOOSE, caller.person, entry, language), caller)

    def _partial(self, answered: Answered) -> discord.PartialMessage:
        channel = self.bot.get_channel(answered.answer_channel)
        if not isinstance(channel, discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.DMChannel):
            return self.bot.get_partial_messageable(answered.answer_channel).get_partial_message(answered.answer)
        return channel.get_partial_message(answered.answer)

    def _lock(self, question: int) -> asyncio.Lock:
        return self._locks.setdefault(question, asyncio.Lock())

    def _me(self) -> int:
        return cast("discord.ClientUser", self.bot.user).id


def _guild(message: discord.Message) -> int | None:
    return message.guild.id if message.guild else None


def _plainly(text: str, language: str) -> discord.ui.LayoutView:
    """A sentence of the bot's own."""
    return layout(render.Card(text, muted=True, language=language))


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(Asking(bot))
