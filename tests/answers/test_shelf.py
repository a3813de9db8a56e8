"""What is derived from a base and kept: exactly what was written, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from bot.answers.answerer import Answerer
from bot.answers.plain import plain_text
from bot.answers.ready import matcher_builder
from bot.answers.shelf import Shelf
from bot.knowledge.library import Library
from tests.answers.conftest import write_wide
from tests.support.bases import NOW

KIND = TypeAdapter(dict[str, int])
QUESTIONS = ("When does the truce end?", "how high are chinese tarifs", "and the deficit of 2018?", "weather in Rome")


def test_shelf_when_written_then_read_by_the_same_name_and_revision_alone(tmp_path: Path) -> None:
    Shelf(tmp_path, "r1").write("words", KIND, {"a": 1})
    assert Shelf(tmp_path, "r1").read("words", KIND) == {"a": 1}
    assert Shelf(tmp_path, "r2").read("words", KIND) is None
    assert Shelf(tmp_path, "r1").read("other", KIND) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"{}", b"0" * 64 + b'\n{"a": 1}', b"\xff\xfe"])
def test_shelf_when_a_file_is_damaged_or_made_by_hand_then_nothing(tmp_path: Path, content: bytes) -> None:
    Shelf(tmp_path, "r1").write("words", KIND, {"a": 1})
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert Shelf(tmp_path, "r1").read("words", KIND) is None


def test_shelf_when_of_another_kind_then_nothing(tmp_path: Path) -> None:
    Shelf(tmp_path, "r1").write("words", TypeAdapter(list[str]), ["a"])
    assert Shelf(tmp_path, "r1").read("words", KIND) is None


def test_shelf_when_there_is_no_folder_or_it_cannot_be_written_then_it_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for folder in (None, tmp_path / "file" / "cache"):
        shelf = Shelf(folder, "r1")
        shelf.write("words", KIND, {"a": 1})
        assert shelf.read("words", KIND) is None


def test_answerer_when_all_of_it_is_on_the_shelf_then_it_replies_the_same(tmp_path: Path) -> None:
    library, cache = Library(write_wide(tmp_path / "knowledge")), tmp_path / "cache"
    made, kept, bare = (
        Answerer(library, matcher_builder(None, folder), cache=folder) for folder in (cache, cache, None)
    )
    kept_files = {path.name.rpartition("-")[2] for path in cache.glob("made-*")}
    assert kept_files == {"asked.json", "coverage.json", "phrasings.json"}
    for question in QUESTIONS:
        replies = [answerer.ask(question, now=NOW) for answerer in (made, kept, bare)]
        assert len({(plain_text(reply), reply.confidence, str(reply.reason)) for reply in replies}) == 1
