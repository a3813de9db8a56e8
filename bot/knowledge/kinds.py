"""The one list of the kinds of record that a base holds, with what the rest of the program derives from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.knowledge.declared import Report
from bot.knowledge.lexicon import Declined
from bot.knowledge.model import (
    Attested,
    Deadline,
    Entry,
    Issue,
    Measure,
    Person,
    Rate,
    Record,
    Round,
    Series,
    Source,
    Statement,
    Term,
)
from bot.knowledge.values import Text

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of record: a list in a file of the knowledge folder, and a table of the base."""

    name: str
    """The key of the list in a file, and the name of the table in `KnowledgeBase`."""
    model: type[Record]
    home: str
    """The file (`deadlines` for `deadlines.yaml`) or the folder (`facts`) that may hold it."""
    named: tuple[str, ...] = ()
    """Text fields by which replies and reports call a record."""
    dated: Mapping[str, str] = field(default_factory=dict)
    """Fields that hold items which follow one another in time, alone or by some key, and the plural noun for findings."""
    rendered: tuple[str, ...] = ()
    """Text fields that are templates, at any depth: `outcome.note` is the field `note` of the record in `outcome`."""
    told_by: tuple[str, ...] = ()
    """Template functions whose first argument is an id of this kind."""


KINDS: Final = (
    Kind("sources", Source, "sources"),
    Kind(
        "deadlines",
        Deadline,
        "deadlines",
        named=("title",),
        rendered=("if_missed", "outcome.note"),
        told_by=("deadline", "when", "day", "days_left", "if_missed"),
    ),
    Kind("reports", Report, "reports", named=("label", "description")),
    Kind("smalltalk", Declined, "smalltalk"),
    Kind("declined", Declined, "declined"),
    Kind(
        "series",
        Series,
        "facts",
        named=("title",),
        told_by=(
            "figure", "latest", "latest_year", "first_year", "highest_year", "change", "change_pct", "fell", "has_figure",
            "figure_note",
        ),
    ),
    Kind(
        "rates",
        Rate,
        "facts",
        named=("title",),
        dated={"steps": "steps"},
        told_by=("rate", "rate_on", "rate_parts", "rate_since", "rate_steps", "peak", "peak_days"),
    ),
    Kind(
        "measures",
        Measure,
        "facts",
        named=("title",),
        dated={"versions": "versions"},
        rendered=("versions.text",),
        told_by=("measure", "measure_rate"),
    ),
    Kind(
        "statements",
        Statement,
        "facts",
        dated={"versions": "versions"},
        rendered=("versions.text",),
        told_by=("say",),
    ),
    Kind(
        "rounds",
        Round,
        "facts",
        named=("title",),
        dated={"outcome": "outcomes"},
        rendered=("outcome.text",),
        told_by=("outcome", "round_days"),
    ),
    Kind(
        "issues",
        Issue,
        "facts",
        named=("name",),
        dated={"status": "states", "positions": "positions"},
        rendered=("status.text", "positions.text", "steps.text"),
        told_by=("issue", "position"),
    ),
    Kind(
        "people",
        Person,
        "facts",
        named=("name",),
        dated={"about": "texts", "roles": "roles"},
        rendered=("about.text",),
        told_by=("about", "role"),
    ),
    Kind(
        "terms",
        Term,
        "facts",
        named=("term",),
        dated={"meaning": "meanings"},
        rendered=("meaning.text",),
        told_by=("meaning",),
    ),
    # Entries come last: what they call has been looked at by then.
    Kind("entries", Entry, "faq", named=("question",), rendered=("answer",)),
)  # fmt: skip

FACTS: Final = tuple(kind for kind in KINDS if kind.told_by)
"""The kinds that a template can tell: facts, and deadlines."""

TABLE_OF: Final[Mapping[str, str]] = {function: kind.name for kind in KINDS for function in kind.told_by}
"""The table in which each template function looks up its first argument."""


def held_in(home: str) -> Mapping[str, type[Record]]:
    """What the files of one part of the folder hold."""
    return {kind.name: kind.model for kind in KINDS if kind.home == home}


def attested_in(record: object, path: Path = ()) -> Iterator[tuple[Path, Attested]]:
    """Every dated and sourced part of a record, with its path in the file."""
    if isinstance(record, Attested):
        yield path, record
    for key, part in parts_of(record):
        yield from attested_in(part, (*path, key))


def dated_lists(kind: Kind, record: Record) -> Iterator[tuple[Path, Sequence[Any]]]:
    """Every list of a record whose items follow one another in time, with its path."""
    for name in kind.dated:
        held = getattr(record, name)
        if isinstance(held, dict):
            yield from (((name, key), items) for key, items in held.items())
        else:
            yield (name,), held


def templates_in(kind: Kind, record: Record) -> Iterator[tuple[Path, Text]]:
    """Every text of a record that is a template, with its path."""
    for field_ in kind.rendered:
        yield from _texts_at(record, tuple(field_.split(".")), ())


def parts_of(value: object) -> Iterator[tuple[str | int, object]]:
    """What a record, a list or a mapping holds, each with its key in the file."""
    if isinstance(value, Record):
        for name, field_ in type(value).model_fields.items():
            yield field_.alias or name, getattr(value, name)
    elif isinstance(value, tuple | list):
        yield from enumerate(value)
    elif isinstance(value, dict):
        yield from value.items()


def _texts_at(value: object, names: tuple[str, ...], path: Path) -> Iterator[tuple[Path, Text]]:
    if isinstance(value, Text) and not names:
        yield path, value
    elif isinstance(value, Record) and names:
        yield from _texts_at(getattr(value, names[0]), names[1:], (*path, names[0]))
    elif isinstance(value, tuple | dict):
        for key, part in parts_of(value):
            yield from _texts_at(part, names, (*path, key))
