"""The worked examples of docs/curating.md, made as they stand there, with the output that they show.

A comment before a block says what is done with it: `put FILE` writes the file, `after FILE: LINE` puts the block below the
line, `before FILE: LINE` above it. In a `console` block, every line below a command must be among what it prints.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers.telling import TELLABLE
from bot.knowledge.kinds import KINDS, Kind
from tests.knowledge.test_broken import BASE, write
from tests.terminal.test_cli import ROOT, run

DOC = (ROOT / "docs" / "curating.md").read_text("utf-8")
_BLOCK = re.compile(r"(?:<!-- (?P<what>put|after|before) (?P<file>[\w./]+)(?:: (?P<line>.+?))? -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```", re.DOTALL)  # fmt: skip
EDITS = (
    "A rate changes",
    "A question, in English and Chinese",
    "A round is held",
    "A deadline has an outcome",
    "A person",
)


def edit(folder: Path, block: re.Match[str]) -> None:
    path = folder / "knowledge" / block["file"]
    if block["what"] == "put":
        path.write_text(block["text"], "utf-8")
        return
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (at,) = [number for number, line in enumerate(lines) if line.strip() == block["line"].strip()]
    lines.insert(at + (block["what"] == "after"), block["text"])
    path.write_text("".join(lines), "utf-8")


def commands(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each command of a console block, and the lines that are shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        assert command.startswith("python -m bot ")
        yield shlex.split(command.removeprefix("python -m bot ")), [line for line in shown.splitlines() if line]


def test_examples_when_made_as_they_stand_then_the_output_is_what_is_shown(tmp_path: Path) -> None:
    write(tmp_path / "knowledge", BASE)
    ran = 0
    for block in _BLOCK.finditer(DOC):
        if block["what"]:
            edit(tmp_path, block)
        elif block["kind"] == "console":
            for command, shown in commands(block["text"]):
                done = run(tmp_path, *command)
                printed = (done.stdout + done.stderr).splitlines()
                assert shown, command
                for line in shown:
                    assert line in printed, (command, line, printed)
                ran += 1
    assert ran >= 12


def test_examples_when_listed_then_every_kind_of_edit_has_one_with_what_else_must_change() -> None:
    for title in EDITS:
        section = DOC.partition(f"### {title}\n")[2].partition("\n### ")[0]
        assert "```yaml" in section, title
        assert "```console" in section, title
        assert "What else must change:" in section, title


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_files_when_a_base_may_hold_a_kind_then_the_chapter_names_it(kind: Kind) -> None:
    chapter = DOC.partition("## The files\n")[2].partition("\n## ")[0]
    alone = sum(other.home == kind.home for other in KINDS) == 1
    assert (f"`{kind.home}" if alone else f"`{kind.name}`") in chapter


@pytest.mark.parametrize("function", TELLABLE)
def test_templates_when_they_may_call_a_function_then_the_page_names_it(function: str) -> None:
    assert re.search(rf"`{function}[(`]", DOC)
