"""How a report is told: the language, the curators' templates, and how instants are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.values import Instant, Precision, Text
from bot.locale import formats, say
from bot.locale.languages import row_of
from bot.reports.frame import Tell, plain

Stamp = Callable[[datetime], str]
"""Writes an exact instant, for example as a Discord timestamp that shows every reader their own time."""


@dataclass(frozen=True)
class Voice:
    """A language, a renderer of curators' texts, and optionally a way to write exact instants."""

    language: str = "en"
    tell: Tell = plain
    stamp: Stamp | None = None

    def say(self, key: str, **values: object) -> str:
        """A sentence of the program's own."""
        return say(key, self.language, **values)

    def text(self, text: Text, moment: datetime) -> str:
        """A curator's text at a moment."""
        return self.tell(text, self.language, moment).strip()

    def day(self, instant: Instant) -> str:
        """The day, or the month where no day is known."""
        if instant.precision is Precision.MONTH:
            return formats.month(instant.day, self.language)
        return formats.day(instant.day, self.language)

    def when(self, instant: Instant) -> str:
        """The day, with the hour if it is known."""
        if not instant.is_exact:
            return self.day(instant)
        return self.stamp(instant.start) if self.stamp else formats.moment(instant.start, instant.zone, self.language)

    def percent(self, value: float) -> str:
        """A rate."""
        return formats.percent(value, self.language)

    def amount(self, value: float, unit: str) -> str:
        """A value with its unit. Money in billions of dollars has words of its own; a plain `number` has none."""
        if unit == "usd_billion":
            return formats.usd_billion(value, self.language)
        number = formats.number(value, self.language)
        return number if unit == "number" else f"{number} {unit.replace('_', ' ')}"

    def join(self, items: list[str]) -> str:
        """`a, b and c`."""
        return formats.join(items, self.language)

    @property
    def colon(self) -> str:
        """What stands between a name and what is said of it."""
        return row_of(self.language).marks.colon

    @property
    def semicolon(self) -> str:
        """What stands between the items of a list."""
        return row_of(self.language).marks.semicolon

    @property
    def space(self) -> str:
        """What stands between two sentences."""
        return row_of(self.language).marks.space
