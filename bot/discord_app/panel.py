"""A channel's reminders as one panel: what is set, what comes next, and buttons that change it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self
from zoneinfo import available_timezones

import discord
from rapidfuzz import process

from bot.discord_app import errors, limits, private, states, subscribing
from bot.discord_app.bases import services_of
from bot.discord_app.errors import Refusal
from bot.discord_app.forms import Form, form, labelled
from bot.discord_app.subscribing import Target
from bot.discord_app.views import Interaction, Pressable, pressable
from bot.locale import say
from bot.locale.languages import LANGUAGES
from bot.reminders.calendar import Quiet
from bot.reminders.keys import lead_slot
from bot.reminders.subscription import ALL, Subscription

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_LEADS = (30 * _DAY, 14 * _DAY, 7 * _DAY, 3 * _DAY, _DAY, 12 * _HOUR, 6 * _HOUR, 3 * _HOUR, _HOUR, timedelta())
_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–—~至到]\s*(\d{1,2}):(\d{2})\s*")
_HOUR_OF_DAY = re.compile(r"\s*(\d{1,2}):(\d{2})\s*")
_OFF = "off"
ACTIONS = ("change", "hours", "test", "stop")


def buttons_of(channel_id: int, language: str, *, subscribed: bool) -> list[PanelButton]:
    """The panel's buttons; what is not subscribed can only be subscribed."""
    return [
        PanelButton(action, channel_id, say(f"discord-panel-{action if subscribed else 'start'}", language))
        for action in (ACTIONS if subscribed else ACTIONS[:1])
    ]


