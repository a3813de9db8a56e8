"""What became of claims that were left open: by a crash, a lost lease, or a channel that could not be read."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.reminders.delivery import Delivered, Hold, look_up
from bot.reminders.ledger import Row, State, is_ripe
from bot.reminders.outbox import Outbox, Work
from bot.reminders.ports import CannotAsk, Sleep

log = structlog.get_logger()


class Recovery:
    """Looks up ripe claims before anything is sent again; what was not posted goes back to the schedule."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def step(self) -> datetime | None:
        """Adopt every ripe claim and set its look-up under way; when the next one ripens, None if there is none.

        Raises:
            StoreUnavailable: the rest is adopted by a later step.
        """
        context, lease = self._outbox.context, self._outbox.lease
        now = context.clock()
        waiting: list[datetime] = []
        for row in await context.ledger.open_rows():
            if row.key in self._outbox.in_flight:
                continue
            if not is_ripe(row, now, lease):
                waiting += [row.lease_until] if row.lease_until else []
                continue
            asked = context.monotonic()
            if await context.ledger.adopt(row, worker=context.worker, until=now + lease):
                hold = Hold(row.key, row.claimed_at, self._outbox.safe_until(asked))
                self._outbox.start(hold, self._look(row))
        return min(waiting, default=None)

    def _look(self, row: Row) -> Work:
        context = self._outbox.context

        async def work(hold: Hold, _rest: Sleep) -> Delivered:
            try:
                known = await look_up(context, hold, hold.claimed_at, in_doubt_before=row.state is State.DOUBTFUL)
            except CannotAsk as error:
                log.info("look_up_failed", key=hold.key, error=str(error))
                return Delivered.LEFT
            if known is None:
                await context.ledger.release([hold.key], worker=context.worker, why="looked up: not posted")
                return Delivered.GIVEN_BACK
            return known

        return work
