"""A Discord on 127.0.0.1 for tests: REST and gateway for the real, unmodified discord.py.

Start with `LoopbackDiscord`; run the bot with `BotProcess`, or a client of your own inside `redirected`:

    async with LoopbackDiscord(nonce_memory=0) as discord:
        guild = discord.add_guild()
        channel, person = guild.add_channel(), guild.add_member()
        async with BotProcess(discord, log=tmp_path / "bot.log", database_url=url) as bot:
            await bot.wait_ready()
            reply = await discord.ask(channel, person, "when does the truce end?", mention_bot=True)
            result = await discord.slash(person, channel, "ask", {"question": "deficit 2024"})
            await discord.press(result.message, person, label="…")
            hold = discord.faults.hold(stored=True, method="POST", route=MESSAGES)
            request = await hold.reached()      # the message is stored, its answer has not left
            await bot.kill()
        assert discord.violations == []
"""

from tests.discord.loopback.commands import CommandType, UsageError
from tests.discord.loopback.faults import CALLBACK, COMMANDS, FOLLOWUP, MESSAGE, MESSAGES, ORIGINAL, Faults, Hold
from tests.discord.loopback.interactions import Answer, Interaction, InteractionResult
from tests.discord.loopback.journal import Request
from tests.discord.loopback.limits import Limit, RateLimits
from tests.discord.loopback.messages import Attachment, Message, Upload, embed_text
from tests.discord.loopback.people import Role, User
from tests.discord.loopback.permissions import ALL, TEXT, Permission
from tests.discord.loopback.places import Channel, Guild, Kind
from tests.discord.loopback.process import BotProcess
from tests.discord.loopback.server import LoopbackDiscord, NotAnswered

__all__ = [
    "ALL",
    "CALLBACK",
    "COMMANDS",
    "FOLLOWUP",
    "MESSAGE",
    "MESSAGES",
    "ORIGINAL",
    "TEXT",
    "Answer",
    "Attachment",
    "BotProcess",
    "Channel",
    "CommandType",
    "Faults",
    "Guild",
    "Hold",
    "Interaction",
    "InteractionResult",
    "Kind",
    "Limit",
    "LoopbackDiscord",
    "Message",
    "NotAnswered",
    "Permission",
    "RateLimits",
    "Request",
    "Role",
    "Upload",
    "UsageError",
    "User",
    "embed_text",
]