@pressable
class PanelButton(Pressable, template=r"p:(?P<action>change|hours|test|stop):(?P<channel>[0-9a-z]+)"):
    """One of a panel's buttons."""

    def __init__(self, action: str, channel_id: int, label: str = "…") -> None:
        self.action, self.channel_id = action, channel_id
        self.once = action == "test"
        custom_id = f"p:{action}:{states.base36(channel_id)}"
        style = discord.ButtonStyle.danger if action == "stop" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=limits.label(label, limits.BUTTON), style=style, custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Read the channel."""
        return cls(match["action"], int(match["channel"], 36))

    async def press(self, interaction: Interaction) -> None:
        """Check anew who presses, then do it."""
        language = errors.language_of(interaction)
        found = subscribing.target_of(interaction, self.channel_id, language)
        cog = _cog(interaction)
        if self.action == "test":
            await cog.post_test(interaction, found, language)
            return
        if self.action == "stop":
            await interaction.response.defer(ephemeral=True, thinking=True)
            await cog.subscriptions.unsubscribe(self.channel_id)
            await private.say_so(interaction, say("discord-reminders-stopped", language, where=found.where(language)))
            return
        kept = await cog.subscriptions.get(self.channel_id)
        if self.action == "change":
            topics, in_guild = services_of(interaction).subscriptions.topics(), interaction.guild_id is not None
            await Wishes(self.channel_id, language, kept, cog, topics, in_guild=in_guild).show(interaction)
        elif kept is None:
            raise Refusal(say("discord-reminders-none-here", language, where=found.where(language)))
        else:
            await Hours(self.channel_id, language, kept).show(interaction)


async def show(interaction: Interaction, found: Target, language: str) -> None:
    """Answer with the panel of a place, privately."""
    cog = _cog(interaction)
    kept = await cog.subscriptions.get(found.place.channel_id)
    buttons = buttons_of(found.place.channel_id, language, subscribed=kept is not None)
    await private.show(interaction, cog.panel_card(kept, found, language), [buttons])


def _cog(interaction: Interaction) -> Any:
    cog = interaction.client.get_cog("Reminders")
    if cog is None:
        raise Refusal(say("discord-button-outdated", errors.language_of(interaction)))
    return cog


@form
class Wishes(Form):
    """Channel, role, topics, leads and language, filled with what is set."""

    template = r"pf:(?P<channel>[0-9a-z]+)"

    def __init__(
        self,
        channel_id: int,
        language: str = "en",
        kept: Subscription | None = None,
        cog: Any = None,
        known: Sequence[str] = (),
        *,
        in_guild: bool = True,
    ) -> None:
        super().__init__(say("discord-panel-form", language), f"pf:{states.base36(channel_id)}")
        topics = [ALL, *known]
        topics += [
            topic for topic in (kept.topics if kept else ()) if topic not in topics and len(topic) <= limits.CHOICE
        ]
        chosen = set(kept.topics if kept and kept.topics else [ALL])
        leads = sorted({*_LEADS, *(kept.leads if kept else ())}, reverse=True)
        wanted = set(kept.leads if kept and kept.leads else (cog.subscriptions.default_leads if cog else ()))
        spoken = kept.language if kept else language
        self.channel: discord.ui.ChannelSelect[Any] = discord.ui.ChannelSelect(
            custom_id="channel",
            channel_types=list(subscribing.TYPES),
            default_values=[_default(channel_id, discord.SelectDefaultValueType.channel)],
            required=True,
        )
        role = [_default(kept.role_id, discord.SelectDefaultValueType.role)] if kept and kept.role_id else []
        self.role: discord.ui.RoleSelect[Any] = discord.ui.RoleSelect(
            custom_id="role", min_values=0, required=False, default_values=role
        )
        self.topics = _select(
            "topics", [(topic, cog.topic(topic, language) if cog else topic, topic in chosen) for topic in topics]
        )
        self.leads = _select(
            "leads",
            [(lead_slot(lead), subscribing.leads_in_words([lead], language), lead in wanted) for lead in leads],
        )
        languages = [(row.code, row.label, row.code == spoken) for row in LANGUAGES.values()]
        self.spoken = _select("language", languages, most=1)
        if in_guild:
            self.add_item(labelled(say("discord-panel-channel", language), self.channel))
            self.add_item(labelled(say("discord-panel-role", language), self.role))
        self.add_item(labelled(say("discord-panel-topics", language), self.topics))
        self.add_item(labelled(say("discord-panel-leads", language), self.leads))
        self.add_item(labelled(say("discord-panel-language", language), self.spoken))

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        """As it is needed to read what was sent."""
        return cls(int(match["channel"], 36))

    async def submit(self, interaction: Interaction) -> None:
        """Check everything as the command does, keep it, and show the panel."""
        language, cog = errors.language_of(interaction), _cog(interaction)
        named = next(iter(self.channel.values), None)
        found = subscribing.target(interaction, named, language)
        subscribing.check_access(found, language)
        role = next(iter(self.role.values), None)
        role_id = subscribing.check_role(found, role, language)
        subscriptions = services_of(interaction).subscriptions
        kept = await subscriptions.get(found.place.channel_id)
        known = {ALL, *subscriptions.topics(), *(kept.topics if kept else ())}
        await interaction.response.defer(ephemeral=True, thinking=True)
        await subscribing.ask_access(found, role_id, cog.bot.messenger, language)
        await subscriptions.subscribe(
            found.place,
            by=interaction.user.id,
            topics=[topic for topic in self.topics.values if topic in known],
            leads=subscribing.read_leads(",".join(self.leads.values), language),
            role_id=role_id,
            no_role=role_id is None,
            language=next(iter(self.spoken.values), None),
            spoken=language,
        )
        await show(interaction, found, language)


@form
class Hours(Form):
    """The channel's time zone, its quiet hours, and whether it hears of everything once a week."""

    template = r"ph:(?P<channel>[0-9a-z]+)"

    def __init__(self, channel_id: int, language: str = "en", kept: Subscription | None = None) -> None:
        super().__init__(say("discord-panel-hours-form", language), f"ph:{states.base36(channel_id)}")
        self.channel_id = channel_id
        quiet, weekly = (kept.quiet, kept.weekly) if kept else (None, None)
        digest = weekly if kept and kept.gets_digest else None
        self.zone = _text("zone", kept.zone if kept else "", 64)
        self.quiet = _text("quiet", f"{_clock(quiet.begin)}-{_clock(quiet.end)}" if quiet else "", 20)
        days = [(_OFF, say("discord-panel-day-off", language), digest is None)]
        days += [
            (str(n), say(f"discord-panel-day-{n}", language), bool(digest and digest.weekday == n)) for n in range(7)
        ]
        self.day = _select("day", days, most=1)
        self.hour = _text("hour", _clock(weekly.minute) if weekly else "09:00", 5)
        self.add_item(
            labelled(say("discord-panel-zone", language), self.zone, say("discord-panel-zone-help", language))
        )
        self.add_item(
            labelled(say("discord-panel-quiet", language), self.quiet, say("discord-panel-quiet-help", language))
        )
        self.add_item(labelled(say("discord-panel-day", language), self.day, say("discord-panel-day-help", language)))
        self.add_item(labelled(say("discord-panel-hour", language), self.hour))

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        """As it is needed to read what was sent."""
        return cls(int(match["channel"], 36))

    async def submit(self, interaction: Interaction) -> None:
        """Read the wall times, keep them, and show the panel."""
        language, cog = errors.language_of(interaction), _cog(interaction)
        found = subscribing.target_of(interaction, self.channel_id, language)
        zone = read_zone(self.zone.value, language)
        quiet = read_quiet(self.quiet.value, language)
        day = next(iter(self.day.values), _OFF)
        minute = read_hour(self.hour.value or "09:00", language)
        weekly = (int(day), minute) if day.isdecimal() else None
        await interaction.response.defer(ephemeral=True, thinking=True)
        if not await cog.subscriptions.set_hours(self.channel_id, zone=zone, quiet=quiet, weekly=weekly):
            raise Refusal(say("discord-reminders-none-here", language, where=found.where(language)))
        await show(interaction, found, language)


