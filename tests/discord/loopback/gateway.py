"""The gateway: sessions, sharding, heartbeats, resuming. Protocol: Discord's gateway documentation, version 10."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord.loopback.permissions import Permission
from tests.discord.loopback.places import Channel, Guild
from tests.discord.loopback.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 0, 1, 2, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11
GUILDS, GUILD_MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_SCHEDULED_EVENTS = 1 << 16
GUILD_MESSAGES, GUILD_REACTIONS, DMS, DM_REACTIONS = 1 << 9, 1 << 10, 1 << 12, 1 << 13
MESSAGE_CONTENT = 1 << 15
PRIVILEGED = GUILD_MEMBERS | PRESENCES | MESSAGE_CONTENT
RESUME_SECONDS = 90.0


class Connection:
    """One websocket. Frames leave in order from a queue, so that sending never waits."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request, client: str) -> None:
        self.ws = ws
        self.client = client
        self._request = request
        self._zlib = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        self._frames: asyncio.Queue[str | bytes | int] = asyncio.Queue()

    def send(self, frame: str | bytes) -> None:
        self._frames.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close with this code after what is queued."""
        self._frames.put_nowait(code)

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self._request.transport:
            self._request.transport.abort()

    async def write(self) -> None:
        """Send queued frames until closed."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            while True:
                frame = await self._frames.get()
                if isinstance(frame, int):
                    await self.ws.close(code=frame)
                    return
                if isinstance(frame, bytes):
                    await self.ws.send_bytes(frame)
                elif self._zlib is None:
                    await self.ws.send_str(frame)
                else:
                    data = self._zlib.compress(frame.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                    await self.ws.send_bytes(data)


@dataclass(eq=False)
class Session:
    """A session outlives its connection: events are kept so that it can be resumed."""

    id: str
    client: str
    shard: int
    shards: int
    intents: int
    connection: Connection | None
    seq: int = 0
    events: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=5000))
    lost_at: float | None = None

    def send(self, event: str, encoded: str) -> None:
        self.seq += 1
        frame = f'{{"op":0,"t":"{event}","s":{self.seq},"d":{encoded}}}'
        self.events.append((self.seq, frame))
        if self.connection:
            self.connection.send(frame)

    def owns(self, guild: Guild | None) -> bool:
        """Whether events of this guild, or outside of guilds, come to this shard."""
        return self.shard == ((guild.id >> 22) % self.shards if guild else 0)


@dataclass(frozen=True)
class GatewayEvent:
    """Something that happened to a session: ready, resumed, lost, closed, refused."""

    kind: str
    client: str
    session: str
    shard: int


