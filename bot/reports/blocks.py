"""The text of a report in pieces, the same for a terminal and for Discord."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A named part: its id in the report, a heading, and its markdown."""

    id: str
    name: str
    value: str


@dataclass(frozen=True)
class Block:
    """A title, lines of markdown, named fields, and a footer on freshness and sources.

    `short` is what is told first, in a few lines; where it is empty, `lines` are short enough. All that it leaves out stands in
    `lines` and `fields`, each of which can be asked for by its id.
    """

    title: str
    lines: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    footer: str = ""
    short: tuple[str, ...] = ()

    @property
    def brief(self) -> Block:
        """The same block with nothing but its few lines."""
        return Block(self.title, self.short or self.lines, (), self.footer)

    @property
    def markdown(self) -> str:
        """The whole block as markdown."""
        parts = [f"**{self.title}**", *self.lines]
        parts += [f"\n**{field.name}**\n{field.value}" for field in self.fields]
        return "\n".join([*parts, *([f"\n{self.footer}"] if self.footer else [])])


def as_plain(blocks: Sequence[Block]) -> str:
    """The blocks as plain text without markup, for a pipe."""
    return as_markdown(blocks).replace("**", "")


def as_markdown(blocks: Sequence[Block]) -> str:
    """The blocks as markdown."""
    return "\n\n".join(block.markdown for block in blocks)
