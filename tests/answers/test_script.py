"""Traditional questions get Traditional answers; the titles of sources stay as they are; Chinese numerals are read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.answerer import Answerer
from bot.answers.chinese import in_digits
from bot.answers.plain import footer_lines
from bot.answers.reading import Reader
from bot.answers.text import normalise
from bot.knowledge.base import KnowledgeBase
from bot.locale import say
from bot.locale.script import chinese_of, in_script
from tests.support.bases import NOW


@pytest.mark.parametrize(
    ("text", "wish", "language"),
    [
        ("美國對中國的關稅", "", "zh-TW"),
        ("美国对中国的关税", "zh-TW", "zh"),
        ("休戰到幾時㗎，係咪十一月", "", "zh-HK"),
        ("而家美國收幾多稅", "zh-HK", "zh-HK"),
        ("中美", "zh-TW", "zh-TW"),  # the same in both
        ("中美", "en", "zh"),
        ("tariffs", "zh-TW", None),
        ("", "", None),
    ],
)
def test_chinese_of_when_written_in_a_script_then_that_or_what_is_wished_for(
    text: str, wish: str, language: str | None
) -> None:
    assert chinese_of(text, wish) == language


def test_in_script_when_titles_are_kept_then_they_alone_stay() -> None:
    assert in_script("芯片：国务院公告", "zh-TW", ["国务院公告"]) == "晶片：国务院公告"
    assert in_script("芯片", "zh") == "芯片"


@settings(deadline=None)  # the converter is loaded once, on a busy machine slowly
@given(st.text(max_size=60), st.sampled_from(["en", "zh", "zh-TW", "zh-HK"]))
def test_in_script_when_given_any_text_then_never_an_error_and_no_simplified_question_is_turned(
    text: str, language: str
) -> None:
    assert isinstance(in_script(text, language), str)
    assert in_script(text, "zh") == text


def test_say_when_traditional_then_the_catalogues_own_sentence_in_that_script() -> None:
    assert say("answers-no-record", "zh-TW") == "這方面我沒有記錄。"


@pytest.mark.parametrize(
    ("question", "language", "has", "lacks"),
    [
        ("美國現在對中國商品加徵多少關稅", "zh-TW", "關稅", "关税"),
        ("美国现在对中国商品加征多少关税", "zh", "关税", "關稅"),
        ("美國而家對中國貨收幾多關稅㗎，係咪12.5%", "zh-HK", "關税", "关税"),
    ],
)
def test_ask_when_in_a_script_then_answered_in_it_and_the_sources_titles_stay(
    shipped: Answerer, question: str, language: str, has: str, lacks: str
) -> None:
    reply = shipped.ask(question, now=NOW, language="en")
    assert reply.language == language
    assert has in reply.answer
    assert lacks not in reply.answer
    simplified = shipped.entry(str(reply.entry), now=NOW, language="zh")
    assert [s.title for s in reply.sources] == [s.title for s in simplified.sources]
    footers = [footer_lines(each.provenance, each.language)[-1].partition("：")[2] for each in (simplified, reply)]
    assert footers[0] == footers[1]
    assert all(each.question for each in reply.related)


def test_ask_when_there_is_no_chinese_text_then_the_english_one_and_it_says_so(tea: Answerer) -> None:
    told = tea.ask("休战到期日", now=NOW)
    assert told.answer.startswith("The truce runs to")
    assert told.answer.endswith("以上为英文。）")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("二〇二五年七月", "2025年7月"),
        ("二零二五年十二月三十一日", "2025年12月31日"),
        ("２０２５年七月二十號", "2025年7月20号"),
        ("12.5趴", "12.5%"),
        ("幾趴", "几%"),
        ("趴在地上", "趴在地上"),
        ("第五轮", "第五轮"),
        ("一月", "一月"),
    ],
)
def test_in_digits_when_a_date_or_a_share_is_written_in_chinese_then_in_digits(written: str, canonical: str) -> None:
    assert in_digits(normalise(written)) == canonical
    assert in_digits(canonical) == canonical


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("二〇二五年七月的关税", "2025-07-01"),
        ("去年的逆差", "2025-01-01"),
        ("上个月的关税", "2026-10-01"),
        ("２０２５年７月的關稅", "2025-07-01"),
    ],
)
def test_read_when_a_time_is_named_in_chinese_then_it_is_read(wide: KnowledgeBase, question: str, first: str) -> None:
    (named,) = Reader(wide).read(question, NOW).times
    assert named.first.isoformat() == first


def test_read_when_trump_is_named_as_in_taiwan_then_he_stands_for_his_side(shipped_base: KnowledgeBase) -> None:
    assert Reader(shipped_base).read("川普的關稅", NOW).parties == ("us",)
