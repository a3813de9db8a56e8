"""REST: messages."""

from __future__ import annotations

from typing import Any

from tests.discord.loopback.apierror import ApiError, invalid, missing_access, missing_permissions
from tests.discord.loopback.backend import Backend
from tests.discord.loopback.faults import MESSAGE, MESSAGES
from tests.discord.loopback.journal import Request
from tests.discord.loopback.messages import CROSSPOSTED, Message
from tests.discord.loopback.permissions import Permission
from tests.discord.loopback.places import Channel, Kind
from tests.discord.loopback.router import route


@route("POST", MESSAGES)
def create(backend: Backend, request: Request) -> Any:
    channel = backend.channel(request.params["channel_id"])
    _check_may_send(backend, channel, request)
    if channel.archived:
        if channel.locked:
            raise ApiError(400, 50083, "Thread is archived")
        channel.archived = False
    body = request.body or {}
    bot = backend.world.bot
    message = backend.world.create_message(channel, bot, body, request.uploads, client=request.client)
    request.message = message
    return message.payload()


def _check_may_send(backend: Backend, channel: Channel, request: Request) -> None:
    if channel.kind is Kind.DM and not channel.recipients[0].dms_open:
        raise ApiError(403, 50007, "Cannot send messages to this user")
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.kind.is_thread else Permission.SEND_MESSAGES
    if (request.body or {}).get("embeds"):
        needed |= Permission.EMBED_LINKS
    if request.uploads:
        needed |= Permission.ATTACH_FILES
    backend.need(channel, needed)


@route("GET", MESSAGES)
def history(backend: Backend, request: Request) -> Any:
    channel = backend.channel(request.params["channel_id"])
    limit = int(request.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise invalid("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
    if Permission.READ_MESSAGE_HISTORY not in channel.allows(backend.world.bot):
        return []  # an empty list, no error: the message reference says "no messages will be returned"
    chosen = _page(list(channel.messages.values()), request.query, limit)
    return [_shown(backend, message) for message in chosen]


def _page(messages: list[Message], query: dict[str, str], limit: int) -> list[Message]:
    """Newest first; `after` takes the oldest of the later ones, `around` both sides."""
    if "after" in query:
        return [one for one in messages if one.id > int(query["after"])][:limit][::-1]
    if "around" in query:
        older = [one for one in messages if one.id <= int(query["around"])][-(limit // 2 + 1) :]
        newer = [one for one in messages if one.id > int(query["around"])][: limit - limit // 2 - 1]
        return [*older, *newer][::-1]
    if "before" in query:
        messages = [one for one in messages if one.id < int(query["before"])]
    return messages[-limit:][::-1]


def _shown(backend: Backend, message: Message) -> dict[str, Any]:
    return message.payload(full=message.visible_to(backend.world.bot))


@route("GET", MESSAGE)
def get_one(backend: Backend, request: Request) -> Any:
    channel = backend.channel(request.params["channel_id"])
    if Permission.READ_MESSAGE_HISTORY not in channel.allows(backend.world.bot):
        raise missing_access()
    return _shown(backend, backend.message(channel, request.params["message_id"]))


@route("PATCH", MESSAGE)
def edit(backend: Backend, request: Request) -> Any:
    message = _addressed(backend, request)
    if message.author is not backend.world.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    request.message = backend.world.edit_message(message, request.body or {}, request.uploads)
    return message.payload()


@route("DELETE", MESSAGE)
def delete(backend: Backend, request: Request) -> Any:
    message = _addressed(backend, request)
    allowed = message.channel.allows(backend.world.bot)
    if message.author is not backend.world.bot and Permission.MANAGE_MESSAGES not in allowed:
        raise missing_permissions()
    backend.world.delete_message(message)
    request.message = message


@route("POST", f"{MESSAGE}/crosspost")
def crosspost(backend: Backend, request: Request) -> Any:
    message = _addressed(backend, request)
    if message.channel.kind is not Kind.ANNOUNCEMENT:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    message.flags |= CROSSPOSTED
    return message.payload()


@route("PUT", f"{MESSAGE}/reactions/{{emoji_name}}/@me")
def react(backend: Backend, request: Request) -> Any:
    message = _addressed(backend, request)
    backend.need(message.channel, Permission.ADD_REACTIONS | Permission.READ_MESSAGE_HISTORY)
    users = message.reactions.setdefault(request.params["emoji_name"], [])
    if backend.world.bot not in users:
        users.append(backend.world.bot)


@route("POST", "/channels/{channel_id}/typing")
def typing(backend: Backend, request: Request) -> Any:
    backend.need(backend.channel(request.params["channel_id"]), Permission.SEND_MESSAGES)


def _addressed(backend: Backend, request: Request) -> Message:
    channel = backend.channel(request.params["channel_id"])
    return backend.message(channel, request.params["message_id"])
