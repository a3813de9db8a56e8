"""The products that can be asked after, by the base's own lists."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.answers.coverage import Coverage
from bot.answers.reading import Reader
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import MentionKind
from bot.locale.languages import row_of, script_of

_PRODUCT: Final = MentionKind.PRODUCT


def products(base: KnowledgeBase, coverage: Coverage, language: str) -> tuple[str, ...]:
    """Those that entries are asked after, by a word of the language, in the order of the lists."""
    asked = {id_ for entry in base.entries for kind, id_ in coverage.known(entry).asked if kind is _PRODUCT}
    lists = (listed for listed in base.lexicon if listed.kind is _PRODUCT)
    named = ((id_, words) for listed in lists for id_, words in listed.words.items() if id_ in asked)
    found = (next((w for w in words if script_of(w) is row_of(language).script), None) for _, words in named)
    return tuple(dict.fromkeys(name for name in found if name))


def names_product(reader: Reader, typed: str, now: datetime) -> bool:
    """Whether it names a product of the lists."""
    return any(mention.ids(_PRODUCT) for mention in reader.read(typed, now).mentions)
