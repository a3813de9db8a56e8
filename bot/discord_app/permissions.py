"""What the bot may do in a channel, and whom a notice may ping: pure checks on Discord's permission sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import discord

from bot.locale import say

REMINDING = ("view_channel", "send_messages", "attach_files", "read_message_history")
"""What a channel's reminders need: to post the notice and its calendar file, and to find it again after a crash.

Neither they nor answers need Embed Links: both are made of components."""

ANSWERING = ("view_channel", "send_messages", "read_message_history")
"""What an answer needs; without the last one it stands by itself and is no reply."""

INVITED = tuple(dict.fromkeys((*ANSWERING, "send_messages_in_threads", *REMINDING)))
"""What an invite asks for: exactly what answers and reminders need, in threads, too."""


def missing(has: discord.Permissions, needs: tuple[str, ...], *, thread: bool = False) -> tuple[str, ...]:
    """The permissions of `needs` that are lacking, by Discord's names; in a thread, sending is one of its own."""
    if has.administrator:
        return ()
    names = tuple("send_messages_in_threads" if thread and name == "send_messages" else name for name in needs)
    return tuple(name for name in names if not getattr(has, name))


def silenced(*, archived: bool, locked: bool, timed_out: bool) -> tuple[str, ...]:
    """What keeps the bot silent whatever its permissions: a timeout, or an archived and locked thread. Named like permissions."""
    told = {"open_thread": archived and locked, "end_of_timeout": timed_out}
    return tuple(name for name, holds in told.items() if holds)


@dataclass(frozen=True)
class ChannelAccess:
    """What the bot may do in a guild's channel, as the REST API tells it, and what else keeps it silent there."""

    guild_id: int
    has: discord.Permissions
    roles: tuple[Mapping[str, Any], ...]
    silenced: tuple[str, ...] = ()
    is_thread: bool = False

    def missing(self, needs: tuple[str, ...]) -> tuple[str, ...]:
        """The needed permissions that are missing, and what else keeps the bot silent."""
        return (*missing(self.has, needs, thread=self.is_thread), *self.silenced)


def names(lacking: Iterable[str], language: str) -> str:
    """The missing permissions by the names that Discord shows."""
    return ", ".join(f"**{say(f'discord-permission-{name}', language)}**" for name in lacking)


class Ping(Enum):
    """Whether a role may be pinged, and if not, why."""

    ALLOWED = "allowed"
    EVERYONE = "everyone"
    NOT_MENTIONABLE = "not_mentionable"
    GONE = "gone"


def ping(role: discord.Role | None, may_mention_all: bool) -> Ping:
    """Whether one who has, or lacks, Mention Everyone may ping the role; never the default role."""
    if role is None:
        return Ping.GONE
    if role.is_default():
        return Ping.EVERYONE
    return Ping.ALLOWED if role.mentionable or may_mention_all else Ping.NOT_MENTIONABLE


def own(channel: object) -> discord.Permissions | None:
    """The bot's permissions in a channel; None where they cannot be known (a DM, a channel not in sight)."""
    guild = getattr(channel, "guild", None)
    if isinstance(channel, discord.abc.GuildChannel | discord.Thread) and guild is not None and guild.me is not None:
        try:
            return channel.permissions_for(guild.me)
        except discord.ClientException:  # a thread whose parent is not in sight
            return None
    return None


def effective(
    guild_id: int,
    me: int,
    my_roles: Iterable[str | int],
    roles: Iterable[Mapping[str, Any]],
    overwrites: Iterable[Mapping[str, Any]],
) -> discord.Permissions:
    """A member's permissions in a channel, from the REST API's own payloads.

    Source: Discord's "Permission overwrites": everyone's, then all roles' together, then the member's own.
    """
    mine = {guild_id, *(int(role) for role in my_roles)}
    value = 0
    for role in roles:
        if int(role["id"]) in mine:
            value |= int(role["permissions"])
    has = discord.Permissions(value)
    if has.administrator:
        return discord.Permissions.all()
    by_id = {int(overwrite["id"]): overwrite for overwrite in overwrites}
    groups = [[guild_id], [role for role in mine if role != guild_id], [me]]
    for group in groups:
        named = [by_id[id_] for id_ in group if id_ in by_id]
        deny = allow = 0
        for overwrite in named:
            deny |= int(overwrite["deny"])
            allow |= int(overwrite["allow"])
        value = value & ~deny | allow
    return discord.Permissions(value)
