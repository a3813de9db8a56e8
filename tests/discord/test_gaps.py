"""`/knowledge gaps`: like questions together, and what a curator makes of them with buttons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.discord_app.client import ParleyBot
from bot.knowledge.library import Library
from tests.discord.conftest import Place, write_knowledge

FAQ = """\
entries:
  - id: teapots
    question: Which teapots are on the list?
    phrasings:
      - teapots on the list
      # More will come.
    answer: All of them.
"""


@pytest.fixture
async def desk(bot: ParleyBot, place: Place, tmp_path: Path) -> Path:
    """The bot on a knowledge folder of its own, with a curator and gaps; the folder."""
    folder = write_knowledge(tmp_path / "knowledge")
    (folder / "faq" / "teapots.yaml").write_text(FAQ, "utf-8")
    bot.services.library = Library(folder)
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.moderator.id,)})
    for question, times in (("which pots are taxed", 2), ("Which pots are taxed?", 1), ("what is my horoscope", 1)):
        for _ in range(times):
            await bot.services.gaps.note(
                question=question, outcome="unknown", reason="too_unlike", language="en", at=bot.services.clock()
            )
    return folder


async def test_gaps_when_listed_then_like_ones_are_together_and_each_has_its_buttons(place: Place, desk: Path) -> None:
    shown = await place.discord.slash(place.moderator, place.channel, "knowledge gaps")
    assert shown.ephemeral
    assert "**1.** 3 × which pots are taxed" in shown.text
    assert "**2.** 1 × what is my horoscope" in shown.text
    assert shown.message.labels == [
        f"{n} · {what}" for n in (1, 2) for what in ("Add to entry…", "Out of scope…", "Dismiss")
    ]


async def test_gaps_when_added_to_an_entry_then_the_file_has_the_phrasings_and_the_list_is_shorter(
    bot: ParleyBot, place: Place, desk: Path
) -> None:
    listed = await place.discord.slash(place.moderator, place.channel, "knowledge gaps")
    pressed = await place.discord.press(listed.message, place.moderator, label="1 · Add to entry…")
    refused = await place.discord.submit_modal(pressed, {"id": "teapot"})
    assert "did you mean 'teapots'?" in refused.text
    pressed = await place.discord.press(listed.message, place.moderator, label="1 · Add to entry…")
    await place.discord.submit_modal(pressed, {"id": "teapots"})
    added = '      - teapots on the list\n      - "which pots are taxed"\n      # More will come.\n'
    assert added in (desk / "faq" / "teapots.yaml").read_text("utf-8")
    (line,) = (desk / "questions" / "regressions.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["entry"] == "teapots"
    assert "which pots" not in listed.message.text
    assert "Written for `teapots`" in listed.message.text
    assert await bot.services.gaps.count() == 1


async def test_gaps_when_out_of_scope_or_dismissed_then_they_go_and_the_reader_may_learn(
    bot: ParleyBot, place: Place, desk: Path
) -> None:
    listed = await place.discord.slash(place.moderator, place.channel, "knowledge gaps")
    pressed = await place.discord.press(listed.message, place.moderator, label="2 · Out of scope…")
    await place.discord.submit_modal(pressed, {"id": "far"})
    (line,) = (desk / "questions" / "train" / "curators.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line) == {"q": "what is my horoscope", "lang": "en", "declined": "far"}
    await place.discord.press(listed.message, place.moderator, label="1 · Dismiss")
    assert "Nothing was asked in vain" in listed.message.text
    assert listed.message.custom_ids == []
    assert await bot.services.gaps.count() == 0


async def test_gaps_when_pressed_by_somebody_else_or_gone_then_a_sentence(
    bot: ParleyBot, place: Place, desk: Path
) -> None:
    listed = await place.discord.slash(place.moderator, place.channel, "knowledge gaps")
    bot.services.settings = bot.services.settings.model_copy(update={"curators": ()})
    refused = await place.discord.press(listed.message, place.moderator, label="1 · Dismiss")
    assert "Only the curators" in refused.text
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.moderator.id,)})
    await bot.services.gaps.close(["which pots are taxed", "Which pots are taxed?"])
    gone = await place.discord.press(listed.message, place.moderator, label="1 · Dismiss")
    assert gone.ephemeral
    assert await bot.services.gaps.count() == 1
