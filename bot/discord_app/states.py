"""What a button carries in its `custom_id`: at most 100 characters, readable after any restart."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.answers.asked import Asked
from bot.answers.dates import Grain
from bot.answers.telling import Slots
from bot.discord_app import limits
from bot.discord_app.limits import CUSTOM_ID
from bot.locale.languages import TAG_PATTERN

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BREAK = re.compile(r"[\n\ud800-\udfff]")
"""What ends a line, and halves of a character, which no UTF-8 carries."""
_NAME = re.compile(r"[a-z_]{1,12}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENT = r"(?:-?[0-9a-z]+)?"
"""What `written` gives, as a part of a template; a moment before 1970 is negative."""
_YEARS = range(1, 10_000)
"""Years that a custom id carries; others are no years of a calendar and are left out."""


class Mode(StrEnum):
    """Where the answer to a pressed button appears."""

    CHOOSE = "c"
    """The answer replaces the offer, if its asker presses."""
    RELATED = "r"
    """A further answer beside it."""
    MENU = "m"
    """A menu of further answers: which one is in its values."""


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
        rf"q:(?P<mode>[crm]):(?P<asker>[0-9a-z]+):(?P<lang>{TAG_PATTERN}):(?P<when>{MOMENT})"
        r":(?:(?P<year>[0-9]{1,4})?~(?P<direction>[a-z_]{1,12})?)?:(?P<entry>.+)"
    )

    def write(self) -> str:
        """The custom id; an entry's id that is too long stands there as its digest."""
        when = written(self.as_of)
        direction = self.direction if self.direction and _NAME.fullmatch(self.direction) else ""
        year = str(self.year) if self.year in _YEARS else ""
        slots = f"{year}~{direction}" if year or direction else ""
        head = f"q:{self.mode.value}:{base36(self.asker)}:{self.language}:{when}:{slots}:"
        return head + short(self.entry, CUSTOM_ID - len(head))

    @classmethod
    def read(cls, match: re.Match[str]) -> Topic:
        """The state of a matched custom id."""
        return cls(
            Mode(match["mode"]),
            int(match["asker"], 36),
            match["entry"],
            match["lang"],
            moment(match["when"]),
            int(match["year"]) if match["year"] else None,
            match["direction"],
        )


class Look(StrEnum):
    """Another look at an answer that was told."""

    SOURCES = "s"
    HISTORY = "h"
    """All of it, and how it came about."""
    LANGUAGE = "l"
    """The same in the other language."""
    REMIND = "r"
    """The dates in it, to be reminded of."""


