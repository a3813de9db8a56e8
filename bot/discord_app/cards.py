"""What a reply looks like: the answer first and large, a few lines, and one quiet line of what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.provenance import Provenance
from bot.answers.reply import Reply
from bot.answers.short import shorten
from bot.discord_app.render import Card, Link, Section
from bot.knowledge.institutions import institutions
from bot.knowledge.model import Source
from bot.locale import formats, say
from bot.locale.languages import row_of

NAMED = 2
"""Institutions that the quiet line names; the others are counted."""


def card_of(reply: Reply) -> Card:
    """A reply as a card."""
    if reply.parts:
        sections = tuple(Section(part.question or "", _glance(part)) for part in reply.parts)
        return Card("", sections=sections, language=reply.language)
    if not reply.answered:
        return Card(reply.answer, muted=True, language=reply.language)
    short = shorten(reply.main)
    body = "\n".join(part for part in (short.body, reply.beside) if part)
    return Card(body, short.headline, notes=_notes(reply), language=reply.language)


def is_whole(reply: Reply) -> bool:
    """Whether the card of an answer shows all of it."""
    return shorten(reply.main).is_whole and not reply.steps


def _glance(part: Reply) -> str:
    short = shorten(part.main)
    told = [f"{short.headline} {short.body}".strip(), part.beside, *(f"-# {note}" for note in _notes(part))]
    return "\n".join(line for line in told if line)


def whole_card(reply: Reply, history: Sequence[str]) -> Card:
    """All of an answer, and how what it tells came about."""
    sections = (Section(say("discord-history", reply.language), "\n".join(history)),) if history else ()
    return Card(reply.answer, reply.question or "", sections, _notes(reply), language=reply.language)


def sources_card(reply: Reply) -> Card:
    """All sources with their details; those with a link come first."""
    language = reply.language
    lines = [f"• {_in_full(source, language)}" for source in sorted(reply.sources, key=lambda s: s.url is None)]
    title = say("discord-sources", language)
    body = "\n".join(lines) or say("answers-no-record", language)
    return Card(body, title, notes=(_when_and_how(reply.provenance, language),), language=language)


def _in_full(source: Source, language: str) -> str:
    dated = formats.day(source.published.day, language) if source.published else ""
    relayed = formats.join(list(source.relays), language)
    published = say("discord-relays", language, names=relayed) if relayed else source.publisher
    detail = " · ".join(part for part in (published, dated) if part)
    return Link(source.title.say(language), source.url, detail).markdown()


def _notes(reply: Reply) -> tuple[str, ...]:
    line = quiet_line(reply.provenance, reply.language)
    return (line,) if line else ()


def quiet_line(provenance: Provenance, language: str) -> str:
    """`official · checked 8 October 2026 · White House, MOFCOM +2`, the institutions as links."""
    parts = (_when_and_how(provenance, language), _institutions(provenance.sources, language))
    return " · ".join(part for part in parts if part)


def _when_and_how(provenance: Provenance, language: str) -> str:
    """The line names the day of the answer if the answer is of an earlier day, or if nothing was checked; else the last check stands for it."""
    standing = provenance.standing(language)
    if not standing:
        return ""
    named = provenance.is_past or provenance.checked is None
    return " · ".join((provenance.when(language), *standing) if named else standing)


def _institutions(sources: Sequence[Source], language: str) -> str:
    """The institutions behind the sources as links; further sources are only counted."""
    shown = list(institutions(sources).items())[:NAMED]
    told = {source.id for _, source in shown}
    rest = sum(source.id not in told for source in sources)
    if not shown:
        return say("discord-sources-count", language, count=rest) if rest else ""
    links = [Link(name, source.url).markdown() for name, source in shown]
    return row_of(language).marks.comma.join(links) + (f" +{rest}" if rest else "")
