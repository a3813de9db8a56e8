"""The text of a report in pieces, the same for a terminal and for Discord."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A named part: a heading and its markdown."""

    name: str
    value: str


@dataclass(frozen=True)
class Block:
    """A title, lines of markdown, named fields, and a footer on freshness and sources."""

    title: str
    lines: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    footer: str = ""

    @property
    def markdown(self) -> str:
        """The whole block as markdown."""
        parts = [f"**{self.title}**", *self.lines]
        parts += [f"\n**{field.name}**\n{field.value}" for field in self.fields]
        return "\n".join([*parts, *([f"\n{self.footer}"] if self.footer else [])])


def as_plain(blocks: Sequence[Block]) -> str:
    """The blocks as plain text without markup, for a pipe."""
    return "\n\n".join(block.markdown for block in blocks).replace("**", "")


def as_markdown(blocks: Sequence[Block]) -> str:
    """The blocks as markdown."""
    return "\n\n".join(block.markdown for block in blocks)
