"""Posts notices and finds them again: the `Messenger` port of the reminders on Discord.

discord.py leaves several things to its callers: a reset connection leaves `send()` as a raw aiohttp error, and
without Read Message History Discord returns an empty list instead of an error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import structlog

from bot.discord_app import permissions, render
from bot.discord_app.layout import layout
from bot.discord_app.notices import buttons_of, card_of
from bot.discord_app.pacing import counted, notice_lane
from bot.locale import say
from bot.reminders.keys import NoticeKey, read_custom_id
from bot.reminders.notice import TellOf, plain
from bot.reminders.ports import (
    Access,
    CannotAsk,
    CannotRead,
    Found,
    LookUp,
    MaybeSent,
    MessengerError,
    NotFound,
    NotSent,
    Post,
    Refused,
    Rejected,
)
from bot.reminders.subscription import Subscription, Trouble

log = structlog.get_logger(__name__)

LONGEST_SEND = 45.0
"""Seconds, discord.py's own retries included; after that nobody can tell whether it was posted."""

CLOCK_SKEW = timedelta(minutes=2)
"""Our clock may be ahead of Discord's, which dates the messages: a look-up starts that much earlier."""

UNKNOWN_CHANNEL = 10003
MISSING_ACCESS = 50001
THREAD_ARCHIVED = 50083
"""Told of an archived thread that is locked, too: a message wakes any other one."""

SESSION_CLOSED = "Session is closed"
"""What aiohttp says of a session that was closed before the request left."""


