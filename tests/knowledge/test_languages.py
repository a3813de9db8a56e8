"""A base that speaks Chinese hears which of its names are English alone; one in English alone hears nothing."""

from pathlib import Path

import pytest

from bot.knowledge.loader import load


def base(folder: Path, question: str, title: str) -> Path:
    (folder / "faq").mkdir(parents=True)
    (folder / "faq" / "all.yaml").write_text(
        f"entries:\n  - {{id: a, question: {question}, phrasings: [hours], answer: Ten.}}\n", "utf-8"
    )
    (folder / "deadlines.yaml").write_text(
        f'deadlines:\n  - {{id: d, title: {title}, at: "2027-01-10", if_missed: Nothing.}}\n', "utf-8"
    )
    return folder


@pytest.mark.parametrize(
    ("question", "title", "told"),
    [
        ("{en: When, zh: 何时}", "The end", ["deadlines.yaml:2:13"]),
        ("{en: When, zh: 何时}", "{en: The end, zh: 截止}", []),
        ("When", "The end", []),
    ],
)
def test_check_when_a_name_has_no_chinese_then_it_is_told_where_questions_have_it(
    tmp_path: Path, question: str, title: str, told: list[str]
) -> None:
    found = [f for f in load(base(tmp_path / "k", question, title)).findings if f.rule == "missing-language"]
    assert [str(f.location).split("/")[-1] for f in found] == told
