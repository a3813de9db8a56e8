"""The shipped knowledge by labelled questions, the whole way to the reply: what is right, and what typos cost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.data import folder, with_typos
from bot.answers.answerer import Answerer
from bot.app import Application
from bot.terminal.evaluate import Evaluation, Labelled, Score, evaluate, read_questions

OWN = Path(__file__).parents[1] / "knowledge" / "questions"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""The day that the labels hold for."""
SEEDS = range(3)


def files() -> Iterator[Path]:
    """The labelled questions that are shipped, and those that lie beside the public sets."""
    yield from sorted(OWN.glob("*.jsonl"))
    yield from sorted((folder().parent / "questions").glob("*.jsonl"))


def show(console: Console, progress: Console) -> None:
    """Print a table of shares, and the calibration over all sets."""
    answerer = Application({}).answerer
    table = Table(title="labelled questions, right in 100, from question to reply", title_justify="left")
    columns = ("set", "English", "1 typo", "2 typos", "Chinese", "near: wrong", "far: answered", "premise affirmed")
    for column in columns:
        table.add_column(column, justify="left" if column == "set" else "right")
    told: Counter[tuple[int, bool]] = Counter()
    for path in files():
        progress.print(f"{path.name} …")
        questions = read_questions(path)
        found = evaluate(questions, answerer, NOW)
        told.update(found.calibration)
        english = _score(found, "answerable", "en")
        typos = [_mistyped(questions, answerer, count) for count in (1, 2)]
        chinese = _score(found, "answerable", "zh")
        others = [_wrong(_score(found, kind)) for kind in ("near_oos", "far_oos", "false_premise")]
        table.add_row(path.stem, _right(english), *(f"{share:.1f}" for share in typos), _right(chinese), *others)
    console.print(table)
    console.print(_calibration(told))


def _mistyped(questions: list[Labelled], answerer: Answerer, count: int) -> float:
    """Mean over some seeds."""
    english = [question for question in questions if question.kind == "answerable" and question.lang == "en"]
    right = 0
    for seed in SEEDS:
        pick = random.Random(seed)
        changed = [question.model_copy(update={"q": with_typos(question.q, count, pick)}) for question in english]
        right += _score(evaluate(changed, answerer, NOW), "answerable", "en").right
    return 100 * right / (len(SEEDS) * len(english))


def _score(found: Evaluation, kind: str, *languages: str) -> Score:
    scores = [found.scores[("kind", f"{kind} ({language})")] for language in languages or ("en", "zh")]
    return Score(sum(s.total for s in scores), sum(s.right for s in scores), sum(s.answered for s in scores))


def _right(score: Score) -> str:
    return f"{100 * score.right / score.total:.1f} of {score.total}" if score.total else "-"


def _wrong(score: Score) -> str:
    return f"{score.total - score.right} of {score.total}"


def _calibration(told: Counter[tuple[int, bool]]) -> Table:
    table = Table(title="answers given, all sets: confidence against truth", title_justify="left")
    for column in ("confidence", "answers", "right in 100"):
        table.add_column(column, justify="right")
    for decile in range(9, -1, -1):
        if answers := told[decile, True] + told[decile, False]:
            share = 100 * told[decile, True] / answers
            table.add_row(f"{decile / 10:.1f}-{decile / 10 + 0.1:.1f}", str(answers), f"{share:.0f}")
    return table
