"""The bases under examples/: each loads, is clean, and answers its own labelled questions with the general encoder.

The floors stand a little below what was measured, so that they fall only when something is lost.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.answers.answerer import Answerer
from bot.answers.encoder import EncoderError, load_encoder
from bot.answers.ready import matcher_builder
from bot.curation.shipping import SHIPPED
from bot.knowledge.library import Library
from bot.settings import read_settings
from bot.terminal.checking import Checker
from bot.terminal.evaluate import evaluate, read_questions
from tests.content.conftest import ROOT
from tests.content.test_questions import Floors, told

EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
SETS = sorted(path for folder in EXAMPLES for path in (folder / "questions").glob("*.jsonl"))
WRITTEN = datetime(2026, 11, 27, 12, tzinfo=UTC)
"""The day on which the examples were written: on a later one their facts are due for a look, and say so."""
LEAST = Floors(0.48, 0.37, near_answered=0.25, far_answered=0.1, false_affirmed=0.1)
"""For a set that has no floors of its own yet."""
FLOORS = {
    "eu261/own.jsonl": Floors(0.85, 0.78, near_answered=0.1, far_answered=0.0, false_affirmed=0.0),
    "eu261/second.jsonl": Floors(0.84, 0.83, near_answered=0.14, far_answered=0.0, false_affirmed=0.0),
    "eu261/third.jsonl": Floors(0.47, 0.25, near_answered=0.25, far_answered=0.0, false_affirmed=0.0),
    "python_releases/second.jsonl": Floors(0.82, 0.57, near_answered=0.06, far_answered=0.0, false_affirmed=0.0),
    "python_releases/third.jsonl": Floors(0.81, 0.83, near_answered=0.16, far_answered=0.0, false_affirmed=0.0),
    "python_releases/own.jsonl": Floors(0.92, 0.85, near_answered=0.06, far_answered=0.0, false_affirmed=0.0),
}


def named(path: Path) -> str:
    return path.relative_to(ROOT / "examples").as_posix()


def label(path: Path) -> str:
    return f"{path.parents[1].name}/{path.name}"


@cache
def answerer(folder: Path) -> Answerer:
    try:
        encoder = load_encoder(tuned=folder / "encoder")
    except EncoderError as error:
        pytest.skip(f"what holds here was measured with the sentence encoder: {error}")
    answering = read_settings(ROOT / "config.yaml").answering
    build = matcher_builder(encoder, ROOT / ".cache", folder / SHIPPED)
    return Answerer(Library(folder), build, answer_at=answering.answer_at, choose_at=answering.choose_at)


@pytest.mark.parametrize("folder", EXAMPLES, ids=named)
def test_example_when_checked_then_neither_an_error_nor_a_warning(folder: Path):
    assert not Checker(folder, None).check(WRITTEN)


@pytest.mark.parametrize("folder", EXAMPLES, ids=named)
def test_example_when_read_then_it_is_a_whole_base_in_two_languages(folder: Path):
    base = Library(folder).base
    assert len(base.entries) >= 40
    assert base.deadlines
    assert base.reports
    assert [id_ for id_, source in base.sources.items() if not source.url] == []
    assert [id_ for id_, entry in base.entries.items() if entry.question.say("en") == entry.question.say("zh")] == []
    assert [path.name for path in folder.rglob("*") if path.suffix not in {"", ".yaml", ".jsonl", ".md"}] == []


@pytest.mark.parametrize("folder", EXAMPLES, ids=named)
def test_example_when_its_questions_are_read_then_nothing_that_is_measured_was_learned(folder: Path):
    learned = [
        json.loads(line)["q"].casefold()
        for path in (folder / "questions" / "train").glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]
    phrasings = [way.casefold() for entry in Library(folder).base.entries.values() for way in entry.phrasings]
    measured = [question.q.casefold() for path in SETS if folder in path.parents for question in read_questions(path)]
    assert measured
    assert set(measured).isdisjoint({*learned, *phrasings})


@pytest.mark.parametrize("path", SETS, ids=label)
def test_example_when_its_questions_are_asked_then_the_floors_hold(path: Path):
    found = evaluate(list(read_questions(path)), answerer(path.parents[1]), WRITTEN)
    assert not told(found, FLOORS.get(label(path), LEAST))
