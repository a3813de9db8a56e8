"""What a button carries in its `custom_id`: at most 100 characters, readable after any restart."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.discord_app.limits import CUSTOM_ID

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NAME = re.compile(r"[a-z_]{1,12}")


class Mode(StrEnum):
    """What becomes of the message whose button is pressed."""

    CHOOSE = "c"
    """Its asker's choice takes the place of the offer."""
    RELATED = "r"
    """A further answer beside it."""


@dataclass(frozen=True)
class Topic:
    """An answer that a button leads to. `as_of` is None for the present; `asker` 0 for nobody in particular."""

    mode: Mode
    asker: int
    entry: str
    language: str = "en"
    as_of: datetime | None = None
    year: int | None = None
    direction: str | None = None

    TEMPLATE = (
        r"q:(?P<mode>[cr]):(?P<asker>[0-9a-z]+):(?P<lang>en|zh):(?P<when>[0-9a-z]*):(?P<slots>[\w~]*):(?P<entry>.+)"
    )

    def write(self) -> str:
        """The custom id; an entry's id that is too long stands there as its digest."""
        when = base36(int(self.as_of.timestamp())) if self.as_of else ""
        direction = self.direction if self.direction and _NAME.fullmatch(self.direction) else ""
        slots = f"{self.year or ''}~{direction}" if self.year or direction else ""
        head = f"q:{self.mode.value}:{base36(self.asker)}:{self.language}:{when}:{slots}:"
        return head + short(self.entry, CUSTOM_ID - len(head))

    @classmethod
    def read(cls, match: re.Match[str]) -> Topic:
        """The state of a matched custom id."""
        year, _, direction = match["slots"].partition("~")
        return cls(
            Mode(match["mode"]),
            int(match["asker"], 36),
            match["entry"],
            match["lang"],
            moment(match["when"]),
            int(year) if year.isdigit() else None,
            direction or None,
        )


@dataclass(frozen=True)
class Screen:
    """A report that a button leads to: its name, the moment told, and what of it (a page, an issue)."""

    name: str
    language: str = "en"
    as_of: datetime | None = None
    part: str = ""

    TEMPLATE = r"v:(?P<name>[a-z]+):(?P<lang>en|zh):(?P<when>[0-9a-z]*):(?P<part>.*)"

    def write(self) -> str:
        """The custom id."""
        when = base36(int(self.as_of.timestamp())) if self.as_of else ""
        head = f"v:{self.name}:{self.language}:{when}:"
        return head + short(self.part, CUSTOM_ID - len(head))

    @classmethod
    def read(cls, match: re.Match[str]) -> Screen:
        """The state of a matched custom id."""
        return cls(match["name"], match["lang"], moment(match["when"]), match["part"])


def base36(number: int) -> str:
    """A whole number of at least 0, in as few characters as a custom id likes."""
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def moment(written: str) -> datetime | None:
    """The UTC moment of a base-36 Unix time; None for nothing or for what is none."""
    try:
        return datetime.fromtimestamp(int(written, 36), UTC) if written else None
    except (ValueError, OverflowError, OSError):
        return None


def short(name: str, room: int) -> str:
    """A name that fits: itself, or `#` and the start of its digest."""
    if len(name) <= room:
        return name
    return "#" + hashlib.sha256(name.encode()).hexdigest()[:16]


def resolve(written: str, names: Iterable[str]) -> str | None:
    """The name that `short` wrote, if there still is one."""
    if isinstance(names, Container) and written in names:
        return written
    return next((name for name in names if written in {name, short(name, 0)}), None)
