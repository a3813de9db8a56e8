"""REST: application commands, interaction callbacks, follow-ups."""

from __future__ import annotations

from typing import Any

from tests.discord.loopback.apierror import missing_access
from tests.discord.loopback.backend import Backend
from tests.discord.loopback.commands import Command
from tests.discord.loopback.faults import CALLBACK, COMMANDS, FOLLOWUP, ORIGINAL
from tests.discord.loopback.journal import Request
from tests.discord.loopback.places import Guild
from tests.discord.loopback.router import route

GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
OTHER = FOLLOWUP + "/messages/{message_id}"


def _scope(backend: Backend, request: Request) -> Guild | None:
    if request.params["application_id"] != str(backend.world.bot.id):
        raise missing_access()
    return backend.guild(request.params["guild_id"]) if "guild_id" in request.params else None


@route("GET", COMMANDS)
@route("GET", GUILD_COMMANDS)
def list_commands(backend: Backend, request: Request) -> Any:
    return [one.payload for one in backend.commands.all(_scope(backend, request))]


@route("PUT", COMMANDS)
@route("PUT", GUILD_COMMANDS)
def overwrite_commands(backend: Backend, request: Request) -> Any:
    return [one.payload for one in backend.commands.overwrite(request.body, _scope(backend, request))]


@route("POST", COMMANDS)
@route("POST", GUILD_COMMANDS)
def upsert_command(backend: Backend, request: Request) -> Any:
    return backend.commands.upsert(request.body, _scope(backend, request)).payload


@route("GET", COMMANDS + "/{command_id}")
@route("GET", GUILD_COMMANDS + "/{command_id}")
def get_command(backend: Backend, request: Request) -> Any:
    return _addressed(backend, request).payload


@route("PATCH", COMMANDS + "/{command_id}")
@route("PATCH", GUILD_COMMANDS + "/{command_id}")
def edit_command(backend: Backend, request: Request) -> Any:
    return backend.commands.edit(_addressed(backend, request).id, request.body).payload


@route("DELETE", COMMANDS + "/{command_id}")
@route("DELETE", GUILD_COMMANDS + "/{command_id}")
def delete_command(backend: Backend, request: Request) -> Any:
    backend.commands.delete(_addressed(backend, request).id)


def _addressed(backend: Backend, request: Request) -> Command:
    _scope(backend, request)
    return backend.commands.get(int(request.params["command_id"]))


@route("POST", CALLBACK, open_to_all=True)
def callback(backend: Backend, request: Request) -> Any:
    identifier, token = int(request.params["interaction_id"]), request.params["interaction_token"]
    answer = backend.desk.callback(identifier, token, request.body, request.uploads, request.client)
    return answer if request.query.get("with_response") in ("1", "true", "True") else None


@route("POST", FOLLOWUP, open_to_all=True)
def follow_up(backend: Backend, request: Request) -> Any:
    interaction = backend.desk.find(request.params["webhook_token"])
    request.message = backend.desk.follow_up(interaction, request.body, request.uploads, request.client)
    return request.message.payload()


@route("GET", ORIGINAL, open_to_all=True)
@route("GET", OTHER, open_to_all=True)
def get_answer(backend: Backend, request: Request) -> Any:
    return _answer(backend, request).payload()


@route("PATCH", ORIGINAL, open_to_all=True)
@route("PATCH", OTHER, open_to_all=True)
def edit_answer(backend: Backend, request: Request) -> Any:
    request.message = backend.world.edit_message(_answer(backend, request), request.body, request.uploads)
    return request.message.payload()


@route("DELETE", ORIGINAL, open_to_all=True)
@route("DELETE", OTHER, open_to_all=True)
def delete_answer(backend: Backend, request: Request) -> Any:
    backend.world.delete_message(_answer(backend, request))


def _answer(backend: Backend, request: Request) -> Any:
    interaction = backend.desk.find(request.params["webhook_token"])
    return backend.desk.message(interaction, request.params.get("message_id", "@original"))
