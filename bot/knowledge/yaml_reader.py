"""YAML to plain values, with the place of each: strict where YAML is not, and bounded whatever is in the file.

Only `true`, `false`, `null` and numbers are anything but text: `no`, `on`, `12:30` and dates stay the words
that were typed (PyYAML's own resolver follows YAML 1.1, which reads them as a bool, a bool, 750 and a date).
The values are built from the parser's events one by one, so that no file, however deep or wide, is held whole
before it is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from bot.knowledge.findings import Finding, Location, Severity
from bot.knowledge.yaml_syntax import TEMPLATE, explain

Path = tuple[str | int, ...]

# libyaml is ten times faster and comes with most wheels of PyYAML; where it is missing, the same events come slower.
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST: Final = 40
WIDEST: Final = 10_000
MOST_NODES: Final = 100_000
MOST_TOLD: Final = 20
"""Values that cannot be read, until the rest of the file is left unread."""
LONGEST_NUMBER: Final = 18
"""Digits: more than any figure has, and less than what slows the reading of a number."""

_INT: Final = re.compile(r"[-+]?[0-9]+")
_FLOAT: Final = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass
class Document:
    """One file: its value, the place of every key and item by path, and what was wrong with it."""

    path: str
    value: Any = None
    marks: dict[Path, Location] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    broken: set[Path] = field(default_factory=set)
    """Where something was typed that could not be read: nothing more need be said of it."""
    unread: bool = False
    """Whether the file could not be read at all: nobody knows what else stands in it."""

    def where(self, path: Path) -> Location:
        """The place of the key or item, or of the nearest one above it that has one."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, Location(self.path))

    def complain(self, location: Location, rule: str, sentence: str) -> None:
        """Add an error."""
        self.findings.append(Finding(location, Severity.ERROR, rule, sentence))

    def is_broken(self, path: Path) -> bool:
        """Whether the value at the path, one that it lies in, or one that lies in it, could not be read."""
        inside = any(place[: len(path)] == path for place in self.broken)
        return inside or any(path[:length] in self.broken for length in range(len(path)))


class _Refused(Exception):
    """The file cannot be read on; what there is to say has been said."""


def read_yaml(path: str, text: str, longest_number: int = LONGEST_NUMBER) -> Document:
    """Parse a file; never raises for what a curator typed.

    Whatever YAML allows and this project does not (anchors, tags, several documents, a file too deep or too wide)
    becomes a finding at the key that it stands under.
    """
    document = Document(path)
    builder = _Builder(document, longest_number)
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            builder.take(event)
    except _Refused:
        document.unread = True
    except yaml.YAMLError as error:
        line, column, sentence = explain(text, error, builder.last)
        if all(finding.location.line != line for finding in document.findings):
            document.complain(Location(path, line, column), "yaml", sentence)
        document.unread = True
    document.value = None if document.unread else builder.root
    return document


@dataclass
class _Open:
    """A list or a mapping that is being filled; `key` is the one whose value comes next."""

    value: list[Any] | dict[str, Any]
    path: Path
    key: str | None = None
    in_braces: bool = False


