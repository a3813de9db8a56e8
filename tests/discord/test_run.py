"""`python -m bot run` as a real process on the loopback Discord."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.curation.ports import Answered
from bot.storage.stores import open_stores
from tests.discord.conftest import Place, write_knowledge
from tests.discord.loopback import BotProcess, LoopbackDiscord
from tests.discord.loopback.messages import walk

QUESTION = "When does the truce end?"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    write_knowledge(tmp_path / "knowledge")
    path = tmp_path / "config.yaml"
    path.write_text("knowledge: knowledge\ncooldown: 0s\nanswering: {encoder: none}\n", "utf-8")
    return path


def process(discord: LoopbackDiscord, config: Path, **env: str) -> BotProcess:
    folder = config.parent
    return BotProcess(
        discord,
        config=config,
        database_url=f"sqlite:///{folder}/parley.db",
        log=folder / "bot.log",
        env=env,
    )


async def test_run_when_started_then_mention_dm_ask_and_autocomplete_are_answered(
    discord: LoopbackDiscord, place: Place, config: Path
) -> None:
    async with process(discord, config) as bot:
        await bot.wait_ready()
        for channel, mention in ((place.channel, True), (discord.dm(place.asker), False)):
            reply = await discord.ask(channel, place.asker, QUESTION, mention_bot=mention)
            assert "10 January 2027" in reply.text
        answer = await discord.slash(place.asker, place.channel, "ask", {"question": QUESTION})
        assert "10 January 2027" in answer.text
        choices = await discord.autocomplete(place.asker, place.channel, "ask", "question", "when")
        assert QUESTION in [choice["value"] for choice in choices]
        assert await bot.terminate() == 0
    assert discord.token not in bot.log
    assert [line for line in bot.log.splitlines() if '"level": "error"' in line] == []


async def test_run_when_restarted_then_an_edited_question_still_finds_its_answer(
    discord: LoopbackDiscord, place: Place, config: Path
) -> None:
    async with process(discord, config) as bot:
        await bot.wait_ready()
        question = await discord.say(place.channel, place.asker, QUESTION, mention_bot=True)
        reply = await discord.reply_to(question)
        assert await bot.terminate() == 0
        await bot.start()
        await bot.wait_ready()
        await discord.edit(question, f"{discord.bot.mention} what happened in Stockholm?")
        await discord.wait_for_message(place.channel, lambda one: one is reply and "They talked." in one.text)


async def test_run_when_the_token_is_wrong_then_it_says_so_and_ends(discord: LoopbackDiscord, config: Path) -> None:
    async with process(discord, config, DISCORD_TOKEN="MTIz.wrong.token") as bot:
        assert await bot.wait() == 2
    errors = [json.loads(line) for line in bot.log.splitlines() if '"level": "error"' in line]
    assert len(errors) == 1
    assert "refuses the token" in errors[0]["event"]
    assert "MTIz.wrong.token" not in bot.log


async def test_run_when_discord_is_down_at_start_then_it_answers_once_discord_is_back(
    discord: LoopbackDiscord, place: Place, config: Path
) -> None:
    await discord.go_down()
    async with process(discord, config) as bot:
        await bot.wait_for_log("cannot be reached")
        await discord.come_back()
        await bot.wait_ready()
        reply = await discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
        assert "10 January 2027" in reply.text
    assert "Traceback" not in bot.log


@pytest.mark.parametrize("route", [r"/users/@me$", r"/gateway/bot$", r"/applications/\d+/commands$"])
async def test_run_when_a_page_of_html_stands_where_json_is_due_then_it_answers_once_discord_is_back(
    discord: LoopbackDiscord, place: Place, config: Path, route: str
) -> None:
    discord.faults.page(200, route=route, times=2)
    async with process(discord, config) as bot:
        await bot.wait_ready()
        reply = await discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
        assert "10 January 2027" in reply.text
        await discord.wait_commands()
        assert await bot.terminate() == 0


async def test_run_when_killed_and_the_base_changed_then_every_button_of_before_still_leads_somewhere(
    discord: LoopbackDiscord, place: Place, config: Path
) -> None:
    async with process(discord, config) as bot:
        await bot.wait_ready()
        await bot.wait_for_log("a newer base is in use", 120)  # until then it knows exact phrasings alone
        answer = await discord.ask(place.channel, place.asker, "what is the us tariff on china?", mention_bot=True)
        report = (await discord.slash(place.asker, place.channel, "status")).message
        await bot.kill()
        faq = config.parent / "knowledge" / "faq" / "all.yaml"
        faq.write_text(
            faq.read_text("utf-8").replace("id: us-rate", "id: us-duty").replace("[us-rate]", "[us-duty]"), "utf-8"
        )
        await bot.start()
        await bot.wait_ready()
        for message in (answer, report):
            for one in [
                one for one in walk(message.components) if "custom_id" in one and not one["custom_id"].startswith("d:")
            ]:
                values = [one["options"][0]["value"]] if one["type"] == 3 else None
                pressed = await discord.press(message, place.other, one["custom_id"], values=values)
                assert pressed.ephemeral
                gone = "what it told of is gone" in pressed.text or "条目已删除或改名" in pressed.text
                assert gone is one["custom_id"].startswith("a:"), one
        await discord.press(answer, place.asker, next(one for one in answer.custom_ids if one.startswith("d:")))
        await discord.bulletin.until(lambda: answer.deleted, 10, "the deletion")
        assert await bot.terminate() == 0


async def test_run_when_pairs_of_question_and_answer_are_old_then_they_are_dropped_at_the_start(
    discord: LoopbackDiscord, config: Path
) -> None:
    stores = await open_stores(f"sqlite:///{config.parent}/parley.db")
    old = Answered(1, 2, 3, 1)
    await stores.answered.remember(old, datetime(2020, 1, 1, tzinfo=UTC))
    await stores.database.close()
    async with process(discord, config) as bot:
        await bot.wait_for_log("tidied")
        assert await bot.terminate() == 0
    stores = await open_stores(f"sqlite:///{config.parent}/parley.db")
    assert await stores.answered.find(old.question) is None
    await stores.database.close()
