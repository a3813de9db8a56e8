"""Who a message really pings, given its text and allowed_mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.discord.loopback.apierror import invalid
from tests.discord.loopback.people import Role, User
from tests.discord.loopback.permissions import Permission
from tests.discord.loopback.places import Channel

USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)\b")


@dataclass
class Pings:
    """Those who get a notification."""

    users: list[User] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


def check_allowed(allowed: dict[str, Any] | None) -> None:
    """Discord refuses a list of ids beside the same word in `parse`."""
    for kind in ("users", "roles"):
        if allowed and kind in allowed.get("parse", []) and allowed.get(kind):
            raise invalid("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", f"parse has {kind} too")


def pings(content: str, allowed: dict[str, Any] | None, channel: Channel, author: User, replied: User | None) -> Pings:
    """Without `allowed_mentions` everyone who is named; with it only what it lets through."""
    check_allowed(allowed)
    found = Pings()
    for identifier in map(int, USER.findall(content)):
        user = channel.world.users.get(identifier)
        if user and user not in found.users and _lets(allowed, "users", identifier):
            found.users.append(user)
    may_ping_all = Permission.MENTION_EVERYONE in channel.allows(author)
    for identifier in map(int, ROLE.findall(content)):
        role = channel.guild.roles.get(identifier) if channel.guild else None
        new = role is not None and role not in found.roles and _lets(allowed, "roles", identifier)
        if role and new and (role.mentionable or may_ping_all):
            found.roles.append(role)
    if EVERYONE.search(content) and may_ping_all and _lets(allowed, "everyone", 0):
        found.everyone = True
    if replied and replied is not author and (allowed is None or allowed.get("replied_user", False)):
        found.users = [replied, *[user for user in found.users if user is not replied]]
    return found


def _lets(allowed: dict[str, Any] | None, kind: str, identifier: int) -> bool:
    if allowed is None:
        return True
    return kind in allowed.get("parse", []) or str(identifier) in map(str, allowed.get(kind) or [])
