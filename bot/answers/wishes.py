"""Whether somebody asks in words to be reminded of a date, and not only to be told it."""

from __future__ import annotations

from functools import cache

from bot.answers.text import has_han, normalise
from bot.locale import say
from bot.locale.languages import LANGUAGES


@cache
def _phrases(which: str) -> tuple[str, ...]:
    listed = (say(f"answers-remind-{which}", language).split(",") for language in LANGUAGES)
    return tuple(normalise(phrase) for phrases in listed for phrase in phrases)


def taken_out(question: str, told: str | None) -> tuple[bool, str]:
    """Whether a reminder is wished for, and the question without the wish; a wish alone means what was `told` before."""
    if not wants_reminder(question):
        return False, question
    return True, told if told and is_only_wish(question) else as_question(question)


def wants_reminder(question: str) -> bool:
    """Whether the wish ends the question, or begins it and says how early.

    `remind me what the rate is` wants the rate alone: in front of a question, the English words only mean "tell me".
    """
    text = _without_thanks(normalise(question))
    ends = any(text == wish or text.endswith(wish if has_han(wish) else f" {wish}") for wish in _phrases("last"))
    return ends or any(wish in text if has_han(wish) else f" {wish} " in f" {text} " for wish in _phrases("early"))


def as_question(question: str) -> str:
    """`remind me before it ends` as the question for that date; anything else as it is."""
    text = normalise(question)
    for wish in sorted(_phrases("early"), key=len, reverse=True):
        if has_han(wish) and wish in text:
            return text.replace(wish, "", 1)
        if text.startswith(f"{wish} "):
            return say("answers-remind-asked", "en", rest=text.removeprefix(wish).strip())
    return question


def is_only_wish(question: str) -> bool:
    """Whether the words say that and nothing else: the date is that of the answer before."""
    return _without_thanks(normalise(question)) in _phrases("last")


def _without_thanks(text: str) -> str:
    for word in _phrases("thanks"):
        text = text.removesuffix(word).rstrip(" ,.!，。！")
    return text
