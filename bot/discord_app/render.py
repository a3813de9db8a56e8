"""Cards: what a person is shown; here as an embed, in `layout` as Components V2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

import discord

from bot.discord_app import limits
from bot.knowledge.model import Source
from bot.locale import say

COLOUR = 0x2F6F8F
MUTED = 0x8A8F98
_MAX_LINKS = 8
_MAX_FIELDS = 24
_CONTINUED = "\u200b"
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|discord(?:app)?\.(?:gg|com/invite)/)\S+", re.IGNORECASE)
"""What Discord makes a link of in plain text: anything with a scheme, and invitations without one."""
_SAFE_IN_URL = "%/:=&?~#+!$,;'@[]-._*"


@dataclass(frozen=True)
class Link:
    """A source as a reader sees it."""

    title: str
    url: str | None = None
    detail: str = ""

    def markdown(self) -> str:
        """`[title](url) (detail)`."""
        name = _plain(self.title).replace("[", "(").replace("]", ")")
        detail = f" ({_plain(self.detail)})" if self.detail else ""
        url = _url(self.url)
        if url is None:
            return name + detail
        return f"[{name}]({url}){detail}"


@dataclass(frozen=True)
class Section:
    """A titled block under the body."""

    title: str
    text: str


@dataclass(frozen=True)
class Media:
    """An attached file that a card shows: a picture, with the same in words, or something to keep."""

    name: str
    alt: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it is seen, and not only offered."""
        return self.name.endswith(".png")


@dataclass(frozen=True)
class Card:
    """One screen of text. `notes` are the small print: as of when, how well attested."""

    body: str
    title: str = ""
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    warning: str = ""
    muted: bool = False
    language: str = "en"
    media: Media | None = None
    """Shown by a layout only."""

    def with_media(self, media: Media) -> Card:
        """The same card with a picture or a file in it."""
        return replace(self, media=media)


def embed(card: Card) -> discord.Embed:
    """The card as an embed, inside every limit of Discord's."""
    warning = f"\n\n⚠️ {card.warning}" if card.warning else ""
    footer = limits.cut(" · ".join(card.notes), limits.FOOTER // 2)
    title = limits.label(card.title, limits.TITLE) if card.title else None
    links = _links(card.links, limits.FIELD)
    heading = say("discord-sources", card.language)
    room = limits.EMBED - limits.weight((title or "") + footer + links + heading)
    body = limits.cut(card.body, min(limits.DESCRIPTION, room) - limits.weight(warning)) + warning
    room -= limits.weight(body)
    shown = discord.Embed(title=title, description=body or None, colour=MUTED if card.muted else COLOUR)
    for name, text in _pieces(card.sections):
        if limits.weight(name + text) > room or len(shown.fields) >= _MAX_FIELDS:
            break
        room -= limits.weight(name + text)
        shown.add_field(name=name, value=text, inline=False)
    if links:
        shown.add_field(name=heading, value=links, inline=False)
    if footer:
        shown.set_footer(text=footer)
    return shown


def echo(text: str, limit: int = 200, language: str = "en") -> str:
    """A person's own words on one line, unable to ping, to format or to link: an address is not repeated."""
    line = limits.label(_ADDRESS.sub(say("discord-a-link", language), text), limit)
    return discord.utils.escape_mentions(discord.utils.escape_markdown(line, as_needed=False))


def source_link(source: Source, language: str) -> Link:
    """A source of the knowledge base as a link, with who published it."""
    return Link(source.title.say(language), source.url, source.publisher)


def source_links(sources: Iterable[Source], language: str) -> tuple[Link, ...]:
    """The sources as links, each once."""
    return tuple(dict.fromkeys(source_link(source, language) for source in sources))


def _pieces(sections: Iterable[Section]) -> Iterator[tuple[str, str]]:
    """Names and texts of fields: a section that is too long for one goes on, line by line, in the next."""
    for section in sections:
        name, text = limits.label(section.title, limits.TITLE), section.text.strip()
        while text:
            piece = text
            if limits.weight(text) > limits.FIELD:
                end = text.rfind(
                    "\n", 0, limits.FIELD // 2 if limits.weight(text[:1024]) > limits.FIELD else limits.FIELD
                )
                piece = text[:end] if end > 0 else limits.cut(text, limits.FIELD)
            yield name, piece
            name, text = _CONTINUED, text[len(piece) :].strip() if piece == text[: len(piece)] else ""


def _links(links: Sequence[Link], room: int) -> str:
    """As many whole links as fit, those that can be followed first: what is left out is then a bare title."""
    text = ""
    for link in sorted(links, key=lambda link: _url(link.url) is None)[:_MAX_LINKS]:
        longer = f"{text} · {link.markdown()}" if text else link.markdown()
        if limits.weight(longer) <= room:
            text = longer
    return text


def _plain(text: str) -> str:
    return discord.utils.escape_markdown(text.strip())


def _url(url: str | None) -> str | None:
    """The address with what would end a markdown link encoded; None for anything but the web."""
    if url is None or urlsplit(url).scheme not in {"http", "https"}:
        return None
    return quote(url, safe=_SAFE_IN_URL)
