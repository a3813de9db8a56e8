"""Lists the files of a knowledge folder, and reports those that no code would read; it opens none of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rapidfuzz import process

from bot.knowledge.findings import Finding, Location, Severity

ALONE: Final = ("scope", "reports", "sources", "deadlines", "smalltalk")
"""Files of which there is one, at the top: `scope.yaml` and so on."""
SHELVES: Final = ("facts", "faq", "declined", "lexicon")
"""Folders of YAML files, read whatever their names."""
LABELLED: Final = ("train", "calibration")
"""Folders of labelled questions below `questions/`; what lies in `questions/` itself is for `evaluate`."""
CONVERSATIONS: Final = "conversations"
"""The folder beside them that holds whole conversations, for `evaluate` too."""
LARGEST: Final = 2_000_000
"""Bytes of a file that is read: thirty times the largest that a person has written here."""
_APART: Final = ("encoder",)
_YAML: Final = (".yaml", ".yml")


@dataclass
class Survey:
    """The files to read, by what they hold, in reading order; and what is wrong with the others."""

    files: dict[str, list[Path]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def of(self, part: str) -> list[Path]:
        """The files of a part: `scope`, `facts`, `train`, …"""
        return self.files.get(part, [])


def survey(folder: Path) -> Survey:
    """Look through the folder; hidden files, `*.md` and an editor's `*~` are ignored."""
    found = Survey()
    _Surveyor(folder, found).top()
    return found


def shown(path: Path) -> str:
    """The path as a person here would type it: relative where it lies below the current folder, links kept."""
    full, here = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100 - resolve() would follow the link that is told of
    return (full.relative_to(here) if full.is_relative_to(here) else full).as_posix()


class _Surveyor:
    def __init__(self, folder: Path, found: Survey) -> None:
        self.folder, self.found = folder, found
        self.root = folder.resolve()

    def top(self) -> None:
        for path in self._within(self.folder):
            name, suffix = path.stem, path.suffix
            if path.is_dir():
                self._folder(path)
            elif name in ALONE and suffix == ".yaml":
                self._file(path, name)
            elif name.casefold() in ALONE and suffix.casefold() in _YAML:
                self._unread(path, f"rename it to {name.casefold() + '.yaml'!r}")
            elif suffix.casefold() in _YAML:
                near = _nearest(name, ALONE)
                advice = f"rename it to {near + '.yaml'!r}" if near else "move it into facts/ or faq/"
                self._unread(path, advice)
            else:
                self._other(path)

    def _folder(self, path: Path) -> None:
        if path.name in SHELVES:
            for file in self._within(path):
                if file.is_dir():
                    self._unread(file, f"move its files into {path.name}/ itself", "folder")
                elif file.suffix in _YAML:
                    self._file(file, path.name)
                else:
                    self._other(file)
        elif path.name == "questions":
            self._questions(path)
        elif path.name not in _APART:
            near = _nearest(path.name, (*SHELVES, "questions"))
            known = ", ".join(f"{name}/" for name in SHELVES)
            self._unread(path, f"rename it to {near!r}" if near else f"known are {known} and questions/", "folder")

    def _questions(self, folder: Path) -> None:
        for path in self._within(folder):
            if path.is_dir() and path.name in (*LABELLED, CONVERSATIONS):
                for file in self._within(path):
                    if file.is_file() and file.suffix == ".jsonl":
                        self._file(file, path.name)
                    else:
                        self._unread(file, f"only *.jsonl is read in questions/{path.name}/")
            elif path.is_dir() or path.suffix != ".jsonl":
                self._unread(
                    path,
                    "known are train/, calibration/, conversations/ and *.jsonl",
                    "folder" if path.is_dir() else "file",
                )

    def _within(self, folder: Path) -> Iterator[Path]:
        """What lies in a folder and may be looked at, by name."""
        for path in sorted(folder.iterdir()):
            if path.name.startswith(".") or path.name.endswith(("~", ".md")):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(self.root):
                sentence = "this is a link to a place outside of the knowledge folder; put the file itself here"
                self._complain(path, "outside-link", sentence)
            elif not path.exists():
                self._complain(path, "outside-link", "this is a link to a file that is not there; delete it")
            elif not (path.is_file() or path.is_dir()):
                self._complain(path, "unreadable", "this is no plain file; delete it")
            else:
                yield path

    def _file(self, path: Path, part: str) -> None:
        size = path.stat().st_size
        if size > LARGEST:
            sentence = f"the file is {size / 1e6:,.1f} MB large, and at most {LARGEST / 1e6:g} MB are read; split it"
            self._complain(path, "too-large", sentence)
            return
        self.found.files.setdefault(part, []).append(path)

    def _other(self, path: Path) -> None:
        lower = path.name.casefold()
        at = max(lower.find(".yaml"), lower.find(".yml"))
        name = f"{path.name[:at]}.yaml" if at > 0 else f"{path.stem}.yaml"
        advice = (
            f"rename it to {name!r}" if at > 0 or path.suffix in ("", ".txt") else "delete it, or move it elsewhere"
        )
        self._unread(path, advice)

    def _unread(self, path: Path, advice: str, what: str = "file") -> None:
        self._complain(path, "unread-file", f"nobody reads this {what}; {advice}")

    def _complain(self, path: Path, rule: str, sentence: str) -> None:
        self.found.findings.append(Finding(Location(shown(path)), Severity.ERROR, rule, sentence))


def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    best = process.extractOne(name.casefold(), known, score_cutoff=75)
    return str(best[0]) if best else None
