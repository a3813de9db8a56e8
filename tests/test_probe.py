from datetime import UTC, datetime, timedelta

from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from bot.health import Health
from bot.probe import make_probe


async def test_probe_when_a_required_part_is_missing_then_live_but_not_ready() -> None:
    health = Health(required=("gateway", "reminders"))
    async with TestClient(TestServer(make_probe(health, CollectorRegistry()))) as client:
        assert (await client.get("/healthz")).status == 200
        health.report("gateway", ok=True, at=datetime(2026, 11, 23, tzinfo=UTC))
        waiting = await client.get("/readyz")
        assert waiting.status == 503
        assert (await waiting.json())["waiting_for"] == ["reminders"]
        health.report("reminders", ok=True, at=datetime(2026, 11, 23, tzinfo=UTC))
        assert (await client.get("/readyz")).status == 200


async def test_probe_when_a_required_part_hangs_then_not_ready_and_its_gauge_is_down() -> None:
    passed = iter(range(0, 10_000, 100))
    health = Health(required=("reminders",), oldest={"reminders": timedelta(seconds=1)}, monotonic=lambda: next(passed))
    health.report("reminders", ok=True, detail="tick 1", at=datetime(2026, 11, 23, tzinfo=UTC))
    async with TestClient(TestServer(make_probe(health, CollectorRegistry()))) as client:
        answer = await client.get("/readyz")
        assert answer.status == 503
        assert "no word for" in (await answer.json())["parts"]["reminders"]["detail"]
        assert 'parley_part_ok{part="reminders"} 0.0' in await (await client.get("/metrics")).text()


async def test_metrics_when_read_then_each_part_is_a_gauge() -> None:
    health = Health()
    health.report("reminders", ok=False, detail="database is locked")
    async with TestClient(TestServer(make_probe(health, CollectorRegistry()))) as client:
        text = await (await client.get("/metrics")).text()
    assert 'parley_part_ok{part="reminders"} 0.0' in text
    assert "database" not in text
