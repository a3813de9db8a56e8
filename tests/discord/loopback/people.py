"""Users, roles and members."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.discord.loopback.permissions import TEXT, Permission


@dataclass(eq=False)
class User:
    """An account. `installed` is whether it has installed the application for itself."""

    id: int
    name: str
    bot: bool = False
    installed: bool = False
    dms_open: bool = True
    locale: str = "en-US"
    webhook: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def payload(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0000" if self.bot else "0",
            "global_name": None if self.bot else self.name,
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "banner": None,
            "accent_color": None,
            "avatar_decoration_data": None,
            "collectibles": None,
            "display_name_styles": None,
            "primary_guild": None,
            "clan": None,
        }
        if self.bot:
            body["bot"] = True
        return body


@dataclass(eq=False)
class Role:
    """A role; the role that shares its guild's id is @everyone."""

    id: int
    name: str
    permissions: Permission = Permission.NONE
    mentionable: bool = False
    position: int = 1
    managed: bool = False

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"

    def payload(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "name": self.name,
            "description": None,
            "permissions": str(int(self.permissions)),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": self.managed,
            "mentionable": self.mentionable,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }


@dataclass(eq=False)
class Member:
    """A user in a guild; `timed_out` is until when they may not speak, as Discord writes it."""

    user: User
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None
    timed_out: str | None = None

    def payload(self, *, with_user: bool = True) -> dict[str, Any]:
        body: dict[str, Any] = {
            "roles": [str(role.id) for role in self.roles],
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "joined_at": "2024-01-01T00:00:00.000000+00:00",
            "premium_since": None,
            "communication_disabled_until": self.timed_out,
            "pending": False,
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
        if with_user:
            body["user"] = self.user.payload()
        return body


EVERYONE_MAY = TEXT
