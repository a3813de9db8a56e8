"""Draw the pictures of the documentation from the shipped knowledge, into docs/pictures/.

    python -m tools.pictures [--now 2026-11-23T12:00:00+00:00] [--out docs/pictures]

The bot runs on a loopback Discord, people ask it there, and each message is drawn from its payload at the width of a phone:
English on dark, and Chinese on light. The charts are the ones that people get.
"""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Application
from bot.discord_app.bases import Bases
from bot.discord_app.client import ParleyBot
from bot.discord_app.services import Services
from bot.health import Health
from bot.reminders.service import Subscriptions
from bot.storage.stores import open_stores
from tests.discord.loopback import Channel, LoopbackDiscord, Message, User
from tests.discord.loopback.redirect import redirected
from tools.discord_picture import DARK, LIGHT, Theme, beside, picture

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Scene:
    """What is asked in each language, as a mention or, with a `/`, as a command; then what is pressed."""

    name: str
    english: str
    chinese: str
    options: Mapping[str, str] = field(default_factory=dict)
    press: tuple[str, str] | None = None
    choose: str = ""
    """What is chosen from the message's menu."""


SCENES = (
    Scene("truce-end", "when does the truce end?", "休战什么时候结束？"),
    Scene("tariff", "what is the us tariff on china?", "美国对中国的关税是多少？"),
    Scene("then-and-now", "what was the us tariff on china in april 2025?", "2025年4月美国对中国的关税是多少？"),
    Scene("figure", "how big was the deficit in 2024?", "2024年美国对华逆差多大？"),
    Scene("sources", "when does the truce end?", "休战什么时候结束？", press=("Sources", "来源")),
    Scene(
        "history",
        "what is the us tariff on china?",
        "美国对中国的关税是多少？",
        press=("History", "经过"),
    ),
    Scene("unknown", "will the truce hold?", "休战能维持下去吗？"),
    Scene("remind", "when does the truce end?", "休战什么时候结束？", press=("Remind me", "提醒我")),
    Scene("help", "/help", "/help", choose="remind"),
    Scene("status", "/status", "/status"),
    Scene("rates", "/tariffs", "/tariffs"),
)


class Clockwork(Application):
    """The application at a moment that stands still."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(os.environ)
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@asynccontextmanager
async def bot_on(discord: LoopbackDiscord, app: Application, folder: Path) -> AsyncIterator[ParleyBot]:
    """The bot with its real parts and an empty store."""
    stores = await open_stores(f"sqlite:///{folder}/parley.db")
    settings = app.settings.model_copy(update={"cooldown": type(app.settings.cooldown)(0)})
    reminding = Subscriptions(
        stores.subscriptions, stores.ledger, lambda: app.library.base, app.now, settings.reminders.leads, stores.snoozes
    )
    services = Services(
        settings, app.library, app.answerer, app.now, Health(), stores.answered, stores.feedback, stores.gaps, reminding,
        app.now(), tell=app.tell,
    )  # fmt: skip
    with redirected(discord):
        bot = ParleyBot(Bases([services], stores.guilds))
        running = asyncio.create_task(bot.start_patiently(discord.token))
        try:
            await discord.wait_gateway("ready")
            yield bot
        finally:
            await bot.close()
            await running
            await stores.database.close()


async def scenes(app: Application, out: Path) -> None:
    async with LoopbackDiscord() as discord:
        people = {"en-US": discord.add_user("reader"), "zh-CN": discord.add_user("读者")}
        guild = discord.add_guild("guild", owner=people["en-US"])
        guild.add_member(people["zh-CN"])
        channel = guild.add_channel("general")
        for locale, person in people.items():
            person.locale = locale
        with TemporaryDirectory() as folder:
            async with bot_on(discord, app, Path(folder)):
                for scene in SCENES:
                    english = await shown(discord, channel, people["en-US"], scene, DARK, chinese=False)
                    chinese = await shown(discord, channel, people["zh-CN"], scene, LIGHT, chinese=True)
                    (out / f"{scene.name}.png").write_bytes(beside(english, chinese))
                    print(out / f"{scene.name}.png")
        assert discord.violations == [], discord.violations


async def shown(discord: LoopbackDiscord, channel: Channel, person: User, scene: Scene, theme: Theme, *, chinese: bool):
    asked = scene.chinese if chinese else scene.english
    message = await answered(discord, channel, person, asked)
    if asked.startswith("/") and any(one in asked for one in ("tariffs", "deficit", "deadlines")):
        await discord.bulletin.until(lambda: bool(message.files), 60, "the chart")
    if scene.press:
        message = (await discord.press(message, person, label=scene.press[chinese])).message
    if scene.choose:
        (menu,) = [one for one in message.custom_ids if one.startswith("h:")]
        message = (await discord.press(message, person, custom_id=menu, values=[scene.choose])).message
    files = {file.filename: file.data for file in message.files}
    return picture(asked, message.payload(), files, theme, "zh" if chinese else "en")


async def answered(discord: LoopbackDiscord, channel: Channel, person: User, asked: str) -> Message:
    if asked.startswith("/"):
        return (await discord.slash(person, channel, asked)).message
    return await discord.ask(channel, person, asked, mention_bot=True)


def main() -> None:
    parser = ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--now", type=datetime.fromisoformat, default=datetime(2026, 11, 23, 12, tzinfo=UTC))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(scenes(Clockwork(options.now), options.out))


if __name__ == "__main__":
    main()
