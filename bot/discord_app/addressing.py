"""Whether a message is meant for the bot, and what it asks."""

from __future__ import annotations

import re
from enum import Enum

import discord

from bot.locale.languages import ENGLISH, Script, language_of, spoken_as
from bot.locale.script import chinese_of


class Addressed(Enum):
    """Why a message is answered, or why not."""

    DIRECT = "direct message"
    MENTIONED = "mentioned"
    REPLIED = "reply to the bot"
    OWN = "own message"
    BOT = "by a bot"
    WEBHOOK = "by a webhook"
    SYSTEM = "system message"
    ELSEWHERE = "not meant for the bot"

    @property
    def is_for_us(self) -> bool:
        """Whether to answer."""
        return self in {Addressed.DIRECT, Addressed.MENTIONED, Addressed.REPLIED}


LONGEST = 4000
"""Characters of a message that are looked at: the longest that Discord lets anybody write."""

_TYPES = frozenset({discord.MessageType.default, discord.MessageType.reply})
_WORDS = re.compile(r"\w")


def addressed(message: discord.Message, me: int) -> Addressed:
    """Decide by who wrote it, where, and whom it names; @everyone and roles name nobody.

    A reply whose ping is on names the author of what it replies to; with the ping off its text never arrives
    without the message content intent, so it is not ours to see.
    """
    if message.author.id == me:
        return Addressed.OWN
    if message.webhook_id is not None:
        return Addressed.WEBHOOK
    if message.author.bot:
        return Addressed.BOT
    if message.type not in _TYPES:
        return Addressed.SYSTEM
    if message.guild is None:
        return Addressed.DIRECT
    if not any(user.id == me for user in message.mentions):
        return Addressed.ELSEWHERE
    return Addressed.MENTIONED if me in message.raw_mentions else Addressed.REPLIED


def question(content: str, me: int) -> str:
    """What is asked: the text without the bot's own mention; empty when nothing is."""
    text = " ".join(re.sub(rf"<@!?{me}>", " ", content[:LONGEST]).split())
    return text if _WORDS.search(re.sub(r"<[@#:][^>]*>", "", text)) or _has_symbol(text) else ""


def _has_symbol(text: str) -> bool:
    # A question of emoji alone is a question that nobody can answer, and gets told so; a lone comma is none.
    return any(ord(character) > 0x2000 for character in text)


def language(text: str, *wishes: str | None) -> str:
    """The language to answer in, decided here alone: that of the question, or else the first wish that there is.

    Wishes are, in this order, the person's client, the subscription's, the server's and the configuration's.
    """
    wish = next(filter(None, wishes), ENGLISH)
    text = text[:LONGEST]
    if not has_letters(text):
        return wish
    return chinese_of(text, wish) or language_of(text, wish)


def has_letters(text: str) -> bool:
    """Whether a text has letters of a known script."""
    return any(script.is_in(text) for script in Script)


def tells_its_language(text: str) -> bool:
    """Whether no wish counts beside the text: letters tell its language, but a Chinese text may leave its script open."""
    return has_letters(text) and not chinese_of(text)


def of_locale(locale: discord.Locale | None) -> str | None:
    """The language of a Discord setting, as far as the bot speaks it."""
    return None if locale is None else spoken_as(locale.value)
