"""What hosts read: Procfile, Dockerfile, compose.yaml, the systemd unit; each step is run as far as a machine without Docker can."""

from __future__ import annotations

import asyncio
import configparser
import fnmatch
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from bot.environment import Environment
from tests.discord.conftest import write_knowledge
from tests.discord.loopback import BotProcess, LoopbackDiscord

PROJECT = Path(__file__).resolve().parents[1]
IMAGE_USER = 10001
"""The uid in the Dockerfile, which need not be known to this machine."""


def procfile() -> dict[str, list[str]]:
    lines = (PROJECT / "Procfile").read_text("utf-8").splitlines()
    return {name: shlex.split(command) for name, _, command in (line.partition(":") for line in lines)}


async def test_procfile_when_a_host_follows_it_then_the_database_is_migrated_and_the_bot_is_ready(
    tmp_path: Path,
) -> None:
    assert {name: " ".join(command) for name, command in procfile().items()} == {
        "release": "python -m bot migrate",
        "worker": "python -m bot run",
    }
    write_knowledge(tmp_path / "knowledge")
    (tmp_path / "config.yaml").write_text("knowledge: knowledge\nanswering: {encoder: none}\n", "utf-8")
    async with LoopbackDiscord() as discord:
        for name in ("release", "worker"):
            process = BotProcess(
                discord,
                config=tmp_path / "config.yaml",
                database_url=f"sqlite:///{tmp_path}/parley.db",
                log=tmp_path / f"{name}.log",
                arguments=tuple(procfile()[name][1:]),
            )
            async with process:
                if name == "release":
                    assert await process.wait(60) == 0
                    assert "revision" in process.log
                else:
                    await process.wait_ready()
                    assert await process.terminate() == 0


# --- the image


