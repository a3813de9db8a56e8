"""The real bot as a real process, redirected to a loopback Discord."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from watchfiles import awatch

from tests.discord.loopback.server import LoopbackDiscord

PROJECT = Path(__file__).resolve().parents[3]
REDIRECT = PROJECT / "tests" / "discord" / "redirect"
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "SSL_CERT_FILE", "LD_LIBRARY_PATH")


class BotProcess:
    """`python -m bot run`, or other arguments, against a loopback Discord.

    Use as `async with BotProcess(discord, config=..., database_url=...) as bot`: started on entry, killed on
    exit if it still runs. Its environment holds nothing of the test's own but PATH and the like.

    Args:
        client: name by which the server tells this process from others (`request.client`, `session.client`).
        config: path for BOT_CONFIG. database_url: for DATABASE_URL. port: for PORT, not set by default.
        log: file that receives standard output and error, appended to at each start.
        env: further variables; they win.
        arguments: after `python`.
    """

    def __init__(
        self,
        discord: LoopbackDiscord,
        *,
        client: str = "bot",
        config: Path | None = None,
        database_url: str | None = None,
        port: int | None = None,
        log: Path | None = None,
        env: dict[str, str] | None = None,
        arguments: tuple[str, ...] = ("-m", "bot", "run"),
        cwd: Path = PROJECT,
    ) -> None:
        self.client = client
        self.log_path = log or Path(os.devnull)
        self._discord = discord
        self._arguments = arguments
        self._cwd = cwd
        self._process: asyncio.subprocess.Process | None = None
        self._before_start = 0
        self.env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.env |= {
            "DISCORD_TOKEN": discord.token,
            "LOOPBACK_DISCORD": discord.base_url,
            "LOOPBACK_CLIENT": client,
            "PYTHONPATH": str(REDIRECT),
            "PYTHONUNBUFFERED": "1",
            "PYTHONFAULTHANDLER": "1",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "INFO",
        }
        optional = {"BOT_CONFIG": config, "DATABASE_URL": database_url, "PORT": port}
        self.env |= {name: str(value) for name, value in optional.items() if value is not None}
        self.env |= env or {}

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        return self._process.returncode if self._process else None

    @property
    def log(self) -> str:
        """All output so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace") if self.log_path.is_file() else ""

    async def start(self) -> Self:
        """Start it (again); returns at once."""
        assert self._process is None or self._process.returncode is not None, "still running"
        self._before_start = len(self._discord.gateway.log)
        with self.log_path.open("ab") as sink:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._arguments, cwd=self._cwd, env=self.env, stdout=sink, stderr=sink
            )
        return self

    async def wait_ready(self, timeout: float = 60.0) -> None:
        """Wait until it has a ready session on the gateway.

        Raises:
            AssertionError: it ended instead; with the end of its log.
            TimeoutError: neither happened.
        """
        assert self._process is not None, "not started"
        told = self._discord.wait_gateway("ready", client=self.client, after=self._before_start, timeout=timeout)
        ready = asyncio.ensure_future(told)
        ended = asyncio.ensure_future(self._process.wait())
        try:
            await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                raise AssertionError(f"the bot ended with {self.returncode}: {self.log[-3000:]}")
            await ready
        finally:
            for task in (ready, ended):
                task.cancel()

    async def wait_for_log(self, words: str, timeout: float = 30.0) -> None:
        """Wait until the log holds these words."""
        async with asyncio.timeout(timeout):
            if words not in self.log:
                async for _ in awatch(self.log_path, debounce=50, step=10, yield_on_timeout=True, rust_timeout=500):
                    if words in self.log:
                        return

    async def terminate(self, timeout: float = 20.0) -> int:
        """SIGTERM, and wait for its end; the exit status."""
        return await self._end(signal.SIGTERM, timeout)

    async def kill(self) -> int:
        """SIGKILL, and wait until the process is gone; the exit status."""
        return await self._end(signal.SIGKILL, 10.0)

    async def wait(self, timeout: float = 20.0) -> int:
        """Wait for it to end by itself; the exit status."""
        assert self._process is not None, "not started"
        return await asyncio.wait_for(self._process.wait(), timeout)

    async def _end(self, how: signal.Signals, timeout: float) -> int:
        assert self._process is not None, "not started"
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await asyncio.wait_for(self._process.wait(), timeout)

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.kill()
