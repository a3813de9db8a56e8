"""What is wrong in a folder is told once, at its key, in a sentence that says what to do: case by case, word for word.

`broken/base.yaml` is a base without a fault; a case of `broken/cases_*.yaml` changes one file of it. `told` is all that
`check` prints then: nothing less, and no second message that the first mistake caused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.terminal.checking import Checker

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = Path(__file__).parent / "broken"
BASE: dict[str, str] = yaml.safe_load((HERE / "base.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Case:
    """A change to one file: `replace` (what, by what) once, or `put` for all of its text; `put: null` deletes it."""

    name: str
    file: str
    told: list[str]
    replace: tuple[str, str] | None = None
    put: str | None = None

    def files(self) -> dict[str, str]:
        """The whole folder."""
        text = self.put
        if self.replace is not None:
            old, new = self.replace
            assert BASE[self.file].count(old) >= 1, f"{self.name}: {old!r} is not in {self.file}"
            text = BASE[self.file].replace(old, new, 1)
        changed = {**BASE, self.file: text}
        return {name: written for name, written in changed.items() if written is not None}


def read(path: Path) -> list[Case]:
    return [Case(**row) for row in yaml.safe_load(path.read_text("utf-8"))]


CASES = [case for path in sorted(HERE.glob("cases_*.yaml")) for case in read(path)]


def write(folder: Path, files: dict[str, Any]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def told(folder: Path, now: datetime = NOW) -> list[str]:
    """What `check` prints, the folder left out; the reader's advice on single phrasings is another matter."""
    findings, _ = Checker(folder, None).quick(now)
    return [str(finding).replace(f"{folder}/", "") for finding in findings]


def test_check_when_nothing_is_wrong_then_nothing_is_told(tmp_path: Path) -> None:
    assert told(write(tmp_path, BASE)) == []


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_check_when_something_is_wrong_then_exactly_that_is_told(tmp_path: Path, case: Case) -> None:
    assert told(write(tmp_path, case.files())) == case.told


def test_cases_when_counted_then_they_are_many_and_nearly_all_name_file_line_and_key() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 120
    named = [case for case in CASES if case.told and not case.told[0].startswith(f"{case.file}:1:1:")]
    assert len(named) >= 110, len(named)
