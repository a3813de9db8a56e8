"""The Discord client: no privileged intent, no ping, no cache that it does not need."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, cast

import discord
import structlog
from discord.ext import commands

from bot.discord_app import connecting, errors, forms
from bot.discord_app.answering import Desk
from bot.discord_app.bases import Bases
from bot.discord_app.connections import LOOK_EVERY, Connections
from bot.discord_app.drain import Drain
from bot.discord_app.events import Events
from bot.discord_app.guarding import guard
from bot.discord_app.messenger import DiscordMessenger
from bot.discord_app.metrics import CONNECTIONS
from bot.discord_app.pacing import Pacer
from bot.discord_app.registering import Command, Registered
from bot.discord_app.services import Services
from bot.discord_app.translating import Translator
from bot.discord_app.tree import Tree, describe
from bot.discord_app.views import PRESSABLE, is_known
from bot.locale import say
from bot.waits import waits

log = structlog.get_logger(__name__)

LONGEST_WAIT = 30.0
"""Seconds that a request may wait for its rate limit, discord.py's least; a longer wait is an error, tried later."""

LONGEST_GOODBYE = 5.0
"""Seconds for what is under way when the client closes; hosts kill ten after asking."""

_REMINDERS = "reminders"
EXTENSIONS = tuple(
    f"bot.discord_app.exts.{name}"
    for name in ("asking", "reports", "reminders", "knowledge", "help", "arriving", "events")
)


@dataclass(frozen=True)
class Shards:
    """The slice of the gateway that this worker holds."""

    ids: tuple[int, ...]
    count: int


def intents() -> discord.Intents:
    """Guilds (channels, roles, threads), their events, and messages: content comes where the bot is mentioned, and in DMs."""
    return discord.Intents(guilds=True, guild_scheduled_events=True, guild_messages=True, dm_messages=True)


