"""Public intent sets, where they are at hand, and random typing mistakes."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

NAMES = ("clinc150", "banking77", "hwu64")
STRANGE = "__oos__"
PHRASINGS = 10
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class PublicSet:
    """Phrasings by intent (a question and nine more, sampled from train), and labelled questions to score on."""

    name: str
    phrasings: dict[str, list[str]]
    questions: list[tuple[str, str]]
    strange: list[str]


def folder() -> Path:
    """Where the sets lie: BENCHMARK_DATA, or `../shared/data` beside the project."""
    return Path(os.environ.get("BENCHMARK_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def load(name: str, seed: int = 0) -> PublicSet | None:
    """Read a set; None where it is missing. All intents are kept; scored on `val`, on which nothing is chosen."""
    path = folder() / f"{name}.trainval.jsonl.gz"
    if not path.exists():
        return None
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    train: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["split"] == "train" and row["label"] != STRANGE:
            train[row["label"]].append(row["text"])
    pick = random.Random(seed)
    phrasings = {label: pick.sample(texts, min(PHRASINGS, len(texts))) for label, texts in sorted(train.items())}
    val = [row for row in rows if row["split"] == "val"]
    questions = [(row["text"], row["label"]) for row in val if row["label"] != STRANGE]
    return PublicSet(name, phrasings, questions, [row["text"] for row in val if row["label"] == STRANGE])


def with_typos(text: str, count: int, pick: random.Random) -> str:
    """The text with `count` random edits, each in a word of four letters or more, never in its first letter."""
    for _ in range(count):
        words = text.split(" ")
        long = [at for at, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
        if not long:
            return text
        at = pick.choice(long)
        words[at] = _edited(words[at], pick)
        text = " ".join(words)
    return text


def _edited(word: str, pick: random.Random) -> str:
    at = pick.randrange(1, len(word))
    kind = pick.choice(("drop", "add", "change", "swap"))
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "add":
        return word[:at] + pick.choice(_LETTERS) + word[at:]
    if kind == "change" or at + 1 >= len(word):
        return word[:at] + pick.choice(_LETTERS) + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
