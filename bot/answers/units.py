"""What makes a number an amount and no year: `2000 km`, `2000 euros`, 2000公里, out of Babel's data (CLDR)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal

from babel import Locale
from babel.numbers import get_currency_name
from babel.units import format_unit

from bot.answers.text import has_han, normalise
from bot.locale.languages import LANGUAGES, Script

_MANY: Final = 2000
_DATES: Final = frozenset({"duration-year", "duration-quarter", "duration-month", "duration-day"})
"""Written without a space these make dates: 2025年."""
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
_LENGTHS: Final[tuple[tuple[Literal["long", "short"], int], ...]] = (("long", 3), ("short", 2))
"""How CLDR writes a unit, and the fewest letters of one that says nothing else."""


@cache
def unit_behind() -> str:
    """The pattern of what stands behind the number of an amount, from the number's end on; 元旦 and 元月 are dates."""
    words = sorted({normalise(word) for word in _words()}, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    other = "|".join(re.escape(word) for word in words if not word.isascii())
    return rf"[ -]?(?:(?:{latin})(?![a-z0-9])|(?:{other})(?!(?<=元)[旦月宵]))"


def _words() -> Iterator[str]:
    yield from _ALSO
    for row in LANGUAGES.values():
        dates = _DATES if row.script is Script.HAN else frozenset[str]()
        for locale in (row.locale, Locale(row.code)):
            for unit in {*map(str, locale.unit_display_names)} - dates:
                yield from _unit(unit, locale)
            for code in _CURRENCIES:
                yield from _currency(code, locale)


def _unit(unit: str, locale: Locale) -> Iterator[str]:
    """How many of a unit are written: in English the plural, for `second` or `drop` may be of anything."""
    for length, enough in _LENGTHS:
        word = format_unit(_MANY, unit, length, locale=locale).replace("2,000", "").strip()
        if len(word) < (2 if has_han(word) else enough) or word in _WORDS:
            continue
        if word[0].isalpha() and not word.startswith(("per ", "of ")):
            yield word


def _currency(code: str, locale: Locale) -> Iterator[str]:
    """`euros`, `euro`, `eur`; of `US dollars` the last word."""
    for count in (1, _MANY):
        word = get_currency_name(code, count, locale=locale).rpartition(" ")[2]
        if word != "won":  # a verb as well
            yield word
    yield code
