"""No pattern of the reader may be slow on a text made to slow it down."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import bot.answers
from bot.answers import dates
from bot.answers.text import MOST_CHARACTERS

SLOWEST = 0.25
"""Seconds of processor for the longest text that is read."""
PIECES = ("a", "1", "1,", "1.", "$1", "%", " ", ". ", "'", "\"'", "<@", "[a](", "https://", "*_~", "and ", "2025-", "q1 ", "may ", "early ",
          "first half ", "中", "年1月", "?", "hey bot, ", "a week after ", "\u0430b", "(", "\n> ")  # fmt: skip


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.iter_modules(bot.answers.__path__):
        loaded = importlib.import_module(f"bot.answers.{module.name}")
        for name, value in vars(loaded).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value
    yield from ((f"dates.{kind}", pattern) for kind, pattern in dates._patterns())


FOUND = list(patterns())


def test_patterns_when_looked_for_then_some_are_found() -> None:
    assert len(FOUND) > 20


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize(("name", "pattern"), FOUND, ids=[name for name, _ in FOUND])
def test_pattern_when_a_text_is_made_to_slow_it_down_then_it_is_quick(
    name: str, pattern: re.Pattern[str], piece: str
) -> None:
    text = (piece * MOST_CHARACTERS)[: MOST_CHARACTERS - 1] + "!"
    begun = time.process_time()
    sum(1 for _ in pattern.finditer(text))
    pattern.fullmatch(text)
    assert time.process_time() - begun < SLOWEST
