"""A base on another subject: the commands that it has records for, its own reports, and nothing of the shipped one."""

from __future__ import annotations

import json
import re

import pytest

from bot.answers.answerer import Answerer
from bot.answers.ready import matcher_builder
from bot.discord_app.client import ParleyBot
from bot.knowledge.library import Library
from bot.knowledge.starter import write_starter
from tests.discord.conftest import NOW, Place
from tests.discord.loopback import CommandType
from tests.discord.test_buttons import of_kind

SUBJECT = re.compile(r"truce|tariff|\bchina\b|deficit|休战|关税|中美", re.IGNORECASE)
ENGINE = {"ask", "help", "about", "knowledge"}
REPORTS = ("status", "hours", "visits", "issues", "deadlines", "timeline")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("other") / "library"
    write_starter(folder, NOW)
    return Library(folder)


@pytest.fixture(scope="session")
def answerer(library: Library) -> Answerer:
    return Answerer(library, matcher_builder(None, None))


async def test_commands_when_the_base_declares_them_then_they_are_its_own(bot: ParleyBot, place: Place) -> None:
    await place.discord.wait_commands("hours")
    assert place.discord.command_names() == ENGINE | {*REPORTS, "reminders"}
    told = json.dumps([command.payload for command in place.discord.commands.all()], ensure_ascii=False)
    assert not SUBJECT.search(told)
    hours = place.discord.commands.find(CommandType.CHAT_INPUT, "hours", None).payload
    assert hours["description"] == "When the library is open"
    assert hours["description_localizations"]["zh-CN"] == "图书馆何时开放"


@pytest.mark.parametrize("name", REPORTS)
async def test_report_when_used_then_it_tells_the_base_and_leads_to_its_reports(
    bot: ParleyBot, place: Place, name: str
) -> None:
    shown = await place.discord.slash(place.asker, place.channel, name)
    told = shown.text + json.dumps(shown.message.components, ensure_ascii=False)
    assert "As of 23 November 2026" in shown.text
    assert not SUBJECT.search(told)
    if name == "status":
        assert {"Hours", "Visits"} <= set(re.findall(r'"label": "(\w+)"', told))


async def test_report_when_a_year_is_given_then_that_year_and_a_chart_of_its_name(bot: ParleyBot, place: Place) -> None:
    shown = await place.discord.slash(place.asker, place.channel, "visits", {"period": "2024"})
    assert "48,200" in shown.text
    await place.discord.bulletin.until(lambda: bool(shown.message.files), 30, "the chart")
    assert shown.message.files[0].filename == "visits.png"
    assert "Visits to the library" in (shown.message.files[0].description or "")
    years = await place.discord.autocomplete(place.asker, place.channel, "visits", "period", "20")
    assert [choice["value"] for choice in years] == ["2025", "2024"]


async def test_help_and_refusals_when_asked_for_then_in_the_words_of_the_base(bot: ParleyBot, place: Place) -> None:
    helped = await place.discord.slash(place.asker, place.channel, "help")
    looked = await place.discord.press(helped.message, place.asker, of_kind(helped.message, "h:"), values=["look"])
    assert re.fullmatch(r".*</hours:\d+> </visits:\d+>.*", looked.text, re.DOTALL)
    far = await place.discord.ask(
        place.channel, place.asker, "who won the champions league last night", mention_bot=True
    )
    hello = await place.discord.ask(place.channel, place.asker, "你好", mention_bot=True)
    assert "the Riverside library" in far.text
    assert "河畔图书馆" in hello.text
    assert not SUBJECT.search(looked.text + far.text + hello.text)


async def test_reload_when_the_deadlines_are_gone_then_so_are_their_commands(bot: ParleyBot, place: Place) -> None:
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.moderator.id,)})
    await place.discord.wait_commands("reminders")
    path = bot.services.library.folder / "deadlines.yaml"
    kept = path.read_text("utf-8")
    gone = {"reminders", "deadlines", "timeline"}
    path.unlink()
    try:
        await place.discord.slash(place.moderator, place.channel, "knowledge reload", timeout=120)
        await place.discord.bulletin.until(
            lambda: not gone & place.discord.command_names(), 30, "the commands without deadlines"
        )
    finally:
        path.write_text(kept, "utf-8")
    await place.discord.slash(place.moderator, place.channel, "knowledge reload", timeout=120)
    await place.discord.bulletin.until(lambda: gone <= place.discord.command_names(), 30, "all commands again")
