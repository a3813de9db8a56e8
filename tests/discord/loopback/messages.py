"""Messages, their attachments, and what of them the bot is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.discord.loopback.mentions import Pings
from tests.discord.loopback.people import User
from tests.discord.loopback.places import Channel, Kind

EPHEMERAL = 1 << 6
LOADING = 1 << 7
CROSSPOSTED = 1 << 0
COMPONENTS_V2 = 1 << 15
HIDDEN_WITHOUT_INTENT = ("content", "embeds", "attachments", "components")


@dataclass(frozen=True)
class Upload:
    """One file of a multipart request; `index` is the n of its field `files[n]`."""

    index: int
    filename: str
    data: bytes
    content_type: str


@dataclass(eq=False)
class Attachment:
    """A stored file, served at its url."""

    id: int
    filename: str
    data: bytes
    content_type: str
    url: str
    description: str | None = None

    def payload(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": str(self.id),
            "filename": self.filename,
            "size": len(self.data),
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.content_type,
        }
        if self.description is not None:
            body["description"] = self.description
        if self.data[:8] == b"\x89PNG\r\n\x1a\n":
            body["width"], body["height"] = (int.from_bytes(self.data[at : at + 4], "big") for at in (16, 20))
        return body


@dataclass(frozen=True)
class Revision:
    """How a message looked before an edit."""

    content: str
    embeds: list[dict[str, Any]]
    components: list[dict[str, Any]]


@dataclass(eq=False)
class Message:
    """A message as the server stores it; `files` are all its uploads, also those that only an embed shows."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    flags: int = 0
    type: int = 0
    nonce: str | int | None = None
    reference: Message | None = None
    reference_fields: dict[str, Any] | None = None
    pings: Pings = field(default_factory=Pings)
    created: float = 0.0
    edited: float | None = None
    deleted: bool = False
    client: str = ""
    webhook_id: int | None = None
    interaction: dict[str, Any] | None = None
    revisions: list[Revision] = field(default_factory=list)
    reactions: dict[str, list[User]] = field(default_factory=dict)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All that a person reads: content, the embeds' and the components' texts, line by line."""
        return "\n".join(
            part for part in (self.content, *map(embed_text, self.embeds), *texts(self.components)) if part
        )

    @property
    def custom_ids(self) -> list[str]:
        """Of every button and select."""
        return [one["custom_id"] for one in walk(self.components) if "custom_id" in one]

    @property
    def labels(self) -> list[str]:
        """Of every button."""
        return [one["label"] for one in walk(self.components) if "custom_id" in one and "label" in one]

    @property
    def attachments(self) -> list[Attachment]:
        """Files that are shown by themselves; what an embed shows is not listed, as in Discord."""
        shown = str(self.embeds) if self.files else ""
        return [one for one in self.files if one.url not in shown]

    def payload(self, *, full: bool = True, for_gateway: bool = False) -> dict[str, Any]:
        """The message object; `full=False` empties what needs the message content intent."""
        body: dict[str, Any] = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": iso(self.created),
            "edited_timestamp": None if self.edited is None else iso(self.edited),
            "tts": False,
            "mention_everyone": self.pings.everyone,
            "mentions": [user.payload() for user in self.pings.users],
            "mention_roles": [str(role.id) for role in self.pings.roles],
            "attachments": [one.payload() for one in self.attachments],
            "embeds": self.embeds,
            "components": self.components,
            "pinned": False,
            "type": self.type,
            "flags": self.flags,
        }
        self._add_optional(body)
        if for_gateway:
            self._add_gateway_fields(body)
        if not full:
            body |= {"content": ""} | {key: [] for key in HIDDEN_WITHOUT_INTENT[1:]}
        return body

    def _add_optional(self, body: dict[str, Any]) -> None:
        if self.nonce is not None:
            body["nonce"] = self.nonce
        if self.webhook_id:
            body |= {"webhook_id": str(self.webhook_id), "application_id": str(self.webhook_id)}
        if self.interaction:
            body["interaction_metadata"] = self.interaction
        if self.reactions:
            body["reactions"] = [reaction_payload(name, users) for name, users in self.reactions.items()]
        if self.reference_fields:
            body["message_reference"] = self.reference_fields
            gone = self.reference is None or self.reference.deleted
            body["referenced_message"] = None if gone or not self.reference else self.reference.payload()

    def _add_gateway_fields(self, body: dict[str, Any]) -> None:
        body["channel_type"] = int(self.channel.kind)
        guild = self.channel.guild
        if guild:
            body["guild_id"] = str(guild.id)
            member = guild.members.get(self.author.id)
            if member:
                body["member"] = member.payload(with_user=False)

    def visible_to(self, bot: User) -> bool:
        """Whether an app without the message content intent is shown what the message says."""
        return self.author is bot or self.channel.kind is Kind.DM or bot in self.pings.users


def reaction_payload(name: str, users: list[User]) -> dict[str, Any]:
    return {"emoji": {"id": None, "name": name}, "count": len(users), "me": any(user.bot for user in users)}


def iso(seconds: float) -> str:
    """Discord's timestamps: microseconds and +00:00."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component of a message or modal, nested ones too."""
    for one in components:
        yield one
        yield from walk(one.get("components", []))
        yield from walk([one[key] for key in ("component", "accessory") if one.get(key)])


def embed_text(embed: dict[str, Any]) -> str:
    """What a person reads of an embed, line by line."""
    lines = [embed.get("author", {}).get("name"), embed.get("title"), embed.get("description")]
    for item in embed.get("fields", []):
        lines += [item["name"], item["value"]]
    lines.append(embed.get("footer", {}).get("text"))
    return "\n".join(line for line in lines if line)


def texts(components: list[dict[str, Any]]) -> list[str]:
    return [one["content"] for one in walk(components) if one.get("type") == 10]
