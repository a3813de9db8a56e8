"""Names and descriptions of commands in other languages, for discord.py to hand to Discord."""

from __future__ import annotations

import re

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as At

from bot.knowledge.values import Text
from bot.locale import keys, say
from bot.locale.languages import ENGLISH, base_of, spoken_as
from bot.locale.script import in_script

_LISTS = {At.command_name: "discord-name", At.group_name: "discord-name", At.parameter_name: "discord-option"}
"""Names are found by what they are in English."""
_NAME = re.compile(r"[-_\w]{1,32}")

TAGS = {locale: tag for locale in discord.Locale if (tag := spoken_as(locale.value)) != ENGLISH}
"""Discord's locales in which the bot speaks another language than English, each with the tag in which it does."""


class Translator(app_commands.Translator):
    """A `locale_str` names its sentence by the extra `key`, or holds it under each language; a name is found by itself."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The catalogue's words as the place writes them; None leaves the English ones."""
        tag = TAGS.get(locale)
        if tag is None:
            return None
        if (own := string.extras.get(base_of(tag))) is not None:
            return in_script(own, tag)
        key = string.extras.get("key") or _key(context.location, string.message)
        return say(key, tag) if key in keys(base_of(tag)) else None


def _key(location: At, name: str) -> str:
    return f"{_LISTS[location]}-{re.sub('[ _]', '-', name.casefold())}" if location in _LISTS else ""


def told(key: str) -> app_commands.locale_str:
    """A description from the catalogue, at most 100 characters, in every language that has it."""
    return app_commands.locale_str(say(key), key=key)


def told_by(text: Text) -> app_commands.locale_str:
    """A description that a base wrote, in every language that it has."""
    return app_commands.locale_str(text.say(ENGLISH), **text.by_language)


def named_by(name: str, label: Text) -> app_commands.locale_str:
    """The name of a command of the base's own: in another language its label, where that can be one."""
    labels = {
        code: text
        for code, text in label.by_language.items()
        if code != ENGLISH and _NAME.fullmatch(text) and text == text.lower()
    }
    return app_commands.locale_str(name, **labels)