class Gateway:
    """All sessions of the application. `log` says what happened to them; `sessions` are those alive."""

    def __init__(self, world: World, token: str, *, privileged: int = 0, heartbeat_ms: int = 41_250) -> None:
        self.sessions: dict[str, Session] = {}
        self.log: list[GatewayEvent] = []
        self.heartbeats = 0
        self.shards = 1
        self.refusing: int | None = None
        """A close code with which every IDENTIFY is refused."""
        self.hellos: deque[str] = deque()
        """Frames that the next connections get in the place of HELLO."""
        self.mute = False
        """Whether heartbeats are left without an answer."""
        self.beats: list[tuple[str, float]] = []
        """Which client sent each heartbeat, and when (monotonic seconds)."""
        self._world = world
        self._token = token
        self._privileged = privileged
        self._heartbeat_ms = heartbeat_ms
        self._connections: set[Connection] = set()

    @property
    def connected(self) -> list[Session]:
        """Sessions that have a connection now."""
        return [one for one in self.sessions.values() if one.connection]

    def drop(self, code: int | None = None, client: str | None = None) -> None:
        """End connections: cut (None) or closed with a code. 1000 and 4000 can be resumed, as can a cut."""
        for connection in list(self._connections):
            if client in (None, connection.client):
                connection.abort() if code is None else connection.close(code)

    def reconnect(self) -> None:
        """Ask every client to reconnect and resume."""
        self._send_all({"op": RECONNECT, "d": None})

    def inject(self, frame: str | bytes) -> None:
        """Send every client a frame as it stands, bytes without compressing them."""
        for connection in self._connections:
            connection.send(frame)

    def dispatch(self, event: str, data: Any) -> None:
        """Send every session an event as it stands."""
        for session in self.connected:
            session.send(event, json.dumps(data))

    def invalidate(self, client: str | None = None) -> None:
        """End sessions for good; clients must identify anew, and what happens meanwhile is lost to them."""
        for session in list(self.sessions.values()):
            if client in (None, session.client):
                del self.sessions[session.id]
                if session.connection:
                    session.connection.send(json.dumps({"op": INVALID_SESSION, "d": False}))

    def forget(self) -> None:
        """Forget the sessions without telling: the next RESUME is answered with INVALID_SESSION."""
        self.sessions.clear()
        self.drop()

    def tell(
        self,
        event: str,
        data: dict[str, Any],
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        hidden: dict[str, Any] | None = None,
    ) -> None:
        """Dispatch to the sessions whose shard and intents cover it, if the bot is there to see it."""
        if guild and not guild.has_bot:
            return
        if channel and guild and Permission.VIEW_CHANNEL not in channel.allows(self._world.bot):
            return
        needed = _intent(event, guild)
        encoded: dict[bool, str] = {}
        for session in self._alive():
            if not session.owns(guild) or (needed and not session.intents & needed):
                continue
            full = hidden is None or bool(session.intents & MESSAGE_CONTENT)
            if full not in encoded:
                encoded[full] = json.dumps(data if full else hidden)
            session.send(event, encoded[full])

    async def serve(self, request: web.Request, client: str) -> web.WebSocketResponse:
        """One client's connection from HELLO to its end."""
        ws = web.WebSocketResponse(max_msg_size=0, compress=False, timeout=0.5)
        await ws.prepare(request)
        connection = Connection(ws, request, client)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write(), name="loopback gateway writer")
        hello = json.dumps({"op": HELLO, "d": {"heartbeat_interval": self._heartbeat_ms, "_trace": []}})
        connection.send(self.hellos.popleft() if self.hellos else hello)
        try:
            async for frame in ws:
                if frame.type is WSMsgType.TEXT:
                    self._received(connection, json.loads(frame.data))
        finally:
            writer.cancel()
            self._connections.discard(connection)
            self._lost(connection, ws.close_code)
        return ws

    def _received(self, connection: Connection, payload: dict[str, Any]) -> None:
        match payload["op"]:
            case 1:
                self.heartbeats += 1
                self.beats.append((connection.client, time.monotonic()))
                self._world.bulletin.post()
                if not self.mute:
                    connection.send(json.dumps({"op": HEARTBEAT_ACK, "d": None}))
            case 2:
                self._identify(connection, payload["d"])
            case 6:
                self._resume(connection, payload["d"])
            case 8:
                self._request_members(connection, payload["d"])

    def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        shard, shards = data.get("shard") or (0, 1)
        refusal = self.refusing
        if data["token"] != self._token:
            refusal = 4004
        elif not 0 <= shard < shards:
            refusal = 4010
        elif data["intents"] & PRIVILEGED & ~self._privileged:
            refusal = 4014
        if refusal:
            connection.close(refusal)
            self._note("refused", connection.client, "", shard)
            return
        session = Session(secrets.token_hex(16), connection.client, shard, shards, data["intents"], connection)
        guilds = [guild for guild in self._world.guilds.values() if guild.has_bot and session.owns(guild)]
        session.send("READY", json.dumps(self._ready(session, guilds)))
        if session.intents & GUILDS:
            for guild in guilds:
                session.send("GUILD_CREATE", json.dumps(guild.create_payload()))
        self.sessions[session.id] = session
        self._note("ready", session.client, session.id, shard)

    def _ready(self, session: Session, guilds: list[Guild]) -> dict[str, Any]:
        return {
            "v": 10,
            "user": self._world.bot.payload() | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": gateway_url(self._world.base_url, session.client),
            "shard": [session.shard, session.shards],
            "application": {"id": str(self._world.bot.id), "flags": 0},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "user_settings": {},
            "_trace": [],
        }

    def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"] or "")
        if not isinstance(data["seq"], int):
            connection.close(4007)
            return
        if session is None or data["token"] != self._token or self._expired(session):
            connection.send(json.dumps({"op": INVALID_SESSION, "d": False}))
            return
        session.connection, session.lost_at = connection, None
        for seq, frame in session.events:
            if seq > data["seq"]:
                connection.send(frame)
        session.send("RESUMED", '{"_trace":[]}')
        self._note("resumed", session.client, session.id, session.shard)

    def _request_members(self, connection: Connection, data: dict[str, Any]) -> None:
        session = next((one for one in self.connected if one.connection is connection), None)
        guild = self._world.guilds.get(int(data["guild_id"]))
        if session is None or guild is None:
            return
        wanted = {int(one) for one in data.get("user_ids") or []}
        prefix = (data.get("query") or "").lower()
        members = [
            member.payload()
            for member in guild.members.values()
            if (not wanted or member.user.id in wanted) and member.user.name.lower().startswith(prefix)
        ]
        chunk = {"guild_id": str(guild.id), "members": members, "chunk_index": 0, "chunk_count": 1}
        session.send("GUILD_MEMBERS_CHUNK", json.dumps(chunk | {"nonce": data.get("nonce")}))

    def _lost(self, connection: Connection, code: int | None) -> None:
        for session in list(self.sessions.values()):
            if session.connection is not connection:
                continue
            session.connection, session.lost_at = None, self._world.clock()
            if code in (1000, 1001):
                del self.sessions[session.id]
            self._note("closed" if code in (1000, 1001) else "lost", session.client, session.id, session.shard)

    def _alive(self) -> list[Session]:
        for session in list(self.sessions.values()):
            if self._expired(session):
                del self.sessions[session.id]
        return list(self.sessions.values())

    def _expired(self, session: Session) -> bool:
        return session.lost_at is not None and self._world.clock() - session.lost_at > RESUME_SECONDS

    def _send_all(self, payload: dict[str, Any]) -> None:
        for connection in self._connections:
            connection.send(json.dumps(payload))

    def _note(self, kind: str, client: str, session: str, shard: int) -> None:
        self.log.append(GatewayEvent(kind, client, session, shard))
        self._world.bulletin.post()


def gateway_url(base_url: str, client: str) -> str:
    """Address of the websocket for a client that is told apart by its name, or for any ('')."""
    return base_url.replace("http", "ws", 1) + (f"/as/{client}" if client else "") + "/gateway/"


def _intent(event: str, guild: Guild | None) -> int:
    if event.startswith("MESSAGE_REACTION"):
        return GUILD_REACTIONS if guild else DM_REACTIONS
    if event.startswith("MESSAGE"):
        return GUILD_MESSAGES if guild else DMS
    if event.startswith("GUILD_SCHEDULED_EVENT"):
        return GUILD_SCHEDULED_EVENTS
    if event.startswith("GUILD_MEMBER"):
        return GUILD_MEMBERS
    if event.startswith(("GUILD", "CHANNEL", "THREAD")):
        return GUILDS
    return 0
