"""The loopback Discord: what tests hold in their hands."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.discord.loopback.acts import Acts
from tests.discord.loopback.backend import Backend
from tests.discord.loopback.commands import CommandStore, CommandType
from tests.discord.loopback.faults import Faults
from tests.discord.loopback.gateway import Gateway, GatewayEvent
from tests.discord.loopback.http import HttpSide
from tests.discord.loopback.interactions import Interaction, InteractionDesk
from tests.discord.loopback.journal import Journal, Request
from tests.discord.loopback.limits import Limiter, RateLimits
from tests.discord.loopback.messages import Message, Upload
from tests.discord.loopback.people import User
from tests.discord.loopback.places import Channel, Guild
from tests.discord.loopback.spec import Spec
from tests.discord.loopback.waiting import Bulletin
from tests.discord.loopback.world import World

PATIENCE = 10.0


class NotAnswered(AssertionError):
    """The bot did not answer an interaction within its three seconds, or not as it should."""


class LoopbackDiscord:
    """Discord's REST API and gateway on 127.0.0.1, for the real discord.py client.

    Use as `async with LoopbackDiscord() as discord`. It runs in the caller's event loop.

    Args:
        nonce_memory: seconds for which a nonce is remembered; 0 forgets at once.
        clock: the server's Unix time, for ids, nonces, limits and the three seconds of an interaction.
        limits: rate limits; the default are Discord's as far as they are known.
        ack_seconds: how long the bot has to answer an interaction.
        privileged: bits of the privileged intents that the application may use.
        heartbeat_ms: the interval that HELLO asks for.
        spec: path of Discord's OpenAPI description; by default see `spec.spec_path`.
    """

    def __init__(
        self,
        *,
        nonce_memory: float = 300.0,
        clock: Callable[[], float] = time.time,
        limits: RateLimits | None = None,
        ack_seconds: float = 3.0,
        privileged: int = 0,
        heartbeat_ms: int = 41_250,
        spec: Path | None = None,
        seed: int = 0,
    ) -> None:
        self.bulletin = Bulletin()
        self.world = World(clock, self.bulletin, nonce_memory)
        self.token = _made_up_token(self.world.bot)
        self.gateway = Gateway(self.world, self.token, privileged=privileged, heartbeat_ms=heartbeat_ms)
        self.world.tell = self.gateway.tell
        self.commands = CommandStore(self.world)
        self.desk = InteractionDesk(self.world, ack_seconds)
        self.journal = Journal()
        self.faults = Faults(self.bulletin, seed)
        self.limiter = Limiter(limits or RateLimits(), clock)
        self.spec = Spec.at(spec)
        backend = Backend(self.world, self.gateway, self.commands, self.desk)
        self.http = HttpSide(backend, self.token, self.journal, self.faults, self.limiter, self.spec)
        self._acts = Acts(self.desk, self.commands)
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._port = 0

    # --- the server itself

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{tail:.*}", self.http.handle)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=False, shutdown_timeout=0.2)
        await self._runner.setup()
        await self.come_back()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.drop_held()
        self.gateway.drop(1001)
        assert self._runner is not None
        await self._runner.cleanup()

    async def go_down(self) -> None:
        """Refuse connections and cut those that are open, until `come_back`."""
        assert self._runner is not None
        if self._site:
            await self._site.stop()
            self._site = None
        self.gateway.drop()
        server = self._runner.server
        for protocol in list(server.connections) if server else []:
            if protocol.transport:
                protocol.transport.abort()

    async def come_back(self) -> None:
        """Listen (again, on the same port)."""
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await self._site.start()
        self._port = self._runner.addresses[0][1]
        self.world.base_url = self.base_url

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def requests(self) -> list[Request]:
        """Every request so far, in order of arrival."""
        return self.journal.requests

    @property
    def violations(self) -> list[str]:
        """Requests that Discord's own description does not allow, as sentences; empty where it is not at hand."""
        return self.http.violations

    @property
    def latency(self) -> float:
        """Seconds that every request spends on its way."""
        return self.http.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self.http.latency = seconds

    # --- the world

    def add_user(self, name: str | None = None, *, bot: bool = False, installed: bool = False) -> User:
        """A person (or another bot); `installed`: has this application installed for itself."""
        return self.world.add_user(name, bot=bot, installed=installed)

    def add_guild(self, name: str = "guild", *, owner: User | None = None, has_bot: bool = True) -> Guild:
        return self.world.add_guild(name, owner=owner, has_bot=has_bot)

    def dm(self, user: User) -> Channel:
        """The direct messages of this user and the bot."""
        return self.world.dm(user)

    async def say(
        self,
        channel: Channel,
        author: User,
        content: str = "",
        *,
        mention_bot: bool = False,
        reply_to: Message | None = None,
        ping: bool = True,
        webhook: bool = False,
        uploads: list[Upload] | None = None,
        **body: Any,
    ) -> Message:
        """Somebody writes a message. With `reply_to` it answers that one, pinging its author unless `ping` is off."""
        if mention_bot:
            content = f"{self.bot.mention} {content}"
        if reply_to:
            body["message_reference"] = {"message_id": str(reply_to.id)}
            body["allowed_mentions"] = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        fields: dict[str, Any] = {"webhook_id": author.id} if webhook else {}
        body |= {"content": content}
        return self.world.create_message(channel, author, body, uploads, **fields)

    async def edit(self, message: Message, content: str) -> Message:
        """The author edits a message."""
        return self.world.edit_message(message, {"content": content})

    async def delete(self, message: Message) -> None:
        self.world.delete_message(message)

    # --- waiting

    async def wait_ready(self, count: int = 1, *, client: str | None = None, timeout: float = 30.0) -> None:
        """Wait until so many sessions (of this client) have been made ready and are connected."""

        def probe() -> bool:
            return sum(client in (None, one.client) for one in self.gateway.connected) >= count

        await self.bulletin.until(probe, timeout, lambda: f"{count} ready session(s); {self.journal.tail()}")

    async def wait_gateway(
        self,
        kind: str,
        *,
        client: str | None = None,
        after: int = 0,
        timeout: float = PATIENCE,
    ) -> GatewayEvent:
        """Next gateway event of a kind (ready, resumed, lost, closed, refused) in `gateway.log` from `after` on."""

        def wanted(event: GatewayEvent) -> bool:
            return event.kind == kind and client in (None, event.client)

        what = f"gateway event {kind!r} of {client or 'any client'}"
        return await self.bulletin.first(self.gateway.log, wanted, timeout, what, after)

    async def wait_commands(self, *names: str, timeout: float = 30.0) -> None:
        """Wait until commands of these names have been synced (any sync, without names)."""

        def probe() -> bool:
            known = {one.name for scope in (None, *self.world.guilds.values()) for one in self.commands.all(scope)}
            return bool(known) and set(names) <= known

        await self.bulletin.until(probe, timeout, lambda: f"commands {names}; {self.journal.tail()}")

    async def wait_for_message(
        self,
        channel: Channel | None = None,
        predicate: Callable[[Message], bool] | None = None,
        *,
        after: Message | None = None,
        timeout: float = PATIENCE,
    ) -> Message:
        """The bot's first message (also once edited) here that satisfies the predicate and is later than `after`."""

        def wanted(message: Message) -> bool:
            return (
                message.author is self.bot
                and (channel is None or message.channel is channel)
                and (after is None or message.id > after.id)
                and (predicate is None or predicate(message))
            )

        what = lambda: f"a message in {channel.name if channel else 'any channel'}; {self.journal.tail()}"  # noqa: E731
        return await self.bulletin.first(self.world.message_log, wanted, timeout, what)

    async def reply_to(self, message: Message, *, timeout: float = PATIENCE) -> Message:
        """The bot's reply to this message."""
        return await self.wait_for_message(message.channel, lambda one: one.reference is message, timeout=timeout)

    async def ask(self, channel: Channel, author: User, content: str, **how: Any) -> Message:
        """Say something and wait for the reply."""
        return await self.reply_to(await self.say(channel, author, content, **how))

    async def wait_for_request(
        self,
        method: str | None = None,
        route: str | None = None,
        where: Callable[[Request], bool] | None = None,
        *,
        after: int = 0,
        arrived: bool = False,
        timeout: float = PATIENCE,
    ) -> Request:
        """First matching request, answered (or only arrived); `after` is an index into that log of the journal."""
        log = self.journal.requests if arrived else self.journal.answered

        def wanted(request: Request) -> bool:
            return request.matches(method, route) and (where is None or where(request))

        what = lambda: f"{method} {route}; {self.journal.tail()}"  # noqa: E731
        return await self.bulletin.first(log, wanted, timeout, what, after)

    # --- interactions

    async def slash(
        self, user: User, channel: Channel, name: str, options: Mapping[str, Any] | None = None, **how: Any
    ) -> Interaction:
        """Use a slash command, e.g. `ask` or `reminders subscribe`; see `settle` for what is waited for."""
        await self.wait_commands(name.removeprefix("/").split()[0])
        return await self.settle(self._acts.command(user, channel, name, options or {}), **how)

    async def autocomplete(
        self,
        user: User,
        channel: Channel,
        name: str,
        focused: str,
        typed: str,
        others: Mapping[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """Type into an option; the choices offered."""
        await self.wait_commands(name.removeprefix("/").split()[0])
        values = {**(others or {}), focused: typed}
        interaction = await self.settle(self._acts.command(user, channel, name, values, focused))
        return interaction.choices or []

    async def menu(
        self, user: User, name: str, target: Message | User, channel: Channel | None = None, **how: Any
    ) -> Interaction:
        """Use an entry of the Apps menu on a message, or on a user in a channel."""
        await self.wait_commands(name)
        place = channel or (target.channel if isinstance(target, Message) else None)
        assert place is not None, "say in which channel"
        return await self.settle(self._acts.menu(user, name, target, place), **how)

    async def press(
        self,
        message: Message,
        user: User,
        custom_id: str | None = None,
        *,
        label: str | None = None,
        values: list[str] | None = None,
        **how: Any,
    ) -> Interaction:
        """Press a button, or choose values in a select."""
        return await self.settle(self._acts.press(message, user, custom_id, label, values), **how)

    async def submit_modal(self, shown: Interaction, values: Mapping[str, Any], **how: Any) -> Interaction:
        """Send the modal that answered an interaction, fields by custom_id or label."""
        return await self.settle(self._acts.submit_modal(shown, values), **how)

    async def settle(
        self,
        interaction: Interaction,
        *,
        wait: bool = True,
        acked: bool = False,
        timeout: float = PATIENCE,
    ) -> Interaction:
        """Wait for the answer: a deferred one's content too, unless `acked`; not at all if `wait` is off.

        Raises:
            NotAnswered: the bot let its time pass.
        """
        if not wait:
            return interaction
        patience = min(timeout, self.desk.ack_seconds + 0.5)
        try:
            await self.bulletin.until(lambda: interaction.answer is not None, patience, "an answer")
            if not acked:
                await self.bulletin.until(lambda: interaction.settled, timeout, "the deferred answer")
        except TimeoutError as error:
            name = interaction.name or interaction.kind.name
            raise NotAnswered(f"{name}: {error}; {self.journal.tail()}") from None
        return interaction

    async def wait_followup(self, interaction: Interaction, count: int = 1, timeout: float = PATIENCE) -> Message:
        """The so many-th follow-up message of an interaction."""
        await self.bulletin.until(lambda: len(interaction.followups) >= count, timeout, "a follow-up")
        return interaction.followups[count - 1]

    def command_names(self, kind: CommandType = CommandType.CHAT_INPUT, guild: Guild | None = None) -> set[str]:
        """Names of what is synced."""
        return {one.name for one in self.commands.all(guild) if one.type is kind}


def _made_up_token(bot: User) -> str:
    """Of the form of a bot token: the id in base64, and two parts that mean nothing."""
    first = base64.b64encode(str(bot.id).encode()).decode().rstrip("=")
    return f"{first}.Loop-B.{'loopback-discord-token-of-a-test-bot'}"
