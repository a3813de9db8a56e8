"""Every sentence of the program's own, in each language: Fluent catalogues, one file for each package.

A sentence is found by its key in `<language>/<area>.ftl`; the key begins with the area's name.
Fluent (projectfluent.org) knows each language's plurals; dates and numbers come ready-made from `formats`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from bot.locale.languages import ENGLISH, row_of
from bot.locale.script import in_script


@cache
def _bundle(language: str) -> FluentBundle:
    # Isolation marks are for mixed-direction text; Discord and terminals would show them as boxes.
    bundle = FluentBundle([language], use_isolating=False)
    for catalogue in sorted(files(__package__).joinpath(language).iterdir(), key=lambda path: path.name):
        if catalogue.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(catalogue.read_text("utf-8")))
    return bundle


def say(key: str, language: str = ENGLISH, **values: Any) -> str:
    """The sentence of `key` with `values` put in; English where the language lacks it.

    Raises:
        KeyError: if no language has the key.
        ValueError: if a value that the sentence needs is missing.
    """
    for code in (row_of(language).code, ENGLISH):
        bundle = _bundle(code)
        pattern = bundle.get_message(key).value if bundle.has_message(key) else None
        if pattern is not None:
            text, problems = bundle.format_pattern(pattern, values)
            if problems:
                raise ValueError(f"{key} ({code}): {problems[0]}")
            return in_script(str(text), language)
    raise KeyError(key)


def keys(language: str) -> frozenset[str]:
    """Every key that the language has."""
    return frozenset(_bundle(language)._messages)
