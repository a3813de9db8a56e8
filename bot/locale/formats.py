"""Dates, numbers and lists the way each language writes them, by Babel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.locale.script import base_of

# Day before month for English: unambiguous, and how the base's own dates are told.
_LOCALES = {"en": Locale("en", "GB"), "zh": Locale("zh", "CN", script="Hans")}
_DAY = {"en": "d MMMM y", "zh": "y年M月d日"}
_DAY_MONTH = {"en": "d MMMM", "zh": "M月d日"}
_MONTH = {"en": "MMMM y", "zh": "y年M月"}


_KEPT = 4096
"""Days and numbers whose words are kept: a base tells the same ones again and again."""


def _locale(language: str) -> Locale:
    return _LOCALES.get(base_of(language), _LOCALES["en"])


def _pattern(patterns: dict[str, str], language: str) -> str:
    return patterns.get(base_of(language), patterns["en"])


@lru_cache(_KEPT)
def day(value: date, language: str = "en") -> str:
    """`12 August 2025`."""
    return format_date(value, _pattern(_DAY, language), _locale(language))


def month(value: date, language: str = "en") -> str:
    """`August 2025`."""
    return format_date(value, _pattern(_MONTH, language), _locale(language))


def short_month(value: date, language: str = "en") -> str:
    """`Aug 2025`, where there is little room."""
    return format_date(value, "MMM y", "en") if language == "en" else month(value, language)


def moment(value: datetime, zone: str, language: str = "en") -> str:
    """`12 August 2025, 00:01 (Eastern Time)`: the wall time in the zone, and the zone's own name."""
    local = value.astimezone(ZoneInfo(zone))
    clock = format_datetime(local, "HH:mm", locale=_locale(language))
    # Babel calls UTC an unknown region.
    name = "UTC"
    if zone != "UTC":
        name = get_timezone_name(ZoneInfo(zone), width="long", zone_variant="generic", locale=_locale(language))
    comma = " " if base_of(language) == "zh" else ", "
    return f"{day(local.date(), language)}{comma}{clock} ({name})"


def days_span(first: date, last: date, language: str = "en") -> str:
    """`28–29 July 2025`, `30 May – 2 June 2025`, or one day."""
    if first == last:
        return day(first, language)
    if base_of(language) == "zh":
        same = (first.year, first.month) == (last.year, last.month)
        end = f"{last.day}日" if same else format_date(last, _DAY_MONTH["zh"], _locale("zh"))
        return f"{day(first, 'zh')}至{end if first.year == last.year else day(last, 'zh')}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, language)}"
    if first.year == last.year:
        return f"{format_date(first, _DAY_MONTH['en'], _locale('en'))} – {day(last, language)}"
    return f"{day(first, language)} – {day(last, language)}"


@lru_cache(_KEPT)
def number(value: float, language: str = "en") -> str:
    """At most one decimal, with the language's own separators."""
    return str(format_decimal(value, "#,##0.#", _locale(language)))


def percent(value: float, language: str = "en") -> str:
    """A rate in percent, `12.5` as `12.5%`."""
    return f"{number(value, language)}%"


def usd_billion(value: float, language: str = "en") -> str:
    """An amount in billions of US dollars, without its sign: `$295.5 billion`, `2955亿美元`."""
    amount = abs(value)
    if base_of(language) == "zh":
        return f"{format_decimal(amount * 10, '0', _locale('zh'))}亿美元"
    return f"${format_decimal(amount, '#,##0.0', _locale('en'))} billion"


def join(items: Sequence[str], language: str = "en", style: str = "standard") -> str:
    """`a, b and c`."""
    return format_list(list(items), style=style, locale=_locale(language)) if items else ""  # type: ignore[arg-type]
