"""What the log holds of what people do: nothing that they wrote, and no token that would answer in the bot's name."""

from __future__ import annotations

import io
import re
from pathlib import Path
from unittest.mock import create_autospec

import pytest

from bot.discord_app.client import ParleyBot
from bot.discord_app.reading import ReadingRoom
from bot.discord_app.services import Services
from bot.reminders.ports import NotSent
from bot.storage.stores import open_stores
from tests.discord.conftest import Place, Running
from tests.discord.loopback.faults import ORIGINAL
from tests.reminders.world import DAY, World, make_subscription, nothing, raising

NAMED = re.compile(r"asked_as=([0-9a-f]{8})")
ODD = "zanzibarquux"


async def test_log_when_everything_is_logged_then_neither_questions_nor_tokens(
    running: Running, place: Place, services: Services, loud: io.StringIO
) -> None:
    async with running() as bot:
        await everything(bot, place)
    tokens = list(place.discord.desk._by_token)
    told = loud.getvalue()
    assert len(tokens) >= 5
    assert "asked" in told
    assert "rate limited" in told
    assert not [token for token in tokens if token in told]
    assert ODD not in told


async def test_log_when_questions_fail_then_each_has_one_name_that_the_person_hears_too(
    running: Running, place: Place, services: Services, loud: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as bot:
        first = await place.discord.ask(place.channel, place.asker, "what is the truce?", mention_bot=True)
        await place.discord.slash(place.other, place.channel, "ask", {"question": "what is the truce?"})
        room = create_autospec(ReadingRoom, instance=True)
        room.read.side_effect = RuntimeError("the reader is broken")
        monkeypatch.setattr(bot.desk, "_room", room)
        failed = await place.discord.ask(place.channel, place.other, "and then?", mention_bot=True)
        refused = await place.discord.slash(place.asker, place.channel, "ask", {"question": "and then?"})
    assert first.text
    names = [found[1] for line in loud.getvalue().splitlines() if (found := NAMED.search(line))]
    told = [re.findall(r"[0-9a-f]{8}", text)[-1] for text in (failed.text, refused.text)]
    assert len(names) >= 4
    assert len(set(names)) == 4
    assert len(set(told)) == 2
    assert set(told) < set(names)


async def test_log_when_a_notice_is_sent_then_all_that_is_logged_of_it_has_its_nonce(
    tmp_path: Path, loud: io.StringIO
) -> None:
    stores = await open_stores(f"sqlite:///{tmp_path / 'parley.db'}")
    world = World(stores)
    world.discord.before = [raising(NotSent("no connection")), nothing]
    await world.subscribe(make_subscription(1, 7 * DAY), make_subscription(2, 7 * DAY))
    world.time.pass_(2 * DAY)
    await world.settle()
    await stores.database.close()
    (first, second) = (one.nonce for one in world.discord.posted)
    lines = [line for line in loud.getvalue().splitlines() if "notice=" in line]
    assert {nonce for nonce in (first, second) for line in lines if f"notice={nonce}" in line} == {first, second}
    assert [line for line in lines if "notice_not_sent" in line]
    assert len([line for line in lines if "notice_sent" in line]) == 2


async def everything(bot: ParleyBot, place: Place) -> None:
    """A question in each way, a button, a refusal, a limit hit while following up, and a store that fails."""
    discord, channel = place.discord, place.channel
    reply = await discord.ask(channel, place.asker, f"what is {ODD}?", mention_bot=True)
    await discord.slash(place.asker, channel, "ask", {"question": f"why {ODD}?"})
    await discord.autocomplete(place.asker, channel, "ask", "question", ODD)
    asked = await discord.say(channel, place.other, f"where is {ODD}?")
    await discord.menu(place.asker, "Answer this", asked)
    await discord.press(reply, place.asker, next(one for one in reply.custom_ids if one.startswith("q:")))
    discord.faults.rate_limit(0.01, method="PATCH", route=ORIGINAL)
    await discord.slash(place.moderator, channel, "reminders unsubscribe")
    await bot.services.gaps._database.close()  # type: ignore[attr-defined]
    await discord.ask(channel, place.other, f"how is {ODD}?", mention_bot=True)
    assert await bot.drain.wait(5)
