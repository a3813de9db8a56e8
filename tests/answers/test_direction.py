"""Who charges, and whose goods: read from the parts of a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.direction import read_direction
from bot.answers.lexicon import Lexicon, Mention, lexicon_of
from bot.answers.text import normalise, words
from bot.knowledge.lexicon import MentionKind, Role
from tests.support.reading import tea_base

ROLES = [role.value for role in Role]
OTHER = {"us": "china", "china": "us"}


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return lexicon_of(tea_base(tmp_path_factory.mktemp("direction")))


def read(lexicon: Lexicon, text: str) -> tuple[str | None, str | None]:
    return read_direction(lexicon.find(words(normalise(text))))


# `@` is one party and `#` the other; `%` and `&` are the same in Chinese.
SENTENCES = [
    ("what does @ charge", "@", None),
    ("what tariff does @ put on # goods", "@", "#"),
    ("@ charges # a lot", "@", None),
    ("@'s tariff", "@", None),
    ("@'s duty on # tea", "@", "#"),
    ("@s tariff", "@", None),
    ("@s duty on #", "@", "#"),
    ("@'s exports and #'s tariff", "#", "@"),
    ("the @ duty", None, None),
    ("the @ duty on #", None, "#"),
    ("the tariff on #", None, "#"),
    ("duty against #", None, "#"),
    ("stuff made in #", None, "#"),
    ("stuff imported from #", None, "#"),
    ("imported from #", None, "#"),
    ("goods from #", None, "#"),
    ("from #", None, None),
    ("a tariff from @", None, None),
    ("a tariff from @ on # goods", None, "#"),
    ("what does @ get from #", None, None),
    ("what does @ charge on goods from #", "@", "#"),
    ("# exports", None, "#"),
    ("duty on # goods to enter @", None, "#"),
    ("@ on #", None, "#"),
    ("and what about @ on #", None, "#"),
    ("@ leans on #", None, None),
    ("on the side of #", None, None),
    ("on # they agree", None, None),
    ("the talks of @ and #", None, None),
    ("what do @ and # charge", None, None),
    ("@ and #'s tariff", None, None),
    ("% 对 & 加征 多少", "%", "&"),
    ("%对&关税", "%", "&"),
    ("对&关税", None, "&"),
    ("来自&", None, None),
    ("来自&商品", None, "&"),
    pytest.param(
        "商品来自&", None, "&", marks=pytest.mark.xfail(strict=True, reason="goods before 来自 are not looked for")
    ),
    ("从&来的货", None, "&"),
    ("从&到%", None, None),
    ("产自&", None, "&"),
    ("&商品", None, "&"),
    ("&卖到%的商品", None, "&"),
    ("%和&加征多少", None, None),
    ("%&加征多少", None, None),
    ("%加征多少", "%", None),
    ("%关税", None, None),
]
NAMES = {"us": {"@": "america", "%": "美国"}, "china": {"@": "china", "%": "中国"}}


def filled(sentence: str, one: str) -> str:
    first, second = NAMES[one], NAMES[OTHER[one]]
    return (
        sentence.replace("@", first["@"]).replace("%", first["%"]).replace("#", second["@"]).replace("&", second["%"])
    )


@pytest.mark.parametrize("one", ["us", "china"])
@pytest.mark.parametrize(("sentence", "by", "on"), SENTENCES)
def test_read_direction_when_a_sentence_says_its_parts_then_they_are_read_either_way_round(
    lexicon: Lexicon, one: str, sentence: str, by: str | None, on: str | None
) -> None:
    meant = {"@": one, "%": one, "#": OTHER[one], "&": OTHER[one], None: None}
    assert read(lexicon, filled(sentence, one)) == (meant[by], meant[on])


@pytest.mark.parametrize(
    "text",
    [
        "does the us charge china more than china charges the us",
        "the tariff on china and the tariff on america",
        "goods from america and goods from china",
        "america's tariff and china's tariff",
        "china charges a duty on chinese goods",
        "美国对中国关税和中国对美国关税",
    ],
)
def test_read_direction_when_two_parts_disagree_then_it_says_none(lexicon: Lexicon, text: str) -> None:
    assert read(lexicon, text) == (None, None)


@pytest.mark.parametrize(
    "text", ["america did nothing of that kind, then or later; they charge", "america put forward and ate"]
)
def test_read_direction_when_the_verb_is_far_away_or_alone_then_only_what_is_near_belongs(
    lexicon: Lexicon, text: str
) -> None:
    assert read(lexicon, text)[0] == (None if "later" in text else "us")


@pytest.mark.parametrize(
    "text",
    [
        "what do china and the us charge",
        "what do the us and china put on each other",
        "中国和美国加征多少",
        "美华加征多少",
    ],
)
def test_read_direction_when_both_charge_then_it_says_none(lexicon: Lexicon, text: str) -> None:
    assert read(lexicon, text) == (None, None)


def test_read_direction_when_nothing_is_named_then_it_says_nothing() -> None:
    assert read_direction(()) == (None, None)


def test_read_direction_when_a_word_may_be_either_party_then_it_is_none() -> None:
    either = Mention(frozenset({(MentionKind.PARTY, "us"), (MentionKind.PARTY, "china")}), "them", 0, 1)
    goods = Mention(frozenset({(MentionKind.ROLE, "goods")}), "goods", 1, 2)
    assert read_direction((either, goods)) == (None, None)


@st.composite
def mentions(draw: st.DrawFn) -> list[tuple[str, str, int]]:
    """Kind of part or party, its words, and how many words stand before it."""
    part = st.tuples(st.sampled_from([*OTHER, *ROLES, "which"]), st.sampled_from(["x", "x's", "对"]), st.integers(0, 6))
    return draw(st.lists(part, max_size=8))


def placed(parts: list[tuple[str, str, int]], swap: bool) -> list[Mention]:
    found, at = [], 0
    for part, written, before in parts:
        at += before
        kind = MentionKind.PARTY if part in OTHER else MentionKind.ROLE if part in ROLES else MentionKind.QUESTION
        found.append(Mention(frozenset({(kind, OTHER.get(part, part) if swap else part)}), written, at, at + 1))
        at += 1
    return found


@given(mentions())
def test_read_direction_when_the_parties_change_places_then_the_direction_does(
    parts: list[tuple[str, str, int]],
) -> None:
    by, on = read_direction(placed(parts, swap=False))
    assert read_direction(placed(parts, swap=True)) == (OTHER.get(by or ""), OTHER.get(on or ""))
    assert by is None or by != on
    assert {by, on} <= {part for part, _, _ in parts} | {None}


def test_read_direction_when_the_list_of_a_base_is_written_then_its_lines_stand_here(tmp_path: Path) -> None:
    roles = next(listed for listed in tea_base(tmp_path).lexicon if listed.kind is MentionKind.ROLE)
    assert set(roles.words) == set(ROLES)
