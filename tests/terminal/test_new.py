"""`new` writes a base that works, on another subject than the shipped one; nothing of that one shows in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.answerer import Answerer
from bot.answers.plain import plain_text
from bot.reports import text
from bot.reports.blocks import as_plain
from bot.reports.declared import declared, names
from bot.reports.status import status
from bot.reports.voice import Voice
from tests.support.bases import make_answerer
from tests.terminal.test_cli import ROOT, run

NOW = datetime.now(UTC)
SUBJECT = re.compile(r"truce|tariff|\bchina\b|trade|休战|关税|中美|贸易", re.IGNORECASE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place whose configuration names no folder, with a base that `new` wrote."""
    folder = tmp_path_factory.mktemp("new")
    (folder / "config.yaml").write_text("cooldown: 0s\n", "utf-8")
    done = run(folder, "new", "library")
    assert done.returncode == 0, done.stderr
    return folder


def ask(home: Path, *arguments: str, typed: str = "") -> str:
    done = run(home, *arguments, typed=typed, KNOWLEDGE=str(home / "library"))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_new_when_checked_then_clean(home: Path) -> None:
    assert ask(home, "check").strip() == "0 errors, 0 warnings"


def test_new_when_it_has_been_written_then_it_holds_what_a_base_begins_with(home: Path) -> None:
    written = {
        path.relative_to(home / "library").as_posix() for path in (home / "library").rglob("*") if path.is_file()
    }
    assert {"scope.yaml", "reports.yaml", "sources.yaml", "deadlines.yaml", "questions/own.jsonl"} <= written
    told = (home / "library" / "faq" / "library.yaml").read_text("utf-8")
    assert told.count("  - id: ") == 5
    assert "@" not in "".join((home / "library" / name).read_text("utf-8") for name in written)


@pytest.fixture(scope="module")
def answerer(home: Path) -> Answerer:
    return make_answerer(home / "library")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what time do you open on tuesday", "10:00 to 18:00"),
        ("how many weeks may i keep a novel", "3 weeks"),
        ("how long can I keep a book from France", "3 weeks"),
        ("屋顶漏水修好了吗", "市议会已招标"),
        ("hello", "Ask me about the Riverside library"),
        ("你好", "河畔图书馆"),
        ("who won the champions league last night", "I don't know that"),
        ("what do you think about it", "I have no opinions"),
        ("今天天气怎么样", "我只根据自己核对过的记录回答"),
        ("谁是梅西", "我只根据自己核对过的记录回答"),
    ],
)
def test_new_when_asked_then_it_answers_or_says_that_it_does_not_know(
    answerer: Answerer, question: str, told: str
) -> None:
    said = plain_text(answerer.ask(question, now=NOW))
    assert told in said
    assert not SUBJECT.search(said)


def test_new_when_its_reports_are_told_then_they_hold_its_records_alone(answerer: Answerer) -> None:
    base = answerer.base
    assert names(base) == ("status", "hours", "visits", "issues", "deadlines", "timeline")
    for language in ("en", "zh"):
        voice = Voice(language)
        told = [text.declared_blocks(declared(base, own, NOW, NOW), base, voice) for own in base.reports.values()]
        told.append(text.status_blocks(status(base, NOW, NOW), base, voice))
        said = "\n".join(as_plain(blocks) for blocks in told)
        assert "18:00" in said
        assert "51,900" in said
        assert not SUBJECT.search(said)


def test_new_when_another_base_is_used_then_its_commands_are_no_others(home: Path) -> None:
    assert "10:00 to 18:00" in ask(home, "hours")
    helped = ask(home, "--help")
    assert re.search(r"\bhours\b", helped)
    assert not SUBJECT.search(helped.replace("Discord", ""))
    assert run(home, "tariffs", KNOWLEDGE=str(home / "library")).returncode == 2


def test_new_when_the_folder_is_not_empty_then_nothing_is_written(home: Path) -> None:
    done = run(home, "new", "library")
    assert done.returncode == 2
    assert "is not empty" in done.stderr


def test_starter_when_read_then_it_is_what_the_chapter_says() -> None:
    chapter = (ROOT / "docs" / "curating.md").read_text("utf-8")
    for name in ("opening_hours", "loan_period", "visits"):
        assert name in chapter
