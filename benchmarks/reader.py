"""What each part of the reader is worth, whether the scope head carries over, and what more labelled questions bring.

python -m benchmarks.reader FILE.jsonl …     # the ablation on labelled sets, then the curve and the carrying over
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.labelled import NOW, _score
from benchmarks.matchers import auroc
from bot.answers.answerer import Answerer
from bot.answers.chinese import Gloss
from bot.answers.coverage import Coverage, Gap
from bot.answers.encoder import Encoder, load_encoder
from bot.answers.features import LexicalSpace
from bot.answers.gazetteer import country_words
from bot.answers.index import Lesson
from bot.answers.match import Matcher
from bot.answers.reading import Reading
from bot.answers.ready import lesson_of
from bot.answers.scope_head import ScopeHead
from bot.answers.scoring import Fitted, Questions, best_scores
from bot.answers.shelf import Shelf
from bot.answers.text import normalise
from bot.knowledge.library import Library
from bot.terminal.evaluate import evaluate, read_questions

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
SIZES, SEEDS = (200, 500, 1000, 3000, 10000), range(3)


class Blind(Coverage):
    """Coverage that sees no gap."""

    def gaps(self, entry: str, reading: Reading) -> tuple[Gap, ...]:
        """Nothing."""
        return ()


@dataclass(frozen=True)
class Design:
    """A stage of the reader."""

    name: str
    encoder: Encoder
    lesson: Callable[[Lesson], Lesson]
    covers: bool


def designs() -> Iterator[Design]:
    """From the head alone to the whole, one part more each time."""
    general = load_encoder()
    yield Design("head alone", general, lambda lesson: replace(lesson, declined={}, calibration=()), False)
    yield Design("+ declined kinds and scope head", general, lambda lesson: lesson, False)
    tuned = KNOWLEDGE / "encoder"
    if not tuned.is_dir():
        return
    yield Design("+ fine-tuned encoder", load_encoder(tuned=tuned), lambda lesson: lesson, False)
    yield Design("+ coverage", load_encoder(tuned=tuned), lambda lesson: lesson, True)


def ablation(console: Console, files: Sequence[Path]) -> None:
    """Each design on labelled questions, at the thresholds that it derives itself."""
    table = Table(title=f"ablation on {', '.join(path.stem for path in files)}", title_justify="left")
    for column in ("design", "English", "Chinese", "near", "far", "premise", "p50 ms", "p99 ms", "resident MB"):
        table.add_column(column, justify="left" if column == "design" else "right")
    questions = [question for path in files for question in read_questions(path)]
    with tempfile.TemporaryDirectory() as cache:
        for design in designs():
            answerer = _answerer(design, Path(cache))
            found = evaluate(questions, answerer, NOW)
            times = []
            for question in questions:
                begun = time.perf_counter()
                answerer.ask(question.q, now=NOW)
                times.append(1000 * (time.perf_counter() - begun))
            right = [_score(found, "answerable", language) for language in ("en", "zh")]
            wrong = [_score(found, kind) for kind in ("near_oos", "far_oos", "false_premise")]
            table.add_row(
                design.name,
                *(f"{100 * score.right / max(score.total, 1):.1f}" for score in right),
                *(f"{100 * (score.total - score.right) / max(score.total, 1):.1f}" for score in wrong),
                f"{np.percentile(times, 50):.1f}",
                f"{np.percentile(times, 99):.1f}",
                f"{psutil.Process().memory_info().rss / 1e6:.0f}",
            )
    console.print(table)


def _answerer(design: Design, cache: Path) -> Answerer:
    def build(lesson: Callable[[], Lesson], coverage: Coverage, _: Shelf) -> Matcher:
        words = {"protected": coverage.protected, "spelled": coverage.vocabulary, "countries": country_words()}
        return Matcher.build(design.lesson(lesson()), design.encoder, cache, **words)

    answerer = Answerer(Library(KNOWLEDGE), build)
    if not design.covers:
        ready = answerer._made
        answerer._made = replace(ready, coverage=Blind(ready.base, ready.reader))
    return answerer


@dataclass(frozen=True)
class Material:
    """Everything that the heads learn from, as vectors of the general encoder."""

    classes: tuple[str, ...]
    entries: int
    vectors: NDArray[np.float32]
    owners: NDArray[np.intp]
    typed: NDArray[np.bool_]
    """Whether a text is somebody's labelled question, and not a curator's phrasing or example."""
    texts: tuple[str, ...]
    held: NDArray[np.float32]
    held_texts: tuple[str, ...]
    answers: tuple[frozenset[str], ...]


def material() -> Material:
    """Encode the lesson of the shipped base."""
    base = Library(KNOWLEDGE).base
    lesson = lesson_of(base, Gloss(base.glossary.glossary))
    curated = set(lesson.spelled)
    named = [
        (name, text) for part in (lesson.entries, lesson.declined) for name, texts in part.items() for text in texts
    ]
    classes = (*lesson.entries, *lesson.declined)
    at = {name: number for number, name in enumerate(classes)}
    encoder, texts = load_encoder(), tuple(normalise(text) for _, text in named)
    asked = tuple(normalise(text) for text, _ in lesson.calibration)
    return Material(
        classes,
        len(lesson.entries),
        encoder.encode(texts),
        np.asarray([at[name] for name, _ in named]),
        np.asarray([text not in curated for _, text in named]),
        texts,
        encoder.encode(asked),
        asked,
        tuple(right for _, right in lesson.calibration),
    )


def curve(console: Console, given: Material) -> None:
    """What the held-out writers' questions show with so many labelled questions."""
    table = Table(title="labelled questions learned from (general encoder, mean of three draws)", title_justify="left")
    for column in ("lines", "right at the first try", "AUROC, answerable or not", "others let through at 97 kept"):
        table.add_column(column, justify="right")
    answerable = np.asarray([bool(right) for right in given.answers])
    typed = np.flatnonzero(given.typed)
    for size in (*[size for size in SIZES if size < len(typed)], len(typed)):
        rows = []
        for seed in SEEDS:
            chosen = random.Random(seed).sample(typed.tolist(), size)
            keep = np.sort(np.concatenate([np.flatnonzero(~given.typed), chosen]))
            rows.append(_held(given, keep, answerable))
        table.add_row(
            f"{size:,}", *(f"{value:.3f}" if value < 1 else f"{value:.1f}" for value in np.mean(rows, axis=0))
        )
    console.print(table)


