"""Names of the world's territories as people type them, in English and Chinese, out of Babel's data (CLDR).

CLDR has no list of demonyms, but its currencies are named by them ("Norwegian Krone") and so are its languages
("Japanese", "Brazilian Portuguese"); its time zones bring the big cities ("Tokyo").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from bot.answers.text import normalise
from bot.locale.languages import ENGLISH, LANGUAGES

_CODE = re.compile(r"^[A-Z]{2}$")
_NOT_COUNTRIES = frozenset({"EZ", "UN", "XA", "XB", "ZZ", "QO", "AQ", "IO", "UM"})
_SHARED_LANGUAGES = frozenset({"en", "zh", "es", "fr", "pt", "ar", "la", "qu", "sw"})
_AMBIGUOUS = frozenset(
    # Words of everyday English that CLDR also uses for a territory, a tongue or a city.
    {"turkey", "chad", "jordan", "georgia", "guinea", "troll", "central", "eastern", "pacific", "mountain", "gold"}
    | {"new", "east", "west", "north", "south", "us", "cayman", "bay", "isle", "man", "saint", "casey", "palmer"}
    | {"world", "special", "silver", "unit", "european", "caribbean", "old", "convertible", "colon", "real", "wake"}
    | {
        "dollar",
        "nome",
        "boise",
        "center",
        "winter",
        "midway",
        "easter",
        "mali",
        "reunion",
        "monday",
        "bonaire",
        "unknown",
    }
    | {
        "mayotte",
        "christmas",
        "samara",
        "vostok",
        "davis",
        "syowa",
        "mawson",
        "rothera",
        "melbourne",
        "male",
        "niue",
        "guam",
        "nuuk",
        "may",
    }
    | {"standard", "high", "swiss high", "low", "modern", "simplified", "traditional", "us dollar", "of", "and", "the"}
) - {"mali", "guam", "melbourne", "niue"}

_UNION = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
)  # as of 2020; CLDR knows the union, and Babel not who is in it
_SHORT = {
    "EU": ("eu", "e.u"),
    "US": ("US", "the us", "usa", "u.s", "u.s.a"),
    "GB": ("uk", "u.k"),
    "AE": ("uae", "u.a.e"),
}
"""Names that are too short to be found in CLDR, where such ones are words more often than names."""
IN_CAPITALS = frozenset({"US"})
"""Names that are words of everyday English in small letters: `tell us`."""


@cache
def territories() -> Mapping[str, frozenset[str]]:
    """Each name, normalised but for those that need capitals, to the ISO codes that it may mean; in other languages as CLDR writes it."""
    found: dict[str, set[str]] = {name: {code} for code, names in _SHORT.items() for name in names}
    english = Locale("en")
    others = [locale for row in LANGUAGES.values() if row.code != ENGLISH for locale in row.locales]
    codes = [str(code) for code in english.territories if _CODE.match(str(code)) and code not in _NOT_COUNTRIES]
    for code in codes:
        names = [english.territories[code], *_split(english.territories[code])]
        names += [locale.territories[code] for locale in others if code in locale.territories]
        names += _demonyms(english, code)
        for name in names:
            _add(found, name, code)
    for zone, code in get_global("zone_territories").items():
        area, _, city = zone.rpartition("/")
        if code in codes and area and "GMT" not in city:
            _add(found, city.replace("_", " "), code)
            for locale in others:
                exemplar = locale.time_zones.get(zone, {}).get("city")
                if exemplar:
                    _add(found, exemplar, code)
    return {name: frozenset(codes) for name, codes in found.items()}


def within(codes: Iterable[str]) -> frozenset[str]:
    """The territories with those that are part of them: a union's are its members."""
    return frozenset(code for named in codes for code in (named, *(_UNION if named == "EU" else ())))


def in_writing(name: str) -> str:
    """A name as it is written in a sentence: `Japan`, `UK`, `the US`."""
    if (bare := name.removeprefix("the ")) != name:
        return f"the {in_writing(bare)}"
    return name.upper() if len(name.replace(".", "")) <= _ABBREVIATED else name.title()


def country_words() -> frozenset[str]:
    """English names of countries that are one word, normalised: of these, none may be taken for another."""
    names = (normalise(name) for code, name in Locale("en").territories.items() if _CODE.match(str(code)))
    return frozenset(name for name in names if name.isalpha())


_ABBREVIATED = 3
"""Letters of a Latin name that is an abbreviation, as all so short are here."""


def _add(found: dict[str, set[str]], name: str, code: str) -> None:
    key = normalise(name)
    if len(key) >= 2 and key not in _AMBIGUOUS and not (key.isascii() and len(key) <= _ABBREVIATED):
        found.setdefault(key, set()).add(code)


def _split(name: str) -> Iterable[str]:
    """`Myanmar (Burma)` is also Myanmar, and Burma; `St. X & Y` is left alone."""
    return [part.strip() for part in re.split(r"[()]", name) if part.strip()] if "(" in name else []


def _demonyms(english: Locale, code: str) -> Iterable[str]:
    for currency in get_territory_currencies(code):
        name = english.currencies.get(currency, "")
        demonym, _, _unit = name.rpartition(" ")
        if demonym and currency[:2] == code:
            yield demonym
    for language in get_official_languages(code):
        if language not in _SHARED_LANGUAGES and "_" not in language:
            yield english.languages.get(language, "")
    for language in ("en", "es", "fr", "pt", "de"):
        name = english.languages.get(f"{language}_{code}", "")
        plain = english.languages.get(language, "")
        if name.endswith(plain) and name != plain:
            yield name.removesuffix(plain).removesuffix("High ").strip()
