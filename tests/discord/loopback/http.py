"""The HTTP side: from bytes to a recorded request, through faults and limits, to an answer."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import socket
import struct
from typing import Any

from aiohttp import BodyPartReader, web

from tests.discord.loopback import routes_apps, routes_events, routes_messages, routes_places
from tests.discord.loopback.apierror import ApiError
from tests.discord.loopback.backend import Backend
from tests.discord.loopback.faults import Answered, Cut, Faults, Rule
from tests.discord.loopback.journal import Journal, Request
from tests.discord.loopback.limits import Limiter
from tests.discord.loopback.messages import Upload
from tests.discord.loopback.router import ROUTER, Route
from tests.discord.loopback.spec import Spec

LOADED = (routes_apps, routes_events, routes_messages, routes_places)
"""The modules that fill the table of routes."""

PREFIX = re.compile(r"^(?:/as/(?P<client>[\w.-]+))?(?P<rest>/.*)$")
API = "/api/v10"
FILE_FIELD = re.compile(r"files?\[?(\d*)\]?")
LINGER_NONE = struct.pack("ii", 1, 0)


class HttpSide:
    """Takes every HTTP request of the loopback Discord.

    `latency` is the time in seconds that a request spends on its way, half of it each way.
    """

    def __init__(
        self, backend: Backend, token: str, journal: Journal, faults: Faults, limiter: Limiter, spec: Spec
    ) -> None:
        self.latency = 0.0
        self.violations: list[str] = []
        self._backend = backend
        self._token = token
        self._journal = journal
        self._faults = faults
        self._limiter = limiter
        self._spec = spec

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Gateway, stored attachments, or a REST call."""
        found = PREFIX.match(request.rel_url.raw_path)
        assert found is not None
        client, path = found["client"] or "", found["rest"]
        if path.startswith("/gateway"):
            return await self._backend.gateway.serve(request, client)
        if path.startswith("/attachments/"):
            return self._file(path)
        if not path.startswith(API):
            return web.json_response({"message": "404: Not Found", "code": 0}, status=404)
        return await self._call(request, path.removeprefix(API), client)

    def _file(self, path: str) -> web.Response:
        stored = self._backend.world.attachments.get(int(path.split("/")[3]))
        if stored is None:
            return web.Response(status=404)
        return web.Response(body=stored.data, content_type=stored.content_type)

    async def _call(self, request: web.Request, path: str, client: str) -> web.StreamResponse:
        at = self._backend.world.clock()
        body, uploads = await _read(request)
        found = ROUTER.find(request.method, path)
        template, params = (found[0].template, found[1]) if found else ("", {})
        authorized = request.headers.get("Authorization") == f"Bot {self._token}"
        query = dict(request.query)
        call = Request(at, request.method, path, template, params, query, body, uploads, client, authorized)
        self._journal.arrived(call)
        self._backend.world.bulletin.post()
        if self._spec.loaded:
            self.violations += self._spec.violations(call)
        if self.latency:
            await asyncio.sleep(self.latency / 2)
        try:
            status, answer, headers = await self._pipeline(call, found[0] if found else None)
        except Cut:
            self._finish(call, 0, None)
            _reset(request)
            raise ConnectionResetError("cut on purpose") from None
        if self.latency:
            await asyncio.sleep(self.latency / 2)
        self._finish(call, status, answer)
        return _response(status, answer, headers)

    def _finish(self, call: Request, status: int, answer: Any) -> None:
        self._journal.finished(call, status, answer)
        self._backend.world.bulletin.post()

    async def _pipeline(self, call: Request, route: Route | None) -> tuple[int, Any, dict[str, str]]:
        rules = self._faults.pick(call)
        call.fault = ", ".join(rule.name for rule in rules) or None
        try:
            await _strike(rules, call, stored=False)
            headers = self._limiter.admit(call)
            status, answer = self._answer(call, route)
            await _strike(rules, call, stored=True)
        except Answered as instead:
            return instead.status, instead.body, instead.headers
        return status, answer, headers

    def _answer(self, call: Request, route: Route | None) -> tuple[int, Any]:
        if route is None:
            return 404, {"message": "404: Not Found", "code": 0}
        if not call.authorized and not route.open:
            return 401, {"message": "401: Unauthorized", "code": 0}
        try:
            answer = route.handler(self._backend, call)
        except ApiError as error:
            return error.status, error.body
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Malformed beyond what is checked field by field; logged, since it may be a mistake in here.
            logging.getLogger(__name__).warning("%s", call, exc_info=True)
            return 400, {"message": f"Invalid Form Body: {error!r}", "code": 50035}
        return (204, None) if answer is None else (200, answer)


async def _strike(rules: list[Rule], call: Request, *, stored: bool) -> None:
    for rule in rules:
        if rule.stored is stored:
            await rule.strike(call)


def _response(status: int, answer: Any, headers: dict[str, str]) -> web.Response:
    if answer is None:
        return web.Response(status=status, headers=headers)
    if isinstance(answer, bytes):
        return web.Response(status=status, body=answer, headers=headers)
    # discord.py compares the content type with exactly this, without a charset.
    body = json.dumps(answer).encode()
    return web.Response(status=status, body=body, headers=headers | {"Content-Type": "application/json"})


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    if request.content_type != "multipart/form-data":
        data = await request.read()
        return (json.loads(data) if data else None), []
    body: Any = None
    uploads: list[Upload] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read())
        if part.name == "payload_json":
            body = json.loads(data)
            continue
        index = FILE_FIELD.fullmatch(part.name or "")
        number = int(index[1]) if index and index[1] else len(uploads)
        kind = _sniffed(data, part.headers.get("Content-Type", "application/octet-stream"))
        uploads.append(Upload(number, part.filename or "file", data, kind))
    return body, uploads


def _sniffed(data: bytes, stated: str) -> str:
    return "image/png" if data.startswith(b"\x89PNG\r\n\x1a\n") else stated.split(";", maxsplit=1)[0]


def _reset(request: web.Request) -> None:
    """End the connection with RST, so that the client sees a reset and not an orderly end."""
    if request.transport is None:
        return
    sock = request.transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NONE)
    request.transport.abort()
