"""Permission bits, and how Discord computes what a member may do in a channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag


class Permission(IntFlag):
    """The bits that a text bot meets; values from Discord's permission reference."""

    NONE = 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_APPS = 1 << 50


ALL = Permission(sum(Permission))
TEXT = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.USE_EXTERNAL_APPS
)
"""What a fresh @everyone role may do here: talk, with links and files, and ping nobody but single people."""


@dataclass(frozen=True)
class Overwrite:
    """Bits that a channel grants and takes from one role (kind 0) or member (kind 1)."""

    target: int
    kind: int
    allow: Permission = Permission.NONE
    deny: Permission = Permission.NONE

    def payload(self) -> dict[str, object]:
        return {"id": str(self.target), "type": self.kind, "allow": str(int(self.allow)), "deny": str(int(self.deny))}


def compute(
    base: Permission, everyone: int, roles: Iterable[int], member: int, overwrites: Iterable[Overwrite]
) -> Permission:
    """Permissions in a channel: base, then @everyone's overwrite, the roles' together, the member's own."""
    if Permission.ADMINISTRATOR in base:
        return ALL
    by_target = {overwrite.target: overwrite for overwrite in overwrites}
    result = base
    if everyone in by_target:
        result = (result & ~by_target[everyone].deny) | by_target[everyone].allow
    allow = deny = Permission.NONE
    for role in roles:
        if role in by_target and role != everyone:
            allow |= by_target[role].allow
            deny |= by_target[role].deny
    result = (result & ~deny) | allow
    if member in by_target:
        result = (result & ~by_target[member].deny) | by_target[member].allow
    return result
