"""REST: scheduled events of guilds. Rules: Discord's guild scheduled event reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.discord.loopback.apierror import invalid, missing_permissions, unknown
from tests.discord.loopback.backend import Backend
from tests.discord.loopback.journal import Request
from tests.discord.loopback.permissions import Permission
from tests.discord.loopback.places import Guild
from tests.discord.loopback.router import route

EVENTS = "/guilds/{guild_id}/scheduled-events"
EXTERNAL, SCHEDULED = 3, 1


@route("GET", EVENTS)
def list_events(backend: Backend, request: Request) -> Any:
    return list(backend.guild(request.params["guild_id"]).events.values())


@route("POST", EVENTS)
def create_event(backend: Backend, request: Request) -> Any:
    guild, body = backend.guild(request.params["guild_id"]), request.body
    _need(backend, guild)
    event = {
        "id": str(backend.world.new_id()),
        "guild_id": str(guild.id),
        "channel_id": None,
        "creator_id": str(backend.world.bot.id),
        "status": SCHEDULED,
        "entity_id": None,
        "description": None,
        "scheduled_end_time": None,
        **body,
    }
    _check(backend, event)
    guild.events[int(event["id"])] = event
    backend.world.tell("GUILD_SCHEDULED_EVENT_CREATE", event, guild=guild)
    return event


@route("PATCH", EVENTS + "/{event_id}")
def edit_event(backend: Backend, request: Request) -> Any:
    guild = backend.guild(request.params["guild_id"])
    _need(backend, guild)
    event = guild.events.get(int(request.params["event_id"]))
    if event is None:
        raise unknown("Guild Scheduled Event")
    changed = event | request.body
    _check(backend, changed)
    event.update(changed)
    backend.world.tell("GUILD_SCHEDULED_EVENT_UPDATE", event, guild=guild)
    return event


def _need(backend: Backend, guild: Guild) -> None:
    """Its own events a bot may make and change with Create Events; Manage Events is for everybody's."""
    allowed = guild.base(guild.members[backend.world.bot.id])
    if not allowed & (Permission.CREATE_EVENTS | Permission.MANAGE_EVENTS):
        raise missing_permissions()


def _check(backend: Backend, event: dict[str, Any]) -> None:
    for key, most in (("name", 100), ("description", 1000)):
        if len(event[key] or "") > most:
            raise invalid(key, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
    if event["entity_type"] != EXTERNAL:
        return
    if not (event.get("entity_metadata") or {}).get("location") or not event["scheduled_end_time"]:
        raise invalid("entity_metadata", "BASE_TYPE_REQUIRED", "An external event has a place and an end")
    begins, ends = (datetime.fromisoformat(event[key]) for key in ("scheduled_start_time", "scheduled_end_time"))
    if event["status"] == SCHEDULED and begins.timestamp() <= backend.world.events_now():
        raise invalid(
            "scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule event in the past"
        )
    if ends <= begins:
        raise invalid("scheduled_end_time", "GUILD_SCHEDULED_EVENT_END", "It ends before it begins")