class DiscordMessenger:
    """Sends through a logged-in client. Every request stands in the notices' lane."""

    def __init__(self, client: discord.Client, tell_of: TellOf | None = None) -> None:
        """With a client of ours; `tell_of` renders what curators wrote, by default as the client's own services do."""
        self._client = client
        bases: Any = getattr(client, "bases", None)
        self._tell_of: TellOf = tell_of or (bases.tell_of if bases else lambda _: plain)

    async def send(self, channel_id: int, notice: Post, nonce: str) -> int:
        """Post a notice; see the port for what is raised."""
        self._need_login()
        with notice_lane(), counted() as tries:
            try:
                async with asyncio.timeout(LONGEST_SEND):
                    return await self._post(channel_id, notice, nonce)
            except Exception as error:
                raise translated(error, tries.posts) from error

    async def _post(self, channel_id: int, notice: Post, nonce: str) -> int:
        role = notice.role_id
        pinged = role is not None and await self._pings(channel_id, role)
        channel = self._client.get_partial_messageable(channel_id)
        roles: list[discord.abc.Snowflake] = [discord.Object(role)] if pinged and role is not None else []
        card = card_of(notice, self._tell_of).reworded(lambda text: self._linked(text, channel_id))
        sent = await channel.send(
            view=layout(card, [buttons_of(notice)], above=f"<@&{role}>" if pinged else ""),
            nonce=nonce,
            silent=notice.silent,
            allowed_mentions=discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False),
        )
        self._publish_soon(channel_id, sent)
        return sent.id

    def _publish_soon(self, channel_id: int, message: discord.Message) -> None:
        """Let the channels that follow an announcement channel hear of a notice; beside it, for it has been posted."""
        channel, spawn = self._client.get_channel(channel_id), getattr(self._client, "spawn", None)
        is_news = isinstance(channel, discord.TextChannel) and channel.is_news()
        if is_news and spawn is not None and not message.flags.crossposted:
            spawn(self._publish(message), "publishing", finish=True)

    async def _publish(self, message: discord.Message) -> None:
        try:
            with notice_lane():
                await message.publish()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.info("a notice was not published", channel=message.channel.id, error=str(error))

    def _linked(self, text: str, channel_id: int) -> str:
        """The text with its commands as mentions, where the client has commands."""
        tree: Any = getattr(self._client, "tree", None)
        guild = getattr(self._client.get_channel(channel_id), "guild", None)
        return tree.linked(text, guild.id if guild else None) if tree else text

    async def _pings(self, channel_id: int, role_id: int) -> bool:
        """Whether the role is pinged; where Discord refuses to say, posting tells what is wrong."""
        try:
            return await self.may_ping(channel_id, role_id)
        except (discord.Forbidden, discord.NotFound):
            return False

    async def may_ping(self, channel_id: int, role_id: int) -> bool:
        """Whether the role may be pinged now: asked of Discord where the channel or the role is not in sight.

        Raises:
            discord.HTTPException: if Discord cannot be asked, or knows no such channel.
        """
        channel = self._client.get_channel(channel_id)
        guild = getattr(channel, "guild", None)
        role, own = guild.get_role(role_id) if guild else None, permissions.own(channel)
        if role is None or own is None:  # another worker holds the guild's shard, or a thread is archived
            access = await self._channel_access(channel_id)
            if access is None:
                return False
            role, own = self._role(access, role_id), access.has
        return permissions.ping(role, own.mention_everyone) is permissions.Ping.ALLOWED

    def _role(self, access: permissions.ChannelAccess, role_id: int) -> discord.Role | None:
        """The role as Discord has it now; None if it is gone."""
        data: Any = next((role for role in access.roles if int(role["id"]) == role_id), None)
        guild: Any = discord.Object(access.guild_id)
        return discord.Role(guild=guild, state=self._client._connection, data=data) if data else None

    async def find_notice(self, channel_id: int, keys: Collection[NoticeKey], since: datetime) -> LookUp:
        """Look for the notice of any of the keys among the messages since the moment."""
        self._need_login(CannotAsk)
        try:
            with notice_lane():
                return await self._search(channel_id, {key.nonce for key in keys}, since)
        except discord.Forbidden as error:
            if error.code == 0:
                raise CannotAsk(str(error)) from error
            return CannotRead(Trouble.CANNOT_READ)
        except discord.NotFound as error:
            if error.code != UNKNOWN_CHANNEL:
                raise CannotAsk(str(error)) from error
            return CannotRead(Trouble.GONE)
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as error:
            raise CannotAsk(str(error) or repr(error)) from error

    async def _search(self, channel_id: int, nonces: set[str], since: datetime) -> LookUp:
        channel = self._client.get_partial_messageable(channel_id)
        readable = False
        async for message in channel.history(limit=None, after=since - CLOCK_SKEW, oldest_first=True):
            readable = True
            if self._is_mine(message) and nonces & _nonces(message):
                self._publish_soon(channel_id, message)
                return Found(message.id)
        if readable:
            return NotFound()
        # Nothing since: either nothing was posted, or Discord hides what was. Any older message settles it.
        async for _ in channel.history(limit=1):
            return NotFound()
        access = await self.access(channel_id)
        if access.gone or "view_channel" in access.missing:
            return CannotRead(Trouble.GONE if access.gone else Trouble.FORBIDDEN)
        return CannotRead() if "read_message_history" in access.missing else NotFound()

    async def access(self, channel_id: int) -> Access:
        """What the bot lacks in a channel, asked of Discord and not of the cache."""
        self._need_login(CannotAsk)
        try:
            with notice_lane():
                return await self._access(channel_id)
        except discord.HTTPException as error:
            if error.code == UNKNOWN_CHANNEL:
                return Access(gone=True)
            if error.code == MISSING_ACCESS:
                return Access(missing=("view_channel",))
            raise CannotAsk(str(error)) from error
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as error:
            raise CannotAsk(str(error) or repr(error)) from error

    async def _access(self, channel_id: int) -> Access:
        access = await self._channel_access(channel_id)
        return Access(access.missing(permissions.REMINDING) if access else ())

    async def _channel_access(self, channel_id: int) -> permissions.ChannelAccess | None:
        """How the bot stands in a guild's channel, as Discord says it now; None in direct messages."""
        http: Any = self._client.http
        channel = await http.get_channel(channel_id)
        if channel.get("guild_id") is None:
            return None
        guild_id, thread = int(channel["guild_id"]), channel.get("thread_metadata")
        roles = await http.get_roles(guild_id)
        member = await http.get_member(guild_id, self._me())
        place = await http.get_channel(int(channel["parent_id"])) if thread else channel
        has = permissions.effective(guild_id, self._me(), member["roles"], roles, place["permission_overwrites"])
        until = discord.utils.parse_time(member.get("communication_disabled_until"))
        silenced = permissions.silenced(
            archived=bool(thread and thread["archived"]),
            locked=bool(thread and thread.get("locked")),
            timed_out=until is not None and until > discord.utils.utcnow() and not has.administrator,
        )
        return permissions.ChannelAccess(guild_id, has, tuple(roles), silenced, is_thread=thread is not None)

    async def tell_trouble(self, subscription: Subscription, trouble: Trouble) -> bool:
        """Tell the subscriber directly, else the guild's system channel."""
        channel = self._client.get_channel(subscription.channel_id)
        name = f"#{channel.name}" if isinstance(channel, discord.abc.GuildChannel | discord.Thread) else ""
        where = f"<#{subscription.channel_id}>" + (f" ({render.echo(name)})" if name else "")
        text = say(f"reminders-trouble-{trouble.value}", subscription.language, channel=where)
        if lacking := await self._lacking(subscription.channel_id, trouble):
            names = permissions.names(lacking, subscription.language)
            text += "\n" + say("discord-reminders-lacking", subscription.language, names=names)
        for target in self._responsible(subscription):
            try:
                with notice_lane():
                    await (await self._opened(target)).send(self._linked(text, subscription.channel_id))
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as error:
                log.info("nobody there to tell of trouble", error=str(error))
            else:
                return True
        return False

    async def _lacking(self, channel_id: int, trouble: Trouble) -> tuple[str, ...]:
        """What exactly is missing in a channel that refuses; nothing if that cannot be asked."""
        if trouble is not Trouble.FORBIDDEN:
            return ()
        try:
            return (await self.access(channel_id)).missing
        except CannotAsk:
            return ()

    def _responsible(self, subscription: Subscription) -> Iterable[int | discord.abc.Messageable]:
        """Person ids and channels, in the order in which they are tried."""
        person = subscription.user_id or subscription.created_by
        if person is not None:
            yield person
        guild = self._client.get_guild(subscription.guild_id) if subscription.guild_id else None
        if guild is not None:
            if guild.owner_id is not None and guild.owner_id != person:
                yield guild.owner_id
            if guild.system_channel is not None and guild.system_channel.id != subscription.channel_id:
                yield guild.system_channel

    async def _opened(self, target: int | discord.abc.Messageable) -> discord.abc.Messageable:
        if not isinstance(target, int):
            return target
        data = await self._client.http.start_private_message(target)
        return self._client.get_partial_messageable(int(data["id"]))

    def _need_login(self, error: type[MessengerError] = NotSent) -> None:
        if self._client.user is None or self._client.is_closed():
            raise error("not logged in")

    def _me(self) -> int:
        return self._client.user.id if self._client.user else 0

    def _is_mine(self, message: discord.Message) -> bool:
        return message.author.id == self._me()


