"""Who this worker is, and whether another one that ran on this machine has certainly ended."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Worker:
    """A process in words: its table of processes (boot and pid namespace), its pid and when it started."""

    table: str
    pid: int
    started: str
    salt: str

    def __str__(self) -> str:
        return f"{self.table}/{self.pid}/{self.started}/{self.salt}"


def this_worker() -> Worker:
    """A name for this process that no other process ever has."""
    return Worker(_table(), os.getpid(), _started(os.getpid()) or "0", secrets.token_hex(4))


def is_gone(worker: str) -> bool:
    """Whether the named worker ran in this very table of processes and is not in it any more.

    False whenever that cannot be known: on another machine, in another container, outside Linux.
    """
    table, _, rest = worker.partition("/")
    pid, _, rest = rest.partition("/")
    started = rest.partition("/")[0]
    if not pid.isdigit() or table != _table() or not table.startswith("linux-"):
        return False
    return _started(int(pid)) != started


def _table() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        namespace = str((_PROC / "self/ns/pid").readlink())
    except OSError:
        return f"host-{socket.gethostname()}"
    return f"linux-{boot[:13]}-{''.join(filter(str.isdigit, namespace))}"


def _started(pid: int) -> str | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    # The name in brackets may hold blanks; after it, the state is field 3 and the start time field 22.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[19]
