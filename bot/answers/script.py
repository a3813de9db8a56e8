"""A reply in the script that the question was written in; the titles of sources keep their language and their script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.answers.reply import Reply, Suggestion
from bot.locale.languages import base_of
from bot.locale.script import in_script


def in_script_of(reply: Reply, language: str) -> Reply:
    """The reply as `language` writes it: `zh-TW` and `zh-HK` are Traditional, of any other it stays as it is."""
    if language == reply.language or base_of(language) != base_of(reply.language):
        return reply
    keep = {text for source in reply.sources for text in (*source.title.by_language.values(), source.publisher)}

    def told(text: str) -> str:
        return in_script(text, language, keep)

    def offered(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
        return tuple(Suggestion(each.entry, in_script(each.question, language)) for each in suggestions)

    return replace(
        reply,
        language=language,
        main=told(reply.main),
        steps=told(reply.steps),
        beside=told(reply.beside),
        question=told(reply.question) if reply.question else None,
        parts=tuple(in_script_of(part, language) for part in reply.parts),
        suggestions=offered(reply.suggestions),
        related=offered(reply.related),
    )
