"""Every button, menu, form and page, on the real bot as a process: also after kill -9, and after the base has changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.discord.conftest import Place, write_knowledge
from tests.discord.loopback import BotProcess, LoopbackDiscord, Message, Permission
from tests.discord.loopback.permissions import TEXT
from tests.support.walking import Path as Way
from tests.support.walking import Root, Walker

BUG, OUTDATED = "Something went wrong", "no longer leads anywhere"
GONE = re.compile("what it told of is gone|所讲的条目已删除或改名")
COMMANDS = ("status", "tariffs", "truce", "deficit", "issues", "deadlines", "timeline", "help", "about")
LAST = {"d": 1, "p": 2, "x": 3}
"""What takes away what others need is pressed behind the others: an answer, the reminders, the person."""


@pytest.fixture
def config(tmp_path: Path, place: Place) -> Path:
    write_knowledge(tmp_path / "knowledge")
    path = tmp_path / "config.yaml"
    curators = f"curators: [{place.moderator.id}]\n"
    path.write_text(f"knowledge: knowledge\ncooldown: 0s\nanswering: {{encoder: none}}\n{curators}", "utf-8")
    return path


def roots(place: Place) -> dict[str, Root]:
    """Fresh messages of every kind, for the moderator."""
    discord, channel, person = place.discord, place.channel, place.moderator

    def asked(question: str) -> Root:
        async def ask() -> Message:
            # In a place of its own: what was asked there before would change what is offered.
            return await discord.ask(place.guild.add_channel("room"), person, question, mention_bot=True)

        return ask

    def called(name: str) -> Root:
        async def call() -> Message:
            return (await discord.slash(person, channel, name)).message

        return call

    async def notice() -> Message:
        await discord.slash(person, channel, "reminders subscribe")
        await discord.slash(person, channel, "reminders test")
        return channel.bot_messages[-1]

    async def panel() -> Message:
        await discord.slash(person, channel, "reminders subscribe")
        return (await discord.slash(person, channel, "reminders panel")).message

    async def gaps() -> Message:
        await discord.ask(channel, person, "how tall is mount everest", mention_bot=True)
        message = (await discord.slash(person, channel, "knowledge gaps")).message
        while not message.custom_ids:  # it is noted beside the answer
            message = (await discord.slash(person, channel, "knowledge gaps")).message
        return message

    questions = {
        "answer": "When does the truce end?",
        "past": "what was the us tariff on china in april 2025?",
        "several": "when does the truce end? what is the us tariff on china?",
        "choice": "hello",
    }
    return (
        {name: asked(question) for name, question in questions.items()}
        | {name: called(name) for name in COMMANDS}
        | {"notice": notice, "panel": panel, "gaps": gaps}
    )


def process(discord: LoopbackDiscord, config: Path) -> BotProcess:
    folder = config.parent
    return BotProcess(
        discord,
        config=config,
        database_url=f"sqlite:///{folder}/parley.db",
        log=folder / "bot.log",
        env={"LOG_LEVEL": "INFO"},
    )


def in_order(ways: list[Way]) -> list[Way]:
    return sorted(ways, key=lambda way: LAST.get(way.last.sign.partition(":")[0], 0))


@pytest.mark.timeout(600)
async def test_everything_when_pressed_before_and_after_a_kill_and_after_the_base_changed_then_answered(
    discord: LoopbackDiscord, place: Place, config: Path
) -> None:
    discord.world.events_now = lambda: 0.0
    discord.desk.ack_seconds = 30.0  # how soon a press is answered is measured elsewhere, on a machine of its own
    place.guild.members[discord.bot.id].roles.append(place.guild.add_role("all", TEXT | Permission.CREATE_EVENTS))
    walker = Walker(discord, place.moderator, roots(place))
    async with process(discord, config) as bot:
        await bot.wait_ready()
        await bot.wait_for_log("a newer base is in use", 120)  # until then it knows exact phrasings alone
        await discord.wait_commands("ask")
        await walker.explore()
        ways = in_order(list(walker.heard))
        before = [(way, await walker.stand(way)) for way in ways if way.last.sign[:2] not in ("k:",)]
        assert await bot.kill() != 0

        await bot.start()
        await bot.wait_ready()
        killed = {way: await walker.press(message, way.last) for way, message in before}
        later = [(way, await walker.stand(way)) for way in ways]
        assert await bot.kill() != 0

        rename(config.parent / "knowledge")
        await bot.start()
        await bot.wait_ready()
        changed = {way: await walker.press(message, way.last) for way, message in later}
        assert await bot.terminate() == 0
    assert len(ways) > 60
    signs = {way.last.sign.partition(":")[0] for way in ways}
    assert signs == {"q", "a", "d", "f", "fr", "fw", "h", "k", "notice", "p", "r", "s", "v", "x", "z"}, signs
    for way, text in (*walker.heard.items(), *((way, told[0]) for way, told in (*killed.items(), *changed.items()))):
        assert BUG not in text, (way, text)
    for way, (text, _) in killed.items():
        assert OUTDATED not in text, (way, text)
        assert not GONE.search(text), (way, text)
    entries = {way: told for way, told in changed.items() if way.last.sign[0] in "qa" or way.last.sign.startswith("r:")}
    assert entries
    for way, (text, message) in entries.items():
        assert GONE.search(text), (way, text)
        assert message is not None
        assert [one for one in message.custom_ids if one.startswith("q:c:")], way
    assert [line for line in bot.log.splitlines() if '"level": "error"' in line] == []


def rename(folder: Path) -> None:
    """Every entry, deadline and issue goes by another name."""
    for name, ids in (("faq/all.yaml", r"[\w-]+"), ("deadlines.yaml", r"\w+"), ("facts/more.yaml", "tiktea")):
        path = folder / name
        path.write_text(re.sub(rf"(- id: )({ids})\n", r"\1new-\2\n", path.read_text("utf-8")), "utf-8")
    for path in (folder / "scope.yaml", folder / "faq/all.yaml", folder / "facts/all.yaml", folder / "reports.yaml"):
        text = path.read_text("utf-8").replace("[truce-end]", "[new-truce-end]").replace("[us-rate]", "[new-us-rate]")
        text = text.replace("[first_end, next_end]", "[new-first_end, new-next_end]")
        path.write_text(re.sub(r"day\('(\w+)'\)", r"day('new-\1')", text), "utf-8")
    declined = folder / "declined/kinds.yaml"
    declined.write_text(declined.read_text("utf-8").replace("soon: truce-end", "soon: new-truce-end"), "utf-8")
