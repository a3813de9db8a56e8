"""Turns pydantic's errors into sentences for curators: what is wrong, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

Loc = tuple[int | str, ...]

_NUMBER: Final = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
_DAYS: Final = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日")  # fmt: skip
_INNER: Final = re.compile(r"^(?:function|constrained|tuple\[|list\[|dict\[|is-instance|str$|int$|float$)")
_SHOWN: Final = 60


def path_of(detail: ErrorDetails) -> Loc:
    """The path in the record, without the names that pydantic gives to the branches of a union."""
    return tuple(part for part in detail["loc"] if isinstance(part, int) or not _INNER.match(part))


def rule_of(detail: ErrorDetails) -> str:
    """The finding's rule."""
    return {"extra_forbidden": "unknown-key", "missing": "missing-key"}.get(detail["type"], "value")


def sentence_of(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """The finding's sentence."""
    path = path_of(detail)
    kind, found = detail["type"], detail["input"]
    name = _name(path)
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), model, path)
    if kind == "missing":
        return f"the key {str(path[-1])!r} is missing; add `{path[-1]}: …`"
    if found is None:
        return f"{name} is empty; write its value behind the colon, or delete the key"
    told = _TOLD.get(kind)
    if told is not None:
        return told(name, found, detail)
    message = detail["msg"].removeprefix("Value error, ")
    meant = _meant_day(found) if "date is expected" in message else None
    return f"{name}: {message}" + (f"; write {meant}" if meant else "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for the nearest known word, or nothing."""
    best = nearest(word, known)
    return f" (did you mean {best!r}?)" if best else ""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is likest to what was typed, letter by letter; None where none is like it."""
    best = process.extractOne(word, [str(name) for name in known], scorer=fuzz.ratio, score_cutoff=60)
    return str(best[0]) if best else None


def _name(path: Loc) -> str:
    """The last key of the path in words; an item of a list is named by its number, from 1."""
    keys = [part for part in path if isinstance(part, str)]
    if path and isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {keys[-1]!r}" if keys else "this item"
    return repr(keys[-1]) if keys else "this item"


def _unknown_key(key: str, model: type[BaseModel], path: Loc) -> str:
    known = [field.alias or name for name, field in _model_at(model, path).model_fields.items()]
    hint = did_you_mean(key, known) or f"; known are {', '.join(known)}"
    return f"the key {key!r} is not known here{hint}"


def _shown(found: object) -> str:
    text = repr(found)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _text(name: str, found: object, _detail: ErrorDetails) -> str:
    if isinstance(found, dict | list):
        return (
            f"{name} must be text, found a {'list' if isinstance(found, list) else 'mapping'}; put the text in quotes"
        )
    return f"{name} must be text, found {_shown(_written(found))}; put it in quotes"


def _written(found: object) -> object:
    return str(found).lower() if isinstance(found, bool) else found


def _list(name: str, found: object, _detail: ErrorDetails) -> str:
    return f"{name} must be a list, found {_shown(found)}; write each item on a line of its own after a dash, or [a, b]"


def _mapping(name: str, found: object, _detail: ErrorDetails) -> str:
    return f"{name} must hold keys with values, found {_shown(found)}; write `key: value` lines below it"


def _number(name: str, found: object, _detail: ErrorDetails) -> str:
    number = _NUMBER.search(str(found)) if not isinstance(found, bool) else None
    hint = f"; write {number[0].replace(',', '')}" if number else "; write digits, with a point for decimals"
    return f"{name} must be a number, found {_shown(_written(found))}{hint}"


def _yes_or_no(name: str, found: object, _detail: ErrorDetails) -> str:
    return f"{name} must be true or false without quotes, found {_shown(found)}"


def _one_of(name: str, found: object, detail: ErrorDetails) -> str:
    known = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
    return f"{name} cannot be {_shown(found)}{did_you_mean(str(found), known)}; known are {', '.join(known)}"


def _id(name: str, found: object, _detail: ErrorDetails) -> str:
    slug = re.sub(r"[^A-Za-z0-9._-]+", "_", str(found)).strip("_")
    hint = f"; write {slug}" if slug else ""
    return f"{name} may hold letters, digits and - _ . only, found {_shown(found)}{hint}"


def _too_short(name: str, _found: object, _detail: ErrorDetails) -> str:
    return f"{name} needs at least one item"


_TOLD: Final[Mapping[str, Callable[[str, object, ErrorDetails], str]]] = {
    "string_type": _text,
    "string_pattern_mismatch": _id,
    "string_too_short": lambda name, _found, _detail: f"{name} is empty; write a text",
    "tuple_type": _list,
    "list_type": _list,
    "dict_type": _mapping,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "float_type": _number,
    "float_parsing": _number,
    "finite_number": _number,
    "int_type": _number,
    "int_parsing": _number,
    "int_from_float": _number,
    "bool_type": _yes_or_no,
    "bool_parsing": _yes_or_no,
    "enum": _one_of,
    "literal_error": _one_of,
    "too_short": _too_short,
    "json_invalid": lambda _name, _found, _detail: 'this line is no JSON object; write {"q": "…", "entry": "…"}',
}


def _meant_day(found: object) -> str | None:
    """A day that was written in another way, as this project writes it."""
    for form in _DAYS:
        with suppress(ValueError):
            return datetime.strptime(str(found).strip(), form).replace(tzinfo=UTC).date().isoformat()
    return None


def _model_at(model: type[BaseModel], path: Sequence[int | str]) -> type[BaseModel]:
    """The model in which the last part of the path stands: steps into lists, mappings and optional fields."""
    for part in path[:-1]:
        found = next((f for key, f in model.model_fields.items() if part in (key, f.alias)), None)
        inner = _model_in(found.annotation) if found else None
        model = inner or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)


def either(names: Mapping[str, object]) -> str:
    """The names as a person reads them."""
    return ", ".join(f"`{name}`" for name in names)
