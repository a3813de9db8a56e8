"""Simplified and Traditional Chinese: tells which one a text is in, and converts our own texts, which are Simplified."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Final

from opencc import OpenCC

from bot.locale.languages import LANGUAGES, Script, base_of, language_of, row_of

TAIWAN: Final = "zh-TW"
HONG_KONG: Final = "zh-HK"
_CONFIGS: Final = {tag: config for row in LANGUAGES.values() for tag, config in row.variants.items()}
"""Of OpenCC. Its configuration with Taiwan's words takes every text for one about computers (`聲明` becomes `宣告`, `文件`
`檔案`), so the words are our own: `taiwan.txt`."""
_CANTONESE: Final = re.compile(r"[嘅咗係唔喺嚟啲冇咁佢嗰乜咩嘢仲]|點解|邊個|邊度")
_SEEN: Final = 400
"""Characters that are looked at."""


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


@cache
def _words() -> dict[str, str]:
    """Words that Taiwan has others for."""
    lines = files(__package__).joinpath("zh", "taiwan.txt").read_text("utf-8").split("\n")
    return dict(line.split() for line in lines if line)


@cache
def _worded() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _words()), key=len, reverse=True)))


def _converted(text: str, language: str) -> str:
    if language == TAIWAN:
        text = _worded().sub(lambda found: _words()[found[0]], text)
    return str(_converter(_CONFIGS[language]).convert(text))


def chinese_of(text: str, wish: str = "") -> str | None:
    """`zh`, `zh-TW` or `zh-HK` for a text with Chinese characters, None for any other.

    A text that is the same in both scripts is of the script of the `wish`, if that is Chinese at all.
    """
    seen = text[:_SEEN]
    if not Script.HAN.is_in(seen):
        return None
    traditional, simplified = _changed(seen, "t2s"), _changed(seen, "s2t")
    if traditional == simplified:
        return wish if base_of(wish) == "zh" else "zh"
    if simplified > traditional:
        return "zh"
    return HONG_KONG if wish == HONG_KONG or _CANTONESE.search(seen) else TAIWAN


def written_as(text: str) -> str:
    """The tag that labelled questions have for a text: its language, and its script where the language has two."""
    row = row_of(language_of(text))
    if not row.written:
        return row.code
    own, converted = row.written
    return f"{row.code}-{converted if chinese_of(text) in row.variants else own}"


def _changed(text: str, config: str) -> int:
    """How many characters a conversion changes."""
    return sum(one != other for one, other in zip(text, _converter(config).convert(text), strict=False))


def in_script(text: str, language: str, keep: Collection[str] = ()) -> str:
    """A text in Simplified Chinese as the language writes it; what is in `keep`, as the titles of sources, stays as it is."""
    if language not in _CONFIGS or not Script.HAN.is_in(text):
        return text
    kept = sorted(filter(None, keep), key=len, reverse=True)
    if not kept:
        return _converted(text, language)
    pieces = re.split(f"({'|'.join(map(re.escape, kept))})", text)
    return "".join(piece if at % 2 else _converted(piece, language) for at, piece in enumerate(pieces))
