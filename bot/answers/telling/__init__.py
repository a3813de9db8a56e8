"""The functions of templates: each reads one fact at the two moments, and records that the answer used it.

Values (rates, offices, counts) are those of the moment that the question is about. Events (the outcome of talks, of a
deadline) are the same whenever they are asked about. Both are told with what was known by `known_by`. One module holds
the functions of one subject.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bot.answers.telling.deadlines import DeadlineFacts
from bot.answers.telling.facts import NoFact, Own, Slots, UnknownFact, Used, Within
from bot.answers.telling.rates import RateFacts
from bot.answers.telling.sentences import first_sentence
from bot.answers.telling.series import SeriesFacts
from bot.answers.telling.talks import TalksFacts
from bot.answers.telling.texts import TextFacts
from bot.locale import formats

__all__ = ["TELLABLE", "NoFact", "Own", "Slots", "Teller", "UnknownFact", "Used", "Within", "first_sentence"]

_SUBJECTS: Final = (TextFacts, RateFacts, SeriesFacts, TalksFacts, DeadlineFacts)

TELLABLE: Final = tuple(
    name
    for subject in _SUBJECTS
    for name, value in vars(subject).items()
    if callable(value) and not name.startswith("_")
)
"""The names of the functions that a template may call."""


@dataclass
class Teller(TextFacts, RateFacts, SeriesFacts, TalksFacts, DeadlineFacts):
    """All template functions over one base at one moment."""

    def functions(self) -> dict[str, Any]:
        """Everything that a template may call or read."""
        told = {name: getattr(self, name) for name in TELLABLE}
        named = {name: getattr(self.slots, name) for name in Slots.__dataclass_fields__}
        return {**told, **named, "as_of": formats.day(self.moment.astimezone(self.base.zone).date(), self.language)}
