"""A folder made ready: what is told of it, and what of it is kept."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.answers.answerer import Answerer
from bot.answers.ready import matcher_builder
from bot.curation.measures import Measures
from bot.curation.preparing import Prepared, as_line, prepare, read_line
from bot.curation.reloading import PreparingFailed, Reloader, Result
from bot.knowledge.library import Library
from tests.support.bases import NOW, write_base


def folder(tmp_path: Path, entry: str = "truce-end") -> Path:
    knowledge = write_base(tmp_path / "knowledge")
    (knowledge / "questions").mkdir()
    line = {"id": "q1", "q": "truce expiry", "kind": "answerable", "entry": entry}
    (knowledge / "questions" / "own.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    return knowledge


def over(library: Library) -> Answerer:
    return Answerer(library, matcher_builder(None, None))


def prepared(knowledge: Path) -> Prepared:
    return prepare(lambda: Library(knowledge), over, knowledge, NOW, lambda _: None)


def test_prepare_when_the_folder_is_whole_then_its_revision_and_its_own_questions(tmp_path: Path) -> None:
    knowledge = folder(tmp_path)
    found = prepared(knowledge)
    assert found == Prepared(Library(knowledge).base.revision, (), 1, ())
    assert read_line(as_line(found).encode()) == found
    assert prepared(folder(tmp_path / "other", "us-rate")).wrong == ("q1",)


@pytest.mark.parametrize(("name", "text"), [("faq/x.yaml", "entries: [\n"), ("questions/own.jsonl", "{}\n")])
def test_prepare_when_something_is_broken_then_no_revision_and_the_place(tmp_path: Path, name: str, text: str) -> None:
    knowledge = folder(tmp_path)
    (knowledge / name).write_text(text, "utf-8")
    found = prepared(knowledge)
    assert found.revision is None
    assert name in found.problems[0]


def test_lost_when_as_many_became_right_then_none_are_counted() -> None:
    before = Prepared("a", (), 4, ("q1", "q2"))
    assert Prepared("b", (), 4, ("q1", "q2", "q3")).lost(before) == ("q3",)
    assert Prepared("b", (), 4, ("q2", "q3")).lost(before) == ()
    assert Prepared("b", (), 4, ("q1", "q2", "q3")).lost(None) == ()


def test_measures_when_kept_then_for_that_revision_and_encoder(tmp_path: Path) -> None:
    found = Prepared("r1", (), 3, ("q1",))
    Measures(tmp_path, "lexical").keep(found)
    Measures(tmp_path, "lexical").keep(Prepared(None, ("broken",)))
    assert Measures(tmp_path, "lexical").of("r1") == found
    assert Measures(tmp_path, "lexical").of("r2") is None
    assert Measures(tmp_path, "other").of("r1") is None


async def test_reload_when_the_other_process_fails_then_the_base_in_use_stays_and_why(tmp_path: Path) -> None:
    library = Library(folder(tmp_path))
    answerer, before = over(library), library.base

    async def fails() -> Prepared:
        raise PreparingFailed("it ended with -9")

    found = await Reloader(library, answerer, fails, lambda _: None).reload()
    assert (found.result, found.problems) == (Result.FAILED, ("it ended with -9",))
    assert library.base is before is answerer.base


async def test_reload_when_the_folder_changes_while_it_is_prepared_then_what_is_taken_was_prepared(
    tmp_path: Path,
) -> None:
    knowledge = folder(tmp_path)
    library = Library(knowledge)
    answerer, faq = over(library), knowledge / "faq" / "all.yaml"
    times = 0

    async def slow() -> Prepared:
        nonlocal times
        times += 1
        found = await asyncio.to_thread(prepared, knowledge)
        if times == 1:
            faq.write_text(faq.read_text("utf-8").replace("truce expiry", "truce expiry date"), "utf-8")
        return found

    reloader = Reloader(library, answerer, slow, lambda _: None)
    faq.write_text(faq.read_text("utf-8").replace("truce deadline", "truce deadline day"), "utf-8")
    found = await reloader.reload()
    assert (found.result, times) == (Result.TAKEN, 2)
    assert found.revision == library.base.revision == answerer.base.revision == Library(knowledge).base.revision
