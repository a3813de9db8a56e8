"""What the log holds of what people do: nothing that they wrote, and no token that would answer in the bot's name."""

from __future__ import annotations

import io

from bot.discord_app.client import ParleyBot
from bot.discord_app.services import Services
from tests.discord.conftest import Place, Running
from tests.discord.loopback.faults import ORIGINAL

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
