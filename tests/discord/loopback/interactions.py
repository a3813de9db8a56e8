"""Interactions: what people do with commands, buttons and modals, and how the bot answers.

Rules: Discord's "receiving and responding" reference. An answer must come within three seconds and only once;
then the token serves for a quarter of an hour.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from tests.discord.loopback.apierror import ApiError, invalid, unknown
from tests.discord.loopback.messages import EPHEMERAL, LOADING, Message, Upload
from tests.discord.loopback.people import User
from tests.discord.loopback.permissions import ALL, Permission
from tests.discord.loopback.places import Channel, Guild, Kind
from tests.discord.loopback.world import World

TOKEN_SECONDS = 900.0
MAX_CHOICES = 25


class InteractionKind(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Answer(IntEnum):
    """Types of interaction callbacks."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


ALLOWED = {
    InteractionKind.COMMAND: {Answer.MESSAGE, Answer.DEFERRED_MESSAGE, Answer.MODAL},
    InteractionKind.COMPONENT: set(Answer) - {Answer.CHOICES},
    InteractionKind.AUTOCOMPLETE: {Answer.CHOICES},
    InteractionKind.MODAL_SUBMIT: set(Answer) - {Answer.CHOICES, Answer.MODAL},
}


@dataclass(eq=False)
class Interaction:
    """One interaction and everything that the bot answered; `latency` is seconds until its callback came."""

    id: int
    token: str
    kind: InteractionKind
    user: User
    channel: Channel
    created: float
    source: Message | None = None
    """The message whose component was used."""
    name: str = ""
    answer: Answer | None = None
    latency: float | None = None
    original: Message | None = None
    """The first answer; for an update the message that was updated."""
    followups: list[Message] = field(default_factory=list)
    choices: list[dict[str, Any]] | None = None
    modal: dict[str, Any] | None = None
    expired: bool = False

    @property
    def deferred(self) -> bool:
        return self.answer in (Answer.DEFERRED_MESSAGE, Answer.DEFERRED_UPDATE)

    @property
    def settled(self) -> bool:
        """Answered, and if deferred then with what was promised."""
        if self.answer is Answer.DEFERRED_MESSAGE:
            return self.original is None or not self.original.loading
        return self.answer is not None

    @property
    def message(self) -> Message:
        """The first answer's message."""
        assert self.original is not None, f"answered with {self.answer!r}, which is no message"
        return self.original

    @property
    def ephemeral(self) -> bool:
        return self.message.ephemeral

    @property
    def content(self) -> str:
        return self.message.content

    @property
    def embeds(self) -> list[dict[str, Any]]:
        return self.message.embeds

    @property
    def components(self) -> list[dict[str, Any]]:
        return self.message.components

    @property
    def text(self) -> str:
        """All that a person reads in the first answer."""
        return self.message.text

    @property
    def choice_names(self) -> list[str]:
        return [choice["name"] for choice in self.choices or []]


InteractionResult = Interaction


