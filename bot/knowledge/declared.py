"""The reports that a base declares: each a command of its own, by what the records of the base have to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from bot.knowledge.model import Record
from bot.knowledge.values import Id, Text

Ids = Annotated[tuple[Id, ...], Field(strict=False)]
Command = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,19}$")]
"""What Discord and a terminal take for the name of a command."""

ENGINE: Final = ("status", "issues", "deadlines", "timeline")
"""Reports that every base has as soon as it has the records for them."""
TAKEN: Final = frozenset({*ENGINE, "ask", "help", "about", "reminders", "knowledge", "chat", "check", "evaluate", "gaps", "build", "run", "doctor", "migrate", "new"})  # fmt: skip
"""Names that the engine's own commands have."""


class Report(Record):
    """A report of the base's own. It shows what it names, in this order; everything but the names may be missing."""

    id: Command
    """The name of its command."""
    label: Text
    """On a button."""
    description: Text
    """The command's description on Discord, at most 100 characters."""
    title: Text | None = None
    """Above the report; by default the title of its series, or its label."""
    none: Text | None = None
    """What is said where nothing of it was on record at the moment asked."""
    state: Id | None = None
    """A statement: how the matter stands. Its versions are told as phases."""
    until: Id | None = None
    """A statement that is told below the state, for example how long it lasts."""
    statements: Ids = ()
    """Statements, a line each."""
    deadlines: Ids = ()
    """Deadlines that end the state."""
    rates: Ids = ()
    measures: Literal["all"] | Ids = ()
    series: Id | None = None
    """A series by year."""
    beside: Ids = ()
    """Series whose figure of the same year is told beside it."""
    notes: Ids = ()
    """Statements that are told below the figures."""
    issues: Ids = ()
    chart: Literal["rates", "series", "none"] | None = None
    """Which chart follows; by default that of the rates, else that of the series."""
    headings: dict[str, Text] = Field(default={}, strict=False)
    """Other names for its sections (see `SECTIONS`), for the chart, and for the series in `beside` by their ids."""
    see_also: Ids = ()
    """Reports that its buttons lead to."""

    @property
    def has_chart(self) -> Literal["rates", "series"] | None:
        """The chart that follows."""
        if self.chart is not None:
            return None if self.chart == "none" else self.chart
        return "rates" if self.rates else "series" if self.series else None

    def named(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Each key that names records, the kind of those records, and their ids."""
        for key in ("state", "until"):
            yield key, "statements", tuple(filter(None, (getattr(self, key),)))
        yield "statements", "statements", self.statements
        yield "deadlines", "deadlines", self.deadlines
        yield "rates", "rates", self.rates
        yield "measures", "measures", () if self.measures == "all" else self.measures
        yield "series", "series", (self.series,) if self.series else ()
        yield "beside", "series", self.beside
        yield "notes", "statements", self.notes
        yield "issues", "issues", self.issues


SECTIONS: Final = (
    "stands",
    "terms",
    "phases",
    "ends",
    "rates",
    "beside",
    "aim",
    "years",
    "issues",
    "status",
    "chart",
    "unit",
)
"""Sections of a declared report that `headings` may name, the section of `status` that it fills, and the chart's title and unit."""
