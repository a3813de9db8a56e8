"""What this installation has, what it lacks, and what to do: looked at in the order in which `run` needs it."""

from __future__ import annotations

import asyncio
import errno
import os
import platform
import re
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from bot import __version__
from bot.answers.cache import Cached, state_of
from bot.curation.shipping import SHIPPED
from bot.diagnosis import Check, fault
from bot.environment import VARIABLES, Environment, misspelt, token_problem
from bot.knowledge.findings import Finding, errors
from bot.settings import Settings, SettingsError

_LINE = re.compile(r":\d+:\d+: ")


class Installation(Protocol):
    """What is looked at; app.py's own parts."""

    environment: Environment
    environment_problems: tuple[str, ...]
    variables: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        """The checked configuration."""

    @property
    def folder(self) -> Path:
        """The knowledge folder that is looked at."""

    @property
    def each(self) -> Sequence[Installation]:
        """The same over every folder of the configuration."""

    @property
    def cache(self) -> Path:
        """Where fitted indexes are kept."""

    @property
    def encoder_problem(self) -> str | None:
        """Why the encoder that is wanted cannot be used."""

    @property
    def encoder_found(self) -> str:
        """Which encoder is used, in words."""

    def now(self) -> datetime:
        """The clock."""

    def findings(self, now: datetime) -> tuple[Finding, ...]:
        """Everything that any rule finds in the knowledge folder."""


def examine(host: Installation) -> Iterator[Check]:
    """Look at everything that the bot needs, and leave it as it is."""
    version = platform.python_version()
    yield Check("python", sys.version_info >= (3, 11), version, "install Python 3.11 or later")
    yield Check("parley", True, f"{__version__}, discord.py {metadata.version('discord.py')}")
    yield from _environment(host)
    settings = None
    try:
        settings = host.settings
        path = host.environment.config_path
        yield Check("config", True, str(path) if path.exists() else f"no {path}, so the defaults hold")
    except SettingsError as error:
        for line in str(error).splitlines():
            yield fault("config", line, "correct that line" if _LINE.search(line) else "")
    if settings is not None:
        for one in host.each:
            yield from _knowledge(one, settings)
        yield _cache(host.cache)
    yield from _discord(host, settings or Settings())
    yield from asyncio.run(_database(host))
    yield port(host.environment.port)


def _environment(host: Installation) -> Iterator[Check]:
    problems = [*host.environment_problems, *misspelt(host.variables)]
    for problem in problems:
        yield fault("environment", problem)
    if not problems:
        there = ", ".join(name for name in VARIABLES.values() if host.variables.get(name))
        yield Check("environment", True, there or "nothing is set")


def _knowledge(host: Installation, settings: Settings) -> Iterator[Check]:
    found = host.findings(host.now())
    worst = errors(found)
    if worst:
        yield Check(
            "knowledge", False, f"{len(worst)} errors, the first: {worst[0]}", "run `python -m bot check` and mend them"
        )
    else:
        yield Check("knowledge", True, f"no errors in {host.folder}")
    yield _encoder(host, settings)
    yield _fit(host.folder / SHIPPED)


def _encoder(host: Installation, settings: Settings) -> Check:
    found, problem = host.encoder_found, host.encoder_problem
    if problem is None or settings.answering.encoder == "none":
        return Check("encoder", True, found)
    advice = (
        "restore the files that are named, or run `pip install -r requirements.txt`; until then matching is less exact"
    )
    return Check("encoder", False, f"{problem}; used is {found}", advice)


def _fit(path: Path) -> Check:
    """The fit that a base brings; a base without one is fitted at the first start."""
    state = state_of(path)
    if state is Cached.MISSING:
        return Check("fit", True, "the base brings none; the first start takes longer")
    if state is Cached.USED:
        return Check("fit", True, f"{path}, whole")
    advice = "restore the file, or run `python -m bot build --ship`; until then each first start takes minutes"
    return Check("fit", False, f"{path} is {state}", advice)


def _cache(folder: Path) -> Check:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Check("cache", True, str(folder))
    advice = f"let the bot's user write to {folder}; until then what is fitted is fitted anew at each start"
    return Check("cache", False, f"{folder} cannot be written", advice)


def _discord(host: Installation, settings: Settings) -> Iterator[Check]:
    from bot.discord_app.diagnosis import examine as ask_discord

    token = _told(host.environment.discord_token) or ""
    if problem := token_problem(token):
        yield fault("token", problem)
    else:
        shards = settings.gateway.shards
        yield from asyncio.run(ask_discord(token, None if shards == "auto" else shards, host.now))


async def _database(host: Installation) -> list[Check]:
    from bot.storage.diagnosis import examine as look_at_database

    return await look_at_database(_told(host.environment.database_url), host.now)


def _told(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def port(number: int | None) -> Check:
    """Whether the probe could listen, as `run` would."""
    if number is None:
        return Check("port", True, "not set, so nobody is told of the bot's health")
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", number))  # noqa: S104 - as the probe does
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            advice = (
                "end the program that has it (the bot itself?), or set another PORT" if taken else "set another PORT"
            )
            return Check("port", False, f"{number} cannot be used ({error.strerror})", advice)
    return Check("port", True, f"{number} is free")
