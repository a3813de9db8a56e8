"""Everything that exists on the loopback Discord, and the few ways in which it changes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Protocol

from tests.discord.loopback.apierror import ApiError, invalid
from tests.discord.loopback.checks import check_body, check_not_empty
from tests.discord.loopback.ids import SnowflakeFactory
from tests.discord.loopback.mentions import pings
from tests.discord.loopback.messages import COMPONENTS_V2, LOADING, Attachment, Message, Revision, Upload, texts, walk
from tests.discord.loopback.people import EVERYONE_MAY, Member, Role, User
from tests.discord.loopback.permissions import Permission
from tests.discord.loopback.places import Channel, Guild, Kind
from tests.discord.loopback.waiting import Bulletin

URL_OF_UPLOAD = re.compile(r"attachment://([^\s\"]+)")


class Tell(Protocol):
    """How the world tells the gateway of a change; `hidden` is the data for those without message content."""

    def __call__(
        self,
        event: str,
        data: dict[str, Any],
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        hidden: dict[str, Any] | None = None,
    ) -> None: ...


class World:
    """Users, guilds, channels and messages of one loopback Discord.

    Args:
        clock: Unix time in seconds; ids and timestamps come from it.
        nonce_memory: for how many seconds a nonce is remembered; 0 forgets at once.
    """

    def __init__(self, clock: Callable[[], float], bulletin: Bulletin, nonce_memory: float) -> None:
        self.clock = clock
        self.bulletin = bulletin
        self.nonce_memory = nonce_memory
        self.new_id = SnowflakeFactory(clock)
        self.bot = User(self.new_id(), "Parley", bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.attachments: dict[int, Attachment] = {}
        self.message_log: list[Message] = []
        self.nonce_hits = 0
        self.base_url = ""
        self.tell: Tell = _tell_nobody
        self.description = ""
        """What the application says of itself, and by locale."""
        self.descriptions: dict[str, str] = {}
        self.events_now = time.time
        """By which clock Discord takes an event to lie ahead."""
        self._dms: dict[int, Channel] = {}
        self._nonces: dict[tuple[int, str], tuple[float, Message]] = {}

    def add_user(self, name: str | None = None, *, bot: bool = False, installed: bool = False) -> User:
        user = User(self.new_id(), name or f"user{len(self.users)}", bot=bot, installed=installed)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str = "guild", *, owner: User | None = None, has_bot: bool = True) -> Guild:
        """A guild with @everyone, an owner and, unless `has_bot` is false, the bot; no channels yet."""
        guild = Guild(self, self.new_id(), name, owner or self.add_user(), has_bot)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE_MAY, position=0)
        guild.members[guild.owner.id] = Member(guild.owner)
        self.guilds[guild.id] = guild
        if has_bot:
            guild.add_bot()
        return guild

    def dm(self, user: User) -> Channel:
        """The direct messages of a user and the bot, opened if need be."""
        if user.id not in self._dms:
            channel = self._dms[user.id] = Channel(self, self.new_id(), Kind.DM, recipients=[user])
            self.channels[channel.id] = channel
        return self._dms[user.id]

    def add_group_dm(self, *users: User) -> Channel:
        """A conversation between people, without the bot."""
        channel = Channel(self, self.new_id(), Kind.GROUP_DM, "group", recipients=list(users))
        self.channels[channel.id] = channel
        return channel

    def remembered(self, author: User, nonce: str | int) -> Message | None:
        """The message that this author created with the nonce within the memory."""
        known = self._nonces.get((author.id, str(nonce)))
        if known is None or self.nonce_memory <= 0 or self.clock() - known[0] > self.nonce_memory:
            return None
        return known[1]

    def create_message(
        self,
        channel: Channel,
        author: User,
        body: dict[str, Any],
        uploads: list[Upload] | None = None,
        *,
        client: str = "",
        **fields: Any,
    ) -> Message:
        """Store a message and tell the gateway; `fields` go to the message as they are.

        Raises:
            ApiError: as Discord's REST API would refuse it.
        """
        nonce = body.get("nonce")
        if nonce is not None and body.get("enforce_nonce"):
            earlier = self.remembered(author, nonce)
            if earlier:
                self.nonce_hits += 1
                return earlier
        check_body(body, uploads or [], of_bot=author.bot)
        message = Message(self.new_id(), channel, author, nonce=nonce, created=self.clock(), client=client, **fields)
        message.flags |= body.get("flags") or 0
        self._refer(message, body.get("message_reference"))
        self._fill(message, body, uploads or [])
        if not message.loading:
            check_not_empty(message)
        if nonce is not None and self.nonce_memory > 0:
            self._nonces[(author.id, str(nonce))] = (self.clock(), message)
        if not message.ephemeral:
            channel.messages[message.id] = message
        self._announce("MESSAGE_CREATE", message)
        return message

    def edit_message(self, message: Message, body: dict[str, Any], uploads: list[Upload] | None = None) -> Message:
        """Change the fields that the body names."""
        # Once a message is made of components alone, it stays so.
        flags = (body.get("flags") or 0) | (message.flags & COMPONENTS_V2)
        check_body(body | {"nonce": None, "flags": flags}, uploads or [], of_bot=message.author.bot)
        message.revisions.append(Revision(message.content, message.embeds, message.components))
        was_loading = message.loading
        message.flags &= ~LOADING
        message.flags |= (body.get("flags") or 0) & COMPONENTS_V2
        self._fill(message, body, uploads or [])
        if not was_loading:
            message.edited = self.clock()
        check_not_empty(message)
        self._announce("MESSAGE_UPDATE", message)
        return message

    def delete_message(self, message: Message) -> None:
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        guild = message.channel.guild
        data = {"id": str(message.id), "channel_id": str(message.channel.id)}
        data |= {"guild_id": str(guild.id)} if guild else {}
        self.tell("MESSAGE_DELETE", data, guild=guild, channel=message.channel)
        self.bulletin.post()

    def _announce(self, event: str, message: Message) -> None:
        self.message_log.append(message)
        channel = message.channel
        if not message.ephemeral:
            data = message.payload(for_gateway=True)
            hidden = data if message.visible_to(self.bot) else message.payload(full=False, for_gateway=True)
            self.tell(event, data, guild=channel.guild, channel=channel, hidden=hidden)
        self.bulletin.post()

    def _refer(self, message: Message, reference: dict[str, Any] | None) -> None:
        if not reference:
            return
        wanted = message.channel.messages.get(int(reference["message_id"]))
        if wanted is None and reference.get("fail_if_not_exists", True):
            raise invalid("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        if wanted is None:
            return
        readable = Permission.READ_MESSAGE_HISTORY in message.channel.allows(message.author)
        if message.author is self.bot and not readable:
            raise ApiError(400, 160002, "Cannot reply without permission to read message history")
        message.reference, message.type = wanted, 19
        message.reference_fields = {"type": 0, "message_id": str(wanted.id), "channel_id": str(message.channel.id)}
        if message.channel.guild:
            message.reference_fields["guild_id"] = str(message.channel.guild.id)

    def _fill(self, message: Message, body: dict[str, Any], uploads: list[Upload]) -> None:
        if "content" in body or not message.revisions:
            message.content = body.get("content") or ""
        self._attach(message, body, uploads)
        if "embeds" in body:
            message.embeds = [self._stored_embed(message, embed) for embed in body["embeds"] or []]
        if "components" in body:
            message.components = deepcopy(body["components"] or [])
            for number, one in enumerate(walk(message.components), 1):
                one.setdefault("id", number)
                self._resolve_media(message, one)
        if "content" in body or not message.revisions:
            replied = message.reference.author if message.reference else None
            told = "\n".join([message.content, *texts(message.components)])  # what an embed names is never pinged
            message.pings = pings(told, body.get("allowed_mentions"), message.channel, message.author, replied)

    def _attach(self, message: Message, body: dict[str, Any], uploads: list[Upload]) -> None:
        described = {str(one.get("id")): one for one in body.get("attachments") or []}
        if body.get("attachments") is not None:
            message.files = [one for one in message.files if str(one.id) in described]
        for upload in uploads:
            note = described.get(str(upload.index), {})
            identifier = self.new_id()
            filename = note.get("filename") or upload.filename
            url = f"{self.base_url}/attachments/{message.channel.id}/{identifier}/{filename}"
            stored = Attachment(identifier, filename, upload.data, upload.content_type, url, note.get("description"))
            self.attachments[identifier] = stored
            message.files.append(stored)

    @staticmethod
    def _resolve_media(message: Message, component: dict[str, Any]) -> None:
        """Uploads that a component shows, by their url; Discord refuses one that is not there."""
        by_name = {one.filename: one.url for one in message.files}
        shown = [component.get("media"), component.get("file"), *(one["media"] for one in component.get("items") or [])]
        for media in filter(None, shown):
            found = URL_OF_UPLOAD.fullmatch(media.get("url") or "")
            if found and found[1] not in by_name:
                reason = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
                raise invalid("components", reason, f"{found[1]} is not attached")
            if found:
                media |= {"url": by_name[found[1]], "proxy_url": by_name[found[1]]}

    def _stored_embed(self, message: Message, embed: dict[str, Any]) -> dict[str, Any]:
        """As Discord gives it back: typed, fields' `inline` filled in, uploads by their url."""
        by_name = {one.filename: one.url for one in message.files}
        stored = {"type": "rich"} | embed
        if "fields" in embed:
            stored["fields"] = [{"inline": False} | item for item in embed["fields"]]
        for key in ("image", "thumbnail"):
            found = URL_OF_UPLOAD.fullmatch((embed.get(key) or {}).get("url") or "")
            if found and found[1] not in by_name:
                del stored[key]
            elif found:
                stored[key] = embed[key] | {"url": by_name[found[1]], "proxy_url": by_name[found[1]]}
        return stored


def _tell_nobody(
    event: str,
    data: dict[str, Any],
    *,
    guild: Guild | None = None,
    channel: Channel | None = None,
    hidden: dict[str, Any] | None = None,
) -> None:
    """Before the server is up there is no gateway to tell."""