@dataclass
class Image:
    """The steps of the Dockerfile: a folder of root's, in which they are taken as the user that they are taken as."""

    folder: Path
    user: str = "root"
    env: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    probe: list[str] = field(default_factory=list)

    @property
    def uid(self) -> int | None:
        """Who runs a step; None is whoever runs the tests, who cannot become another unless they are root."""
        return IMAGE_USER if self.user != "root" and os.geteuid() == 0 else None

    def run(self, command: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
        """Take a step."""
        env = {**self.env, "PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONPATH": SITE}
        return subprocess.run(
            command, cwd=self.folder, env=env, check=True, capture_output=True, text=True, **self.as_user, **more
        )

    @property
    def as_user(self) -> dict[str, Any]:
        return {} if self.uid is None else {"user": self.uid, "group": self.uid, "extra_groups": []}


SITE = next(path for path in sys.path if path.endswith("site-packages"))


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", (PROJECT / "Dockerfile").read_text("utf-8"))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


@pytest.fixture
def python() -> str:
    """An interpreter of this version that any user may run: the one in root's home is closed to others."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (os.path.realpath(sys.executable), f"/usr/local/bin/{name}", f"/usr/bin/{name}"):
        user = {"user": IMAGE_USER, "group": IMAGE_USER, "extra_groups": []} if os.geteuid() == 0 else {}
        try:
            command, env = [path, "-c", "import numpy, discord"], {"PYTHONPATH": SITE}
            subprocess.run(command, env=env, cwd="/", check=True, capture_output=True, **user)  # type: ignore[call-overload]
        except (OSError, subprocess.CalledProcessError):
            continue
        return path
    pytest.skip(f"no {name} here that another user may run")


@pytest.fixture
def image(python: str) -> Iterator[Image]:
    """The image, built: from a checkout that only its owner can read, as a careful umask makes it."""
    root = Path(tempfile.mkdtemp(prefix="parley-image-"))
    root.chmod(0o755)
    built = Image(root / "app")
    built.folder.mkdir()
    try:
        for name, rest in instructions():
            step(built, name, rest, python)
        yield built
    finally:
        shutil.rmtree(root)


def step(image: Image, name: str, rest: str, python: str) -> None:
    match name:
        case "ENV":
            image.env |= dict(part.replace("/app", str(image.folder)).split("=", 1) for part in shlex.split(rest))
        case "COPY":
            copy(image, *rest.split())
        case "USER":
            image.user = rest
        case "RUN":
            for part in (part.strip() for part in rest.split("&&")):
                run(image, part, python)
        case "CMD":
            image.command = yaml.safe_load(rest)
        case "HEALTHCHECK":
            image.probe = yaml.safe_load(rest.partition("CMD")[2])


def copy(image: Image, source: str, target: str) -> None:
    assert not ignored(source), f".dockerignore keeps {source} out"
    whole, place = PROJECT / source, image.folder / target
    if whole.is_dir():
        shutil.copytree(whole, place, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(whole, image.folder)
    for path in [*place.rglob("*"), place] if whole.is_dir() else [image.folder / source]:
        path.chmod(0o700 if path.is_dir() else 0o600)


def ignored(path: str) -> bool:
    """The last rule that fits counts."""
    found = False
    for rule in (PROJECT / ".dockerignore").read_text("utf-8").split():
        if fnmatch.fnmatch(path, rule.removeprefix("!")):
            found = not rule.startswith("!")
    return found


def run(image: Image, part: str, python: str) -> None:
    words = shlex.split(part)
    if words[0] in ("pip", "useradd"):  # what it installs is here, and who it adds is a number
        image.skipped.append(words[0])
    elif words[0] == "chown":
        assert words[1] == "parley:parley"
        for name in words[2:]:
            if os.geteuid() == 0:
                os.chown(image.folder / name, IMAGE_USER, IMAGE_USER)
    elif words[0] == "python":
        image.run([python, *words[1:]])
    else:
        image.run(["bash", "-c", part])


async def test_image_when_built_and_run_as_its_user_then_it_reads_its_index_is_healthy_and_stops_in_order(
    image: Image, python: str
) -> None:
    assert image.skipped == ["pip", "useradd"]
    assert image.user not in ("root", "0")
    assert image.command == ["python", "-m", "bot", "run"]
    before = indexes(image)
    answer = image.run([python, "-m", "bot", "ask", "when does the truce end?"])
    assert "10 January 2027" in answer.stdout
    assert indexes(image) == before, "the index was fitted anew"
    owned = {
        path.stat().st_uid for path in [*image.folder.rglob("*")] if not path.is_relative_to(image.folder / ".cache")
    }
    writable = [path for path in image.folder.rglob("*.py") if path.stat().st_mode & 0o022]
    assert writable == []
    if os.geteuid() == 0:
        assert owned <= {0, IMAGE_USER}
        assert (image.folder / "bot/app.py").stat().st_uid == 0, "the bot could change its own code"
    await is_healthy_and_stops(image, python)


def indexes(image: Image) -> dict[Path, int]:
    """What was fitted, beside the fit that comes with the knowledge folder, and when it was written."""
    return {path: path.stat().st_mtime_ns for path in (image.folder / ".cache").rglob("index-*.cache")}


async def is_healthy_and_stops(image: Image, python: str) -> None:
    redirect = image.folder.parent / "redirect"
    shutil.copytree(PROJECT / "tests" / "discord" / "redirect", redirect)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with LoopbackDiscord() as discord:
        env = BotProcess(discord).env | image.env | {"PORT": str(port), "HOME": str(image.folder.parent)}
        env |= {"PYTHONPATH": f"{redirect}:{SITE}"}
        image.env["PORT"] = str(port)
        with pytest.raises(subprocess.CalledProcessError):
            image.run([python, *image.probe[1:]])  # nobody listens yet
        process = await asyncio.create_subprocess_exec(
            python,
            *image.command[1:],
            cwd=image.folder,
            env=env,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            **image.as_user,
        )
        try:
            await discord.wait_gateway("ready", timeout=120)
            await asyncio.to_thread(image.run, [python, *image.probe[1:]])
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as told:
                assert "parley_part_ok" in await told.text()
            process.terminate()
            _, log = await asyncio.wait_for(process.communicate(), 20)
            assert process.returncode == 0, log.decode()
            assert b'"level": "error"' not in log
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert (image.folder / "data" / "parley.db").stat().st_size > 0


def test_image_when_its_steps_are_read_then_they_are_those_of_a_small_and_safe_one() -> None:
    names = [name for name, _ in instructions()]
    assert instructions()[0] == ("FROM", "python:3.11-slim")
    build = next(at for at, step in enumerate(instructions()) if "bot build" in step[1])
    assert names.index("USER") < build < names.index("CMD")
    assert "HEALTHCHECK" in names
    assert not any("TOKEN" in rest or "DATABASE_URL" in rest for _, rest in instructions())
    for kept_out in (".git", ".venv", ".env", "data", "tests", ".cache"):
        assert ignored(kept_out), kept_out


# --- compose and systemd


def test_compose_when_read_then_the_bot_waits_for_its_database_and_holds_no_secret() -> None:
    text = (PROJECT / "compose.yaml").read_text("utf-8")
    compose = yaml.safe_load(text)
    bot, database = compose["services"]["bot"], compose["services"]["database"]
    known = {name.upper() for name in Environment.model_fields} | {"BOT_CONFIG"}
    assert bot["environment"].keys() <= known
    for name in ("DISCORD_TOKEN", "POSTGRES_PASSWORD"):
        assert re.search(rf"\$\{{{name}:\?[^}}]+\}}", text), (
            f"{name} has to come from outside, with a word on what it is"
        )
    assert bot["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "pg_isready" in database["healthcheck"]["test"][1]
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    assert "ports" not in database
    named = {volume.split(":")[0] for one in (bot, database) for volume in one["volumes"] if volume[0] not in "./"}
    assert named == compose["volumes"].keys()
    assert {volume.split(":")[1] for volume in bot["volumes"]} == {"/app/knowledge", "/app/config.yaml", "/app/data"}
    assert int(bot["stop_grace_period"].removesuffix("s")) > 9
    url = bot["environment"]["DATABASE_URL"]
    assert url.endswith("@database/parley")
    assert {database["environment"][f"POSTGRES_{name}"] for name in ("USER", "DB")} == {"parley"}


@pytest.fixture
def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(PROJECT / "deploy" / "parley.service", "utf-8")
    return parser


def test_unit_when_read_then_it_runs_as_nobody_in_particular_and_stays_down_where_a_start_cannot_help(
    unit: configparser.ConfigParser,
) -> None:
    service = unit["Service"]
    assert service["User"] == "parley"
    started = [service[name].removeprefix("/opt/parley/.venv/bin/") for name in ("ExecStartPre", "ExecStart")]
    assert started == ["python -m bot migrate", "python -m bot run"]
    assert (service["Restart"], service["RestartPreventExitStatus"]) == ("on-failure", "2")
    assert int(service["TimeoutStopSec"]) > 9
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp"):
        assert service[name] == "true"
    assert service["ReadWritePaths"].split() == ["/opt/parley/data", "/opt/parley/.cache"]
    assert "TOKEN" not in service.get("Environment", "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_unit_when_systemd_reads_it_then_it_finds_nothing_to_say(tmp_path: Path) -> None:
    text = (PROJECT / "deploy" / "parley.service").read_text("utf-8")
    copy = tmp_path / "parley.service"
    copy.write_text(re.sub(r"/opt/parley/\.venv/bin/python -m bot \w+", "/bin/true", text), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "parley.service" in line]) == (0, [])
