"""A phrasing goes into a file of entries, and nothing else of the file changes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.curation.adopting import DECLINED, to_declined, to_phrasing
from bot.curation.gaps import group
from bot.curation.phrasing import CannotAdd, add_phrasing
from bot.curation.ports import Gap
from bot.knowledge.loader import load
from tests.knowledge.test_broken import BASE, write

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "knowledge" / "faq").glob("*.yaml"))

FILE = """\
# What people ask.
entries:
    # The end of it.
    - id: truce-end
      question: {en: "When does it end?",  zh: 何时结束？}
      phrasings:
          - 'till when'    # a common one
          - expiry

      # The answer follows.
      answer: >-
          Soon.
    - id: other
      question: Other?
      phrasings: [one, "two"]
      answer: No.
"""
FLUSH = "entries:\n- id: a\n  question: A?\n  phrasings:\n  - x\n  answer: A.\n"


@pytest.mark.parametrize("path", SHIPPED, ids=[path.name for path in SHIPPED])
def test_add_when_to_a_shipped_file_then_one_line_more_and_no_other_change(path: Path) -> None:
    text = path.read_text("utf-8")
    loaded = load(ROOT / "knowledge")
    assert loaded.base is not None
    mine = [id_ for id_ in loaded.base.entries if Path(loaded.marks.where("entries", id_).path).name == path.name]
    for entry in (mine[0], mine[-1]):
        before, after = text.splitlines(), add_phrasing(text, entry, 'is the "truce": over? #now').splitlines()
        (added,) = [line for line in after if line not in before]
        at = after.index(added)
        assert after[:at] + after[at + 1 :] == before
        assert added.strip() == '- "is the \\"truce\\": over? #now"'


@pytest.mark.parametrize("text", [FLUSH, BASE["faq/faq.yaml"]], ids=["flush", "indented"])
def test_add_when_the_file_has_another_indentation_then_it_keeps_it(text: str) -> None:
    entry = "a" if text == FLUSH else "truce-end"
    after = add_phrasing(text, entry, "brand new").splitlines()
    (added,) = [line for line in after if "brand new" in line]
    assert [line for line in after if line != added] == text.splitlines()


def test_add_when_the_layout_cannot_be_kept_then_a_sentence_and_no_text() -> None:
    with pytest.raises(CannotAdd, match="add 'new' to the phrasings of 'truce-end' by hand"):
        add_phrasing(FILE, "truce-end", "new")


@pytest.mark.parametrize(
    ("entry", "question", "sentence"),
    [
        ("truce-ends", "x", r"there is no entry 'truce-ends' \(did you mean 'truce-end'\?\)"),
        ("truce-end", "truce  expiry", "'truce expiry' is a way to ask 'truce-end' already"),
        ("us-rate", "ＴＲＵＣＥ expiry?", "is a way to ask 'truce-end' already"),
    ],
)
def test_to_phrasing_when_it_cannot_be_one_then_a_sentence_and_nothing_is_written(
    tmp_path: Path, entry: str, question: str, sentence: str
) -> None:
    loaded = load(write(tmp_path, BASE))
    assert loaded.base is not None
    with pytest.raises(CannotAdd, match=sentence):
        to_phrasing(tmp_path, loaded, loaded.base, entry, question)
    assert {name: (tmp_path / name).read_text("utf-8") for name in BASE} == BASE
    assert not (tmp_path / "questions" / "regressions.jsonl").exists()


def test_to_phrasing_when_written_then_the_base_loads_with_it_and_the_regression_names_the_entry(
    tmp_path: Path,
) -> None:
    loaded = load(write(tmp_path, BASE))
    assert loaded.base is not None
    to_phrasing(tmp_path, loaded, loaded.base, "truce-end", " is the   pause done? ")
    written = to_phrasing(tmp_path, loaded, loaded.base, "us-rate", "茶叶税多高")
    again = load(tmp_path).base
    assert again is not None
    assert again.entries["truce-end"].phrasings[-1] == "is the pause done?"
    assert again.entries["us-rate"].phrasings[-1] == "茶叶税多高"
    lines = [json.loads(line) for line in written.regression.read_text("utf-8").splitlines()]
    assert [(line["q"], line["lang"], line["entry"]) for line in lines] == [
        ("is the pause done?", "en", "truce-end"),
        ("茶叶税多高", "zh", "us-rate"),
    ]
    assert not list(tmp_path.rglob("*.new"))


def test_to_declined_when_the_kind_is_known_then_the_reader_learns_it_and_when_not_a_sentence(tmp_path: Path) -> None:
    base = load(write(tmp_path, BASE)).base
    assert base is not None
    with pytest.raises(CannotAdd, match="known are prediction"):
        to_declined(tmp_path, base, "no-such-kind", "how tall is it")
    assert to_declined(tmp_path, base, "prediction", "who wins this") == tmp_path / DECLINED
    again = load(tmp_path).base
    assert again is not None
    assert ("who wins this", "prediction") in [(line.q, line.declined) for line in again.labelled]


def gap(question: str, count: int) -> Gap:
    first = datetime(2026, 11, 1, tzinfo=UTC)
    return Gap(question, "en", "unknown", "too_unlike", count, first, first + timedelta(days=count))


def test_group_when_questions_are_alike_then_they_are_one_and_the_most_frequent_comes_first() -> None:
    asked = [
        gap("who pays the tea duty", 3),
        gap("Who pays the duty on tea?", 2),
        gap("WHO PAYS THE TEA DUTY!!", 1),
        gap("what is a tea ceremony", 4),
        gap("谁付关税", 1),
        gap("誰付關稅", 1),
    ]
    found = group(asked)
    assert [(like.count, like.questions) for like in found] == [
        (6, ("who pays the tea duty", "Who pays the duty on tea?", "WHO PAYS THE TEA DUTY!!")),
        (4, ("what is a tea ceremony",)),
        (2, ("谁付关税", "誰付關稅")),
    ]
    assert group([]) == ()
