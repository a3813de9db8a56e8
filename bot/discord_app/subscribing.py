"""What `/reminders` reads and checks before anything is kept: place, permissions, role, topics and leads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from pydantic import TypeAdapter, ValidationError

from bot.discord_app import permissions, render
from bot.discord_app.errors import Refusal
from bot.discord_app.permissions import Ping
from bot.knowledge.values import Instant
from bot.locale import say
from bot.locale.languages import LANGUAGES
from bot.reminders.ports import CannotAsk
from bot.reminders.service import Place
from bot.reminders.subscription import ALL
from bot.settings import LONGEST_LEAD, MOST_LEADS, Duration

if TYPE_CHECKING:
    from bot.discord_app.messenger import DiscordMessenger

Interaction = discord.Interaction[Any]
Channel = app_commands.AppCommandChannel | app_commands.AppCommandThread

_DURATION: TypeAdapter[timedelta] = TypeAdapter(Duration)
TYPES = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)
_THREADS = frozenset(TYPES[3:])


class Where(app_commands.Transformer):
    """A channel or thread in which messages can be posted, as Discord resolved it: with the user's permissions."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The kinds offered."""
        return list(TYPES)

    async def transform(self, interaction: Interaction, value: Any, /) -> Channel:
        """As it came."""
        channel: Channel = value
        return channel


@dataclass(frozen=True)
class Target:
    """Where somebody wants reminders, what they may do there, and what the bot may."""

    place: Place
    user: discord.Permissions
    bot: discord.Permissions | None
    is_thread: bool = False
    silenced: tuple[str, ...] = ()

    @property
    def mention(self) -> str:
        """As Discord shows it, for a sentence on a server's channel."""
        return f"<#{self.place.channel_id}>"

    def where(self, language: str) -> str:
        """`in #channel`, or `here` in direct messages."""
        return where(self.place.channel_id, self.place.guild_id, language)


def where(channel_id: int, guild_id: int | None, language: str) -> str:
    """`in #channel`, or `here` in direct messages, which have no name that Discord would show."""
    if guild_id is None:
        return say("discord-reminders-where-here", language)
    return say("discord-reminders-where-channel", language, channel=f"<#{channel_id}>")


def target(interaction: Interaction, channel: Channel | None, language: str) -> Target:
    """The channel named, else the current one.

    Raises:
        Refusal: if the channel is not one that the person may manage.
    """
    if interaction.guild_id is None:
        if channel is not None:
            raise Refusal(say("discord-reminders-no-channel-here", language))
        place = Place(interaction.channel_id or 0, user_id=interaction.user.id)
        return Target(place, discord.Permissions.all(), None)
    if channel is None or channel.id == interaction.channel_id:
        kind = getattr(interaction.channel, "type", discord.ChannelType.text)
        if kind not in TYPES:
            raise Refusal(say("discord-reminders-not-there", language))
        place = Place(interaction.channel_id or 0, interaction.guild_id)
        found = Target(
            place, interaction.permissions, interaction.app_permissions, kind in _THREADS, _shut(interaction.channel)
        )
    else:
        place = Place(channel.id, interaction.guild_id)
        own = permissions.own(channel.resolve())
        found = Target(place, channel.permissions, own, channel.type in _THREADS, _shut(channel))
    if not found.user.manage_channels and not found.user.administrator:
        raise Refusal(say("discord-reminders-not-yours", language, channel=found.mention))
    return found


def target_of(interaction: Interaction, channel_id: int, language: str) -> Target:
    """The place that a panel is about, by its id: what the person may do there now.

    Raises:
        Refusal: if it is not in sight, or not one that the person may manage.
    """
    if channel_id == interaction.channel_id:
        return target(interaction, None, language)
    channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    if channel is None or not isinstance(interaction.user, discord.Member):
        raise Refusal(say("discord-button-outdated", language))
    place = Place(channel_id, interaction.guild_id)
    own, theirs = permissions.own(channel), channel.permissions_for(interaction.user)
    found = Target(place, theirs, own, channel.type in _THREADS, _shut(channel))
    if not theirs.manage_channels and not theirs.administrator:
        raise Refusal(say("discord-reminders-not-yours", language, channel=found.mention))
    return found


def check_manager(interaction: Interaction, language: str) -> None:
    """See that the person may manage the channel that they are in: Discord asks for that by default only.

    Raises:
        Refusal: naming what is missing.
    """
    has = interaction.permissions
    if not has.manage_channels and not has.administrator:
        raise Refusal(say("discord-reminders-not-yours", language, channel=f"<#{interaction.channel_id}>"))


def is_seen(guild: discord.Guild | None, channel_id: int) -> bool:
    """Whether the server has the channel, as far as the gateway tells: archived threads it leaves out."""
    return guild is not None and guild.get_channel_or_thread(channel_id) is not None


def unseen(interaction: Interaction, written: str, language: str) -> int:
    """Read the id of a deleted channel, which Discord's channel menu no longer offers.

    Raises:
        Refusal: if it can be seen, or the person may not manage every channel; of this one nobody can tell any more.
    """
    if interaction.guild is None or not isinstance(interaction.user, discord.Member):
        raise Refusal(say("discord-reminders-no-channel-here", language))
    if not interaction.user.guild_permissions.manage_channels:
        raise Refusal(say("discord-reminders-not-yours-here", language))
    if not written.isdecimal():
        raise Refusal(say("discord-reminders-none-here", language, where=render.echo(written, 40)))
    if is_seen(interaction.guild, int(written)):
        raise Refusal(say("discord-reminders-seen", language))
    return int(written)


