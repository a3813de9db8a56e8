"""One canonical form for whatever people type, so that equal questions compare equal.

The form is for comparing and scoring, never for showing: it drops what Discord wraps around words (mentions, custom
emoji, timestamps, links, markdown) and what keyboards vary (case, quotes, width, invisible characters, final marks).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from hashlib import blake2b
from typing import Final

from opencc import OpenCC

from bot.locale.languages import Script

MOST_CHARACTERS: Final = 1000
"""Characters looked at, as typed and in canonical form. A longer text is cut, not refused: what somebody asks stands in
fewer, and a wall of text must cost little."""

_LINK: Final = re.compile(r"\[([^\[\]]{1,500})\]\(\s*<?(?:https?://|www\.)[^\s()]{0,2000}\s*\)")
_NOISE: Final = re.compile(
    r"<(?:@[!&]?|#|t:|id:|/[^<>:]{1,100}:|a?:\w{1,64}:)[^<>]{0,64}>"  # mention, timestamp, command, custom emoji
    r"|<?(?:https?://|www\.)[^\s<>]+>?"
    r"|(?<!\w)@(?:everyone|here)\b"
    r"|(?<!\w):[a-z0-9_+\-]{2,64}:(?!\w)"  # :emoji_name:
)
_MARKDOWN: Final = re.compile(r"[*~`|]+|(?<!\w)_+|_+(?!\w)|(?:^|(?<=\n))[^\S\n]*(?:>+|#{1,3}\s|-\s)")
_QUOTES: Final = str.maketrans({**dict.fromkeys("‘’‛′´ʼ＇", "'"), **dict.fromkeys("“”„‟″«»「」『』", '"')})
_ADDRESS: Final = re.compile(
    r"^\W*(?:(?:hey|hi|hello|yo|hiya|dear|ok|okay|greetings)[\s,!.]+"
    r"(?:(?:bot|parley|there|all|everyone|folks|guys|team)\b[\s,!:.]*)*+|(?:bot|parley)[\s,!:.]+)(?=\w+\W+\w)",
    re.IGNORECASE,
)
_RUN: Final = re.compile(r"[^\W\d_]+")
_LOOKALIKES: Final = str.maketrans("аеорсухіјѕԁһкмтвнɑοεικρτυνɡ", "aeopcyxijsdhkmtbhaoeikptuvg")
"""Cyrillic, Greek and phonetic letters that are hard to tell from Latin ones, as confusables.txt of Unicode UTS 39 pairs them."""
_EDGE: Final = " \t\n.,;:!?…。，、；：！？¿¡‽\"'()[]{}<>-–—~·"
_CONTROL: Final = re.compile(r"[^\n -\x7f]")
_SPACE: Final = re.compile(r"\s+")
_SINGLE: Final = f"{Script.HAN.letters}\u3040-\u30ff"
"""Han characters and Japan's syllables, between which nobody writes a space."""
_WORD: Final = re.compile(rf"[{_SINGLE}]|[^\W_{_SINGLE}]+(?:['.,][^\W_{_SINGLE}]+)*|[%$€£¥]")


def normalise(text: str) -> str:
    """Return `text` in canonical form: NFKC, case-folded, without chat noise, edges and doubled space removed.

    Idempotent and total: any string goes in, the empty string may come out (a message of nothing but noise).
    """
    folded = _fold(text[:MOST_CHARACTERS])
    for _ in range(4):  # removing one wrapping can lay bare another; people nest them once or twice
        stripped = _strip(folded)
        if stripped == folded:
            break
        folded = stripped
    return folded


def _fold(text: str) -> str:
    return _CONTROL.sub(" ", text.casefold()) if text.isascii() else _folded(text)


def _folded(text: str) -> str:
    """The same for any text, character by character."""
    # One character may become eighteen, so the text is cut again before any more work is done on it.
    wide = unicodedata.normalize("NFKC", text.translate(_QUOTES))[:MOST_CHARACTERS]
    text = _RUN.sub(_latin, unicodedata.normalize("NFKC", wide.casefold())[:MOST_CHARACTERS])
    return _simplified("".join(map(_plain, text)).translate(_QUOTES))


def _latin(run: re.Match[str]) -> str:
    """A word in which a few letters of another script stand for the Latin ones that they look like, in Latin."""
    word = run[0]
    return word.translate(_LOOKALIKES) if not word.isascii() and any("a" <= c <= "z" for c in word) else word


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def _simplified(text: str) -> str:
    """Traditional characters in their simplified form, so that one phrasing is found from both."""
    return _simplifier().convert(text) if has_han(text) else text


def _strip(text: str) -> str:
    text = _LINK.sub(r" \1 ", text)
    text = _NOISE.sub(" ", text)
    text = _MARKDOWN.sub(" ", text) if _MARKDOWN.search(text) else text
    return _SPACE.sub(" ", text).strip(_EDGE)


def without_noise(text: str) -> str:
    """The text as typed, without what Discord wraps around words; for rules that look at capitals and at marks."""
    return _NOISE.sub(" ", _LINK.sub(r" \1 ", text))


def own_words(text: str) -> str:
    """The text without the lines that quote somebody else (`> …`); all of it where nothing else is there."""
    own = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    return "\n".join(own) if any(line.strip() for line in own) else text


def without_address(text: str) -> str:
    """The text without the greeting and the name in front: `hey bot, when …`; all of it where nothing would be left."""
    return _ADDRESS.sub("", text, count=1) or text


def _plain(character: str) -> str:
    """Drop what is invisible (Cf, Cs, controls, variation selectors); emoji and other pictures become a space."""
    if character.isascii():
        return character if character >= " " or character == "\n" else " "
    kind = unicodedata.category(character)
    if kind in ("Cf", "Cs", "Cn", "Co") or "\ufe00" <= character <= "\ufe0f" or character == "\u20e3":
        return ""
    return " " if kind in ("So", "Sk", "Cc", "Zs", "Zl", "Zp") else character


def has_han(text: str) -> bool:
    """Whether there is a Han character in the text."""
    return Script.HAN.is_in(text)


def words(canonical: str) -> list[str]:
    """Split canonical text into words; Han characters stand singly, since no segmenter is needed to compare them."""
    return _WORD.findall(canonical)


def digest(canonical: str) -> bytes:
    """Return the 16-byte name under which an exact phrasing is looked up; stable between runs and machines."""
    return blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=16).digest()
