"""What makes a number an amount and no year: `2000 km`, `2000 euros`, 2000公里, out of Babel's data (CLDR)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from babel import Locale
from babel.numbers import get_currency_name
from babel.units import format_unit

from bot.answers.text import has_han, normalise

_MANY: Final = 2000
_DATES: Final = frozenset({"duration-year", "duration-quarter", "duration-month", "duration-day"})
"""In Chinese these make dates: 2025年."""
_WORDS: Final = frozenset(
    {
        "in",
        "pt",
        "st",
        "dec",
        "pm",
        "min",
        "light",
        "bar",
        "bars",
        "bit",
        "dot",
        "rev",
        "fur",
        "em",
        "pc",
        "au",
        "stone",
    }
)
"""Symbols of units that say something else behind a year: `2025 in review`, `2025 dec`."""
_CURRENCIES: Final = ("USD", "EUR", "GBP", "CNY", "JPY", "CHF", "INR", "KRW")
_ALSO: Final = ("千米", "米", "元", "块", "吨", "m", "rmb", "bucks")


@cache
def unit_behind() -> str:
    """The pattern of what stands behind the number of an amount, from the number's end on."""
    words = sorted({normalise(word) for word in _words()}, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    other = "|".join(re.escape(word) for word in words if not word.isascii())
    return rf"[ -]?(?:(?:{latin})(?![a-z0-9])|(?:{other}))"


def _words() -> Iterator[str]:
    yield from _ALSO
    for name in ("en", "en_GB", "zh"):
        locale = Locale.parse(name)
        for unit in map(str, locale.unit_display_names):
            for length in ("long", "short"):
                yield from _unit(unit, length, locale)
        for code in _CURRENCIES:
            yield from _currency(code, locale)


def _unit(unit: str, length: str, locale: Locale) -> Iterator[str]:
    """How many of a unit are written: in English the plural, for `second` or `drop` may be of anything."""
    if locale.language == "zh" and unit in _DATES:
        return
    word = format_unit(_MANY, unit, length, locale=locale).replace("2,000", "").strip()  # type: ignore[arg-type]
    enough = 2 if has_han(word) or length == "short" else 3
    if len(word) >= enough and word not in _WORDS and word[0].isalpha() and not word.startswith(("per ", "of ")):
        yield word


def _currency(code: str, locale: Locale) -> Iterator[str]:
    """`euros`, `euro`, `eur`; of `US dollars` the last word."""
    for count in (1, _MANY):
        word = get_currency_name(code, count, locale=locale).rpartition(" ")[2]
        if word != "won":  # a verb as well
            yield word
    yield code