def _shut(channel: object) -> tuple[str, ...]:
    """What keeps anyone silent in a thread."""
    archived, locked = getattr(channel, "archived", False), getattr(channel, "locked", False)
    return permissions.silenced(archived=archived, locked=locked, timed_out=False)


def check_access(found: Target, language: str) -> None:
    """See that the bot can post there, and find again what it posted; `ask_access` where its rights are not known.

    Raises:
        Refusal: naming what is missing.
    """
    if found.bot is not None:
        lacking = permissions.missing(found.bot, permissions.REMINDING, thread=found.is_thread)
        _refuse(found, (*lacking, *found.silenced), language)


async def ask_access(found: Target, role_id: int | None, messenger: DiscordMessenger, language: str) -> None:
    """Make the same checks by asking Discord, for a channel that is not in sight: an archived thread, for one.

    Raises:
        Refusal: naming what is missing, or if Discord cannot be asked.
    """
    if found.place.guild_id is None or found.bot is not None:
        return
    try:
        access = await messenger.access(found.place.channel_id)
    except CannotAsk as error:
        raise Refusal(say("discord-trouble-discord", language)) from error
    _refuse(found, ("view_channel",) if access.gone else access.missing, language)
    if role_id is not None and not await messenger.may_ping(found.place.channel_id, role_id):
        raise Refusal(say("discord-reminders-role-bot-may-not", language, channel=found.mention))


def _refuse(found: Target, lacking: tuple[str, ...], language: str) -> None:
    if lacking:
        names = permissions.names(lacking, language)
        raise Refusal(say("discord-reminders-missing", language, channel=found.mention, names=names))


def check_role(found: Target, role: discord.Role | None, language: str) -> int | None:
    """The role's id, if both the person and, as far as is known, the bot may ping it.

    Raises:
        Refusal: with the reason.
    """
    if role is None:
        return None
    if found.place.guild_id is None:
        raise Refusal(say("discord-reminders-no-role-here", language))
    verdict = permissions.ping(role, found.user.mention_everyone or found.user.administrator)
    if verdict is not Ping.ALLOWED:
        raise Refusal(say(f"discord-reminders-role-{verdict.value.replace('_', '-')}", language))
    if found.bot is not None:
        may = found.bot.mention_everyone or found.bot.administrator
        if permissions.ping(role, may) is not Ping.ALLOWED:
            raise Refusal(say("discord-reminders-role-bot-may-not", language, channel=found.mention))
    return role.id


def read_topics(typed: str | None, known: Collection[str], language: str) -> tuple[str, ...]:
    """Topics by id, separated by commas, or the word for all of them; none if none is named.

    Raises:
        Refusal: naming the one that is unknown, and those that there are.
    """
    wanted = [topic.strip().casefold() for topic in (typed or "").replace("，", ",").split(",") if topic.strip()]
    by_name = {topic.casefold(): topic for topic in known} | dict.fromkeys(every_topic(), ALL)
    for topic in wanted:
        if topic not in by_name:
            there = ", ".join(f"`{name}`" for name in known) or "–"
            raise Refusal(say("discord-reminders-topic", language, typed=render.echo(topic, 60), known=there))
    return tuple(dict.fromkeys(by_name[topic] for topic in wanted))


def read_leads(typed: str | None, language: str) -> tuple[timedelta, ...]:
    """Lead times like `7d, 12h, 90m`, longest first; none if none is named.

    Raises:
        Refusal: naming the one that cannot be read.
    """
    found: list[timedelta] = []
    for part in (typed or "").replace("，", ",").split(","):
        if not (word := part.strip().casefold()):
            continue
        try:
            lead = _DURATION.validate_python(word)
        except ValidationError as error:
            raise Refusal(say("discord-reminders-lead", language, typed=render.echo(word, 40))) from error
        if lead % timedelta(minutes=1):
            raise Refusal(say("discord-reminders-lead-minutes", language, typed=render.echo(word, 40)))
        if lead > LONGEST_LEAD:
            raise Refusal(say("discord-reminders-lead-long", language, days=LONGEST_LEAD.days))
        found.append(lead)
    if len(set(found)) > MOST_LEADS:
        raise Refusal(say("discord-reminders-leads-many", language, most=MOST_LEADS))
    return tuple(sorted(set(found), reverse=True))


def every_topic() -> tuple[str, ...]:
    """The words that mean all topics, in every language."""
    return tuple(say("discord-reminders-every", language) for language in LANGUAGES)


def lead_in_words(lead: timedelta, language: str, instant: Instant) -> str:
    """`7 days before`, `90 minutes before` or `at the time itself`.

    Of an instant whose hour is not known a lead counts from the beginning of its day, and is told so.
    """
    if not lead:
        return say("reminders-lead-at-once" if instant.is_exact else "reminders-lead-at-day", language)
    key = "before" if instant.is_exact or lead % timedelta(days=1) == timedelta() else "before-day"
    return say(f"reminders-lead-{key}", language, span=_span(lead, language))


def leads_in_words(leads: Collection[timedelta], language: str) -> str:
    """`7 days, 12 hours before, at the time itself`: what any deadline gets, longest first."""
    spans = ", ".join(_span(lead, language) for lead in sorted(leads, reverse=True) if lead)
    told = [say("reminders-lead-before", language, span=spans)] if spans else []
    if timedelta() in leads:
        told.append(say("reminders-lead-at-once", language))
    return ", ".join(told)


def _span(lead: timedelta, language: str) -> str:
    """A length in the largest unit in which it is whole."""
    seconds = int(lead.total_seconds())
    unit, size = next(one for one in (("days", 86400), ("hours", 3600), ("minutes", 60)) if seconds % one[1] == 0)
    return say(f"reminders-{unit}", language, count=seconds // size)
