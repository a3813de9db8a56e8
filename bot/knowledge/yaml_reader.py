"""YAML to plain values, with the place of each: strict where YAML is not.

Only `true`, `false`, `null` and numbers are anything but text: `no`, `on`, `12:30` and dates stay the words
that were typed (PyYAML's own resolver follows YAML 1.1, which reads them as a bool, a bool, 750 and a date).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

import yaml

from bot.knowledge.findings import Finding, Location, Severity

Path = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """SafeLoader with the few implicit types of YAML 1.2's core schema."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


@dataclass
class Document:
    """One file: its value, the place of every node by path, and what was wrong with it."""

    path: str
    value: Any = None
    marks: dict[Path, Location] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def where(self, path: Path) -> Location:
        """The place of the node, or of the nearest node above it that has one."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, Location(self.path))

    def complain(self, location: Location, rule: str, sentence: str) -> None:
        """Add an error."""
        self.findings.append(Finding(location, Severity.ERROR, rule, sentence))


def read_yaml(path: str, text: str) -> Document:
    """Parse a file; never raises for what a curator typed.

    Every syntax error, duplicate key and unsupported tag becomes a finding with its line and column.
    """
    document = Document(path)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
        document.complain(place, "yaml", f"this is not valid YAML: {error.problem or error.context or error}")
        return document
    except yaml.YAMLError as error:
        document.complain(Location(path), "yaml", f"this is not valid YAML: {error}")
        return document
    if root is not None:
        document.value = _Reader(document).value(root, ())
    return document


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.open: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.document.marks[path] = self.place(node)
        if id(node) in self.open:
            self.document.complain(self.place(node), "yaml", "this alias contains itself")
            return None
        self.open.add(id(node))
        try:
            return self._value(node, path)
        finally:
            self.open.discard(id(node))

    def place(self, node: yaml.Node) -> Location:
        mark = node.start_mark
        return Location(self.document.path, mark.line + 1, mark.column + 1)

    def _value(self, node: yaml.Node, path: Path) -> Any:
        if not isinstance(node, yaml.ScalarNode) and node.tag.rpartition(":")[2] not in ("map", "seq"):
            self.document.complain(self.place(node), "yaml", f"the tag {node.tag!r} is not allowed here; remove it")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.document.complain(self.place(key_node), "yaml", "a key must be a plain word")
                continue
            key = key_node.value
            if key in found:
                first = self.document.marks[*path, key]
                self.document.complain(
                    self.place(key_node),
                    "duplicate-key",
                    f"{key!r} stands here again; it is already on line {first.line}",
                )
                continue
            found[key] = self.value(value_node, (*path, key))
        return found

    def _scalar(self, node: yaml.Node) -> Any:
        tag = node.tag.rpartition(":")[2]
        text: str = node.value
        if tag == "str":
            return text
        if tag == "null":
            return None
        if tag == "bool":
            return text == "true"
        if tag == "int":
            return int(text)
        if tag == "float":
            return float(text)
        self.document.complain(self.place(node), "yaml", f"the tag {node.tag!r} is not allowed here; write plain text")
        return None
