"""What an earlier answer of the bot was about, read from its buttons: so a reply to it leans on it, after a restart too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import discord

from bot.answers.memory import Turn
from bot.discord_app import states
from bot.discord_app.states import Mode, Rated, Topic
from bot.knowledge.base import KnowledgeBase

_RATED, _TOPIC = re.compile(Rated.TEMPLATE), re.compile(Topic.TEMPLATE)


def turn_of(message: discord.Message, me: int, base: KnowledgeBase, now: datetime, language: str) -> Turn | None:
    """The turn that a message replies to, if that is an answer of the bot's or an offer."""
    replied = message.reference.resolved if message.reference else None
    if not isinstance(replied, discord.Message) or replied.author.id != me:
        return None
    ids = list(_custom_ids(replied))
    rated = next((Rated.read(match) for id_ in ids if (match := _RATED.fullmatch(id_))), None)
    topics = [Topic.read(match) for id_ in ids if (match := _TOPIC.fullmatch(id_))]
    offered = tuple(entry for topic in topics if (entry := states.resolve(topic.entry, base.entries)))
    entry = states.resolve(rated.entry, base.entries) if rated else None
    if entry is None:
        chosen = tuple(offered) if any(topic.mode is Mode.CHOOSE for topic in topics) else ()
        return Turn("", now, offered=chosen) if chosen else None
    question = base.entries[entry].question.say(language)
    year = next((topic.year for topic in topics if topic.year), None)
    told = f"{question} {year}" if year else question
    as_of = next((topic.as_of for topic in topics if topic.as_of), None)
    return Turn(told, now, entry, told, offered, rated.about if rated else None, as_of)


def _custom_ids(message: discord.Message) -> Iterator[str]:
    for row in message.components:
        for component in row.children if isinstance(row, discord.ActionRow) else ():
            if isinstance(component, discord.Button) and component.custom_id:
                yield component.custom_id
