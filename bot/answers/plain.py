"""A reply as one text, for terminals and scripts: the answer, what stands behind it, and what else may be asked."""

from __future__ import annotations

from bot.answers.provenance import Provenance
from bot.answers.reply import MOST_CHARACTERS, Reply
from bot.answers.telling import first_sentence
from bot.locale import say
from bot.locale.languages import base_of
from bot.locale.script import in_script

MOST_SOURCES = 4


def plain_text(reply: Reply) -> str:
    """The reply in at most MOST_CHARACTERS characters; the answer gives way to what stands behind it."""
    if reply.parts:
        return fit("\n\n".join(plain_text(part) for part in reply.parts), "", MOST_CHARACTERS)
    if reply.answered:
        return fit(reply.answer, "\n".join(footer_lines(reply.provenance, reply.language)), MOST_CHARACTERS)
    listed = "\n".join(f"{number}. {s.question}" for number, s in enumerate(reply.suggestions, 1))
    return fit("\n".join(part for part in (reply.answer, listed) if part), "", MOST_CHARACTERS)


def footer_lines(provenance: Provenance, language: str) -> tuple[str, ...]:
    """`As of 23 November 2026 · official`, and the sources' titles; nothing for a reply without facts."""
    standing = provenance.standing(language)
    if not standing:
        return ()
    titles = [source.title.say(language) for source in provenance.sources[:MOST_SOURCES]]
    named = say("answers-sources", base_of(language), titles="; ".join(titles)) if titles else ""
    return (
        " · ".join((provenance.when(language), *standing)),
        *([in_script(named, language, titles)] if titles else []),
    )


def fit(text: str, footer: str, longest: int) -> str:
    """Cut the text at a sentence so that it and its footer stay within `longest` characters."""
    tail = f"\n\n{footer}" if footer else ""
    room = longest - len(tail)
    if len(text) <= room:
        return text + tail
    kept, rest = "", text
    while rest:
        sentence = first_sentence(rest)
        start = rest.find(sentence)
        piece = rest[: start + len(sentence)]
        if len(kept) + len(piece) > room - 2 or not sentence:
            break
        kept, rest = kept + piece, rest[len(piece) :]
    return (kept or text[: room - 2]).rstrip() + " …" + tail