def read_zone(typed: str, language: str) -> str:
    """An IANA zone by its name; nothing is UTC.

    Raises:
        Refusal: naming the likeliest, if there is no such zone.
    """
    zones = {zone.casefold(): zone for zone in available_timezones()}
    wanted = "_".join(typed.split()).casefold() or "utc"
    if wanted in zones:
        return zones[wanted]
    by_city = {zone.rpartition("/")[2]: name for zone, name in zones.items() if "/" in name}
    if wanted in by_city:
        return by_city[wanted]
    likely = process.extractOne(wanted, [*by_city, *zones])
    suggested = (by_city | zones)[likely[0]] if likely else "UTC"
    raise Refusal(say("discord-panel-no-zone", language, typed=limits.label(typed, 40), likely=suggested))


def read_quiet(typed: str, language: str) -> Quiet | None:
    """Hours like `22:00-07:00`; nothing for none.

    Raises:
        Refusal: if they cannot be read.
    """
    if not typed.strip():
        return None
    match = _SPAN.fullmatch(typed.replace("：", ":"))
    times = [int(part) for part in match.groups()] if match else []
    if not times or times[0] > 23 or times[2] > 23 or times[1] > 59 or times[3] > 59:
        raise Refusal(say("discord-panel-no-quiet", language, typed=limits.label(typed, 40)))
    quiet = Quiet(times[0] * 60 + times[1], times[2] * 60 + times[3])
    return quiet if quiet.begin != quiet.end else None


def read_hour(typed: str, language: str) -> int:
    """A wall time like `09:00` in minutes of the day.

    Raises:
        Refusal: if it cannot be read.
    """
    match = _HOUR_OF_DAY.fullmatch(typed.replace("：", ":"))
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise Refusal(say("discord-panel-no-hour", language, typed=limits.label(typed, 40)))
    return int(match[1]) * 60 + int(match[2])


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _default(id_: int, kind: discord.SelectDefaultValueType) -> discord.SelectDefaultValue:
    return discord.SelectDefaultValue(id=id_, type=kind)


def _text(custom_id: str, value: str, longest: int) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(custom_id=custom_id, default=value or None, max_length=longest, required=False)


def _select(custom_id: str, options: list[tuple[str, str, bool]], most: int | None = None) -> discord.ui.Select[Any]:
    shown = options[: limits.CHOICES]
    return discord.ui.Select(
        custom_id=custom_id,
        max_values=min(most or len(shown), len(shown)),
        options=[
            discord.SelectOption(label=limits.label(label, limits.CHOICE), value=value, default=chosen)
            for value, label, chosen in shown
        ],
    )
