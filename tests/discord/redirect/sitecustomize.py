"""Points discord.py at a loopback Discord, from outside of the process under test.

Put this folder on PYTHONPATH and set LOOPBACK_DISCORD=http://127.0.0.1:PORT (and LOOPBACK_CLIENT to a name by
which the server tells this process from others). Nothing is imported here; the two addresses are replaced
when discord.py's own modules are loaded. Any other sitecustomize further along the path is run too.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys
from importlib.abc import Loader, MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

BASE = os.environ.get("LOOPBACK_DISCORD", "")
NAME = os.environ.get("LOOPBACK_CLIENT", "")
HERE = Path(__file__).resolve().parent


def _repoint(module: ModuleType) -> None:
    prefix = BASE + (f"/as/{NAME}" if NAME else "")
    if module.__name__ == "discord.http":
        module.Route.BASE = f"{prefix}/api/v10"
    else:
        import yarl

        module.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(prefix.replace("http", "ws", 1) + "/gateway/")


class _Loader(Loader):
    """Loads as the real loader does, then repoints."""

    def __init__(self, real: Loader) -> None:
        self._real = real

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._real.exec_module(module)
        _repoint(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _Finder(MetaPathFinder):
    """Wraps the loaders of discord.http and discord.gateway."""

    def find_spec(
        self, fullname: str, path: Any = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in ("discord.http", "discord.gateway"):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


def _run_next_sitecustomize() -> None:
    others = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


if BASE:
    sys.meta_path.insert(0, _Finder())
_run_next_sitecustomize()