def _held(given: Material, keep: NDArray[np.intp], answerable: NDArray[np.bool_]) -> tuple[float, float, float]:
    owners = given.owners[keep]
    order = np.argsort(owners, kind="stable")
    keep, owners = keep[order], owners[order]
    classes, owners = np.unique(owners, return_inverse=True)
    space, lexical = LexicalSpace.fit([given.texts[row] for row in keep], 256)
    known = Questions(given.vectors[keep], lexical)
    fitted = Fitted.fit(known, owners, len(classes), int((classes < given.entries).sum()))
    asked = Questions(given.held, np.stack([space.vector(text) for text in given.held_texts]))
    best, scores = best_scores(fitted, known, owners, asked)
    names = [given.classes[classes[top]] for top in best.tolist()]
    right = np.asarray([name in answers for name, answers in zip(names, given.answers, strict=True)])
    accepted = scores[:, 3]
    floor = np.quantile(accepted[answerable], 0.03)
    return (
        100 * float(right[answerable].mean()),
        auroc(accepted[answerable].tolist(), accepted[~answerable].tolist()),
        100 * float((accepted[~answerable] >= floor).mean()),
    )


def carrying_over(console: Console, given: Material) -> None:
    """The scope head, fitted without a third of the entries, on questions that come near those entries.

    A declined question belongs to the entry whose curated phrasing is nearest. Shares are of declined questions let
    through where 97 in 100 answerable ones are kept: by the cosine to the nearest phrasing alone, and by the sum of both.
    """
    table = Table(
        title="carrying over to entries not trained on: declined questions let through at 97 kept", title_justify="left"
    )
    for column in ("third", "answerable", "declined", "nearness alone", "with the scope head"):
        table.add_column(column, justify="right")
    phrased = np.flatnonzero(~given.typed & (given.owners < given.entries))
    near = given.vectors @ given.vectors[phrased].T
    group = given.owners[phrased][near.argmax(axis=1)]
    home = np.where(given.owners < given.entries, given.owners, group) % 3
    cosine = near.max(axis=1)
    for third in range(3):
        train = home != third
        head = ScopeHead.fit(given.vectors[train], given.owners[train] < given.entries)
        test = (home == third) & given.typed
        inside = test & (given.owners < given.entries)
        outside = test & (given.owners >= given.entries)
        if head is None:
            continue
        score = head.score(given.vectors)
        both = (cosine - cosine[train].mean()) / cosine[train].std() + (score - score[train].mean()) / score[
            train
        ].std()
        shares = [100 * float((by[outside] >= np.quantile(by[inside], 0.03)).mean()) for by in (cosine, both)]
        table.add_row(str(third + 1), str(inside.sum()), str(outside.sum()), *(f"{share:.1f}" for share in shares))
    console.print(table)


def main() -> None:
    """Print every table."""
    console = Console(width=120)
    files = [Path(name) for name in sys.argv[1:]]
    if files:
        ablation(console, files)
    given = material()
    carrying_over(console, given)
    curve(console, given)


if __name__ == "__main__":
    main()
