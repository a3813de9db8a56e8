"""The other process in which a knowledge folder is made ready, and the watch over the folder."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from watchfiles import awatch

from bot.curation.preparing import Prepared, read_line
from bot.curation.reloading import PreparingFailed

WITHIN: Final = 900.0
"""Seconds for a fit of everything on a slow host; an edit takes some."""
_SECRETS: Final = ("DISCORD_TOKEN", "DATABASE_URL", "PORT")
_DEBOUNCE_MS: Final = 200
_STEP_MS: Final = 50
"""An editor writes a file in several steps; what comes within so many milliseconds is one change."""
_TURN_MS: Final = 1000
"""After so long without a change the watch is taken up again; the first turn shows that it has begun."""


async def prepare_apart(folder: Path) -> Prepared:
    """Run `python -m bot prepare` on a knowledge folder at low priority. It gets no secret, and ends with whoever waits for it.

    Raises:
        PreparingFailed: if it did not tell what came of it.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    environment["KNOWLEDGE"] = str(folder)
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "prepare", env=environment, stdout=asyncio.subprocess.PIPE
        )
    except OSError as error:
        raise PreparingFailed(f"no process could be started: {error}") from error
    try:
        async with asyncio.timeout(WITHIN):
            told, _ = await process.communicate()
    except TimeoutError:
        raise PreparingFailed(f"it took more than {WITHIN:.0f} seconds") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    try:
        return read_line(told)
    except ValueError:
        raise PreparingFailed(f"the process ended with {process.returncode}, and told nothing") from None


async def changes_in(folder: Path) -> AsyncIterator[Any]:
    """Something once the watch has begun, then each change of the folder when an editor is done with it."""
    begun = False
    watch = awatch(folder, debounce=_DEBOUNCE_MS, step=_STEP_MS, rust_timeout=_TURN_MS, yield_on_timeout=True)
    async for changed in watch:
        if changed or not begun:
            begun = True
            yield changed
