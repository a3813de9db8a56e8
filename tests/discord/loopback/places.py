"""Guilds and channels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tests.discord.loopback.people import Member, Role, User
from tests.discord.loopback.permissions import ALL, TEXT, Overwrite, Permission, compute

if TYPE_CHECKING:
    from tests.discord.loopback.messages import Message
    from tests.discord.loopback.world import World


class Kind(IntEnum):
    """Channel types that a text bot can be in."""

    TEXT = 0
    DM = 1
    GROUP_DM = 3
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12

    @property
    def is_thread(self) -> bool:
        return self in (Kind.ANNOUNCEMENT_THREAD, Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD)

    @property
    def is_private(self) -> bool:
        return self in (Kind.DM, Kind.GROUP_DM)


@dataclass(eq=False)
class Channel:
    """A place for messages. `messages` are in order of their ids."""

    world: World
    id: int
    kind: Kind
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    recipients: list[User] = field(default_factory=list)
    overwrites: list[Overwrite] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    @property
    def bot_messages(self) -> list[Message]:
        """What the bot has said here and not deleted, oldest first."""
        return [message for message in self.messages.values() if message.author is self.world.bot]

    def allows(self, user: User) -> Permission:
        """What this user may do here; nothing for someone who is not in the guild or conversation."""
        if self.guild is None:
            inside = user in self.recipients or (user is self.world.bot and self.kind is Kind.DM)
            return TEXT if inside else Permission.NONE
        member = self.guild.members.get(user.id)
        if member is None:
            return Permission.NONE
        roles = [role.id for role in member.roles]
        overwrites = self.parent.overwrites if self.parent else self.overwrites
        return compute(self.guild.base(member), self.guild.id, roles, user.id, overwrites)

    def set_permissions(self, target: User | Role, permissions: Permission) -> None:
        """From now on exactly these for the user or role here; the gateway is told."""
        kind = 0 if isinstance(target, Role) else 1
        self.overwrites = [one for one in self.overwrites if one.target != target.id]
        self.overwrites.append(Overwrite(target.id, kind, permissions, ALL & ~permissions))
        self.world.tell("CHANNEL_UPDATE", self.payload(), guild=self.guild)

    def add_thread(self, name: str = "thread", *, archived: bool = False, locked: bool = False) -> Channel:
        """A public thread below this channel."""
        kind = Kind.ANNOUNCEMENT_THREAD if self.kind is Kind.ANNOUNCEMENT else Kind.PUBLIC_THREAD
        thread = Channel(
            self.world, self.world.new_id(), kind, name, self.guild, self, archived=archived, locked=locked
        )
        self.world.channels[thread.id] = thread
        if self.guild:
            self.guild.channels.append(thread)
        self.world.tell("THREAD_CREATE", thread.payload() | {"newly_created": True}, guild=self.guild)
        return thread

    def reopen(self) -> None:
        """A moderator unlocks and unarchives a thread; the gateway is told."""
        self.archived = self.locked = False
        self.world.tell("THREAD_UPDATE", self.payload(), guild=self.guild)

    def delete(self) -> None:
        """Gone, with its threads and everything said in it."""
        below = [one for one in self.guild.channels if one.parent is self] if self.guild else []
        for channel in [*below, self]:
            if self.guild:
                self.guild.channels.remove(channel)
            del self.world.channels[channel.id]
            event = "THREAD_DELETE" if channel.kind.is_thread else "CHANNEL_DELETE"
            self.world.tell(event, channel.payload(), guild=self.guild)

    def payload(self) -> dict[str, Any]:
        last = next(reversed(self.messages), None)
        body: dict[str, Any] = {
            "id": str(self.id),
            "type": int(self.kind),
            "last_message_id": str(last) if last else None,
            "flags": 0,
        }
        if self.kind.is_private:
            body["recipients"] = [user.payload() for user in self.recipients]
            if self.kind is Kind.GROUP_DM:
                body |= {"name": self.name, "icon": None, "owner_id": str(self.recipients[0].id)}
            return body
        assert self.guild is not None
        body |= {"guild_id": str(self.guild.id), "name": self.name, "rate_limit_per_user": 0}
        body |= {"parent_id": str(self.parent.id) if self.parent else None}
        if self.kind.is_thread:
            return body | self._thread_fields()
        return body | {
            "position": 0,
            "permission_overwrites": [overwrite.payload() for overwrite in self.overwrites],
            "topic": None,
            "nsfw": False,
        }

    def _thread_fields(self) -> dict[str, Any]:
        moment = "2024-01-01T00:00:00.000000+00:00"
        return {
            "owner_id": str(self.guild.owner.id if self.guild else 0),
            "message_count": len(self.messages),
            "total_message_sent": len(self.messages),
            "member_count": 1,
            "thread_metadata": {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": 1440,
                "archive_timestamp": moment,
                "create_timestamp": moment,
            },
        }


@dataclass(eq=False)
class Guild:
    """A server. `has_bot` is false where the application is only reached through someone's user install."""

    world: World
    id: int
    name: str
    owner: User
    has_bot: bool = True
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)
    may_use: dict[str, set[int]] = field(default_factory=dict)
    """Whom the server's settings let use a command, by name, whatever permissions it asks for by default."""
    system_channel: Channel | None = None
    preferred_locale: str = "en-US"
    events: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Scheduled events, as Discord tells them."""

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    def base(self, member: Member) -> Permission:
        """Permissions before any channel's overwrites."""
        if member.user is self.owner:
            return ALL
        result = self.everyone.permissions
        for role in member.roles:
            result |= role.permissions
        return ALL if Permission.ADMINISTRATOR in result else result

    def add_channel(
        self, name: str = "general", *, kind: Kind = Kind.TEXT, permissions: Permission | None = None
    ) -> Channel:
        """A text or announcement channel; `permissions`, if given, are exactly the bot's there."""
        channel = Channel(self.world, self.world.new_id(), kind, name, self)
        if permissions is not None:
            channel.overwrites.append(Overwrite(self.world.bot.id, 1, permissions, ALL & ~permissions))
        self.world.channels[channel.id] = channel
        self.channels.append(channel)
        self.world.tell("CHANNEL_CREATE", channel.payload(), guild=self)
        return channel

    def add_role(
        self, name: str = "role", permissions: Permission = Permission.NONE, *, mentionable: bool = False
    ) -> Role:
        role = Role(self.world.new_id(), name, permissions, mentionable, position=len(self.roles))
        self.roles[role.id] = role
        self.world.tell("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": role.payload()}, guild=self)
        return role

    def add_member(
        self, user: User | None = None, *, roles: Iterable[Role] = (), permissions: Permission | None = None
    ) -> User:
        """Let a user (a new one by default) join; `permissions` come as a role of the member's own."""
        user = user or self.world.add_user()
        member = Member(user, list(roles))
        if permissions is not None:
            member.roles.append(self.add_role(f"{user.name}'s", permissions))
        self.members[user.id] = member
        return user

    def update_role(self, role: Role) -> None:
        """Tell the gateway that a role's fields were changed."""
        self.world.tell("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": role.payload()}, guild=self)

    def remove_bot(self) -> None:
        """Kick the bot out."""
        self.world.tell("GUILD_DELETE", {"id": str(self.id)}, guild=self)
        self.members.pop(self.world.bot.id, None)
        self.has_bot = False

    def add_bot(self) -> None:
        """Invite the bot (again)."""
        self.has_bot = True
        self.members[self.world.bot.id] = Member(self.world.bot)
        joined = self.create_payload()
        # By this key's absence clients tell a guild that was joined from one that became available.
        del joined["unavailable"]
        self.world.tell("GUILD_CREATE", joined, guild=self)

    def payload(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "home_header": None,
            "banner": None,
            "description": None,
            "owner_id": str(self.owner.id),
            "application_id": None,
            "region": "us-east",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "widget_enabled": False,
            "widget_channel_id": None,
            "system_channel_id": str(self.system_channel.id) if self.system_channel else None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "verification_level": 1,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "nsfw": False,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "premium_progress_bar_enabled_user_updated_at": None,
            "preferred_locale": self.preferred_locale,
            "vanity_url_code": None,
            "max_presences": None,
            "max_members": 500000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "hub_type": None,
            "latest_onboarding_question_id": None,
            "incidents_data": None,
            "inventory_settings": None,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [role.payload() for role in self.roles.values()],
        }

    def create_payload(self) -> dict[str, Any]:
        """What the gateway sends as GUILD_CREATE: of the members only the bot, as without the members intent."""
        me = self.members[self.world.bot.id]
        visible = [one for one in self.channels if Permission.VIEW_CHANNEL in one.allows(self.world.bot)]
        return self.payload() | {
            "joined_at": "2024-01-01T00:00:00.000000+00:00",
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "members": [me.payload()],
            "channels": [one.payload() for one in self.channels if not one.kind.is_thread],
            "threads": [one.payload() for one in visible if one.kind.is_thread and not one.archived],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": list(self.events.values()),
            "soundboard_sounds": [],
        }
