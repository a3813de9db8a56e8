"""From a folder of YAML to a knowledge base, or to every problem in it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from bot.knowledge.base import KnowledgeBase, table
from bot.knowledge.checks import check
from bot.knowledge.findings import Finding, Location, Severity, errors
from bot.knowledge.lexicon import Declined, Glossary, Labelled, WordList
from bot.knowledge.model import (
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
from bot.knowledge.scope import Scope
from bot.knowledge.yaml_reader import Document, read_yaml

FACTS: Mapping[str, type[Record]] = {
    "series": Series,
    "rates": Rate,
    "measures": Measure,
    "statements": Statement,
    "rounds": Round,
    "issues": Issue,
    "people": Person,
    "terms": Term,
}
KINDS: Mapping[str, type[Record]] = {
    "sources": Source,
    "deadlines": Deadline,
    "entries": Entry,
    "declined": Declined,
    "smalltalk": Declined,
    **FACTS,
}

Mark = tuple[str, str]
"""A record's kind and id."""


@dataclass
class Marks:
    """Where each record, and each of its fields, was written."""

    places: dict[Mark, tuple[Document, tuple[str | int, ...]]] = field(default_factory=dict)

    def where(self, kind: str, id_: str, *path: str | int) -> Location:
        """The place of a record or of a field inside it."""
        if (kind, id_) not in self.places:
            return Location("scope.yaml")
        document, root = self.places[kind, id_]
        return document.where((*root, *path))


@dataclass(frozen=True)
class Loaded:
    """The base (None if it cannot be used), everything found on the way, and where each record stands."""

    base: KnowledgeBase | None
    findings: tuple[Finding, ...]
    marks: Marks


def load(folder: Path) -> Loaded:
    """Read a knowledge folder.

    `faq/*.yaml` must hold at least one entry; `scope.yaml`, `sources.yaml`, `deadlines.yaml` and
    `facts/*.yaml` may be missing. Never raises for what the files hold.
    """
    if not folder.is_dir():
        missing = f"there is no folder {str(folder)!r}; set `knowledge` in config.yaml to the folder with faq/ in it"
        return Loaded(None, (Finding(Location(str(folder)), Severity.ERROR, "missing-folder", missing),), Marks())
    return _Loading(folder).run()


