"""Names and descriptions of commands in other languages, for discord.py to hand to Discord."""

from __future__ import annotations

import re
from functools import cache

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as At
from opencc import OpenCC

from bot.knowledge.values import Text
from bot.locale import keys, say

_CHINESE = frozenset({discord.Locale.chinese, discord.Locale.taiwan_chinese})
_LISTS = {At.command_name: "discord-name", At.group_name: "discord-name", At.parameter_name: "discord-option"}
"""Names are found by what they are in English."""
_NAME = re.compile(r"[-_\w]{1,32}")


class Translator(app_commands.Translator):
    """A `locale_str` names its sentence by the extra `key`, or holds it as the extra `zh`; a name is found by itself."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The catalogue's words, in the characters of the place; None leaves the English ones."""
        if locale not in _CHINESE:
            return None
        chinese = string.extras.get("zh")
        key = string.extras.get("key") or _key(context.location, string.message)
        if chinese is None and key in keys("zh"):
            chinese = say(key, "zh")
        return traditional(chinese) if chinese and locale is discord.Locale.taiwan_chinese else chinese


def _key(location: At, name: str) -> str:
    return f"{_LISTS[location]}-{re.sub('[ _]', '-', name.casefold())}" if location in _LISTS else ""


@cache
def _converter() -> OpenCC:
    return OpenCC("s2twp")


def traditional(text: str) -> str:
    """Chinese in the characters and words of Taiwan."""
    converted: str = _converter().convert(text)
    return converted


def told(key: str) -> app_commands.locale_str:
    """A description from the catalogue, at most 100 characters, in every language that has it."""
    return app_commands.locale_str(say(key, "en"), key=key)


def told_by(text: Text) -> app_commands.locale_str:
    """A description that a base wrote, in every language that it has."""
    return app_commands.locale_str(text.say("en"), zh=text.by_language.get("zh"))


def named_by(name: str, label: Text) -> app_commands.locale_str:
    """The name of a command of the base's own: in Chinese its label, where that can be one."""
    chinese = label.by_language.get("zh", "")
    return app_commands.locale_str(
        name, zh=chinese if _NAME.fullmatch(chinese) and chinese == chinese.lower() else None
    )
