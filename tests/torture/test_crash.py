"""kill -9 between any two steps of claim, send and confirm: afterwards every notice stands in its channel once."""

from __future__ import annotations

import random
from pathlib import Path

from tests.discord.loopback import LoopbackDiscord
from tests.torture.killing import Step, Tally, kill_often, let_finish
from tests.torture.stage import Stage

KILLS, CHANNELS = 15, 60


async def test_run_when_killed_at_every_step_without_nonce_memory_then_one_notice_a_key(
    discord: LoopbackDiscord, database_url: str, tmp_path: Path
) -> None:
    discord.world.nonce_memory = 0
    stage, tally = Stage(discord, tmp_path, database_url), Tally()
    await stage.subscribe(CHANNELS)
    await kill_often(stage, KILLS, chance=random.Random(6), tally=tally)
    await let_finish(stage, tally)
    assert tally.kills.total() == KILLS
    assert {Step.CLAIMED, Step.STORED} <= tally.steps.keys()
