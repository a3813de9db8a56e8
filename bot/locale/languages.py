"""The languages that the bot speaks, one row each. Code that treats languages differently reads the difference from the row.

A tag names a language and how it is written: `en`, `zh` (Simplified), `zh-TW` (Traditional, Taiwan's words).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Final

from babel import Locale
from pydantic import GetPydanticSchema
from pydantic_core import core_schema

ENGLISH: Final = "en"
"""Every sentence has this language, and a reader whose language is missing somewhere gets it."""


class Script(Enum):
    """A set of letters. A text with letters of several scripts is in the first: Chinese texts quote English names."""

    HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    LATIN = "A-Za-z\u00c0-\u024f"

    def __init__(self, letters: str) -> None:
        self.letters: Final = letters
        """The letters as the inside of a regular expression's brackets."""
        self._one = re.compile(f"[{letters}]")

    def is_in(self, text: str) -> bool:
        """Whether a letter of the script stands in the text."""
        return self._one.search(text) is not None


@dataclass(frozen=True)
class Punctuation:
    """What stands between the parts of a text that the program puts together."""

    space: str = " "
    comma: str = ", "
    colon: str = ": "
    semicolon: str = "; "
    stop: str = "."


@dataclass(frozen=True)
class Language:
    """A language, how it is told apart, and how it writes what comes without a sentence of its own."""

    code: str
    """Names the language in config.yaml, in texts of the base, and the folder of its catalogues."""
    label: str
    """Its own name, for menus."""
    locale: Locale
    """Babel's data: dates, numbers, lists, names of territories and time zones."""
    script: Script = Script.LATIN
    marks: Punctuation = Punctuation()
    to: str = " – "
    """Stands between the first and the last day of a span."""
    billion: tuple[int, str] = (1, "#,##0.0")
    """How many of the language's own large numbers a billion is, and the CLDR pattern in which they are written."""
    written: tuple[str, ...] = ()
    """The scripts in which people write it, as ISO 15924 names them; none where there is only one."""
    variants: Mapping[str, str] = field(default_factory=dict)
    """Further tags in which it is told, each with OpenCC's conversion from the language's own script."""

    @property
    def locales(self) -> tuple[Locale, ...]:
        """Babel's data in each script in which people write the language."""
        return tuple(Locale(self.code, script=script) for script in self.written) or (self.locale,)

    @property
    def name(self) -> str:
        """Its English name, for findings that curators read."""
        return self.locale.get_language_name(ENGLISH) or self.code


LANGUAGES: Final[Mapping[str, Language]] = {
    language.code: language
    for language in (
        # British order: the day before the month, as the base's own dates are told.
        Language(ENGLISH, "English", Locale("en", "GB")),
        Language(
            "zh",
            "中文",
            Locale("zh", "CN", script="Hans"),
            script=Script.HAN,
            marks=Punctuation(space="", comma="、", colon="：", semicolon="；", stop="。"),
            to="至",
            billion=(10, "0"),
            written=("Hans", "Hant"),
            variants={"zh-TW": "s2tw", "zh-HK": "s2hk"},
        ),
    )
}

TAGS: Final = tuple(tag for language in LANGUAGES.values() for tag in (language.code, *language.variants))
"""Every tag that a reply can have."""
TAG_PATTERN: Final = "|".join(sorted(map(re.escape, TAGS), key=len, reverse=True))
"""Matches a tag inside of a larger regular expression; the longest first, because `zh` begins `zh-TW`."""
_WRITTEN_TAGS: Final = tuple(
    tag
    for language in LANGUAGES.values()
    for tag in ([f"{language.code}-{script}" for script in language.written] or [language.code])
)


def _one_of(values: tuple[str, ...]) -> GetPydanticSchema:
    return GetPydanticSchema(lambda _source, _handler: core_schema.literal_schema(list(values)))


Code = Annotated[str, _one_of(tuple(LANGUAGES))]
"""A language's code as a field of a file."""
WrittenTag = Annotated[str, _one_of(_WRITTEN_TAGS)]
"""A language as labelled questions name it, with its script where it has several: `zh-Hant`."""


def base_of(tag: str) -> str:
    """The language of a tag: `zh` of `zh-TW`."""
    return tag.partition("-")[0]


def row_of(tag: str) -> Language:
    """The row of a tag's language; English for a language that the bot does not speak."""
    return LANGUAGES.get(base_of(tag), LANGUAGES[ENGLISH])


def told_in(code: str) -> str:
    """Ends a finding on a text: ` (in Chinese)`; nothing for English, which every text has."""
    return "" if code == ENGLISH else f" (in {row_of(code).name})"


def spoken_as(tag: str) -> str:
    """The tag in which a reader of any language tag (`zh-TW`, `en-US`, `fr`) is answered: English where it is not spoken."""
    return tag if tag in TAGS else row_of(tag).code


def script_of(text: str) -> Script:
    """The script of a text; Latin for a text without letters."""
    return next((script for script in Script if script.is_in(text)), Script.LATIN)


def language_of(text: str, wish: str = ENGLISH) -> str:
    """The code of the language that a text is in: of those with its script the wish, else the first in the table."""
    script = script_of(text)
    if row_of(wish).script is script:
        return row_of(wish).code
    return next(row.code for row in LANGUAGES.values() if row.script is script)
