"""The one list of kinds is whole: what the rest of the program derives from a row would fail silently where a row leaves it out."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import BaseModel

from bot.answers.telling import TELLABLE, Teller
from bot.knowledge.base import KnowledgeBase, Table, table
from bot.knowledge.checks import references, sequence
from bot.knowledge.checks.ids import Ids
from bot.knowledge.findings import Location
from bot.knowledge.kinds import KINDS, TABLE_OF, Kind, attested_in, dated_lists, templates_in
from bot.knowledge.loader import load
from bot.knowledge.model import Attested, Record
from bot.knowledge.values import Instant, Text

ROOT = Path(__file__).resolve().parents[2]
NAMED = {kind.name: kind for kind in KINDS}
DATED = [(kind.name, field) for kind in KINDS for field in kind.dated]
SOURCED = [kind.name for kind in KINDS if kind.told_by]


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    loaded = load(ROOT / "knowledge").base
    assert loaded is not None
    return loaded


def where(*path: Any) -> Location:
    return Location("/".join(map(str, path)))


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def texts_of_attested(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[str]:
    """The fields `text` of dated parts, by the names on the way to them."""
    for name, field in model.model_fields.items():
        for inner in models_in(field.annotation):
            yield from texts_of_attested(inner, (*path, name))
        if name == "text" and issubclass(model, Attested) and field.annotation is Text:
            yield ".".join((*path, name))


def test_kinds_when_listed_then_they_are_the_tables_of_a_base() -> None:
    hints = get_type_hints(KnowledgeBase)
    tables = {f.name for f in fields(KnowledgeBase) if getattr(hints[f.name], "__origin__", None) is Table.__origin__}  # type: ignore[attr-defined]
    assert tables == set(NAMED)
    for kind in KINDS:
        assert get_args(hints[kind.name])[1] is kind.model


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_row_when_it_names_fields_then_the_model_has_them_and_none_is_left_out(kind: Kind) -> None:
    model = kind.model.model_fields
    assert {*kind.named, *kind.dated, *(field.split(".")[0] for field in kind.rendered)} <= set(model)
    follow = {
        name
        for name, field in model.items()
        if any("from_" in inner.model_fields for inner in models_in(field.annotation))
    }
    assert set(kind.dated) == follow, "items with `from` follow one another: name their list under `dated`"
    assert set(texts_of_attested(kind.model)) <= set(kind.rendered), (
        "a dated text is a template: name it under `rendered`"
    )
    assert all(model[name].annotation is Text for name in kind.named)
    holds_facts = any(issubclass(inner, Attested) for name in model for inner in models_in(model[name].annotation))
    assert bool(kind.told_by) == (holds_facts or issubclass(kind.model, Attested)), "name the functions that tell it"


def test_functions_when_their_first_argument_is_an_id_then_they_stand_in_one_row() -> None:
    by_id = {name for name in TELLABLE if list(inspect.signature(getattr(Teller, name)).parameters)[1:2] == ["id_"]}
    assert by_id == set(TABLE_OF)
    assert len(TABLE_OF) == sum(len(kind.told_by) for kind in KINDS)


def test_shipped_base_when_walked_then_every_kind_has_records(base: KnowledgeBase) -> None:
    assert [kind.name for kind in KINDS if not getattr(base, kind.name)] == []


@pytest.mark.parametrize("name", SOURCED)
def test_base_when_a_record_of_any_kind_names_a_source_that_is_not_there_then_check_says_so(
    base: KnowledgeBase, name: str
) -> None:
    kind = NAMED[name]
    id_, record = next(iter(getattr(base, name).items()))
    path, _ = next(attested_in(record))
    broken = with_part(record, path, lambda part: part.model_copy(update={"sources": ("nobody",)}))
    changed = replace(base, **{name: table({id_: broken})})
    found = references.check(changed, where, Ids().known_to(changed))
    assert any(f.rule == "dangling-reference" and f.location.path.startswith(f"{name}/{id_}/") for f in found), kind


@pytest.mark.parametrize(("name", "field"), DATED)
def test_base_when_an_item_of_any_dated_list_stands_twice_then_check_says_so(
    base: KnowledgeBase, name: str, field: str
) -> None:
    kind = NAMED[name]
    id_, record, path = next(
        (id_, record, path)
        for id_, record in getattr(base, name).items()
        for path, items in dated_lists(kind, record)
        if path[0] == field and items and items[0].from_ is not None
    )
    broken = with_part(record, path, lambda items: (*items, items[0]))
    changed = replace(base, **{name: table({id_: broken})})
    assert "two-versions" in {finding.rule for finding in sequence.check(changed, where, Ids())}


@pytest.mark.parametrize("name", [kind.name for kind in KINDS if kind.rendered])
def test_base_when_texts_are_rendered_then_each_is_found_at_its_place(base: KnowledgeBase, name: str) -> None:
    kind = NAMED[name]
    found = [
        (record, path, text) for record in getattr(base, name).values() for path, text in templates_in(kind, record)
    ]
    assert {".".join(p for p in map(str, path) if not p.isdigit()).split(".")[0] for _, path, _ in found} == {
        field.split(".")[0] for field in kind.rendered
    }
    for record, path, text in found:
        part: Any = record
        for key in path:
            part = getattr(part, str(key)) if isinstance(part, Record) else part[key]
        assert part is text


def test_records_when_gathered_then_no_dated_part_is_missing(base: KnowledgeBase) -> None:
    dates = [
        instant for record in base.records for name in ("from_", "on", "at") if (instant := getattr(record, name, None))
    ]
    assert all(isinstance(instant, Instant) for instant in dates)
    seen = {id(record) for record in base.records}
    assert all(id(figure) in seen for series in base.series.values() for figure in series.values)
    assert all(
        id(v) in seen for issue in base.issues.values() for versions in issue.positions.values() for v in versions
    )
    assert all(id(d.outcome) in seen for d in base.deadlines.values() if d.outcome)


def with_part(value: Any, path: tuple[Any, ...], change: Any) -> Any:
    """A copy in which the part at the path is changed."""
    if not path:
        return change(value)
    key, rest = path[0], path[1:]
    if isinstance(value, Record):
        return value.model_copy(update={key: with_part(getattr(value, key), rest, change)})
    if isinstance(value, tuple):
        return tuple(with_part(item, rest, change) if at == key else item for at, item in enumerate(value))
    return {name: with_part(item, rest, change) if name == key else item for name, item in value.items()}
