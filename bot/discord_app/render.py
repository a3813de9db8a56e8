"""Cards: what a person is shown, before `layout` makes components of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

import discord

from bot.discord_app import limits
from bot.knowledge.model import Source
from bot.locale import say

COLOUR = 0x2F6F8F
MUTED = 0x8A8F98
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
    muted: bool = False
    language: str = "en"
    media: Media | None = None

    def with_media(self, media: Media) -> Card:
        """The same card with a picture or a file in it."""
        return replace(self, media=media)

    def reworded(self, reword: Callable[[str], str]) -> Card:
        """The same card with its texts reworded."""
        sections = tuple(Section(section.title, reword(section.text)) for section in self.sections)
        return replace(self, body=reword(self.body), sections=sections, notes=tuple(map(reword, self.notes)))


def echo(text: str, limit: int = 200, language: str = "en") -> str:
    """A person's own words on one line, without pings, formatting, links or addresses."""
    line = limits.label(_ADDRESS.sub(say("discord-a-link", language), text), limit)
    return discord.utils.escape_mentions(discord.utils.escape_markdown(line, as_needed=False))


def source_link(source: Source, language: str) -> Link:
    """A source of the knowledge base as a link, with who published it."""
    return Link(source.title.say(language), source.url, source.publisher)


def source_links(sources: Iterable[Source], language: str) -> tuple[Link, ...]:
    """The sources as links, each once."""
    return tuple(dict.fromkeys(source_link(source, language) for source in sources))


def _plain(text: str) -> str:
    return discord.utils.escape_markdown(text.strip())


def _url(url: str | None) -> str | None:
    """The address with what would end a markdown link encoded; None for anything but the web."""
    if url is None or urlsplit(url).scheme not in {"http", "https"}:
        return None
    return quote(url, safe=_SAFE_IN_URL)
