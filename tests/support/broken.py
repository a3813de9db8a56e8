"""Sending broken events to a client on the loopback Discord, and seeing that it goes on."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

from tests.discord.conftest import Place
from tests.discord.loopback import LoopbackDiscord
from tests.support.hostile import mutated

QUESTION = "When does the truce end?"


async def answers(place: Place, timeout: float = 10.0) -> None:
    asked = await place.discord.say(place.channel, place.asker, QUESTION, mention_bot=True)
    reply = await place.discord.reply_to(asked, timeout=timeout)
    assert "10 January 2027" in reply.text


async def back(discord: LoopbackDiscord, after: int) -> None:
    """Wait until the client is connected again, resumed or with a new session."""
    kinds = {"resumed", "ready"}
    await discord.bulletin.first(discord.gateway.log, lambda one: one.kind in kinds, 20, "a session", after)


async def gather(place: Place) -> list[tuple[str, Any]]:
    """Every event that a lively channel sends: a corpus to be broken."""
    discord = place.discord
    reply = await discord.ask(place.channel, place.asker, QUESTION, mention_bot=True)
    question = reply.reference
    assert question is not None
    await discord.edit(question, f"{discord.bot.mention} what happened in Stockholm?")
    await discord.press(reply, place.asker, next(one for one in reply.custom_ids if one.startswith("a:")))
    for command in ("ask", "tariffs", "issues", "deadlines"):
        shown = await discord.slash(
            place.asker, place.channel, command, {"question": QUESTION} if command == "ask" else {}
        )
        for custom_id in shown.message.custom_ids if shown.message else []:
            if custom_id.startswith("v:"):
                await discord.press(shown.message, place.asker, custom_id)
                break
    await discord.autocomplete(place.asker, place.channel, "ask", "question", "when")
    await discord.menu(place.asker, "Answer this", question)
    await discord.ask(discord.dm(place.other), place.other, QUESTION)
    await discord.delete(question)
    place.guild.add_channel("another")
    frames = [json.loads(frame) for session in discord.gateway.connected for _, frame in session.events]
    return [(frame["t"], frame["d"]) for frame in frames if frame["t"] not in {"READY", "RESUMED"}]


async def send_mutated(place: Place, count: int, seed: int, every: int = 500) -> None:
    """Send so many broken events, in batches, and see that a whole question is answered after each."""
    rng = random.Random(seed)
    events = await gather(place)
    assert {"MESSAGE_CREATE", "MESSAGE_UPDATE", "INTERACTION_CREATE", "GUILD_CREATE"} <= {name for name, _ in events}
    for number in range(1, count + 1):
        place.discord.gateway.dispatch(*mutated(rng, events))
        if number % every == 0:
            # What was sent may have taken the channel from the client's cache, as Discord's own word: it comes anew.
            seen = len(place.discord.gateway.log)
            place.discord.gateway.invalidate()
            await back(place.discord, seen)
            await answers(place, timeout=60)


def assert_once_a_kind(errors: list[Any]) -> None:
    assert errors
    assert {kind: count for kind, count in Counter(errors).items() if count > 1} == {}
