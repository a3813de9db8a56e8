"""Serves /healthz, /readyz and /metrics over HTTP when PORT is set, for the host that supervises the process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.health import Health

if TYPE_CHECKING:
    from prometheus_client import Metric


class HealthCollector(Collector):
    """Each part's health as a gauge, and when it last worked; no guild and no person is in it."""

    def __init__(self, health: Health, tasks: Callable[[], int] = lambda: 0) -> None:
        self._health, self._tasks = health, tasks

    def collect(self) -> Iterator[Metric]:
        """The gauges as they stand."""
        well = GaugeMetricFamily("parley_part_ok", "Whether a part said that it is well.", labels=["part"])
        worked = GaugeMetricFamily("parley_part_worked_seconds", "When a part last worked, Unix time.", labels=["part"])
        for part, report in self._health.snapshot().items():
            well.add_metric([part], float(report.ok))
            if report.at:
                worked.add_metric([part], report.at.timestamp())
        yield well
        yield worked
        yield GaugeMetricFamily("parley_tasks", "Tasks on the event loop.", value=self._tasks())


def make_probe(
    health: Health,
    registry: CollectorRegistry,
    is_live: Callable[[], bool] = lambda: True,
    tasks: Callable[[], int] = lambda: 0,
) -> web.Application:
    """The three routes: live as long as the bot's loop turns, ready when every required part is well."""
    registry.register(HealthCollector(health, tasks))

    async def healthz(_request: web.Request) -> web.Response:
        live = is_live()
        return web.Response(text="ok\n" if live else "the event loop does not turn\n", status=200 if live else 503)

    async def readyz(_request: web.Request) -> web.Response:
        parts = {
            part: {"ok": report.ok, "detail": report.detail, "worked": report.at.isoformat() if report.at else None}
            for part, report in health.snapshot().items()
        }
        missing = [part for part in health.required if part not in parts]
        body = {"ready": health.ready, "waiting_for": missing, "parts": parts}
        return web.json_response(body, status=200 if health.ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    return app


class Probe:
    """Serves the routes on a port until stopped: in a thread with a loop of its own, so that a hung bot answers, too."""

    def __init__(
        self,
        health: Health,
        registry: CollectorRegistry,
        port: int,
        is_live: Callable[[], bool] = lambda: True,
        tasks: Callable[[], int] = lambda: 0,
    ) -> None:
        self._app = make_probe(health, registry, is_live, tasks)
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="probe", daemon=True)
        self._runner = web.AppRunner(self._app, access_log=None)

    async def start(self) -> None:
        """Listen on all interfaces, as a host's health checks need.

        Raises:
            OSError: if the port is taken.
        """
        self._thread.start()
        await self._there(self._listen())

    async def stop(self) -> None:
        """Close the port."""
        if self._thread.is_alive():
            await self._there(self._runner.cleanup())
            self._loop.call_soon_threadsafe(self._loop.stop)

    async def _listen(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "0.0.0.0", self._port).start()  # noqa: S104 - the host's prober comes from outside

    async def _there(self, work: Coroutine[Any, Any, None]) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
