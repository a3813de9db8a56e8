"""Templates must be able to speak: syntax, names, and the ids that they ask for, at every moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from jinja2 import TemplateSyntaxError, meta, nodes
from rapidfuzz import process

from bot.answers.telling import TELLABLE, NoFact, Slots, Teller
from bot.answers.templates import TemplateProblem, parse, render
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Location, Severity
from bot.knowledge.model import Record
from bot.knowledge.values import Text

Where = Callable[..., Location]
TABLES = {
    "say": "statements", "rate": "rates", "rate_on": "rates", "rate_parts": "rates", "rate_since": "rates",
    "rate_steps": "rates", "peak": "rates", "peak_days": "rates", "figure": "series", "latest": "series",
    "latest_year": "series", "first_year": "series", "highest_year": "series", "change": "series",
    "change_pct": "series", "fell": "series", "has_figure": "series", "figure_note": "series", "measure": "measures",
    "measure_rate": "measures", "outcome": "rounds", "round_days": "rounds", "issue": "issues", "position": "issues",
    "about": "people", "role": "people", "meaning": "terms", "deadline": "deadlines", "when": "deadlines",
    "day": "deadlines", "days_left": "deadlines", "if_missed": "deadlines",
}  # fmt: skip


def check_templates(base: KnowledgeBase, where: Where, now: datetime) -> tuple[Finding, ...]:
    """Every template of the base: parsed, its ids looked up, and rendered at the clock."""
    return tuple(_check(base, where, now))


def _check(base: KnowledgeBase, where: Where, now: datetime) -> Iterator[Finding]:
    for kind, id_, path, text in templates_of(base):
        for language, source in text.by_language.items():
            place = where(kind, id_, *path, language) if len(text.by_language) > 1 else where(kind, id_, *path)
            problems = list(_static(base, source)) or list(_rendered(base, source, language, now))
            for rule, sentence in problems:
                yield Finding(place, Severity.ERROR, rule, f"{id_}: {sentence}")


def templates_of(base: KnowledgeBase) -> Iterator[tuple[str, str, tuple[str | int, ...], Text]]:
    """(kind, id, path, text) of everything that is rendered."""
    for entry in base.entries.values():
        yield "entries", entry.id, ("answer",), entry.answer
    for kind in ("statements", "measures", "rounds", "issues", "people", "terms"):
        for id_, record in getattr(base, kind).items():
            yield from ((kind, id_, path, text) for path, text in _version_texts(record, ()))
    for deadline in base.deadlines.values():
        yield "deadlines", deadline.id, ("if_missed",), deadline.if_missed
        if deadline.outcome and deadline.outcome.note:
            yield "deadlines", deadline.id, ("outcome", "note"), deadline.outcome.note


def _version_texts(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    if isinstance(value, Record):
        for name in type(value).model_fields:
            field = getattr(value, name)
            if name == "text" and isinstance(field, Text):
                yield (*path, name), field
            elif isinstance(field, tuple | dict):
                yield from _version_texts(field, (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _version_texts(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _version_texts(item, (*path, key))


def _static(base: KnowledgeBase, source: str) -> Iterator[tuple[str, str]]:
    if "{" not in source:
        return
    try:
        tree = parse(source)
    except TemplateSyntaxError as error:
        yield "template-syntax", f"line {error.lineno} of the template: {error.message}"
        return
    slots = set(Slots.__dataclass_fields__) | {"as_of"}
    for name in sorted(_free_names(tree)):
        if name not in TELLABLE and name not in slots:
            yield "unknown-name", f"a template cannot use {name!r}{_hint(name, [*TELLABLE, *slots])}"
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.args and isinstance(call.args[0], nodes.Const):
            table = TABLES.get(call.node.name)
            wanted = call.args[0].value
            if table and wanted not in getattr(base, table):
                yield (
                    "unknown-fact",
                    f"{call.node.name}({wanted!r}): there is no such id{_hint(wanted, getattr(base, table))}",
                )


def _free_names(tree: nodes.Template) -> set[str]:
    return meta.find_undeclared_variables(tree)


def _rendered(base: KnowledgeBase, source: str, language: str, now: datetime) -> Iterator[tuple[str, str]]:
    try:
        render(source, Teller(base, now, now, language))
    except NoFact:
        return
    except TemplateProblem as problem:
        yield "template", str(problem)


def _hint(name: object, known: Iterable[str]) -> str:
    best = process.extractOne(str(name), list(known), score_cutoff=60)
    return f"; did you mean {best[0]!r}?" if best else ""
