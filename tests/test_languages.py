"""The table of languages: how a language is told apart, and how its row writes dates, spans and amounts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from babel import Locale

from bot.locale import formats, languages
from bot.locale.languages import LANGUAGES, TAG_PATTERN, TAGS, Language, Script, language_of, script_of, spoken_as
from bot.locale.script import written_as

SPANISH = Language("es", "español", Locale("es"))


@pytest.fixture
def spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spanish as a third row, which shares its letters with English and has no catalogue."""
    monkeypatch.setattr(languages, "LANGUAGES", {**LANGUAGES, "es": SPANISH})


@pytest.mark.parametrize(
    ("text", "wish", "language"),
    [
        ("what is due", "en", "en"),
        ("what is due", "zh-TW", "en"),
        ("何时到期", "en", "zh"),
        ("第301条 Section 301", "en", "zh"),
        ("2025?", "zh", "en"),
    ],
)
def test_language_of_when_read_then_its_letters_decide(text: str, wish: str, language: str) -> None:
    assert language_of(text, wish) == language


@pytest.mark.usefixtures("spanish")
@pytest.mark.parametrize(("wish", "language"), [("es", "es"), ("en", "en"), ("zh", "en")])
def test_language_of_when_two_languages_share_letters_then_the_wish_decides(wish: str, language: str) -> None:
    assert language_of("cuando termina", wish) == language


@pytest.mark.parametrize(
    ("locale", "tag"),
    [("en-US", "en"), ("zh-CN", "zh"), ("zh-TW", "zh-TW"), ("zh-HK", "zh-HK"), ("fr", "en"), ("", "en")],
)
def test_spoken_as_when_a_reader_has_a_locale_then_the_nearest_tag_that_is_spoken(locale: str, tag: str) -> None:
    assert spoken_as(locale) == tag


@pytest.mark.parametrize(("text", "tag"), [("due", "en"), ("关税", "zh-Hans"), ("關稅", "zh-Hant")])
def test_written_as_when_a_question_is_labelled_then_with_its_script(text: str, tag: str) -> None:
    assert written_as(text) == tag


def test_tag_pattern_when_a_tag_begins_with_another_then_the_whole_tag_is_read() -> None:
    for tag in TAGS:
        found = re.match(rf"(?P<tag>{TAG_PATTERN})", f"{tag}:x")
        assert found is not None
        assert found["tag"] == tag


def test_script_of_when_there_are_no_letters_then_latin() -> None:
    assert script_of("2025-11-10") is Script.LATIN


FIRST, NEXT, LATER, NEXT_YEAR = date(2025, 7, 28), date(2025, 7, 29), date(2025, 8, 2), date(2026, 1, 2)


@pytest.mark.usefixtures("spanish")
@pytest.mark.parametrize(
    ("language", "last", "told"),
    [
        ("en", FIRST, "28 July 2025"),
        ("en", NEXT, "28–29 July 2025"),
        ("en", LATER, "28 July – 2 August 2025"),
        ("en", NEXT_YEAR, "28 July 2025 – 2 January 2026"),
        ("zh", FIRST, "2025年7月28日"),
        ("zh", NEXT, "2025年7月28日至29日"),
        ("zh-TW", LATER, "2025年7月28日至8月2日"),
        ("zh", NEXT_YEAR, "2025年7月28日至2026年1月2日"),
        ("es", NEXT, "28–29 de julio de 2025"),
        ("es", LATER, "28 de julio – 2 de agosto de 2025"),
    ],
)
def test_days_span_when_days_share_a_part_then_it_is_told_once(language: str, last: date, told: str) -> None:
    formats.day.cache_clear()
    assert formats.days_span(FIRST, last, language) == told
    formats.day.cache_clear()


@pytest.mark.parametrize(
    ("language", "told"), [("en", "12 August 2025, 00:01 (Eastern Time)"), ("zh", "2025年8月12日 00:01 (北美东部时间)")]
)
def test_moment_when_told_then_the_wall_time_of_its_zone(language: str, told: str) -> None:
    assert formats.moment(datetime(2025, 8, 12, 4, 1, tzinfo=UTC), "America/New_York", language) == told


@pytest.mark.parametrize(("language", "told"), [("en", "$295.0 billion"), ("zh", "2950亿美元")])
def test_usd_billion_when_told_then_in_the_large_number_of_the_language(language: str, told: str) -> None:
    assert formats.usd_billion(-295, language) == told
