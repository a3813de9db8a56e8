"""Replaces the base in use without a pause: prepares the new one in another process, then swaps it in between two questions."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterable, Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import structlog
from prometheus_client import Counter

from bot.answers.answerer import Answerer
from bot.answers.encoder import give_memory_back
from bot.answers.ready import Ready
from bot.curation.preparing import Prepared
from bot.knowledge.library import KnowledgeError, Library
from bot.knowledge.loader import Loaded
from bot.stopping import beside

log = structlog.get_logger(__name__)

RELOADS: Final = Counter(
    "parley_reloads", "Times that the knowledge folder was read again, by what came of it.", ["result"]
)
_TRIES: Final = 3
"""How often the folder may change during the preparation before the reload gives up until the next change."""


class Result(StrEnum):
    """What came of reading the folder again."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    BROKEN = "broken"
    """It holds errors."""
    WORSE = "worse"
    """Fewer of the curators' own questions would get a right reply."""
    FAILED = "failed"
    """It could not be prepared; the fault is not the folder's."""


@dataclass(frozen=True)
class Reloaded:
    """The result of a reload, and why the old base stays if it does."""

    result: Result
    revision: str
    """Of the base in use now."""
    problems: tuple[str, ...] = ()
    """Errors of the folder, one a line; or ids of the questions that would be lost; or what went wrong."""
    right: int = 0
    asked: int = 0


class PreparingFailed(Exception):
    """The other process did not do what it was asked for."""


Prepare = Callable[[], Awaitable[Prepared]]


class Reloader:
    """Reloads the folder, one reload at a time. Each question is answered from the old base or the new one, never from both."""

    def __init__(
        self, library: Library, answerer: Answerer, prepare: Prepare, measured: Callable[[str], Prepared | None]
    ) -> None:
        self._library, self._answerer, self._prepare = library, answerer, prepare
        self._measured = measured(library.base.revision)
        """What was found of the base in use."""
        self._one_at_a_time = asyncio.Lock()
        self.last: Reloaded | None = None
        self.on_taken: Callable[[], None] | None = None
        """Hears that a newer base is in use."""

    async def reload(self, *, anyway: bool = False) -> Reloaded:
        """Read the folder, and take it where it has no errors and loses none of the curators' own questions.

        `anyway` takes it with lost questions, too. The base in use is measured first, if it was not yet.
        """
        async with self._one_at_a_time:
            found = await self._reload(anyway=anyway)
        RELOADS.labels(str(found.result)).inc()
        self.last = found
        return found

    async def _reload(self, *, anyway: bool) -> Reloaded:
        try:
            for _ in range(_TRIES):
                prepared = await self._prepare()
                if kept := self._why_not(prepared, anyway=anyway):
                    return kept
                loaded, ready = await beside(self._made, "reload")
                if ready.base.revision == prepared.revision and not ready.matcher.warming_up:
                    taken = self._take(prepared, loaded, ready)
                    del loaded, ready
                    await beside(give_memory_back, "reload")
                    return taken
        except (PreparingFailed, KnowledgeError) as error:
            log.warning("the knowledge folder could not be prepared; the base in use stays", because=str(error))
            return self._told(Result.FAILED, None, tuple(str(error).splitlines()))
        return self._told(Result.FAILED, None, ("the folder changes again and again",))

    def _why_not(self, prepared: Prepared, *, anyway: bool) -> Reloaded | None:
        """Why the base in use stays, if it does."""
        if prepared.revision is None:
            log.warning(
                "the knowledge folder has errors; the base in use stays",
                errors=len(prepared.problems),
                first=prepared.problems[0],
            )
            return self._told(Result.BROKEN, prepared, prepared.problems)
        if prepared.revision == self._library.base.revision and not self._answerer.ready.matcher.warming_up:
            self._measured = prepared
            return self._told(Result.UNCHANGED, prepared)
        lost = () if anyway else prepared.lost(self._measured)
        if lost:
            log.warning("the newer base loses own questions; the base in use stays", questions=list(lost))
            return self._told(Result.WORSE, prepared, lost)
        return None

    def _made(self) -> tuple[Loaded, Ready]:
        loaded = self._library.read()
        if loaded.base is None:
            raise KnowledgeError(loaded.findings)
        return loaded, self._answerer.ready_for(loaded.base)

    def _take(self, prepared: Prepared, loaded: Loaded, ready: Ready) -> Reloaded:
        """Swap base, reader and reports in one turn of the event loop."""
        self._library.use(loaded)
        self._answerer.use(ready)
        self._measured = prepared
        gc.freeze()  # it stays for long: a collection that walks through it would hold the loop
        log.info("a newer base is in use", revision=ready.base.revision, right=prepared.right, of=prepared.asked)
        if self.on_taken:
            self.on_taken()
        return self._told(Result.TAKEN, prepared)

    def _told(self, result: Result, prepared: Prepared | None, problems: tuple[str, ...] = ()) -> Reloaded:
        right, asked = (prepared.right, prepared.asked) if prepared else (0, 0)
        return Reloaded(result, self._library.base.revision, problems, right, asked)

    async def follow(self, changes: AsyncIterable[object]) -> None:
        """Read the folder at every change. The first of `changes` says that from now on none is missed: what the start left
        to do is done then, and what changed before that is read.
        """
        async for _ in changes:
            if not await self._is_done():
                await self.reload()

    async def _is_done(self) -> bool:
        """Whether the base in use is fitted, measured, and what the folder holds."""
        if self._measured is None or self._answerer.ready.matcher.warming_up:
            return False
        loaded = await beside(self._library.read, "reload")
        return loaded.base is not None and loaded.base.revision == self._library.base.revision