def translated(error: Exception, posts: int = 1) -> MessengerError:
    """What a send means that failed after so many requests: certainly not posted, and why, or perhaps posted.

    discord.py repeats a request after a 502 by itself; the last answer then says nothing of the ones before.
    """
    meaning = _meaning(error)
    return meaning if posts <= 1 or isinstance(meaning, MaybeSent) else MaybeSent(f"after {posts} requests: {meaning}")


def _meaning(error: Exception) -> MessengerError:
    if isinstance(error, discord.RateLimited):
        return NotSent("rate limited", error.retry_after)
    if isinstance(error, aiohttp.ClientConnectorError):
        return NotSent(str(error))
    if isinstance(error, RuntimeError) and str(error) == SESSION_CLOSED:
        return NotSent(str(error))
    if isinstance(error, discord.HTTPException) and 400 <= error.status < 500:
        return _refused(error)
    # Whatever else went wrong, reading the answer to a stored message may be what did.
    return MaybeSent(str(error) or repr(error))


def _refused(error: discord.HTTPException) -> MessengerError:
    if error.status == 429:
        header = error.response.headers.get("Retry-After", "")
        return NotSent(str(error), float(header) if header.replace(".", "", 1).isdigit() else None)
    # Without a code of Discord's own it is some proxy that speaks, and says nothing about the channel.
    if error.code == 0 or error.status == 401:
        return NotSent(str(error))
    if error.code == UNKNOWN_CHANNEL:
        return Refused(Trouble.GONE, str(error))
    if error.status == 403 or error.code == THREAD_ARCHIVED:
        return Refused(Trouble.FORBIDDEN, str(error))
    return Rejected(str(error))


def _nonces(message: discord.Message) -> frozenset[str]:
    """The nonces that the buttons of a message name."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    tags = (read_custom_id(str(getattr(item, "custom_id", ""))) for row in rows for item in row.children)
    return frozenset(tag.nonce for tag in tags if tag)
