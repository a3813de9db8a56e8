"""Entries whose own ways to ask lead elsewhere, once each is left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answers.coverage import Coverage
from bot.answers.reading import Reader
from bot.curation.left_out import check
from bot.knowledge.findings import Severity
from bot.knowledge.loader import load
from tests.knowledge.test_broken import NOW, write

FAQ = """\
entries:
  - id: duty
    question: How high is the duty?
    phrasings: [the duty now, duty on tea, what is the duty]
    answer: High.
  - id: truce
    question: When does the truce end?
    phrasings: [end of the truce, truce over, {}]
    answer: Soon.
"""


def by_words(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors that are near where texts share words."""
    known = {word: at for at, word in enumerate(sorted({word for text in texts for word in text.split()}))}
    vectors = np.zeros((len(texts), len(known)), np.float32)
    for row, text in enumerate(texts):
        for word in text.split():
            vectors[row, known[word]] += 1
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def told(folder: Path, last: str, lines: str = "", entries: str = "", names: str = "") -> list[str]:
    files = {
        "faq/all.yaml": FAQ.format(last) + entries,
        "questions/train/one.jsonl": lines,
        "lexicon/names.yaml": names,
    }
    loaded = load(write(folder, {name: text for name, text in files.items() if text}))
    assert loaded.base is not None, loaded.findings
    found = list(check(loaded.base, loaded.marks.where, NOW, Coverage(loaded.base, Reader(loaded.base)), by_words))
    assert {finding.severity for finding in found} <= {Severity.WARNING}
    return [f"{finding.location.line}: {finding.rule}: {finding.sentence}" for finding in found]


def test_left_out_when_each_way_leads_back_then_nothing_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, "when is the truce over") == []


def test_left_out_when_most_ways_lie_nearest_to_another_entry_then_that_one_is_named(tmp_path: Path) -> None:
    ways = "what is the duty on tea, the duty on tea now, how high is the duty on tea"
    assert told(tmp_path, ways) == [
        "4: not-found-again: 'duty' is found by 0 of its 4 ways to ask when each is left out, and 'truce' by 4; add ways that only it "
        "has, or put the two into one"
    ]


def test_left_out_when_a_labelled_question_of_its_own_is_the_nearest_then_it_is_found_again(tmp_path: Path) -> None:
    ways = "what is the duty on tea, the duty on tea now, how high is the duty on tea"
    lines = (
        "how high is the duty really", "the duty now please", "duty on tea please", "what is the duty please",
    )  # fmt: skip
    own = "".join(json.dumps({"q": line, "entry": "duty"}) + "\n" for line in lines)
    assert told(tmp_path, ways, own) == []


def test_left_out_when_entries_differ_by_a_name_alone_then_the_name_keeps_them_apart(tmp_path: Path) -> None:
    names = "kind: other\nwords: {red: [red], blue: [blue]}\n"
    entries = "".join(
        f"  - {{id: {name}, question: When is {name} tea made?, phrasings: [how is {name} tea made, {name} tea please], answer: Now.}}\n"
        for name in ("red", "blue")
    )
    assert told(tmp_path, "when is the truce over", entries=entries, names=names) == []
