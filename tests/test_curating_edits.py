"""The five edits of docs/curating.md, made as they stand there, and twenty questions about each, on either side of its date.

Whatever words people ask in, and in either language, all are told the same: what held before, then what holds since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.answerer import Answerer
from bot.answers.encoder import EncoderError, load_encoder
from bot.answers.ready import matcher_builder
from bot.knowledge.library import Library
from tests.knowledge.test_broken import BASE, write
from tests.test_curating_doc import _BLOCK, DOC, EDITS, edit


@dataclass(frozen=True)
class Asked:
    """The questions about an edit, and what their answers hold, and do not hold, at a clock."""

    entry: str
    en: str
    zh: str
    told: dict[str, tuple[str, str, str]]
    """By day: the words of the English answer, those of the Chinese one (none: it gets no answer), and words that neither holds."""

    @property
    def questions(self) -> list[tuple[str, int]]:
        return [(line.strip(), at) for at, text in enumerate((self.en, self.zh)) for line in text.strip().splitlines()]


RATE = Asked(
    "us-rate",
    """
    us tariff on china
    how much is the us duty
    american tariffs
    what does the us charge on chinese tea
    whats the tariff rate now
    tariff percent
    how high are us duties on tea from china
    is the us tariff on china still 30%
    is the duty 20% now
    us duty on chinese tea today
    """,
    """
    美国对中国茶叶征收多少关税
    美国关税是多少
    美国对中国茶叶的关税是多少
    美国对中国茶叶现在征收多少关税
    美国对中国征收多少关税
    美国的关税现在是多少
    美国对中国茶叶征多少税
    美国对中国茶叶征收的关税是多少
    美国关税现在多少
    美国对中国茶叶征收30%的关税吗
    """,
    {
        "2026-11-30": ("**30%** since", "**30%** since", "**20%**"),
        "2026-12-02": ("**20%** since", "**20%** since", "**30%**"),
    },
)
COUNT_EN = """
    number of rounds
    how many rounds of talks were there
    how many times did they meet
    rounds so far
    how often have they met
    how many meetings were there
    count of the talks so far
    how many rounds have there been
    how many times have the two sides met
    talks so far
    """
COUNT_ZH = """
    举行了几轮磋商
    一共谈了几轮
    磋商了几次
    谈了几轮
    至今举行了几轮磋商
    一共磋商了几次
    双方谈了几次
    到目前为止几轮谈判
    进行了几轮磋商
    总共谈了几轮
    """
ENTRY = Asked("round-count", COUNT_EN, COUNT_ZH, {"2026-11-15": ("**1** so far", "至今**1**轮", "**2**")})
ROUND = Asked(
    "round-count",
    COUNT_EN,
    COUNT_ZH,
    {"2026-11-15": ("**1** so far", "至今**1**轮", "**2**"), "2026-11-23": ("2. Vienna", "2. 维也纳", "**1**")},
)
OUTCOME = Asked(
    "next-end",
    """
    next deadline
    the next date
    what became of the deadline
    was it extended
    is the deadline over
    state of the deadline
    did the deadline pass
    how does the next deadline stand
    what happened with the deadline
    was the deadline extended
    """,
    """
    下一个期限怎样了
    期限怎样了
    期限过了吗
    期限怎么样了
    下一个期限现在怎样
    期限延长了吗
    期限的情况
    那个期限过了没有
    下一个期限怎么了
    期限后来怎样了
    """,
    {
        "2026-11-21": ("in 50 days", "还有50天", "July 2027"),
        "2026-11-23": (
            "Extended (official). By agreement, to 10 July 2027.",
            "已延长（官方）。双方商定延至2027年7月10日。",
            "48",
        ),
    },
)
PERSON = Asked(
    "person-li",
    """
    who is li chenggang
    li chenggang
    who is li
    what does li do
    role of li chenggang
    who leads for china
    tell me about li
    who leads the chinese side
    what is li chenggang's job
    who heads china's team
    """,
    """
    李成钢是谁
    李成钢的职务
    谁代表中方
    李成钢
    谁领导中方
    中方由谁代表
    李成钢是什么人
    谁是李成钢
    中国的谈判代表是谁
    李成钢做什么
    """,
    {"2025-04-10": ("", "", "chief negotiator"), "2026-11-23": ("chief negotiator. He leads", "首席谈判代表。他代表中方", "since")},
)  # fmt: skip
ASKED = dict(zip(EDITS, (RATE, ENTRY, ROUND, OUTCOME, PERSON), strict=True))


ENTRY_ITSELF = EDITS[1]


def made(home: Path, titles: tuple[str, ...]) -> Answerer:
    """An answerer over the guide's base after these edits."""
    write(home / "knowledge", BASE)
    for title in titles:
        section = DOC.partition(f"### {title}\n")[2].partition("\n### ")[0]
        blocks = [block for block in _BLOCK.finditer(section) if block["what"]]
        assert blocks, title
        for block in blocks:
            edit(home, block)
    try:
        encoder = load_encoder()
    except EncoderError as error:
        pytest.skip(f"the sentence encoder is not installed: {error}")
    return Answerer(Library(home / "knowledge"), matcher_builder(encoder, None))


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return made(tmp_path_factory.mktemp("edited"), EDITS)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


@pytest.mark.parametrize("title", EDITS)
def test_edit_when_made_then_twenty_questions_in_two_languages_are_told_one_thing_on_either_side_of_its_date(
    edited: Answerer, title: str
) -> None:
    asked = ASKED[title]
    assert len(dict(asked.questions)) == 20
    for day, (*words, never) in asked.told.items():
        wrong = {}
        for question, language in asked.questions:
            reply = edited.ask(question, now=at(day))
            entry = asked.entry if words[language] else None
            if reply.entry != entry or words[language] not in reply.answer or never in reply.answer:
                wrong[question] = (reply.entry, reply.answer)
        assert not wrong, day


def test_entry_when_it_is_not_there_yet_then_none_of_its_questions_gets_a_count(tmp_path: Path) -> None:
    before = made(tmp_path, tuple(title for title in EDITS if title != ENTRY_ITSELF))
    told = {question: before.ask(question, now=at("2026-11-23")).answer for question, _ in ENTRY.questions}
    assert not {question: answer for question, answer in told.items() if "**2**" in answer or "**1**" in answer}
