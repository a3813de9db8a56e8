"""Reminders: subscribe, unsubscribe, list and test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import errors, limits, panel, private, subscribing
from bot.discord_app.bases import services_of
from bot.discord_app.client import ParleyBot
from bot.discord_app.errors import Refusal
from bot.discord_app.notices import stamp
from bot.discord_app.render import Card, Section
from bot.discord_app.subscribing import Target, Where, lead_in_words, leads_in_words
from bot.discord_app.translating import told
from bot.knowledge.model import Deadline
from bot.locale import say
from bot.locale.languages import LANGUAGES
from bot.reminders.ledger import StoreUnavailable
from bot.reminders.ports import CannotAsk, MaybeSent, MessengerError, Refused
from bot.reminders.subscription import ALL, Subscription, Trouble

Interaction = discord.Interaction[Any]
_PREVIEWED = 8
_NEXT = 3
_LANGUAGES = [app_commands.Choice(name=row.label, value=row.code) for row in LANGUAGES.values()]
_DEADLINE = "deadline:"


@app_commands.default_permissions(manage_channels=True)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Reminders(commands.GroupCog, group_name="reminders", group_description=told("discord-reminders")):
    """Subscriptions of a server's channels, and of people in their own direct messages."""

    def __init__(self, bot: ParleyBot) -> None:
        self.bot = bot
        self.subscriptions = bot.services.subscriptions
        self._healing: dict[int, bool] = {}

    @app_commands.command(name="subscribe", description=told("discord-reminders-subscribe"))
    @app_commands.describe(
        channel=told("discord-reminders-channel"),
        topics=told("discord-reminders-topics"),
        leads=told("discord-reminders-leads"),
        role=told("discord-reminders-role"),
        no_role=told("discord-reminders-no-role"),
        language=told("discord-reminders-language"),
    )
    @app_commands.choices(language=_LANGUAGES)
    async def subscribe(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[subscribing.Channel, Where] | None = None,
        topics: str | None = None,
        leads: str | None = None,
        role: discord.Role | None = None,
        no_role: bool = False,
        language: str | None = None,
    ) -> None:
        """Check everything, keep what is named and leave the rest, and show what will be posted when."""
        spoken = errors.language_of(interaction)
        found = subscribing.target(interaction, channel, spoken)
        subscribing.check_access(found, spoken)
        role_id = subscribing.check_role(found, role, spoken)
        wanted = subscribing.read_topics(topics, services_of(interaction).subscriptions.topics(), spoken)
        times = subscribing.read_leads(leads, spoken)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await subscribing.ask_access(found, role_id, self.bot.messenger, spoken)
        kept = await services_of(interaction).subscriptions.subscribe(
            found.place,
            by=interaction.user.id,
            topics=wanted,
            leads=times,
            role_id=role_id,
            no_role=no_role,
            language=language,
            spoken=spoken,
        )
        await private.show(interaction, self._card(kept, found, spoken))

    @subscribe.autocomplete("topics")
    async def complete_topics(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Topics for the last place of a list."""
        *before, last = [part.strip() for part in current.replace("，", ",").split(",")]
        left = [topic for topic in services_of(interaction).subscriptions.topics() if topic not in before]
        left = [subscribing.every_topic()[0], *left] if before == [] else left
        found = [topic for topic in left if last.casefold() in topic.casefold()]
        lists = [", ".join([*before, topic]) for topic in found]
        return [app_commands.Choice(name=text, value=text) for text in lists if len(text) <= limits.CHOICE][:25]

    @app_commands.command(name="panel", description=told("discord-reminders-panel"))
    @app_commands.describe(channel=told("discord-reminders-channel"))
    async def panel(
        self, interaction: Interaction, channel: app_commands.Transform[subscribing.Channel, Where] | None = None
    ) -> None:
        """What is set in a channel, what comes next, and buttons that change it."""
        spoken = errors.language_of(interaction)
        await panel.show(interaction, subscribing.target(interaction, channel, spoken), spoken)

    @app_commands.command(name="unsubscribe", description=told("discord-reminders-unsubscribe"))
    @app_commands.describe(channel=told("discord-reminders-channel"), deleted=told("discord-reminders-deleted"))
    async def unsubscribe(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[subscribing.Channel, Where] | None = None,
        deleted: str | None = None,
    ) -> None:
        """Stop a channel's reminders; a channel that is gone is chosen from those that have some."""
        spoken = errors.language_of(interaction)
        if deleted is None:
            id_ = subscribing.target(interaction, channel, spoken).place.channel_id
        else:
            id_ = subscribing.unseen(interaction, deleted, spoken)
        await interaction.response.defer(ephemeral=True, thinking=True)
        kept = await self.subscriptions.get(id_)
        stopped = (
            kept is not None and kept.guild_id == interaction.guild_id and await self.subscriptions.unsubscribe(id_)
        )
        key = "discord-reminders-stopped" if stopped else "discord-reminders-none-here"
        told_where = subscribing.where(id_, interaction.guild_id, spoken)
        await private.say_so(interaction, say(key, spoken, where=told_where))

    @unsubscribe.autocomplete("deleted")
    async def complete_deleted(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """The server's subscriptions of channels that are not in sight."""
        if interaction.guild_id is None:
            return []
        spoken = errors.language_of(interaction)
        kept = await self.subscriptions.of_guild(interaction.guild_id)
        choices = [
            app_commands.Choice(name=self._choice(one, spoken), value=str(one.channel_id))
            for one in kept
            if not subscribing.is_seen(interaction.guild, one.channel_id)
        ]
        return [choice for choice in choices if current.strip().casefold() in choice.name.casefold()][: limits.CHOICES]

    @app_commands.command(name="list", description=told("discord-reminders-list"))
    async def list(self, interaction: Interaction) -> None:
        """The server's subscriptions, or one's own."""
        spoken = errors.language_of(interaction)
        if interaction.guild_id is None:
            kept = await self.subscriptions.of_user(interaction.user.id)
        else:
            subscribing.check_manager(interaction, spoken)
            kept = await self.subscriptions.of_guild(interaction.guild_id)
        lines = [self._line(one, spoken) + self._state(one, interaction.guild, spoken) for one in kept]
        card = Card(
            "\n\n".join(lines) or say("discord-reminders-no-list", spoken),
            say("discord-reminders-list-title", spoken),
            language=spoken,
        )
        await private.show(interaction, card)

    @app_commands.command(name="test", description=told("discord-reminders-test"))
    @app_commands.describe(channel=told("discord-reminders-channel"))
    async def test(
        self, interaction: Interaction, channel: app_commands.Transform[subscribing.Channel, Where] | None = None
    ) -> None:
        """Post the next notice as it would read now."""
        spoken = errors.language_of(interaction)
        await self.post_test(interaction, subscribing.target(interaction, channel, spoken), spoken)

    async def post_test(self, interaction: Interaction, found: Target, spoken: str) -> None:
        """Post the next notice in a place, and say so."""
        subscribing.check_access(found, spoken)
        await interaction.response.defer(ephemeral=True, thinking=True)
        kept = await self.subscriptions.get(found.place.channel_id)
        if kept is None:
            raise Refusal(say("discord-reminders-none-here", spoken, where=found.where(spoken)))
        sample = self.subscriptions.sample(kept)
        if sample is None:
            raise Refusal(say("discord-reminders-nothing-ahead", spoken))
        try:
            await self.bot.messenger.send(found.place.channel_id, sample, f"t{interaction.id}")
        except MessengerError as error:
            raise Refusal(say(_why(error), spoken, where=found.where(spoken))) from error
        await private.say_so(interaction, say("discord-reminders-tested", spoken, where=found.where(spoken)))

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """A channel's permissions may have come back."""
        if before.overwrites != after.overwrites:
            await self._heal(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """So may a role's."""
        if before.permissions != after.permissions:
            await self._heal(after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Discord tells of the bot's own roles without the members intent."""
        if self.bot.user is not None and after.id == self.bot.user.id and before.roles != after.roles:
            await self._heal(after.guild.id)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, event: discord.RawThreadUpdateEvent) -> None:
        """A thread that was archived and locked may be open again."""
        kept = await self.subscriptions.get(event.thread_id)
        if kept is not None and kept.suspension is not None:
            await self._heal(event.guild_id)

    async def _heal(self, guild: int) -> None:
        healer = self.bot.services.healer
        if healer is None:
            return
        if guild in self._healing:
            self._healing[guild] = True  # what is being read may be old already: read it once more
            return
        with self.bot.drain.work():
            try:
                self._healing[guild] = True
                while self._healing[guild]:
                    self._healing[guild] = False
                    for one in await self.subscriptions.of_guild(guild):
                        await healer.resume_if_possible(one.channel_id)
            except (CannotAsk, StoreUnavailable) as error:  # the hourly probe comes to the same
                errors.note(error, "resuming reminders")
            finally:
                del self._healing[guild]

    def panel_card(self, kept: Subscription | None, found: Target, language: str) -> Card:
        """The panel of a place: what is set, and the next few notices."""
        if kept is None:
            told = say("discord-reminders-none-here", language, where=found.where(language))
            return Card(told, say("discord-reminders-list-title", language), language=language)
        return self._card(kept, found, language, _NEXT)

    def _card(self, kept: Subscription, found: Target, language: str, most: int = _PREVIEWED) -> Card:
        deadlines = self.subscriptions.deadlines
        planned = () if kept.gets_digest else self.subscriptions.preview(kept, most)
        lines = [
            say(
                "reminders-planned-lead",
                language,
                moment=stamp(one.at),
                title=self._told(deadlines[one.deadline], language),
                lead=lead_in_words(one.lead, language, deadlines[one.deadline].at),
            )
            for one in planned
            if one.deadline in deadlines
        ]
        preview = "\n".join(f"• {line}" for line in lines) or say("discord-reminders-nothing-ahead", language)
        return Card(
            self._line(kept, language),
            say("discord-reminders-on", language),
            (Section(say("discord-reminders-preview", language), preview),),
            (say("discord-reminders-change", language),),
            language=language,
        )

    def _line(self, kept: Subscription, language: str) -> str:
        topics = [self.topic(topic, language) for topic in kept.topics]
        line = say(
            "discord-reminders-line",
            language,
            place="here" if kept.guild_id is None else f"<#{kept.channel_id}>",
            topics=", ".join(topics) or "–",
            leads=leads_in_words(kept.leads, language) or "–",
        )
        if kept.role_id is not None:
            line += "\n" + say("discord-reminders-pings", language, role=f"<@&{kept.role_id}>")
        return "\n".join([line, *self._hours(kept, language)])

    def _hours(self, kept: Subscription, language: str) -> Sequence[str]:
        """Quiet hours and the hour of the week, where there are any."""
        told = []
        if kept.quiet is not None:
            hours = [f"{minute // 60:02}:{minute % 60:02}" for minute in (kept.quiet.begin, kept.quiet.end)]
            told.append(say("discord-panel-quiet-line", language, begin=hours[0], end=hours[1], zone=kept.zone))
        for what in kept.weekly.tells if kept.weekly else ():
            following = kept.weekly.next(self.bot.services.clock(), kept.zone) if kept.weekly else None
            told.append(say(f"discord-panel-{what}-line", language, next=stamp(following) if following else ""))
        return told

    def _state(self, kept: Subscription, guild: discord.Guild | None, language: str) -> str:
        """What keeps a subscription from being served; nothing if all is well."""
        trouble = kept.suspension.trouble if kept.suspension else None
        if trouble is Trouble.GONE:
            told = say("discord-reminders-gone", language)
        elif guild is not None and not subscribing.is_seen(guild, kept.channel_id):
            told = say("discord-reminders-unseen", language)
        elif kept.suspension is not None:
            told = say("discord-reminders-paused", language, since=stamp(kept.suspension.since))
        else:
            return ""
        return f"\n⚠️ {told}"

    def _choice(self, kept: Subscription, language: str) -> str:
        topics = ", ".join(self.topic(topic, language) for topic in kept.topics)
        told = say("discord-reminders-unseen-choice", language, id=str(kept.channel_id), topics=topics)
        return limits.label(told, limits.CHOICE)

    def _told(self, deadline: Deadline, language: str) -> str:
        return self.bot.bases.tell_of(deadline.id)(deadline.title, language, self.bot.services.clock())

    def topic(self, topic: str, language: str) -> str:
        """A topic as people read it."""
        if topic == ALL:
            return say("discord-reminders-all", language)
        deadline = self.subscriptions.deadlines.get(topic.removeprefix(_DEADLINE))
        return self._told(deadline, language) if deadline and topic.startswith(_DEADLINE) else topic


def _why(error: MessengerError) -> str:
    if isinstance(error, Refused):
        return "discord-reminders-test-refused"
    return "discord-reminders-test-maybe" if isinstance(error, MaybeSent) else "discord-reminders-test-failed"


async def setup(bot: ParleyBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(Reminders(bot))
