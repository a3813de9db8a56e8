"""REST: login, channels, guilds, users."""

from __future__ import annotations

from typing import Any

from tests.discord.loopback.apierror import missing_permissions, unknown
from tests.discord.loopback.backend import Backend
from tests.discord.loopback.gateway import gateway_url
from tests.discord.loopback.journal import Request
from tests.discord.loopback.permissions import Permission
from tests.discord.loopback.places import Channel
from tests.discord.loopback.router import route


@route("GET", "/users/@me")
def me(backend: Backend, request: Request) -> Any:
    return backend.world.bot.payload() | {"verified": True, "mfa_enabled": False, "email": None, "locale": "en-US"}


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def application(backend: Backend, request: Request) -> Any:
    bot = backend.world.bot
    return {
        "id": str(bot.id),
        "name": bot.name,
        "icon": None,
        "description": backend.world.description,
        "type": None,
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": backend.world.users[bot.id].payload() | {"bot": False},
        "team": None,
        "flags": 0,
        "flags_new": "0",
        "eligible_oauth2_scopes": [],
        "hook": True,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": len(backend.world.guilds),
        "approximate_user_install_count": sum(user.installed for user in backend.world.users.values()),
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "integration_types_config": {"0": {}, "1": {}},
        "tags": [],
    }


@route("PATCH", "/applications/@me")
def edit_application(backend: Backend, request: Request) -> Any:
    told = request.body.get("description") or {"default": ""}
    backend.world.description = told["default"]
    backend.world.descriptions = told.get("localizations") or {}
    return application(backend, request)


@route("GET", "/gateway", open_to_all=True)
def gateway(backend: Backend, request: Request) -> Any:
    return {"url": gateway_url(backend.world.base_url, request.client)}


@route("GET", "/gateway/bot")
def gateway_bot(backend: Backend, request: Request) -> Any:
    limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": backend.max_concurrency}
    url = gateway_url(backend.world.base_url, request.client)
    return {"url": url, "shards": backend.gateway.shards, "session_start_limit": limit}


@route("GET", "/channels/{channel_id}")
def channel(backend: Backend, request: Request) -> Any:
    return backend.channel(request.params["channel_id"]).payload()


@route("POST", "/channels/{channel_id}/threads")
@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_thread(backend: Backend, request: Request) -> Any:
    parent = backend.channel(request.params["channel_id"])
    backend.need(parent, Permission.CREATE_PUBLIC_THREADS)
    return parent.add_thread(request.body["name"]).payload()


@route("GET", "/guilds/{guild_id}")
def guild(backend: Backend, request: Request) -> Any:
    return backend.guild(request.params["guild_id"]).payload()


@route("GET", "/guilds/{guild_id}/channels")
def guild_channels(backend: Backend, request: Request) -> Any:
    channels = backend.guild(request.params["guild_id"]).channels
    return [one.payload() for one in channels if not one.kind.is_thread and _visible(backend, one)]


@route("GET", "/guilds/{guild_id}/threads/active")
def active_threads(backend: Backend, request: Request) -> Any:
    channels = backend.guild(request.params["guild_id"]).channels
    threads = [one for one in channels if one.kind.is_thread and not one.archived and _visible(backend, one)]
    return {"threads": [one.payload() for one in threads], "members": [], "has_more": False}


def _visible(backend: Backend, one: Channel) -> bool:
    return Permission.VIEW_CHANNEL in one.allows(backend.world.bot)


@route("GET", "/guilds/{guild_id}/roles")
def guild_roles(backend: Backend, request: Request) -> Any:
    return [role.payload() for role in backend.guild(request.params["guild_id"]).roles.values()]


@route("GET", "/guilds/{guild_id}/roles/{role_id}")
def guild_role(backend: Backend, request: Request) -> Any:
    role = backend.guild(request.params["guild_id"]).roles.get(int(request.params["role_id"]))
    if role is None:
        raise unknown("Role")
    return role.payload()


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def guild_member(backend: Backend, request: Request) -> Any:
    member = backend.guild(request.params["guild_id"]).members.get(int(request.params["user_id"]))
    if member is None:
        raise unknown("Member")
    return member.payload()


@route("GET", "/users/{user_id}")
def user(backend: Backend, request: Request) -> Any:
    found = backend.world.users.get(int(request.params["user_id"]))
    if found is None:
        raise unknown("User")
    return found.payload()


@route("GET", "/users/@me/guilds")
def my_guilds(backend: Backend, request: Request) -> Any:
    bot = backend.world.bot
    guilds = [one for one in backend.world.guilds.values() if one.has_bot]
    return [
        {
            "id": str(one.id),
            "name": one.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(int(one.base(one.members[bot.id]))),
            "features": [],
        }
        for one in guilds
    ]


@route("DELETE", "/users/@me/guilds/{guild_id}")
def leave_guild(backend: Backend, request: Request) -> Any:
    backend.guild(request.params["guild_id"]).remove_bot()


@route("POST", "/users/@me/channels")
def open_dm(backend: Backend, request: Request) -> Any:
    recipient = backend.world.users.get(int(request.body["recipient_id"]))
    if recipient is None:
        raise unknown("User")
    if recipient.bot:
        raise missing_permissions()
    return backend.world.dm(recipient).payload()
