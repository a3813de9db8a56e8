"""Loads a folder of YAML into a knowledge base, or reports every problem in it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from bot.knowledge.base import KnowledgeBase, table
from bot.knowledge.checks import check
from bot.knowledge.checks.ids import Ids
from bot.knowledge.declared import TAKEN, Report
from bot.knowledge.defaults import declined_for, defaults, smalltalk_for
from bot.knowledge.findings import Finding, Location, Severity, errors
from bot.knowledge.folder import ALONE, CONVERSATIONS, LABELLED, Survey, shown, survey
from bot.knowledge.kinds import KINDS, held_in
from bot.knowledge.lexicon import Conversation, Glossary, Labelled, WordList
from bot.knowledge.model import Record
from bot.knowledge.scope import Scope
from bot.knowledge.sentences import did_you_mean, either, path_of, rule_of, sentence_of
from bot.knowledge.yaml_reader import Document, read_yaml

HELD: Final[Mapping[str, Mapping[str, type[Record]]]] = {kind.home: held_in(kind.home) for kind in KINDS}
"""What the files of each part of the folder hold, in the order in which they are read."""

MOST_TOLD: Final = 100
"""The most mistakes reported for one list: more usually have one cause."""

L = TypeVar("L", bound=Record)
P = TypeVar("P")

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


@dataclass
class Kept:
    """Parsed files by their text: whoever loads a folder repeatedly parses a file again only when its text changed."""

    _read: dict[tuple[str, str], Any] = field(default_factory=dict)
    _used: set[tuple[str, str]] = field(default_factory=set)

    def once(self, name: str, text: str, parse: Callable[[str, str], P]) -> P:
        """Return `parse(name, text)`, computed once. Callers must not change the result."""
        key = (name, text)
        if key not in self._read:
            self._read[key] = parse(name, text)
        self._used.add(key)
        found: P = self._read[key]
        return found

    def forget(self) -> None:
        """Drop the texts that the last load did not use."""
        self._read = {key: self._read[key] for key in self._used}
        self._used = set()


def load(folder: Path, kept: Kept | None = None) -> Loaded:
    """Read a knowledge folder; reuse the parsed files in `kept` whose text is unchanged.

    `faq/*.yaml` must hold at least one entry; `scope.yaml`, `reports.yaml`, `sources.yaml`, `deadlines.yaml` and
    `facts/*.yaml` may be missing. Never raises for what the files hold.
    """
    if not folder.is_dir():
        missing = f"there is no folder {str(folder)!r}; set `knowledge` in config.yaml (or KNOWLEDGE) to the folder with faq/ in it"
        return Loaded(None, (Finding(Location(str(folder)), Severity.ERROR, "missing-folder", missing),), Marks())
    kept = kept or Kept()
    try:
        return _Loading(folder, kept).run()
    finally:
        kept.forget()


def peek_reports(folder: Path) -> tuple[Report, ...]:
    """Read only the declared reports of a folder. Unreadable ones are left out here; `load` reports them."""
    path = folder / "reports.yaml"
    try:
        value = read_yaml(shown(path), path.read_text("utf-8-sig")).value
    except (OSError, UnicodeDecodeError):
        return ()
    listed = value.get("reports") if isinstance(value, dict) else None
    found: dict[str, Report] = {}
    for item in listed if isinstance(listed, list) else ():
        with suppress(ValidationError):
            report = Report.model_validate(item)
            found.setdefault(report.id, report)
    return tuple(report for report in found.values() if report.id not in TAKEN)


class _Loading:
    def __init__(self, folder: Path, kept: Kept) -> None:
        self.folder, self.kept = folder, kept
        self.findings: list[Finding] = []
        self.marks = Marks()
        self.tables: dict[str, dict[str, Any]] = {kind.name: {} for kind in KINDS}
        self.ids = Ids()
        self.lexicon: list[WordList] = []
        self.glossary = Glossary()
        self.labelled: dict[str, list[Labelled]] = {use: [] for use in LABELLED}
        self.conversations: list[Conversation] = []
        self.digest = hashlib.sha256()
        self.context: dict[str, Any] = {"timezone": "UTC"}

    def run(self) -> Loaded:
        found = survey(self.folder)
        self.findings += found.findings
        scope = self._scope(found)
        self.context["timezone"] = scope.timezone
        for part, kinds in HELD.items():
            for path in found.of(part):
                self._records(self._read(path, kinds), kinds)
        for path in found.of("lexicon"):
            self._words(self._read(path, {}))
        for use in LABELLED:
            for path in found.of(use):
                self.labelled[use] += self._lines(path, use, len(self.labelled[use]), Labelled)
        for path in found.of(CONVERSATIONS):
            self.conversations += self._lines(path, CONVERSATIONS, len(self.conversations), Conversation)
        if not self.tables["entries"] and not self.findings:
            where = Location(shown(self.folder / "faq"))
            sentence = "there is no entry: put one under `entries` in faq/all.yaml"
            self.findings.append(Finding(where, Severity.ERROR, "no-entries", sentence))
            self.ids.doubt(["entries"])
        tables = {**self.tables, **self._with_defaults(scope)}
        base = KnowledgeBase(
            scope=scope,
            revision=self.digest.hexdigest()[:12],
            lexicon=(*self.lexicon, *defaults().lexicon),
            glossary=Glossary(glossary={**defaults().glossary.glossary, **self.glossary.glossary}),
            labelled=tuple(self.labelled["train"]),
            calibration=tuple(self.labelled["calibration"]),
            conversations=tuple(self.conversations),
            **{kind: table(records) for kind, records in tables.items()},
        )
        findings = (*self.findings, *check(base, self.marks.where, self.ids.known_to(base)))
        usable = None if errors(findings) else base
        return Loaded(usable, tuple(sorted(set(findings))), self.marks)

    def _with_defaults(self, scope: Scope) -> dict[str, dict[str, Any]]:
        """The engine's small talk and refusals, except those that the base replaces by a record with the same id."""
        declined = declined_for(scope.title, self.tables["entries"].values())
        own = {**self.tables["declined"], **self.tables["smalltalk"], **self.tables["entries"]}
        apart = {
            "declined": {id_: kind for id_, kind in declined.items() if id_ not in own},
            "smalltalk": {id_: kind for id_, kind in smalltalk_for(scope.title).items() if id_ not in own},
        }
        return {table_: {**self.tables[table_], **kinds} for table_, kinds in apart.items()}

    def _read(self, path: Path, kinds: Mapping[str, object]) -> Document:
        name, text = shown(path), self._text(path)
        document = Document(name, unread=True) if text is None else self.kept.once(name, text, read_yaml)
        self.findings += document.findings
        if document.unread or document.broken:
            self.ids.doubt(kinds)
        return document

    def _text(self, path: Path) -> str | None:
        """The text of a file, counted into the revision; None, with a finding, where it cannot be read."""
        name = shown(path)
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8-sig")
        except OSError as error:
            sentence = f"the file cannot be read: {error.strerror}"
            self.findings.append(Finding(Location(name), Severity.ERROR, "unreadable", sentence))
        except UnicodeDecodeError as error:
            place = Location(name, raw[: error.start].count(b"\n") + 1)
            sentence = "the file is not saved as UTF-8; save it again and choose UTF-8 (Unicode) as its encoding"
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

    def _lines(self, path: Path, use: str, before: int, model: type[L]) -> list[L]:
        """The records of a file that holds one a line; `before` of them were read from others."""
        text = self._text(path)
        if text is None:
            return []
        document, lines = self.kept.once(shown(path), text, partial(read_lines, model))
        self.findings += document.findings
        for at, (number, _) in enumerate(lines, before):
            self.marks.places[use, str(at)] = (document, (number,))
        return [line for _, line in lines]

    def _scope(self, found: Survey) -> Scope:
        held = {"parties": Scope, "topics": Scope, "directions": Scope}
        for path in found.of("scope"):
            document = self._read(path, held)
            scope = self._validate(document, (), Scope, {} if document.value is None else document.value)
            self.marks.places["scope", "scope"] = (document, ())
            if isinstance(scope, Scope):
                return scope
            self.ids.doubt(held)
        return Scope()

    def _records(self, document: Document, kinds: Mapping[str, type[Record]]) -> None:
        if document.value is None:
            return
        if not isinstance(document.value, dict):
            self._complain(document, (), "shape", f"the file must hold {either(kinds)} with a list under it")
            return
        for key, items in document.value.items():
            if key not in kinds:
                home = next((part for part, held in HELD.items() if key in held), None)
                elsewhere = f"; it belongs in {home if home in ALONE else home + '/'}" if home else ""
                hint = elsewhere or did_you_mean(key, kinds) or f"; known are {either(kinds)}"
                self._complain(document, (key,), "unknown-key", f"the key {key!r} is not known here{hint}")
                self.ids.doubt(kinds)
            elif not isinstance(items, list):
                sentence = f"{key!r} must hold a list; begin each record below it with a dash: `- id: …`"
                self._complain(document, (key,), "shape", sentence)
                self.ids.doubt([key])
            else:
                self._list(document, key, items, kinds[key])

    def _list(self, document: Document, key: str, items: Sequence[object], model: type[Record]) -> None:
        before = len(self.findings)
        for index, item in enumerate(items):
            if len(self.findings) - before > MOST_TOLD:
                sentence = f"{key!r} has more mistakes than the {MOST_TOLD} told above; mend those first"
                self._complain(document, (key,), "shape", sentence)
                self.ids.doubt([key])
                return
            self._record(document, (key, index), model, item)

    def _record(self, document: Document, path: tuple[str | int, ...], model: type[Record], item: object) -> None:
        record = self._validate(document, path, model, item)
        kind = str(path[0])
        if record is None:
            self.ids.claim(kind, item.get("id") if isinstance(item, dict) else None)
            return
        id_ = str(getattr(record, "id", ""))
        if id_ in self.tables[kind]:
            first = self.marks.where(kind, id_, "id")
            sentence = f"the id {id_!r} is already used at {first}; give one of the two another id"
            self._complain(document, (*path, "id"), "duplicate-id", sentence)
            self.ids.doubt([kind])
            return
        self.tables[kind][id_] = record
        self.marks.places[kind, id_] = (document, path)

    def _validate(
        self, document: Document, path: tuple[str | int, ...], model: type[Record], item: object
    ) -> Record | None:
        try:
            record = model.model_validate(item, context=self.context)
        except ValidationError as error:
            self._explain(document, path, error, model)
            return None
        # The YAML reader leaves out a value that it cannot read. Without it the record may be valid and wrong.
        return None if any(place[: len(path)] == path for place in document.broken) else record

    def _explain(
        self, document: Document, path: tuple[str | int, ...], error: ValidationError, model: type[BaseModel]
    ) -> None:
        """Report each mistake once: skip what was reported before, and report a union as one mistake, not one for each branch."""
        details = error.errors(include_url=False)
        # A misspelt key is also reported as missing: keep only the first of the two.
        typed = [str(detail["loc"][-1]) for detail in details if detail["type"] == "extra_forbidden"]
        told: set[object] = set()
        for detail in details[:MOST_TOLD]:
            place = (*path, *path_of(detail))
            same = detail["msg"] if detail["type"] == "value_error" else place
            misspelt = detail["type"] == "missing" and did_you_mean(str(detail["loc"][-1]), typed)
            if misspelt or document.is_broken(place) or {place, same} & told:
                continue
            told |= {place, same}
            self._complain(document, place, rule_of(detail), sentence_of(detail, model))

    def _complain(self, document: Document, path: Sequence[str | int], rule: str, sentence: str) -> None:
        self.findings.append(Finding(document.where(tuple(path)), Severity.ERROR, rule, sentence))


def read_lines(model: type[L], name: str, text: str) -> tuple[Document, list[tuple[int, L]]]:
    """Read one JSON object a line. Return the records with their line numbers, and the findings in the document."""
    document, read = Document(name), []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        document.marks[number,] = Location(name, number)
        try:
            read.append((number, model.model_validate_json(line)))
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                document.complain(document.where((number,)), rule_of(detail), sentence_of(detail, model))
    return document, read
