"""The knowledge folder read again while people ask: nobody notices, and what is broken or worse is not taken."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.discord.conftest import Place, write_knowledge
from tests.discord.loopback import BotProcess, LoopbackDiscord, RateLimits
from tests.support.reloads import Crowd, write_deadline, write_mark

QUESTIONS = Path("questions") / "own.jsonl"


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(heartbeat_ms=1000, limits=RateLimits(routes={})) as server:
        yield server


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    folder = write_knowledge(tmp_path / "knowledge")
    write_mark(folder, 1)
    (folder / "questions").mkdir()
    question = {"id": "q1", "q": "what mark is it", "kind": "answerable", "entry": "mark", "must": ["mark"]}
    (folder / QUESTIONS).write_text(json.dumps(question) + "\n", "utf-8")
    return folder


@pytest.fixture
def config(tmp_path: Path, place: Place, knowledge: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(
        f"knowledge: knowledge\ncooldown: 0s\nanswering: {{encoder: none}}\ncurators: [{place.moderator.id}]\n", "utf-8"
    )
    return path


@pytest.fixture
async def process(discord: LoopbackDiscord, config: Path) -> AsyncIterator[BotProcess]:
    folder = config.parent
    bot = BotProcess(discord, config=config, database_url=f"sqlite:///{folder}/parley.db", log=folder / "bot.log")
    async with bot:
        await bot.wait_ready()
        yield bot
        assert await bot.terminate() == 0
    assert '"level": "error"' not in bot.log


async def warm(bot: BotProcess) -> None:
    """Wait until what the start left to do is done."""
    await bot.wait_for_log("a newer base is in use", 120)


async def test_start_when_nothing_is_fitted_yet_then_exact_phrasings_and_reports_and_it_says_that_it_warms_up(
    process: BotProcess, place: Place
) -> None:
    slash = place.discord.slash
    # Asked before anything is fitted, which takes another process some seconds.
    vague = await slash(place.asker, place.channel, "ask", {"question": "could you tell me about that mark thing"})
    exact = await slash(place.asker, place.channel, "ask", {"question": "what mark is it"})
    status = await slash(place.asker, place.channel, "status")
    assert "a newer base is in use" not in process.log, "the machine was too fast to see it warm up"
    assert "warming up" in vague.text
    assert "Mark 1, and by the record" in exact.text
    assert "10 January 2027" in status.text or "<t:" in status.text
    await warm(process)
    later = await slash(place.asker, place.channel, "ask", {"question": "could you tell me about that mark thing"})
    assert "warming up" not in later.text


async def test_folder_when_it_changes_while_many_ask_then_live_soon_and_every_answer_of_one_revision(
    process: BotProcess, place: Place, knowledge: Path
) -> None:
    await warm(process)
    await place.discord.slash(place.moderator, place.channel, "reminders subscribe", {"leads": "1h"})
    crowd = Crowd(place.discord, place.channel, [place.asker, place.other, place.moderator])
    async with crowd.asking(per_second=20):
        write_mark(knowledge, 2)
        due = write_deadline(knowledge, timedelta(seconds=20))
        await place.discord.bulletin.until(lambda: (2, 2) in crowd.marks, 120, "an answer from the newer base")
        notice = await place.discord.wait_for_message(place.channel, lambda one: "Soon" in one.text, timeout=120)
        (knowledge / "faq" / "mark.yaml").write_text("entries: [\n", "utf-8")
        await process.wait_for_log("has errors; the base in use stays", 120)
        write_mark(knowledge, 3)
        await place.discord.bulletin.until(lambda: (3, 3) in crowd.marks, 120, "an answer from the newest base")
    assert {one - other for one, other in crowd.marks} == {0}
    assert [one for one, _ in crowd.marks] == sorted(one for one, _ in crowd.marks)
    assert not any("wrong" in text for text in crowd.texts)
    late = notice.created - due.timestamp()
    print(f"{len(crowd.took)} answers, worst {max(crowd.took) * 1000:.0f} ms; the reminder {late:.1f} s late")
    # Bounds for what hangs: how soon it is, with nothing else on the machine, is measured in tests/torture.
    assert max(crowd.took) < 60
    assert -1 < late < 120


async def test_reload_when_own_questions_would_be_lost_then_the_reason_is_told_and_anyway_takes_it(
    process: BotProcess, place: Place, knowledge: Path
) -> None:
    await warm(process)
    slash = place.discord.slash
    (knowledge / "faq" / "mark.yaml").write_text("", "utf-8")
    (knowledge / "faq" / "mark.yaml").unlink()
    await process.wait_for_log("loses own questions; the base in use stays", 120)
    refused = await slash(place.moderator, place.channel, "knowledge reload", timeout=120)
    assert "1 that had a right reply would lose it" in refused.text
    assert "q1" in refused.text
    kept = await slash(place.asker, place.channel, "ask", {"question": "what mark is it"})
    assert "Mark 1" in kept.text
    taken = await slash(place.moderator, place.channel, "knowledge reload", {"anyway": True}, timeout=120)
    assert "Read again" in taken.text
    gone = await slash(place.asker, place.channel, "ask", {"question": "what mark is it"})
    assert "Mark 1" not in gone.text


async def test_gap_when_a_curator_makes_a_phrasing_of_it_then_it_is_answered_without_another_step(
    process: BotProcess, place: Place, knowledge: Path
) -> None:
    await warm(process)
    slash, question = place.discord.slash, "wots stamped onto yonder jar"
    vain = await slash(place.asker, place.channel, "ask", {"question": question})
    assert "Mark 1" not in vain.text
    listed = await slash(place.moderator, place.channel, "knowledge gaps")
    async with asyncio.timeout(30):
        while question not in listed.text:  # it is noted after the reply
            listed = await slash(place.moderator, place.channel, "knowledge gaps")
    form = await place.discord.press(listed.message, place.moderator, label="1 · Add to entry…")
    began = time.monotonic()
    await place.discord.submit_modal(form, {"id": "mark"})
    await process.wait_for_log('"of": 2', 120)  # the gap is an own question now, beside the one of before
    answered = await slash(place.asker, place.channel, "ask", {"question": question})
    print(f"live {time.monotonic() - began:.1f} s after the form was sent")
    assert "Mark 1" in answered.text
    assert question in (knowledge / "faq" / "mark.yaml").read_text("utf-8")
    stats = await slash(place.moderator, place.channel, "knowledge stats")
    assert "Questions asked in vain: 0" in stats.text
