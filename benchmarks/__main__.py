"""`make bench`: everything that is measured, printed as tables and kept in docs/benchmarks.md.

python -m benchmarks [--no-fanout]
"""

from __future__ import annotations

import os
import platform
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks import fanout, labelled, resources
from benchmarks.data import NAMES, PublicSet, folder, load, with_typos
from benchmarks.matchers import auroc, contenders, ours
from bot.answers.encoder import Encoder, load_encoder
from bot.answers.match import Lesson, Matcher

TYPO_QUESTIONS = 1000
RECORD = Path(__file__).parents[1] / "docs" / "benchmarks.md"
PROGRESS = Console(stderr=True, style="dim")


def accuracy(console: Console, sets: list[PublicSet], encoder: Encoder) -> None:
    """Top-1 on each set, and how well CLINC150's out-of-scope questions are told apart."""
    table = Table(
        title="right at the first try, in 100 (ten phrasings an intent, all intents, scored on val)",
        title_justify="left",
    )
    table.add_column("matcher")
    for data in sets:
        table.add_column(data.name, justify="right")
    table.add_column("AUROC, out of scope (CLINC150)", justify="right")
    rows: dict[str, list[str]] = {}
    refusal: dict[str, str] = {}
    for data in sets:
        for contender in contenders(data, encoder):
            PROGRESS.print(f"{data.name}: {contender.name} …")
            answers = contender.ask([text for text, _ in data.questions])
            right = sum(got == label for (got, _), (_, label) in zip(answers, data.questions, strict=True))
            rows.setdefault(contender.name, []).append(f"{100 * right / len(answers):.1f}")
            if data.strange:
                outside = [score for _, score in contender.ask(data.strange)]
                refusal[contender.name] = f"{auroc([score for _, score in answers], outside):.3f}"
    for name, shares in rows.items():
        table.add_row(name, *shares, refusal.get(name, "-"))
    console.print(table)


def typos(console: Console, data: PublicSet, encoder: Encoder) -> None:
    """What one and two random mistakes cost."""
    ask = ours(Matcher.build(Lesson(data.phrasings), encoder))
    pick = random.Random(0)
    some = pick.sample(data.questions, min(TYPO_QUESTIONS, len(data.questions)))
    table = Table(title=f"{data.name}: right in 100 with random typing mistakes", title_justify="left")
    for column in ("mistakes", "right"):
        table.add_column(column, justify="right")
    for count in (0, 1, 2):
        answers = ask([with_typos(text, count, pick) for text, _ in some])
        right = sum(got == label for (got, _), (_, label) in zip(answers, some, strict=True))
        table.add_row(str(count), f"{100 * right / len(some):.1f}")
    console.print(table)


def calibration(console: Console, data: PublicSet, encoder: Encoder) -> None:
    """Of the questions told with a confidence, how many were right."""
    answers = ours(Matcher.build(Lesson(data.phrasings), encoder))([text for text, _ in data.questions])
    table = Table(title=f"{data.name}: confidence against truth", title_justify="left")
    for column in ("confidence", "questions", "right in 100"):
        table.add_column(column, justify="right")
    for decile in range(9, -1, -1):
        told = [
            got == label
            for (got, score), (_, label) in zip(answers, data.questions, strict=True)
            if min(int(score * 10), 9) == decile
        ]
        if told:
            table.add_row(
                f"{decile / 10:.1f}-{decile / 10 + 0.1:.1f}", str(len(told)), f"{100 * sum(told) / len(told):.0f}"
            )
    console.print(table)


def sizes(console: Console) -> None:
    """Time and memory at several sizes."""
    table = Table(title="time and memory (one thread; each in a fresh process)", title_justify="left")
    for column in ("entries", "cold build s", "warm start s", "p50 ms", "p99 ms", "resident MB", "peak MB"):
        table.add_column(column, justify="right")
    for entries in resources.SIZES:
        PROGRESS.print(f"{entries} entries …")
        found = resources.measure(entries)
        cells = (found["cold"], found["ready"], found["p50"], found["p99"], found["resident"], found["peak"])
        table.add_row(str(entries), *(f"{cell:.1f}" for cell in cells))
    console.print(table)


def record(tables: str) -> None:
    """Keep what was measured, with when and on what."""
    memory = psutil.virtual_memory().total / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    RECORD.write_text(
        f"# Benchmarks\n\nWhat `make bench` measured on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {machine}; "
        f"nothing here was written by hand.\n\n```text\n{tables.rstrip()}\n```\n",
        encoding="utf-8",
    )


def main() -> None:
    """Print every table and keep them."""
    console = Console(record=True, width=120)
    sets = [found for name in NAMES if (found := load(name))]
    encoder = load_encoder()
    if sets:
        accuracy(console, sets, encoder)
        typos(console, sets[0], encoder)
        calibration(console, sets[0], encoder)
        sizes(console)
    else:
        console.print(f"the public sets are not in {folder()}; set BENCHMARK_DATA to the folder that has them")
    labelled.show(console, PROGRESS)
    if "--no-fanout" not in sys.argv:
        fanout.show(console, PROGRESS, fanout.CHANNELS)
    if sets:
        record(console.export_text())


if __name__ == "__main__":
    main()
