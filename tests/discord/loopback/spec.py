"""Checks requests against Discord's own OpenAPI description, where a copy is at hand.

The description's caveats are honoured: unions are "one of" although written anyOf, which asks nothing of us;
fields that it forgets are listed in FORGOTTEN.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.discord.loopback.journal import Request

PROJECT = Path(__file__).resolve().parents[3]
BASE = "urn:discord"
SAMPLES = 20
"""After so many valid requests of one shape a long run does not check that shape again: a check takes 2 ms."""
FORGOTTEN = {
    "ApplicationCommandCreateRequest": "nsfw",
    "ApplicationCommandPatchRequestPartial": "nsfw",
    "ApplicationCommandUpdateRequest": "nsfw",
    "MessageEditRequestPartial": "tts",
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": "tts",
    "IncomingWebhookUpdateRequestPartial": "tts",
    "RichEmbed": "flags",
}
"""Properties that are documented (`nsfw`), or that discord.py always sends and Discord ignores."""


def spec_path() -> Path:
    """PARLEY_DISCORD_SPEC, or `../shared/discord-openapi.json` beside the project."""
    stated = os.environ.get("PARLEY_DISCORD_SPEC")
    return Path(stated) if stated else PROJECT.parent / "shared" / "discord-openapi.json"


class Spec:
    """The description; read when first used, each operation's validator made when first needed and kept."""

    _shared: dict[Path, Spec] = {}  # noqa: RUF012 one copy of a megabyte for all servers of a process

    def __init__(self, path: Path) -> None:
        self._path = path
        self._validators: dict[str, Draft202012Validator] = {}
        self._seen_valid: Counter[Any] = Counter()
        self._found: dict[tuple[str, str], dict[str, Any] | None] = {}

    @classmethod
    def at(cls, path: Path | None = None) -> Spec:
        path = path or spec_path()
        return cls._shared.setdefault(path, cls(path))

    @cached_property
    def loaded(self) -> bool:
        """Whether there is a description to check against."""
        return self._path.is_file()

    @cached_property
    def _document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self._path.read_bytes())
        schemas = document["components"]["schemas"]
        for name, schema in schemas.items():
            if not name.endswith("Response"):
                _close(schema)
        for name, forgotten in FORGOTTEN.items():
            schemas[name]["properties"][forgotten] = {}
        # Discord takes ids as numbers too, and discord.py sends some of them so.
        schemas["SnowflakeType"]["type"] = ["string", "integer"]
        return document

    @cached_property
    def _registry(self) -> Registry[Any]:
        empty: Registry[Any] = Registry()
        registry: Registry[Any] = empty.with_resource(BASE, DRAFT202012.create_resource(self._document))
        return registry

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        paths = sorted(self._document["paths"], key=lambda path: path.count("{"))
        return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + r"\Z"), path) for path in paths]

    def violations(self, request: Request) -> list[str]:
        """What is wrong with a request, as sentences; nothing if it is valid."""
        operation = self._operation(request)
        where = f"{request.method} {request.template or request.path}"
        shape = (where, _shape(request.query), _shape(request.body))
        if self._seen_valid[shape] >= SAMPLES:
            return []
        if operation is None:
            return [f"{where}: no such operation in Discord's API"]
        found = list(self._query(operation, request))
        schema = self._body_pointer(operation)
        if schema and request.body is not None:
            found += _sentences(self._validator(schema), request.body)
        elif request.body is not None:
            found.append("a body where none is described")
        elif schema and operation["node"]["requestBody"].get("required"):
            found.append("no body where one is required")
        self._seen_valid[shape] += not found
        return [f"{where}: {one}" for one in found]

    def answer_violations(self, request: Request) -> list[str]:
        """What is wrong with the server's own answer: for the loopback's tests of itself."""
        operation = self._operation(request)
        content = operation and operation["node"]["responses"].get(str(request.status), {}).get("content")
        if not operation or not content:
            return []
        schema = f"{operation['pointer']}/responses/{request.status}/content/application~1json/schema"
        found = _sentences(self._validator(schema), request.answer)
        return [f"{request.method} {request.template}: {one}" for one in found]

    def _operation(self, request: Request) -> dict[str, Any] | None:
        key = (request.method, request.template or request.path)
        if key not in self._found:
            self._found[key] = self._look_up(request)
        return self._found[key]

    def _look_up(self, request: Request) -> dict[str, Any] | None:
        for pattern, template in self._patterns:
            item = self._document["paths"][template]
            if pattern.match(request.path) and request.method.lower() in item:
                pointer = f"#/paths/{template.replace('/', '~1')}/{request.method.lower()}"
                return {"node": item[request.method.lower()], "pointer": pointer}
        return None

    def _body_pointer(self, operation: dict[str, Any]) -> str | None:
        content = operation["node"].get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return None
        return f"{operation['pointer']}/requestBody/content/application~1json/schema"

    def _query(self, operation: dict[str, Any], request: Request) -> Iterator[str]:
        described = enumerate(operation["node"].get("parameters", []))
        known = {one["name"]: index for index, one in described if one["in"] == "query"}
        for name, text in request.query.items():
            if name not in known:
                yield f"query {name}: unknown"
                continue
            validator = self._validator(f"{operation['pointer']}/parameters/{known[name]}/schema")
            if not any(validator.is_valid(value) for value in _readings(text)):
                yield f"query {name}: {text!r} is not valid"

    def _validator(self, pointer: str) -> Draft202012Validator:
        if pointer not in self._validators:
            self._validators[pointer] = Draft202012Validator({"$ref": BASE + pointer}, registry=self._registry)
        return self._validators[pointer]


def _shape(value: Any) -> Any:
    """A value with its strings left out, but for how long they are in steps that limits could care for."""
    if isinstance(value, dict):
        return tuple((key, _shape(one)) for key, one in value.items())
    if isinstance(value, list):
        return tuple(map(_shape, value))
    return f"string of {len(value).bit_length()} bits" if isinstance(value, str) else value


def _sentences(validator: Draft202012Validator, instance: Any) -> list[str]:
    """One sentence for each error at the top; of a union, the finding of the branch that fits best."""
    return [_sentence(error) for error in validator.iter_errors(instance)]


def _sentence(error: ValidationError) -> str:
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for one in error.context:
            branches.setdefault(one.schema_path[0], []).append(one)
        nearest = max(branches.values(), key=_nearness)
        error = max(nearest, key=lambda one: len(one.path))
    place = "/".join(map(str, error.absolute_path)) or "body"
    return f"{place}: {error.message[:300]}"


def _nearness(branch: list[ValidationError]) -> tuple[bool, int, int]:
    """How likely a branch of a union was meant: its `type` fits, its errors lie deep, they are few."""
    fits = all(list(one.path)[-1:] != ["type"] and one.validator_value != "null" for one in branch)
    return fits, min(len(one.path) for one in branch), -len(branch)


def _readings(text: str) -> Iterator[Any]:
    """A query value as the types it may stand for."""
    yield text
    if text.lstrip("-").isdigit():
        yield int(text)
    if text.lower() in ("true", "false", "0", "1"):
        yield text.lower() in ("true", "1")


def _close(node: Any) -> None:
    """Let objects refuse properties that are not described, so that a misspelt one is found."""
    if isinstance(node, list):
        for one in node:
            _close(one)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key != "allOf":
            _close(value)
    if node.get("type") == "object" and isinstance(node.get("properties"), dict):
        node.setdefault("additionalProperties", False)
