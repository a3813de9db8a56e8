"""Scheduled events of servers for deadlines: made once, on request, and moved when the deadline moves.

What is on Discord is the only record of them: the last line of an event's description names its deadline. So one that was
made before a crash is found again, and one that somebody deleted is not made anew.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

import discord

from bot.discord_app import errors, limits, permissions
from bot.discord_app.bases import Bases
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Deadline
from bot.locale import say
from bot.locale.languages import language_of
from bot.reports.frame import Tell

NAME = LOCATION = 100
DESCRIPTION = 1000
_LASTS = timedelta(hours=1)
"""An event of Discord's has an end; an instant has none."""
_NAMED = re.compile(r"(?:^|\n)\[(?P<deadline>[A-Za-z0-9._/-]+)\]$")
_OPEN = discord.EventStatus.scheduled


@dataclass(frozen=True)
class Wanted:
    """An event as it should be."""

    name: str
    description: str
    location: str
    start: datetime
    end: datetime


def wanted(base: KnowledgeBase, tell: Tell, now: datetime, deadline: Deadline, language: str) -> Wanted:
    """The event of a deadline; one that is known by its day alone lasts that day."""
    told = say("discord-event-if-missed", language, text=tell(deadline.if_missed, language, now))
    named = f"\n[{deadline.id}]"
    at = deadline.at
    where = base.scope.title.say(language)
    if not at.is_exact:
        where = say("discord-event-whole-day", language, zone=at.zone)
    return Wanted(
        limits.label(tell(deadline.title, language, now), NAME),
        limits.cut(told, DESCRIPTION - len(named)) + named,
        limits.label(where, LOCATION),
        at.start,
        at.start + _LASTS if at.is_exact else at.end,
    )


def deadline_of(description: str | None) -> str | None:
    """The deadline that an event of this description is of."""
    match = _NAMED.search(description or "")
    return match["deadline"] if match else None


def successor(deadlines: Any, id_: str) -> Deadline | None:
    """The open deadline that has come into the place of one; None where none has."""
    seen: set[str] = set()
    while id_ in deadlines and id_ not in seen:
        seen.add(id_)
        deadline: Deadline = deadlines[id_]
        if deadline.outcome is None:
            return deadline
        id_ = deadline.outcome.superseded_by or ""
    return None


class Events:
    """Makes and moves events; for one server it does so one after the other, so that two presses make one."""

    def __init__(self, bases: Bases) -> None:
        self._bases = bases
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def make(
        self, guild: discord.Guild, deadline: Deadline, language: str
    ) -> tuple[discord.ScheduledEvent, bool]:
        """The event of a deadline, and whether it is new.

        Raises:
            Refusal: if its time has begun.
        """
        should = self._wanted(deadline, language)
        if should.start <= self._bases.first.clock():
            raise errors.Refusal(say("discord-event-late", language, title=should.name))
        async with self._locks.setdefault(guild.id, asyncio.Lock()):
            there = self._own(await guild.fetch_scheduled_events(with_counts=False), guild)
            for event in there:
                if deadline_of(event.description) == deadline.id:
                    return event, False
            event = await guild.create_scheduled_event(
                name=should.name,
                description=should.description,
                start_time=should.start,
                end_time=should.end,
                location=should.location,
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
            )
        return event, True

    async def keep(self, guild: discord.Guild) -> None:
        """Move the server's events to where their deadlines are now; call off what has none any more.

        One whose deadline is not on record stays: that may be a mistake of an edit.
        """
        deadlines = self._bases.first.subscriptions.deadlines
        async with self._locks.setdefault(guild.id, asyncio.Lock()):
            for event in self._own(guild.scheduled_events, guild):
                id_ = deadline_of(event.description)
                if id_ not in deadlines:
                    continue
                deadline = successor(deadlines, str(id_))
                if deadline is None:
                    await event.cancel()
                else:
                    await self._move(event, deadline)

    async def _move(self, event: discord.ScheduledEvent, deadline: Deadline) -> None:
        language = language_of(event.name)
        should = self._wanted(deadline, language)
        is_so = (event.name, event.start_time, event.end_time) == (should.name, should.start, should.end)
        if is_so or should.start <= self._bases.first.clock():
            return
        await event.edit(
            name=should.name,
            description=should.description,
            start_time=should.start,
            end_time=should.end,
            location=should.location,
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
        )

    def _wanted(self, deadline: Deadline, language: str) -> Wanted:
        services = self._bases.of_deadline(deadline.id)
        return wanted(services.library.base, services.tell, services.clock(), deadline, language)

    @staticmethod
    def _own(events: Iterable[discord.ScheduledEvent], guild: discord.Guild) -> list[discord.ScheduledEvent]:
        """The bot's own events that have not begun."""
        me = guild.me.id if guild.me else 0
        return [
            event
            for event in events
            if event.creator_id == me and event.status is _OPEN and deadline_of(event.description)
        ]


def may(has: discord.Permissions) -> bool:
    """Whether somebody may make events."""
    return has.administrator or has.create_events or has.manage_events


def check(interaction: discord.Interaction[Any], language: str) -> discord.Guild:
    """The server in which the person and the bot may make events.

    Raises:
        Refusal: naming what is missing, and to whom.
    """
    if interaction.guild is None or not interaction.is_guild_integration():
        raise errors.Refusal(say("discord-event-server-only", language))
    name = permissions.names(["create_events"], language)
    if not may(interaction.permissions):
        raise errors.Refusal(say("discord-event-not-yours", language, name=name))
    if not may(interaction.app_permissions):
        raise errors.Refusal(say("discord-event-lacks", language, name=name))
    return interaction.guild
