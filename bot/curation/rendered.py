"""Renders each entry for every combination of slots, and reports answers that fail or exceed Discord's limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import product
from typing import Final

from bot.answers import compose
from bot.answers.asked import Asked
from bot.answers.decide import Decision
from bot.answers.plain import footer_lines
from bot.answers.reply import MOST_CHARACTERS, Outcome, Reason
from bot.answers.telling import NoFact, Slots, Teller
from bot.answers.template_checks import in_words, templates_of
from bot.answers.templates import TemplateProblem, names_in, render
from bot.curation import style
from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Severity, Where
from bot.knowledge.values import Text
from bot.locale.languages import ENGLISH, LANGUAGES, told_in

LONGEST_TITLE: Final = 256
"""Characters of an embed's title: an entry's question, a deadline's title."""
LONGEST_FIELD: Final = 1024
"""Characters of an embed's field: what is missed with a deadline, what became of it."""
_MOST_ISSUES: Final = 3
Ways = Sequence[dict[str, object]]
"""Slots that are filled together, way by way."""
_SLOTS: Final = frozenset(Slots.__dataclass_fields__)
_TIMES: Final = frozenset({"year", "month", "period", "years"})
_NOTHING: Final = Slots()


def check(base: KnowledgeBase, where: Where, now: datetime) -> Iterator[Finding]:
    """Errors for templates that fail only when a slot is filled, and for texts over Discord's limits as rendered; warnings of
    how answers read."""
    times = _times(base, now)
    plainly: dict[tuple[str, str], str] = {}
    for kind, id_, path, text in templates_of(base):
        for language in LANGUAGES:
            found = _told(base, kind, id_, text, now, language, times, plainly)
            if found is not None:
                rule, sentence = found
                inner = (language,) if len(text.by_language) > 1 and language in text.by_language else ()
                yield Finding(where(kind, id_, *path, *inner), Severity.ERROR, rule, f"{id_!r} {sentence}")
                break
    yield from _titles(base, where)
    yield from style.check(base, where, plainly)


def _told(
    base: KnowledgeBase,
    kind: str,
    id_: str,
    text: Text,
    now: datetime,
    language: str,
    times: Ways,
    plainly: dict[tuple[str, str], str],
) -> tuple[str, str] | None:
    source = text.say(language)
    names = names_in(source) if "{" in source else frozenset()
    # What an entry tells is told inside of it; of the other texts, a template without slots has been rendered already.
    if kind not in ("entries", *_LIMITS) and not names & _SLOTS:
        return None
    for slots in _ways(base, names, times):
        teller = Teller(base, now, now, language, slots)
        try:
            told = render(source, teller)
        except NoFact:
            continue
        except TemplateProblem as problem:
            # Without any slot filled, the template's own check has told it.
            if slots == _NOTHING:
                return None
            return "template", f"cannot be told when {_named(slots)}: {in_words(problem)}"
        length, limit = _length(base, kind, id_, told, slots, now, language), _LIMITS.get(kind, MOST_CHARACTERS)
        if length > limit:
            when = "" if slots == _NOTHING else f" when {_named(slots)}"
            shown = "with its sources" if kind == "entries" else "as it is told"
            return "too-long", (
                f"is {length:,} characters long{when}, {shown}, and Discord shows {limit:,}: shorten it"
                f"{told_in(language)}"
            )
        if kind == "entries" and slots == _NOTHING and (language == ENGLISH or told != plainly.get((id_, ENGLISH))):
            plainly[id_, language] = told
    return None


_LIMITS: Final[Mapping[str, int]] = {"deadlines": LONGEST_FIELD}


def _length(base: KnowledgeBase, kind: str, id_: str, told: str, slots: Slots, now: datetime, language: str) -> int:
    # Its sources add some lines to an answer: no need to compose them all where it is far from the limit.
    if kind != "entries" or len(told) < MOST_CHARACTERS // 2:
        return len(told)
    decision = Decision(Outcome.ANSWER, Reason.CHOSEN, id_)
    reply = compose.answer(base, decision, Asked(slots), now, now, language)
    footer = footer_lines(reply.provenance, language)
    return len(reply.answer) + sum(1 + len(line) for line in footer) + (1 if footer else 0)


def _ways(base: KnowledgeBase, names: frozenset[str], times: Ways) -> Iterator[Slots]:
    """The ways in which a question can fill the slots that a template reads; first of all none."""
    named: Ways = times if names & _TIMES else [{}]
    others: list[Ways] = [
        _choices("direction", names, [direction.id for direction in base.scope.directions]),
        _choices("party", names, [party.id for party in base.scope.parties]),
        _choices("issue_named", names, [*base.issues][:_MOST_ISSUES]),
    ]
    for parts in product(named, *others):
        yield Slots(**{name: value for part in parts for name, value in part.items()})  # type: ignore[arg-type]


def _choices(name: str, names: frozenset[str], values: Sequence[str]) -> Ways:
    filled: list[dict[str, object]] = [{name: value} for value in values]
    return [{}, *filled] if name in names else [{}]


def _times(base: KnowledgeBase, now: datetime) -> Ways:
    """No time, the years at the ends of the records, one before all records, two years, a half, a quarter and a month."""
    known = sorted({year for series in base.series.values() for year in timeline.years_at(series, now)})
    first, last = (known[0], known[-1]) if known else (now.year - 1, now.year)
    return [
        {},
        {"year": last},
        {"year": first},
        {"year": first - 50},
        {"year": first, "years": (first, last)},
        {"year": last, "period": f"{last}-H1"},
        {"year": last, "period": f"{last}-Q1"},
        {"year": last, "month": 3, "period": f"{last}-03"},
    ]


def _named(slots: Slots) -> str:
    """What the question names, in words."""
    filled = {field.name: getattr(slots, field.name) for field in fields(slots)}
    if slots.years:
        del filled["year"]
    named = [
        f"{name.replace('_named', '')} {' and '.join(map(str, value)) if isinstance(value, tuple) else value}"
        for name, value in filled.items()
        if value
    ]
    return f"the question names the {' and the '.join(named)}"


def _titles(base: KnowledgeBase, where: Where) -> Iterator[Finding]:
    texts = [("entries", entry.id, "question", entry.question) for entry in base.entries.values()]
    texts += [("deadlines", deadline.id, "title", deadline.title) for deadline in base.deadlines.values()]
    for kind, id_, key, text in texts:
        longest = max(len(said) for said in text.by_language.values())
        if longest > LONGEST_TITLE:
            sentence = (
                f"{key!r} is {longest:,} characters long, and Discord shows {LONGEST_TITLE} in a title: shorten it"
            )
            yield Finding(where(kind, id_, key), Severity.ERROR, "too-long", sentence)
