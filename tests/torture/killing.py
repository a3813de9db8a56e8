"""Kills a bot at chosen points of a fan-out, and counts at which step each open claim was when it died."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from tests.discord.loopback import MESSAGES, BotProcess
from tests.torture.stage import LEASE, Stage

PATIENCE = 60.0


class Moment(StrEnum):
    """When the process is killed."""

    CALL_NOT_STORED = "in the call; Discord never stores the message"
    CALL_STORED_LATE = "in the call; Discord stores the message after the process is gone"
    CALL_STORED = "in the call; Discord has stored the message and not yet answered"
    ANSWERED = "as the answer to the call leaves Discord"
    SEEN = "as a message appears in its channel, wherever the others are"


class Step(StrEnum):
    """How far a claim had got that a kill left open."""

    CLAIMED = "claimed, not sent"
    SENDING = "sent, not stored"
    STORED = "stored, not answered"
    ANSWERED = "answered, not confirmed"


@dataclass
class Tally:
    """What was done to the bot, and where it hit."""

    kills: Counter[Moment] = field(default_factory=Counter)
    steps: Counter[Step] = field(default_factory=Counter)
    notices: int = 0
    nonce_hits: int = 0

    def figures(self) -> dict[str, object]:
        """For the record, in words."""
        return {
            "kills": self.kills.total(),
            **{f"killed {moment}": self.kills[moment] for moment in Moment},
            "notices": self.notices,
            "came twice": 0,
            "never came": 0,
            "sends that Discord's nonce memory dropped": self.nonce_hits,
        } | {f"claims that a kill left {step}": self.steps[step] for step in Step}


async def kill_often(stage: Stage, kills: int, *, chance: random.Random, tally: Tally) -> None:
    """Start the bot and kill it, so many times, each time after 1 to 10 newly seen notices."""
    bot = stage.bot()
    moments = list(Moment)
    for number in range(kills):
        if stage.missing < ENOUGH:
            stage.add_wave()
        moment = moments[number % len(moments)]
        before = len(stage.discord.requests)
        await bot.start()
        pid = bot.pid
        try:
            await _kill_at(stage, bot, moment, after=chance.randint(1, 10))
        except TimeoutError as error:
            raise AssertionError(f"kill {number}, {moment}: {error}\n{bot.log[-3000:]}") from error
        tally.kills[moment] += 1
        tally.steps += await _steps(stage, pid, before)


ENOUGH = 60
"""Notices that are left for one life at least: up to 49 of them may be claims of a former one, not yet ripe."""


async def _kill_at(stage: Stage, bot: BotProcess, moment: Moment, after: int) -> None:
    discord, posted = stage.discord, stage.look()
    if moment is Moment.SEEN:
        await stage.until_posted(posted + after, PATIENCE)
        await bot.kill()
    elif moment is Moment.ANSWERED:
        await discord.wait_for_request(
            "POST",
            MESSAGES,
            lambda _one: stage.look() >= posted + after,
            after=len(discord.journal.answered),
            timeout=PATIENCE,
        )
        await bot.kill()
    else:
        hold = discord.faults.hold(stored=moment is Moment.CALL_STORED, method="POST", route=MESSAGES, skip=after)
        await hold.reached(PATIENCE)
        await bot.kill()
        hold.release() if moment is Moment.CALL_STORED_LATE else hold.drop()
        request = hold.held[0]
        await discord.bulletin.until(lambda: request.status is not None, PATIENCE, "the held request to end")
        discord.faults.remove(hold)


async def _steps(stage: Stage, pid: int, before: int) -> Counter[Step]:
    """At which step each claim was that the killed process held."""
    posts = stage.posts(before)
    found: Counter[Step] = Counter()
    for row in await stage.open_rows():
        if f"/{pid}/" not in row.worker:
            continue
        request = posts.get(row.key.nonce)
        if request is None:
            found[Step.CLAIMED] += 1
        elif request.message is None:
            found[Step.SENDING] += 1
        elif request.status != 200:
            found[Step.STORED] += 1
        else:
            found[Step.ANSWERED] += 1
    return found


async def let_finish(stage: Stage, tally: Tally) -> None:
    """Let the bot send what is left; then start it once more, for a lease's time; each time each key stands once."""
    bot = stage.bot()
    async with bot:
        await stage.until_complete()
        assert await bot.terminate() == 0
    stage.assert_exactly_once()
    async with bot:
        await bot.wait_ready()
        assert await stage.nothing_more_for(LEASE.total_seconds() + 3)
        assert await bot.terminate() == 0
    stage.assert_exactly_once()
    assert await stage.states() == {"sent": len(stage.expected)}
    tally.notices = len(stage.expected)
    tally.nonce_hits = stage.discord.world.nonce_hits
