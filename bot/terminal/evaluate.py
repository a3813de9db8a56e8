"""`evaluate`: the score of labelled questions, by kind, topic, language and style."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.answers.calibration import Decile
from bot.curation.evaluating import (
    Evaluation,
    Labelled,
    QuestionsError,
    Score,
    evaluate,
    is_right,
    read_questions,
)

__all__ = ["Evaluation", "Labelled", "QuestionsError", "Score", "evaluate", "is_right", "read_questions", "show"]


def show(found: Evaluation, console: Console, thresholds: str) -> None:
    """Tables by kind, language, style and topic, the calibration, and what went wrong."""
    for dimension in ("kind", "language", "style", "topic"):
        table = Table(title=f"by {dimension}", title_justify="left")
        for column, justify in ((dimension, "left"), ("questions", "right"), ("right", "right"), ("answered", "right")):
            table.add_column(column, justify="left" if justify == "left" else "right")
        for (name, value), score in sorted(found.scores.items()):
            if name == dimension:
                table.add_row(value, str(score.total), _share(score.right, score), _share(score.answered, score))
        console.print(table)
    table = Table(title="answers given, by confidence", title_justify="left")
    for column in ("confidence", "answers", "right"):
        table.add_column(column, justify="right")
    for decile in range(9, -1, -1):
        right, wrong = found.calibration[decile, True], found.calibration[decile, False]
        if right + wrong:
            table.add_row(
                f"{decile / 10:.1f}-{decile / 10 + 0.1:.1f}", str(right + wrong), f"{right / (right + wrong):.0%}"
            )
    console.print(table)
    console.print(f"thresholds: {thresholds}")


def show_crossfit(table: tuple[Decile, ...], console: Console) -> None:
    """The build's own calibration: the base's phrasings and entries, each scored by a fit that had not seen it."""
    shown = Table(title="cross-fitted at build, whole entries held out too", title_justify="left")
    for column in ("confidence", "weight", "right"):
        shown.add_column(column, justify="right")
    for row in reversed(table):
        shown.add_row(f"{row.low:.1f}-{row.high:.1f}", f"{row.weight:.0f}", f"{row.right:.0%}")
    console.print(shown)


def show_wrong(found: Evaluation, console: Console) -> None:
    """A line for each wrong reply."""
    for question, reply in found.wrong:
        got = (
            f"{reply.outcome}/{reply.reason}/{reply.entry or (reply.candidates[0].entry if reply.candidates else '-')}"
        )
        line = f"{question.id} [{question.kind} {question.topic}] {question.q!r} -> {got} p={reply.confidence:.2f}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def with_progress(questions: list[Labelled], console: Console) -> Callable[[], Iterable[Labelled]]:
    """The questions, with a progress bar on a terminal."""
    return lambda: track(questions, "asking", console=console, disable=not console.is_terminal)


def _share(part: int, score: Score) -> str:
    return f"{part} ({part / score.total:.1%})"
