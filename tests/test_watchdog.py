"""The watchdog, on a loop that hangs: in a process of its own, since it ends it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.watchdog import HUNG, STOPPED, Watchdog

PROJECT = Path(__file__).resolve().parents[1]

HANG = """
import asyncio, sys, threading, time, urllib.error, urllib.request
from prometheus_client import CollectorRegistry
import bot.watchdog
from bot.health import Health
from bot.probe import Probe
from bot.watchdog import Watchdog

bot.watchdog.LATE = 0.3
HOW = {how!r}

def ask(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{{port}}/healthz", timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code

async def main():
    watchdog = Watchdog(limit=1.0, tick=0.1)
    watchdog.start(asyncio.get_running_loop())
    probe = Probe(Health(), CollectorRegistry(), 0, lambda: not watchdog.is_late)
    await probe.start()
    port = probe._runner.addresses[0][1]
    print("live", await asyncio.to_thread(ask, port), flush=True)

    def look():
        while ask(port) == 200:
            pass
        print("hung", ask(port), flush=True)

    threading.Thread(target=look, daemon=True).start()
    if HOW == "told":
        watchdog.end_within(0.3)
        await asyncio.Event().wait()
    elif HOW == "python":
        while True:
            pass
    else:
        import ctypes
        ctypes.PyDLL(None).usleep(30_000_000)  # keeps the interpreter's lock

asyncio.run(main())
"""


def hang(how: str) -> subprocess.CompletedProcess[str]:
    code = HANG.format(how=how)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60
    )


def test_loop_when_it_hangs_then_red_at_once_and_the_process_ends_with_every_stack_and_its_own_code() -> None:
    ended = hang("python")
    assert ended.returncode == HUNG == 3
    assert ended.stdout.split("\n")[:2] == ["live 200", "hung 503"]
    assert "the event loop has not turned for 1 seconds" in ended.stdout + ended.stderr
    assert "most recent call first" in ended.stderr
    assert "in main" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="usleep is POSIX")
def test_interpreter_when_its_lock_is_held_then_the_process_ends_with_every_stack() -> None:
    ended = hang("lock")
    assert ended.returncode == 1
    assert "Timeout (0:00:01.500000)!" in ended.stderr
    assert "in main" in ended.stderr


def test_end_when_told_to_stop_and_not_done_in_time_then_the_process_ends_as_stopped() -> None:
    ended = hang("told")
    assert ended.returncode == STOPPED == 0
    assert "told to stop, and not done in time" in ended.stdout + ended.stderr


async def test_loop_when_it_turns_then_nothing_ends() -> None:
    ended: list[int] = []
    watchdog = Watchdog(limit=60.0, tick=0.01, end=ended.append)
    watchdog.start(asyncio.get_running_loop())
    while watchdog._turned < 20:
        await asyncio.sleep(0.01)
    assert not watchdog.is_late
    watchdog.stop()
    assert ended == []


def test_thread_when_the_process_was_frozen_then_the_time_does_not_count() -> None:
    now, ended = [0.0], []
    watchdog = Watchdog(limit=30.0, tick=1.0, end=ended.append, monotonic=lambda: now[0])
    watchdog._turned = 1
    for _ in range(20):
        now[0] += 3600.0
        watchdog._look()
    assert ended == []
    assert watchdog.is_late