class InteractionDesk:
    """Creates interactions, tells the gateway, and takes the bot's answers.

    `ack_seconds` is how long the bot has for the callback, by the server's clock.
    """

    def __init__(self, world: World, ack_seconds: float = 3.0) -> None:
        self.world = world
        self.ack_seconds = ack_seconds
        self.all: list[Interaction] = []
        self._by_token: dict[str, Interaction] = {}

    def open(
        self,
        kind: InteractionKind,
        user: User,
        channel: Channel,
        data: dict[str, Any],
        *,
        owners: dict[str, str],
        source: Message | None = None,
        name: str = "",
    ) -> Interaction:
        """Dispatch INTERACTION_CREATE; `owners` is authorizing_integration_owners."""
        identifier, token = self.world.new_id(), secrets.token_urlsafe(48)
        interaction = Interaction(identifier, token, kind, user, channel, self.world.clock(), source, name)
        self.all.append(interaction)
        self._by_token[token] = interaction
        payload = self._payload(interaction, data, owners)
        guild = channel.guild if channel.guild and channel.guild.has_bot else None
        self.world.tell("INTERACTION_CREATE", payload, guild=guild)
        return interaction

    def _payload(self, interaction: Interaction, data: dict[str, Any], owners: dict[str, str]) -> dict[str, Any]:
        channel, user = interaction.channel, interaction.user
        allowed = channel.allows(user)
        body: dict[str, Any] = {
            "id": str(interaction.id),
            "application_id": str(self.world.bot.id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": _partial_channel(channel, allowed),
            "app_permissions": str(int(self._bot_permissions(channel, allowed))),
            "locale": user.locale,
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "context": _context(channel),
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if interaction.source:
            body["message"] = interaction.source.payload()
        if channel.guild:
            return body | _guild_fields(channel.guild, user, allowed)
        return body | {"user": user.payload()}

    def _bot_permissions(self, channel: Channel, user_allowed: Permission) -> Permission:
        if channel.guild and channel.guild.has_bot:
            return channel.allows(self.world.bot)
        return user_allowed & (Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.USE_EXTERNAL_EMOJIS)

    def find(self, token: str) -> Interaction:
        """The interaction of a webhook token, within its quarter of an hour."""
        found = self._by_token.get(token)
        if found is None or found.answer is None:
            raise unknown("Webhook")
        if self.world.clock() - found.created > TOKEN_SECONDS:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        return found

    def callback(
        self, identifier: int, token: str, body: dict[str, Any], uploads: list[Upload], client: str = ""
    ) -> dict[str, Any]:
        """Take the first answer; the callback object for `with_response`.

        Raises:
            ApiError: 404 10062 too late or unknown, 400 40060 answered before, 400 50035 not valid.
        """
        interaction = self._by_token.get(token)
        late = self.world.clock() - interaction.created if interaction else 0.0
        if interaction is None or interaction.id != identifier or late > self.ack_seconds:
            raise unknown("Interaction")
        if interaction.answer is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        if body["type"] not in ALLOWED[interaction.kind]:
            raise invalid("type", "INTERACTION_TYPE_INVALID", "This response is not for this kind of interaction")
        answer = Answer(body["type"])
        self._take(interaction, answer, body.get("data") or {}, uploads, client)
        interaction.answer, interaction.latency = answer, late
        self.world.bulletin.post()
        return _callback_object(interaction, answer)

    def _take(
        self, interaction: Interaction, answer: Answer, data: dict[str, Any], uploads: list[Upload], client: str
    ) -> None:
        match answer:
            case Answer.CHOICES:
                interaction.choices = _checked_choices(data)
            case Answer.MODAL:
                interaction.modal = _checked_modal(data)
            case Answer.MESSAGE:
                interaction.original = self._say(interaction, data, uploads, client)
            case Answer.DEFERRED_MESSAGE:
                loading = {"flags": (data.get("flags") or 0) | LOADING}
                interaction.original = self._say(interaction, loading, [], client)
            case Answer.UPDATE:
                if interaction.source is None:
                    raise invalid("type", "INTERACTION_TYPE_INVALID", "There is no message to update")
                interaction.original = self.world.edit_message(interaction.source, data, uploads)
            case Answer.DEFERRED_UPDATE:
                interaction.original = interaction.source

    def follow_up(self, interaction: Interaction, body: dict[str, Any], uploads: list[Upload], client: str) -> Message:
        """A further message; the first one after a deferral takes the deferred one's place."""
        if interaction.original and interaction.original.loading:
            return self.world.edit_message(interaction.original, body, uploads)
        message = self._say(interaction, body, uploads, client)
        interaction.followups.append(message)
        self.world.bulletin.post()
        return message

    def message(self, interaction: Interaction, which: str) -> Message:
        """By id, or `@original`."""
        every = [interaction.original, *interaction.followups]
        for message in every if which != "@original" else every[:1]:
            if message and not message.deleted and which in ("@original", str(message.id)):
                return message
        raise unknown("Message")

    def _say(self, interaction: Interaction, body: dict[str, Any], uploads: list[Upload], client: str) -> Message:
        fields: dict[str, Any] = {"webhook_id": self.world.bot.id, "interaction": self._metadata(interaction)}
        if interaction.kind is InteractionKind.COMMAND and not interaction.original:
            fields["type"] = 20
        body = body | {"flags": (body.get("flags") or 0) & (EPHEMERAL | LOADING | 1 << 15 | 1 << 2 | 1 << 12)}
        channel, bot = interaction.channel, self.world.bot
        return self.world.create_message(channel, bot, body, uploads, client=client, **fields)

    def _metadata(self, interaction: Interaction) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": str(interaction.id),
            "type": int(interaction.kind),
            "user": interaction.user.payload(),
            "authorizing_integration_owners": {},
        }
        if interaction.source:
            body["interacted_message_id"] = str(interaction.source.id)
        return body


def _context(channel: Channel) -> int:
    if channel.guild:
        return 0
    return 1 if channel.kind is Kind.DM else 2


def _partial_channel(channel: Channel, allowed: Permission) -> dict[str, Any]:
    body = channel.payload() | {"permissions": str(int(allowed))}
    if channel.kind is Kind.DM:
        # Discord leaves the recipients out here; discord.py's documentation of Interaction.channel names it.
        del body["recipients"]
    return body


def _guild_fields(guild: Guild, user: User, allowed: Permission) -> dict[str, Any]:
    member = guild.members[user.id].payload() | {"permissions": str(int(allowed & ALL))}
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member,
    }


def _checked_choices(data: dict[str, Any]) -> list[dict[str, Any]]:
    choices: list[dict[str, Any]] = data.get("choices") or []
    if len(choices) > MAX_CHOICES:
        raise invalid("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, choice in enumerate(choices):
        value = choice["value"]
        if not 1 <= len(choice["name"]) <= 100 or (isinstance(value, str) and not 1 <= len(value) <= 100):
            raise invalid(f"data.choices.{index}", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    return choices


def _checked_modal(data: dict[str, Any]) -> dict[str, Any]:
    if not 1 <= len(data["title"]) <= 45 or not 1 <= len(data["components"]) <= 5:
        raise invalid("data", "BASE_TYPE_BAD_LENGTH", "Title 1 to 45 characters, components 1 to 5")
    return data


def _callback_object(interaction: Interaction, answer: Answer) -> dict[str, Any]:
    about: dict[str, Any] = {"id": str(interaction.id), "type": int(interaction.kind)}
    body: dict[str, Any] = {"interaction": about}
    if interaction.original:
        about["response_message_id"] = str(interaction.original.id)
        about["response_message_loading"] = interaction.original.loading
        about["response_message_ephemeral"] = interaction.original.ephemeral
    if answer not in (Answer.CHOICES, Answer.MODAL):
        body["resource"] = {"type": int(answer)}
        if interaction.original and answer is not Answer.DEFERRED_UPDATE:
            body["resource"]["message"] = interaction.original.payload()
    return body