_SLOT = re.compile(r"[A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Told:
    """An answer and everything that it depended on, so that it can be told again."""

    look: Look
    asker: int
    entry: str
    language: str = "en"
    asked: Asked = field(default_factory=Asked)

    TEMPLATE = (
        rf"a:(?P<look>[shlr]):(?P<asker>[0-9a-z]+):(?P<lang>{TAG_PATTERN}):(?P<as_of>{MOMENT}):(?P<about>{MOMENT})"
        rf":(?P<since>{MOMENT}):(?P<grain>[0-5]?)(?P<today>t?):(?P<slots>[A-Za-z0-9._~,-]*):(?P<entry>.+)"
    )

    def write(self) -> str | None:
        """The custom id; None if it would be too long, because a shortened one would tell another answer."""
        asked = self.asked
        slots = _slots_written(asked.slots)
        if slots is None:
            return None
        head = ":".join(
            [
                f"a:{self.look.value}:{base36(self.asker)}:{self.language}",
                *(written(moment) for moment in (asked.as_of, asked.about, asked.since)),
                f"{'' if asked.grain is None else int(asked.grain)}{'t' if asked.told_today else ''}",
                f"{slots}:",
            ]
        )
        room = CUSTOM_ID - len(head)
        return head + short(self.entry, room) if room >= len(short(self.entry, 0)) else None

    @classmethod
    def read(cls, match: re.Match[str]) -> Told:
        """The state of a matched custom id."""
        as_of, about, since = (moment(match[name]) for name in ("as_of", "about", "since"))
        grain = Grain(int(match["grain"])) if match["grain"] else None
        asked = Asked(_slots_read(match["slots"]), about, grain, since, as_of, bool(match["today"]))
        return cls(Look(match["look"]), int(match["asker"], 36), match["entry"], match["lang"], asked)


def _slots_written(slots: Slots) -> str | None:
    parts = [
        "" if slots.year is None else str(slots.year),
        "" if slots.month is None else str(slots.month),
        slots.period or "",
        ",".join(map(str, slots.years)),
        slots.direction or "",
        slots.party or "",
        slots.issue_named or "",
    ]
    plain = all(_SLOT.fullmatch(part.replace(",", "")) for part in parts)
    return "~".join(parts).rstrip("~") if plain else None


def _slots_read(text: str) -> Slots:
    year, month, period, years, direction, party, issue = [*text.split("~"), *[""] * 7][:7]
    return Slots(
        year=_number(year),
        month=_number(month),
        period=period or None,
        years=tuple(number for part in years.split(",") if (number := _number(part)) is not None),
        direction=direction or None,
        party=party or None,
        issue_named=issue or None,
    )


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None


@dataclass(frozen=True)
class Rated:
    """A vote on an answer; `about` is the earlier moment that the answer was about."""

    entry: str
    up: bool
    about: datetime | None = None

    TEMPLATE = rf"f:(?P<vote>[+-])(?P<when>{MOMENT}):(?P<entry>.+)"

    def write(self) -> str:
        """The custom id."""
        head = f"f:{'+' if self.up else '-'}{written(self.about)}:"
        return head + short(self.entry, CUSTOM_ID - len(head))

    @classmethod
    def read(cls, match: re.Match[str]) -> Rated:
        """The state of a matched custom id."""
        return cls(match["entry"], match["vote"] == "+", moment(match["when"]))


@dataclass(frozen=True)
class Screen:
    """A report that a button leads to: its name, the moment told, and what of it (a page, an issue)."""

    name: str
    language: str = "en"
    as_of: datetime | None = None
    part: str = ""

    TEMPLATE = rf"v:(?P<name>[a-z][a-z0-9-]*):(?P<lang>{TAG_PATTERN}):(?P<when>{MOMENT}):(?P<part>.*)"

    def write(self, kind: str = "v") -> str:
        """The custom id, of a button or of another kind of component."""
        when = written(self.as_of)
        head = f"{kind}:{self.name}:{self.language}:{when}:"
        return head + short(self.part, CUSTOM_ID - len(head))

    @classmethod
    def read(cls, match: re.Match[str]) -> Screen:
        """The state of a matched custom id."""
        return cls(match["name"], match["lang"], moment(match["when"]), match["part"])


def base36(number: int) -> str:
    """A whole number in as few characters as a custom id likes; `int(text, 36)` reads it back."""
    sign, number = ("-" if number < 0 else ""), abs(number)
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return sign + digits


def written(as_of: datetime | None) -> str:
    """A moment as whole seconds of Unix time in base 36; nothing for the present."""
    return base36((as_of - _EPOCH) // timedelta(seconds=1)) if as_of else ""


def moment(text: str) -> datetime | None:
    """The UTC moment that `written` wrote; None for an empty or invalid text."""
    try:
        return _EPOCH + timedelta(seconds=int(text, 36)) if text else None
    except (ValueError, OverflowError):
        return None


def short(name: str, room: int) -> str:
    """A name that fits on the one line of a custom id: itself, or `#` and the start of its digest."""
    if limits.weight(name) <= room and not _BREAK.search(name):
        return name
    return "#" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def resolve(written: str, names: Iterable[str]) -> str | None:
    """The name that `short` wrote, if there still is one."""
    if isinstance(names, Container) and written in names:
        return written
    return next((name for name in names if written in {name, short(name, 0)}), None)
