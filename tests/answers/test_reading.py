"""A question, read once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.dates import Bearing, Grain
from bot.answers.reading import Figure, Reader, Reading, figures, language_of, unreadable
from bot.answers.text import normalise
from bot.knowledge.lexicon import MentionKind, QuestionKind
from bot.knowledge.loader import load
from tests.support.bases import NOW
from tests.support.reading import tea_base, write


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(tea_base(tmp_path_factory.mktemp("reading")))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who said so", QuestionKind.WHO),
        ("when is it over", QuestionKind.WHEN),
        ("until when", QuestionKind.WHEN),
        ("in which city was it", QuestionKind.WHERE),
        ("how come", QuestionKind.WHY),
        ("how many of them", QuestionKind.HOW_MANY),
        ("how much is it", QuestionKind.HOW_MUCH),
        ("which of them", QuestionKind.LIST),
        ("is it over", QuestionKind.WHETHER),
        ("so did it end", QuestionKind.WHETHER),
        ("what is it", QuestionKind.WHAT),
        ("the truce", QuestionKind.WHAT),
        ("", QuestionKind.WHAT),
        ("who did what, and when", QuestionKind.WHO),
        ("what happened, and when", QuestionKind.WHEN),
        ("the truce is over", QuestionKind.WHETHER),
        ("the long truce is over", QuestionKind.WHAT),
        ("what does it do", QuestionKind.WHAT),
        ("where is it", QuestionKind.WHERE),
        ("谁说的", QuestionKind.WHO),
        ("什么时候结束", QuestionKind.WHEN),
        ("在哪里", QuestionKind.WHERE),
        ("为什么", QuestionKind.WHY),
        ("谈了几轮", QuestionKind.HOW_MANY),
        ("关税多少", QuestionKind.HOW_MUCH),
        ("有哪些", QuestionKind.LIST),
        ("休战现在已经结束了吗", QuestionKind.WHETHER),
        ("现在的关税是不是这样", QuestionKind.WHETHER),
        ("休战是什么", QuestionKind.WHAT),
    ],
)
def test_kind_when_a_question_word_stands_in_it_then_the_first_that_says_more_than_what_decides(
    reader: Reader, question: str, kind: QuestionKind
) -> None:
    assert reader.read(question, NOW).kind is kind


@pytest.mark.parametrize(
    "question",
    ["how does it work", "how did it get to 145%", "and how was it agreed", "how do I apply", "how", "怎么谈的"],
)
def test_kind_when_it_asks_how_then_it_is_no_question_of_whether(reader: Reader, question: str) -> None:
    assert reader.read(question, NOW).kind is QuestionKind.HOW


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("can you say when it is over", QuestionKind.WHEN),
        ("do you know who said so", QuestionKind.WHO),
        ("can anybody tell why", QuestionKind.WHY),
        ("can you say how it works", QuestionKind.HOW),
        ("can you say how many", QuestionKind.HOW_MANY),
        ("请问你知道什么时候结束", QuestionKind.WHEN),
        ("请问你知道结束了吗", QuestionKind.WHETHER),
        ("do you know the truce", QuestionKind.WHAT),
        ("can you", QuestionKind.WHAT),
    ],
)
def test_kind_when_it_is_asked_politely_then_the_question_inside_decides(
    reader: Reader, question: str, kind: QuestionKind
) -> None:
    assert reader.read(question, NOW).kind is kind


@pytest.mark.parametrize(
    "question",
    [
        "do you know, is it 145%",
        "can you tell me did it end",
        pytest.param(
            "can you say if it is over",
            marks=pytest.mark.xfail(strict=True, reason="`if` does not open a question of whether"),
        ),
    ],
)
def test_kind_when_it_is_asked_politely_whether_then_it_is_a_question_of_whether(reader: Reader, question: str) -> None:
    assert reader.read(question, NOW).kind is QuestionKind.WHETHER


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("is it 145%", ["145%"]),
        ("145 %", ["145%"]),
        ("7.5 percent", ["7.5%"]),
        ("7.5 per cent", ["7.5%"]),
        ("30 pct", ["30%"]),
        ("１４５％", ["145%"]),
        ("12,5%", ["12.5%"]),
        ("1,000%", ["1,000%"]),
        ("$295.4 billion", ["$295.4"]),
        ("$ 800", ["$800"]),
        ("us$800", ["$800"]),
        ("$1,234", ["$1,234"]),
        ("$1234", ["$1,234"]),
        ("$1,234,567.5", ["$1,234,567.5"]),
        ("800 dollars", ["$800"]),
        ("a dollar", []),
        ("1 dollar", ["$1"]),
        ("1,000 bucks", ["$1,000"]),
        ("usd 800", ["$800"]),
        ("USD800 or 900 usd", ["$800", "$900"]),
        ("是800美元吗", ["$800"]),
        ("百分之30", ["30%"]),
        ("百分之7.5", ["7.5%"]),
        ("百分之", []),
        ("30 dollarettes", []),
        ("关税是30%吗", ["30%"]),
        ("30% or 10%, for $5", ["30%", "10%", "$5"]),
        ("in 2018", []),
        ("150 countries", []),
        ("section 301", []),
        ("percent", []),
        ("on 2025-05-12", []),
        ("", []),
    ],
)
def test_figures_when_a_percentage_or_dollars_are_written_then_they_are_read(text: str, found: list[str]) -> None:
    assert [str(figure) for figure in figures(normalise(text))] == found


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (Figure("$", 2_500_000.0), "$2,500,000"),
        (Figure("$", 12_345.67), "$12,345.67"),
        (Figure("$", 38_000_000.0), "$38,000,000"),
        (Figure("$", 9_999_999_999.0), "$9,999,999,999"),
        (Figure("%", 1000.0), "1,000%"),
        (Figure("%", 7.5), "7.5%"),
        (Figure("$", 0.0), "$0"),
    ],
)
def test_figure_when_it_is_told_then_all_its_digits_are_with_separators(figure: Figure, told: str) -> None:
    assert str(figure) == told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("$295,600,000,000", "$295,600,000,000"),
        ("$38000000000000", "$38,000,000,000,000"),
        ("$12345678901.5", "$12,345,678,901.5"),
    ],
)
def test_figure_when_it_has_more_than_ten_digits_then_all_are_told_too(typed: str, told: str) -> None:
    assert [str(figure) for figure in figures(normalise(typed))] == [told]


@pytest.mark.parametrize("typed", ["¥800", "￥800", "800元", "800 yuan", "rmb 800", "800人民币"])
def test_figures_when_a_sum_is_in_yuan_then_it_is_none_of_dollars(typed: str) -> None:
    assert list(figures(normalise(typed))) == []


@pytest.mark.parametrize("typed", ["420 billion dollars", "420bn dollars", "420 billion usd"])
def test_figures_when_a_sum_of_billions_is_in_words_then_it_is_read_as_with_the_sign(typed: str) -> None:
    assert list(figures(normalise(typed))) == list(figures("$420 billion"))


@given(st.floats(0, 1e9).map(lambda value: round(value, 1)), st.sampled_from(["{}%", "{} percent", "{} %", "是{}%吗"]))
def test_figures_when_any_number_is_written_before_a_percent_then_its_value_is_read(value: float, written: str) -> None:
    text = written.format(f"{value:.1f}")
    assert list(figures(normalise(text))) == [Figure("%", value)]


@pytest.mark.parametrize(
    ("question", "claims"),
    [
        ("is it still 145%", True),
        ("关税是145%吗", True),
        ("is it high", False),
        ("when was it 145%", False),
        ("145% tariff", False),
    ],
)
def test_claims_when_a_figure_is_held_up_to_be_confirmed_then_true(reader: Reader, question: str, claims: bool) -> None:
    assert reader.read(question, NOW).claims is claims


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("what tariff does America put on Chinese goods", "us_on_china"),
        ("the duty on China", "us_on_china"),
        ("stuff made in China", "us_on_china"),
        ("America's tariff", "us_on_china"),
        ("what does China charge", "china_on_us"),
        ("Beijing's tariff", "china_on_us"),
        ("the duty on american goods", "china_on_us"),
        ("中国对美国加征多少", "china_on_us"),
        ("对华关税", "us_on_china"),
        ("Trump's tariff on America", None),
        ("the tariff", None),
        ("the duty on Japan", None),
        ("when does the truce end", None),
    ],
)
def test_direction_when_the_words_say_so_then_the_one_declared_that_agrees(
    reader: Reader, question: str, direction: str | None
) -> None:
    assert reader.read(question, NOW).direction == direction


def test_direction_when_the_base_declares_none_that_agrees_or_several_then_none(tmp_path: Path) -> None:
    scope = """