class _Builder:
    def __init__(self, document: Document, longest_number: int) -> None:
        self.document, self._longest_number = document, longest_number
        self.root: Any = None
        self.last: yaml.ScalarEvent | None = None
        """The last text that could be read."""
        self._stack: list[_Open] = []
        self._nodes = 0
        self._left_out = 0
        """How many nodes are still to be left out, with all that lies in them."""
        self._inside = 0
        """How many lists and mappings are open inside of what is left out."""
        self._begun = False

    def take(self, event: yaml.Event) -> None:
        """Take the parser's next event."""
        if isinstance(event, yaml.NodeEvent):
            self._count(event)
        if self._left_out:
            self._skip(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            if self._begun:
                self._refuse(event, "yaml", "a second document begins here; delete the line with ---")
            self._begun = True
        elif isinstance(event, yaml.CollectionEndEvent):
            self._stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)
        if isinstance(event, yaml.ScalarEvent):
            self.last = event

    def _count(self, event: yaml.NodeEvent) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._refuse(event, "too-large", f"the file holds more than {MOST_NODES:,} values; split it")
        if len(self._stack) + self._inside >= DEEPEST and isinstance(event, yaml.CollectionStartEvent):
            named = next((open_.path for open_ in reversed(self._stack) if isinstance(open_.value, dict)), ())
            key = next((open_.key for open_ in reversed(self._stack) if open_.key), None)
            sentence = f"lists and mappings lie more than {DEEPEST} deep in one another; close the brackets"
            self.document.complain(self.document.where((*named, key) if key else named), "too-deep", sentence)
            raise _Refused

    def _skip(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.CollectionStartEvent):
            self._inside += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            self._inside -= 1
        if not self._inside:
            self._left_out -= 1

    def _node(self, event: yaml.NodeEvent) -> None:
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event)
            return
        path = self._path(top, event)
        sentence = _forbidden(event)
        if sentence is not None:
            self.document.complain(self.document.where(path), "yaml", sentence)
            self.document.broken.add(path)
            if len(self.document.broken) >= MOST_TOLD:
                self._refuse(event, "yaml", "more of this kind may follow; mend those above first")
        if isinstance(event, yaml.AliasEvent):
            self._put(top, None)
        elif isinstance(event, yaml.ScalarEvent):
            self._put(top, self._scalar(event, path))
        else:
            filled: list[Any] | dict[str, Any] = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            self._put(top, filled)
            self._stack.append(_Open(filled, path, in_braces=bool(getattr(event, "flow_style", False))))

    def _path(self, top: _Open | None, event: yaml.NodeEvent) -> Path:
        """Where the value lies; a value of a mapping has the place of its key."""
        if top is None:
            self.document.marks[()] = self._place(event)
            return ()
        if isinstance(top.value, dict):
            return (*top.path, str(top.key))
        path = (*top.path, len(top.value))
        self.document.marks[path] = self._place(event)
        return path

    def _put(self, top: _Open | None, value: Any) -> None:
        if top is None:
            self.root = value
            return
        if len(top.value) >= WIDEST:
            place = self.document.where(top.path)
            self.document.complain(place, "too-large", f"more than {WIDEST:,} items stand under one key; split them")
            raise _Refused
        if isinstance(top.value, list):
            top.value.append(value)
        else:
            top.value[str(top.key)] = value
            top.key = None

    def _key(self, top: _Open, event: yaml.NodeEvent) -> None:
        place, key = self._place(event), getattr(event, "value", None)
        sentence = None
        if not isinstance(event, yaml.ScalarEvent):
            sentence = TEMPLATE if top.in_braces else "a key must be a plain word"
            place = self.document.where(top.path)
        elif key is not None and not event.style and re.match(r"-\w", key):
            sentence = f"there is no space after the dash of {key!r}; write `- {key[1:]}: …`"
        elif top.in_braces and not event.style and re.match(r"\w+:\S", str(key)):
            name = str(key).partition(":")[0]
            sentence = f"there is no space after the colon of {name!r}; write `{name}: …`"
        if sentence is not None:
            self._leave_out(top, event, place, sentence)
            return
        path = (*top.path, str(key))
        if isinstance(top.value, dict) and key in top.value:
            first = self.document.marks[path]
            self.document.complain(
                place, "duplicate-key", f"{key!r} stands here again; it is already on line {first.line}: keep one"
            )
            self._left_out = 1
            return
        self.document.marks[path] = place
        top.key = str(key)

    def _leave_out(self, top: _Open, event: yaml.NodeEvent, place: Location, sentence: str) -> None:
        """Leave out a key that is none, with its value; what it stands in is not looked at again."""
        self.document.complain(place, "yaml", sentence)
        self.document.broken.add(top.path)
        self._left_out = 1
        if isinstance(event, yaml.CollectionStartEvent):
            self._left_out, self._inside = 2, 1

    def _scalar(self, event: yaml.ScalarEvent, path: Path) -> Any:
        text: str = event.value
        if event.tag is not None or not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        is_whole = _INT.fullmatch(text)
        if not is_whole and not _FLOAT.fullmatch(text):
            return text
        if len(text) > self._longest_number:
            sentence = f"the number is {len(text):,} characters long; write at most {self._longest_number}, or put a text in quotes"
            self.document.complain(self.document.where(path), "value", sentence)
            self.document.broken.add(path)
            return None
        return int(text) if is_whole else float(text)

    def _refuse(self, event: yaml.Event, rule: str, sentence: str) -> None:
        place = self._place(event)
        self.document.complain(place, rule, sentence)
        raise _Refused

    def _place(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        assert mark is not None
        return Location(self.document.path, mark.line + 1, mark.column + 1)


def _forbidden(event: yaml.NodeEvent) -> str | None:
    """What YAML would allow here and a base may not hold, in a sentence."""
    if isinstance(event, yaml.AliasEvent):
        return f"the text begins with *, which YAML reads as an alias ({event.anchor!r}); put it in quotes, or write it out"
    if event.anchor is not None:
        return f"the text begins with &, which YAML reads as an anchor ({event.anchor!r}); put it in quotes"
    tag = getattr(event, "tag", None)
    if tag not in (None, "!"):
        return f"the text begins with !, which YAML reads as a tag ({tag!r}); put it in quotes, or delete the tag"
    return None
