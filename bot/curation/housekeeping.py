"""Deletes old pairs of question and answer once a day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.curation.ports import AnsweredQuestions
from bot.knowledge.values import Clock

log = structlog.get_logger()

ANSWERED_FOR = timedelta(days=30)
"""How long an edited or deleted question still finds its answer."""

EVERY = timedelta(days=1)


async def keep_tidy(answered: AnsweredQuestions, clock: Clock, sleep: Callable[[float], Awaitable[None]]) -> None:
    """Once a day, and at the start, drop what is too old; until cancelled."""
    while True:
        try:
            dropped = await answered.prune(clock() - ANSWERED_FOR)
            log.info("tidied", answered=dropped)
        except Exception as error:
            log.warning("not_tidied", error=f"{type(error).__name__}: {error}")
        await sleep(EVERY.total_seconds())