parties:
  - {id: us, name: America, words: [america]}
  - {id: china, name: China, words: [china]}
  - {id: japan, name: Japan, words: [japan]}
directions:
  - {id: us_on_china, by: us, on: china}
  - {id: us_on_japan, by: us, on: japan}
"""
    base = load(write(tmp_path, **{"scope_yaml": scope})).base
    assert base is not None
    reader = Reader(base)
    assert reader.read("america's tariff", NOW).direction is None
    assert reader.read("the duty on japan", NOW).direction == "us_on_japan"
    assert reader.read("japan's tariff", NOW).direction is None


@pytest.mark.parametrize(
    ("question", "parties"),
    [
        ("the us tariff on china", ("us", "china")),
        ("China and the US, and China again", ("china", "us")),
        ("what does Washington want", ("us",)),
        ("美国和中国", ("us", "china")),
        ("对华", ("china",)),
        ("the truce", ()),
        ("a bus to indochina", ()),
    ],
)
def test_parties_when_named_then_each_once_in_the_order_said(
    reader: Reader, question: str, parties: tuple[str, ...]
) -> None:
    assert reader.read(question, NOW).parties == parties


@pytest.mark.parametrize(
    ("question", "issue"),
    [
        ("what of rare earth exports", "minerals"),
        ("rare earths", "minerals"),
        ("rare earth magnets", "magnets"),
        ("稀土怎么样", "minerals"),
        ("an unrare earth", None),
        ("what of tea", None),
    ],
)
def test_issue_when_keywords_stand_in_it_then_the_longest_decides(
    reader: Reader, question: str, issue: str | None
) -> None:
    assert reader.read(question, NOW).issue == issue


def test_times_when_days_and_names_stand_in_it_then_both_are_kept(reader: Reader) -> None:
    reading = reader.read("the tariff before the truce, on 20 April 2025 and in 2018", NOW)
    assert [(named.first.isoformat(), named.grain) for named in reading.times] == [
        ("2025-04-20", Grain.DAY),
        ("2018-01-01", Grain.YEAR),
    ]
    named = [
        reading.named_times,
        reader.read("休战前的关税", NOW).named_times,
        reader.read("the truce before", NOW).named_times,
        reader.read("the latest on the truce", NOW).named_times,
    ]
    found = [[(str(time.first), time.bearing) for time in times] for times in named]
    assert found == [[("2025-05-14", Bearing.BEFORE)], [("2025-05-14", Bearing.BEFORE)], [], []]


def test_times_when_the_clock_is_in_another_zone_then_the_bases_day_counts(reader: Reader) -> None:
    late = datetime(2026, 11, 24, 3, tzinfo=UTC)  # still the 23rd in New York
    asked = [reader.read("yesterday", now).times for now in (late, late.astimezone(timezone(timedelta(hours=8))))]
    assert asked[0] == asked[1]
    assert asked[0][0].first.isoformat() == "2026-11-22"


@pytest.mark.parametrize(
    ("text", "language"),
    [("when", "en"), ("休战", "zh"), ("US 关税", "zh"), ("休戰", "zh"), ("", "en"), ("когда", "en")],
)
def test_language_of_when_there_are_han_characters_then_chinese(text: str, language: str) -> None:
    assert language_of(text, "en") == language


@pytest.mark.parametrize(
    ("text", "is_unreadable"),
    [
        ("когда закончится перемирие", True),
        ("متى تنتهي الهدنة", True),
        ("τελος της εκεχειριας", True),
        ("休战什么时候结束", False),
        ("quand finit la trêve", False),
        ("ｗｈｅｎ", False),
        ("what does перемирие mean", False),
        ("12345 ?!", False),
        ("", False),
    ],
)
def test_unreadable_when_most_letters_are_of_another_script_then_true(
    reader: Reader, text: str, is_unreadable: bool
) -> None:
    assert unreadable(text) is is_unreadable
    assert reader.read(text, NOW).unreadable is is_unreadable


def test_read_when_lines_of_somebody_else_are_quoted_then_only_the_own_words_are_read(reader: Reader) -> None:
    reading = reader.read("> is it 900% on Japan?\nwhen does the truce end", NOW)
    assert reading.canonical == "when does the truce end"
    assert reading.figures == ()
    assert not any(mention.ids(MentionKind.PLACE) for mention in reading.mentions)


@pytest.mark.parametrize("quoted", ["休战什么时候结束", "когда же закончится наконец это самое перемирие"])
def test_read_when_the_quoted_lines_are_in_another_language_then_the_own_words_decide(
    reader: Reader, quoted: str
) -> None:
    reading = reader.read(f"> {quoted}\nwhen does it end", NOW)
    assert (reading.language, reading.unreadable) == ("en", False)


def test_names_when_a_text_is_given_then_everything_that_it_may_name(reader: Reader) -> None:
    found = reader.names("The price of tea leaves in Japan")
    assert {(MentionKind.ATTRIBUTE, "price"), (MentionKind.PRODUCT, "tea"), (MentionKind.PLACE, "JP")} <= found
    assert reader.names("") == frozenset()


PIECES = (
    "who when where why how many is did the tariff duty on against made in from china america us japan 145% $5 2018 "
    "in may 2025 yesterday rare earth before the truce 谁 什么 时候 美国 对 华 关税 吗 多少 ? > \n 's '"
)
TYPED = st.lists(st.sampled_from([*PIECES.split(" ")])).map(" ".join)


@given(st.text(max_size=120) | TYPED)
def test_read_when_given_any_text_then_it_never_raises_and_reads_the_same_again(reader: Reader, text: str) -> None:
    reading = reader.read(text, NOW)
    assert reader.read(text, NOW) == reading
    assert set(reading.parties) <= {"us", "china"}
    assert reading.direction in (None, "us_on_china", "china_on_us")
    assert reading.claims is (reading.kind is QuestionKind.WHETHER and bool(reading.figures))
    assert reader.read(reading.canonical, NOW).mentions == reading.mentions


@pytest.mark.parametrize(
    "text",
    [
        "9" * 5000 + "%",
        "$" + "1," * 2000,
        "is " * 3000,
        "美" * 5000,
        "٣٤٥%",
        "\x00\ud800",
        "2025-99-99",
        "'" * 500,
        "> ",
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_read_when_the_text_is_huge_or_hostile_then_it_is_read(reader: Reader, text: str) -> None:
    assert isinstance(reader.read(text, NOW), Reading)


@given(TYPED)
def test_direction_when_the_parties_change_places_then_the_direction_does(reader: Reader, text: str) -> None:
    other = {"china": "america", "america": "china", "us": "china", "美国": "华", "华": "美国"}
    mirrored = " ".join(other.get(word, word) for word in text.split(" "))
    turned = {"us_on_china": "china_on_us", "china_on_us": "us_on_china"}
    assert reader.read(mirrored, NOW).direction == turned.get(reader.read(text, NOW).direction or "")