class _Loading:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: list[Document] = []
        self.findings: list[Finding] = []
        self.marks = Marks()
        self.tables: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        self.lexicon: list[WordList] = []
        self.glossary = Glossary()
        self.labelled: dict[str, list[Labelled]] = {"train": [], "calibration": []}
        self.digest = hashlib.sha256()
        self.context: dict[str, Any] = {"timezone": "UTC"}

    def run(self) -> Loaded:
        scope = self._scope()
        self.context["timezone"] = scope.timezone
        for path, kinds in self._files():
            self._records(self._read(path), kinds)
        for path in sorted((self.folder / "lexicon").glob("*.y*ml")):
            self._words(self._read(path))
        for use in self.labelled:
            for path in sorted((self.folder / "questions" / use).glob("*.jsonl")):
                self._questions(path, use)
        if not self.tables["entries"] and not self.findings:
            where = Location(str(self.folder / "faq"))
            self.findings.append(
                Finding(
                    where, Severity.ERROR, "no-entries", "there is no entry: put one under `entries` in faq/all.yaml"
                )
            )
        base = KnowledgeBase(
            scope=scope,
            revision=self.digest.hexdigest()[:12],
            lexicon=tuple(self.lexicon),
            glossary=self.glossary,
            labelled=tuple(self.labelled["train"]),
            calibration=tuple(self.labelled["calibration"]),
            **{kind: table(records) for kind, records in self.tables.items()},
        )
        findings = (*self.findings, *check(base, self.marks.where))
        usable = None if errors(findings) else base
        return Loaded(usable, tuple(sorted(set(findings))), self.marks)

    def _files(self) -> Iterator[tuple[Path, Mapping[str, type[Record]]]]:
        for name in ("sources", "deadlines", "smalltalk"):
            path = self.folder / f"{name}.yaml"
            if path.exists():
                yield path, {name: KINDS[name]}
        for path in sorted((self.folder / "facts").glob("*.y*ml")):
            yield path, FACTS
        for path in sorted((self.folder / "faq").glob("*.y*ml")):
            yield path, {"entries": Entry}
        for path in sorted((self.folder / "declined").glob("*.y*ml")):
            yield path, {"declined": Declined}

    def _read(self, path: Path) -> Document:
        name, text = shown(path), self._text(path)
        document = Document(name) if text is None else read_yaml(name, text)
        self.findings += document.findings
        return document

    def _text(self, path: Path) -> str | None:
        """The text of a file, counted into the revision; None, with a finding, where it cannot be read."""
        name = shown(path)
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8")
        except OSError as error:
            sentence = f"the file cannot be read: {error.strerror}"
            self.findings.append(Finding(Location(name), Severity.ERROR, "unreadable", sentence))
        except UnicodeDecodeError as error:
            place = Location(name, raw[: error.start].count(b"\n") + 1)
            sentence = "the file is not UTF-8; save it as UTF-8"
            self.findings.append(Finding(place, Severity.ERROR, "encoding", sentence))
        else:
            self.digest.update(path.relative_to(self.folder).as_posix().encode() + b"\0" + raw + b"\0")
            return text
        return None

    def _words(self, document: Document) -> None:
        """A file of `lexicon/`: a glossary, or a word list of one kind."""
        if document.value is None:
            return
        model = Glossary if isinstance(document.value, dict) and "glossary" in document.value else WordList
        read = self._validate(document, (), model, document.value)
        if isinstance(read, Glossary):
            twice = sorted(self.glossary.glossary.keys() & read.glossary.keys())
            for word in twice:
                self._complain(document, ("glossary", word), "duplicate-key", f"{word!r} is in another glossary too")
            self.glossary = Glossary(glossary={**self.glossary.glossary, **read.glossary})
        elif isinstance(read, WordList):
            self.marks.places["lexicon", str(len(self.lexicon))] = (document, ())
            self.lexicon.append(read)

    def _questions(self, path: Path, use: str) -> None:
        """A file of labelled questions, one JSON object a line."""
        document = Document(shown(path))
        for number, line in enumerate((self._text(path) or "").split("\n"), 1):
            if not line.strip():
                continue
            document.marks[number,] = Location(document.path, number)
            try:
                read = Labelled.model_validate_json(line)
            except ValidationError as error:
                for detail in error.errors(include_url=False):
                    self._complain(document, (number,), _rule(detail), _sentence(detail, Labelled))
            else:
                self.marks.places[use, str(len(self.labelled[use]))] = (document, (number,))
                self.labelled[use].append(read)

    def _scope(self) -> Scope:
        path = self.folder / "scope.yaml"
        if not path.exists():
            return Scope()
        document = self._read(path)
        if document.value is None:
            return Scope()
        scope = self._validate(document, (), Scope, document.value)
        return scope if isinstance(scope, Scope) else Scope()

    def _records(self, document: Document, kinds: Mapping[str, type[Record]]) -> None:
        if document.value is None:
            return
        if not isinstance(document.value, dict):
            self._complain(document, (), "shape", f"the file must hold {_either(kinds)} with a list under it")
            return
        for key, items in document.value.items():
            if key not in kinds:
                hint = did_you_mean(key, kinds)
                self._complain(
                    document, (key,), "unknown-key", f"{key!r} is not known here{hint}; known: {_either(kinds)}"
                )
            elif not isinstance(items, list):
                self._complain(document, (key,), "shape", f"{key!r} must hold a list")
            else:
                for index, item in enumerate(items):
                    self._record(document, (key, index), kinds[key], item)

    def _record(self, document: Document, path: tuple[str | int, ...], model: type[Record], item: object) -> None:
        record = self._validate(document, path, model, item)
        if record is None:
            return
        kind, id_ = str(path[0]), str(getattr(record, "id", ""))
        if id_ in self.tables[kind]:
            first = self.marks.where(kind, id_, "id")
            self._complain(document, (*path, "id"), "duplicate-id", f"the id {id_!r} is already used at {first}")
            return
        self.tables[kind][id_] = record
        self.marks.places[kind, id_] = (document, path)

    def _validate(
        self, document: Document, path: tuple[str | int, ...], model: type[Record], item: object
    ) -> Record | None:
        try:
            return model.model_validate(item, context=self.context)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                loc = tuple(part for part in detail["loc"] if not str(part).startswith(("function", "constrained")))
                self._complain(document, (*path, *loc), _rule(detail), _sentence(detail, model))
            return None

    def _complain(self, document: Document, path: Sequence[str | int], rule: str, sentence: str) -> None:
        self.findings.append(Finding(document.where(tuple(path)), Severity.ERROR, rule, sentence))


def shown(path: Path) -> str:
    """The path as a person here would type it: relative where it lies below the current folder."""
    full, here = path.resolve(), Path.cwd()
    return (full.relative_to(here) if full.is_relative_to(here) else full).as_posix()


def _either(names: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def did_you_mean(word: str, known: Mapping[str, object] | Sequence[str]) -> str:
    """` (did you mean 'x'?)` for the nearest known word, or nothing."""
    best = process.extractOne(word, list(known), score_cutoff=60)
    return f" (did you mean {best[0]!r}?)" if best else ""


def _rule(detail: ErrorDetails) -> str:
    return {"extra_forbidden": "unknown-key", "missing": "missing-key"}.get(detail["type"], "value")


def _sentence(detail: ErrorDetails, model: type[Record]) -> str:
    name = str(detail["loc"][-1]) if detail["loc"] else "this"
    if detail["type"] == "extra_forbidden":
        known = [field.alias or key for key, field in _model_at(model, detail["loc"]).model_fields.items()]
        return f"the key {name!r} is not known here{did_you_mean(name, known)}"
    if detail["type"] == "missing":
        return f"the key {name!r} is missing"
    if detail["type"] == "string_type":
        return f"{name!r} must be text, found {detail['input']!r}; put it in quotes"
    if detail["type"] == "string_pattern_mismatch":
        return f"{name!r} may hold letters, digits and - _ . only, found {detail['input']!r}"
    return f"{name!r}: {detail['msg'].removeprefix('Value error, ')}"


def _model_at(model: type[Record], loc: tuple[int | str, ...]) -> type[Record]:
    """The model in which the last part of the place stands: steps into lists, mappings and optional fields."""
    for part in loc[:-1]:
        found = next((f for key, f in model.model_fields.items() if part in (key, f.alias)), None)
        inner = _model_in(found.annotation) if found else None
        model = inner or model
    return model


def _model_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
