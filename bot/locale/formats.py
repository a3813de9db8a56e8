"""Dates, numbers and lists the way each language writes them, by Babel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.locale import say
from bot.locale.languages import ENGLISH, row_of

_KEPT = 4096
"""Days and numbers whose words are kept: a base tells the same ones again and again."""


@lru_cache(_KEPT)
def day(value: date, language: str = ENGLISH) -> str:
    """`12 August 2025`."""
    return format_date(value, "long", row_of(language).locale)


def short_day(value: date, language: str = ENGLISH) -> str:
    """`4 Feb 2025`, `2025/2/4`: for a narrow column."""
    locale = row_of(language).locale
    return format_date(value, "y/M/d" if _begins_with_year(locale) else "d MMM y", locale)


def month(value: date, language: str = ENGLISH) -> str:
    """`August 2025`."""
    return format_skeleton("yMMMM", value, locale=row_of(language).locale)


def short_month(value: date, language: str = ENGLISH) -> str:
    """`Aug 2025`, where there is little room."""
    return format_skeleton("yMMM", value, locale=row_of(language).locale)


def moment(value: datetime, zone: str, language: str = ENGLISH) -> str:
    """`12 August 2025, 00:01 (Eastern Time)`: the wall time in the zone, and the zone's own name."""
    local, locale = value.astimezone(ZoneInfo(zone)), row_of(language).locale
    # Babel calls UTC an unknown region.
    name = "UTC"
    if zone != "UTC":
        name = get_timezone_name(ZoneInfo(zone), width="long", zone_variant="generic", locale=locale)
    clock = format_datetime(local, "HH:mm", locale=locale)
    return say("formats-moment", language, day=day(local.date(), language), clock=clock, zone=name)


def days_span(first: date, last: date, language: str = ENGLISH) -> str:
    """`28–29 July 2025`, `30 May – 2 June 2025`, `2025年7月28日至29日`, or one day; what both days share is told once."""
    row = row_of(language)
    if first == last:
        return day(first, language)
    if first.year != last.year:
        return f"{day(first, language)}{row.to}{day(last, language)}"
    same_month = first.month == last.month
    part, to = ("d", row.to.strip()) if same_month else ("MMMMd", row.to)
    if _begins_with_year(row.locale):
        return f"{day(first, language)}{to}{format_skeleton(part, last, locale=row.locale)}"
    return f"{format_skeleton(part, first, locale=row.locale)}{to}{day(last, language)}"


def _begins_with_year(locale: Locale) -> bool:
    return str(locale.date_formats["long"].pattern).startswith("y")


@lru_cache(_KEPT)
def number(value: float, language: str = ENGLISH) -> str:
    """At most one decimal, with the language's own separators."""
    return str(format_decimal(value, "#,##0.#", row_of(language).locale))


def percent(value: float, language: str = ENGLISH) -> str:
    """A rate in percent, `12.5` as `12.5%`."""
    return f"{number(value, language)}%"


def usd_billion(value: float, language: str = ENGLISH) -> str:
    """An amount in billions of US dollars, without its sign: `$295.5 billion`, `2955亿美元`."""
    row = row_of(language)
    times, pattern = row.billion
    amount = format_decimal(abs(value) * times, pattern, row.locale)
    return say("formats-usd-billion", language, amount=amount)


def join(items: Sequence[str], language: str = ENGLISH, style: str = "standard") -> str:
    """`a, b and c`."""
    return format_list(list(items), style=style, locale=row_of(language).locale) if items else ""  # type: ignore[arg-type]