class ParleyBot(commands.AutoShardedBot):
    """Wires discord.py to the services; what it does is in the extensions."""

    def __init__(
        self,
        bases: Bases,
        pacer: Pacer | None = None,
        shards: Shards | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.bases = bases
        self.services = bases.first
        """Of these, only what is the same for all bases; whatever is of one base comes from `bases`."""
        self.pacer = pacer or Pacer()
        self.desk = Desk(bases)
        self.messenger = DiscordMessenger(self)
        self.events = Events(bases)
        self.drain = Drain()
        self.connections = Connections()
        self._tasks: set[asyncio.Task[None]] = set()
        # It never speaks; an operator need not read that voice is not supported.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=self.pacer.trace(),
            max_ratelimit_timeout=LONGEST_WAIT,
            shard_ids=list(shards.ids) if shards else None,  # type: ignore[arg-type]  # None is its default
            shard_count=shards.count if shards else None,
        )
        guard(self._connection, self.services.mishaps, sleep)
        self.registered = Registered(cast("Tree", self.tree), bases, self._offered)

    async def start_patiently(self, token: str) -> None:
        """Log in, connect and stay until closed.

        Raises:
            connecting.WrongToken: if Discord refuses the token.
            connecting.Forbidden: if Discord refuses the connection for good.
        """
        await connecting.log_in(self, token)
        looking = asyncio.create_task(self._look_at_connections(), name="connections")
        try:
            await connecting.stay_connected(self)
        finally:
            looking.cancel()

    async def setup_hook(self) -> None:
        """Load the extensions once, though a login may be tried again, and tell Discord of the commands."""
        await self.bases.load()
        for name in EXTENSIONS:
            if name not in self.extensions:
                await self.load_extension(name)
                self.tree.remove_command(_REMINDERS)  # which commands there are depends on the bases
        self.add_dynamic_items(*PRESSABLE)
        if self.tree.translator is None:
            await self.tree.set_translator(Translator())
        self.registered.renew()
        self.spawn(self._sync_commands(), "command sync")
        for services in self.bases:
            if services.reloader is not None:
                services.reloader.on_taken = self.renew_commands

    def _offered(self, services: Services) -> Mapping[str, Command]:
        """The commands that a base has records for: without deadlines there is nothing to remind of."""
        reports: Any = self.get_cog("Reports")
        reminders: Any = self.get_cog("Reminders")
        offered: dict[str, Command] = reports.commands_of(services)
        return offered | ({_REMINDERS: reminders.app_command} if services.library.base.deadlines else {})

    def renew_commands(self) -> None:
        """Register the commands that a changed base has records for, and tell Discord where they are others."""
        self.registered.renew()
        events: Any = self.get_cog("KeepsEvents")
        events.renew()
        self.spawn(self._sync_commands(), "command sync")
        for guild in self.guilds:
            self.place_commands(guild.id)

    def place_commands(self, guild_id: int) -> None:
        """Give a guild the commands of its base, and tell Discord where they are others; of one base all are everywhere."""
        if len(self.bases) > 1:
            self.registered.place(guild_id)
            self.spawn(self._sync_commands(guild_id), "command sync")

    async def _sync_commands(self, guild_id: int | None = None) -> None:
        """Tell Discord of the commands for everywhere, or of a guild's."""
        for wait in waits():
            try:
                await cast("Tree", self.tree).tell_discord(guild_id)
                if guild_id is None:
                    await describe(self, self.services.library.base.scope.title)
            except Exception as error:
                if guild_id is not None and isinstance(error, discord.Forbidden):
                    errors.note(error, "command sync")  # the guild was left, or lets the bot have no commands
                    return
                log.warning("the commands could not be synced; trying again", error=repr(error), seconds=wait)
                await asyncio.sleep(wait)
            else:
                return

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A guild comes in sight, with the commands of its base."""
        self.place_commands(guild.id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """So does one that the bot was added to."""
        self.place_commands(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A guild that is gone has no commands."""
        self.registered.forget(guild.id)

    def spawn(self, work: Coroutine[Any, Any, None], name: str, *, finish: bool = False) -> None:
        """Run something beside the present task: named, kept, logged, and ended with the client.

        With `finish` the client gives it its time before it closes.
        """
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        if finish:
            task.add_done_callback(self.drain.begin())

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            errors.note(error, task.get_name())

    async def close(self) -> None:
        """Let answers under way be sent, end what runs beside, then the connections; safe before login and again."""
        if not await self.drain.wait(LONGEST_GOODBYE):
            log.warning("closing while answers are under way")
        for task in list(self._tasks):
            task.cancel()
        self.desk.close()
        for services in self.bases:
            if services.reloader is not None and services.reloader.on_taken == self.renew_commands:
                services.reloader.on_taken = None
        if self.is_closed() or not self.http.token:
            return
        await super().close()

    async def on_message(self, message: discord.Message, /) -> None:
        """Prefix commands are not looked for; the asking extension hears messages."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A press that no button of ours will hear, of an old or forged one, is answered all the same."""
        if interaction.type is discord.InteractionType.modal_submit:
            forms.take(interaction)
        if interaction.type is not discord.InteractionType.component:
            return
        custom_id = str(cast("Mapping[str, object]", interaction.data or {}).get("custom_id", ""))
        if is_known(custom_id) and custom_id in _custom_ids(interaction.message):
            return
        await errors.tell(interaction, errors.Refusal(say("discord-button-outdated", errors.language_of(interaction))))

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """A listener's error is noted, and the listener goes on."""
        if (error := sys.exc_info()[1]) is not None:
            self.services.mishaps.note(event_method, error)

    async def on_shard_ready(self, shard: int) -> None:
        """A shard holds a new session."""
        CONNECTIONS.labels("ready").inc()
        self.connections.opened(shard)
        self.report_connections()

    async def on_shard_resumed(self, shard: int) -> None:
        """A shard is back in its session."""
        CONNECTIONS.labels("resumed").inc()
        self.connections.opened(shard)
        self.report_connections()

    async def on_shard_disconnect(self, shard: int) -> None:
        """A shard lost its connection; discord.py takes it up again."""
        CONNECTIONS.labels("disconnected").inc()
        self.connections.lost(shard)
        self.report_connections()

    async def _look_at_connections(self) -> None:
        """A connection that falls silent tells nothing of it, so it is looked at."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.report_connections()

    def report_connections(self) -> None:
        """Say how the gateway's connections stand."""
        found = self.connections.look({number: shard.latency for number, shard in self.shards.items()})
        at = self.services.clock() if found.ok else None
        self.services.health.report("discord", ok=found.ok, detail=found.detail, at=at)


def _custom_ids(message: discord.Message | None) -> frozenset[str]:
    """The custom ids of a message's buttons."""
    rows = message.components if message else []
    found = [item for row in rows if isinstance(row, discord.ActionRow) for item in row.children]
    return frozenset(str(item.custom_id) for item in found if getattr(item, "custom_id", None))
