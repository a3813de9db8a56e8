"""A question, read once: what kind it is, what it names, which times and figures it holds, what it claims."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.answers.chinese import in_digits
from bot.answers.dates import Named, asks_of_today, find_dates, named_event
from bot.answers.direction import read_direction
from bot.answers.lexicon import Lexicon, Mention, at_home, lexicon_of, time_by_id, tokens_of
from bot.answers.text import normalise, own_words, words
from bot.answers.units import unit_behind
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import MentionKind, QuestionKind, Standing
from bot.locale import languages

_FIGURE = re.compile(
    r"(?P<dollar>[$]|\busd)?\s?(?P<share>百分之)?(?P<number>\d(?:[\d,]*\d)?(?:\.\d+)?)"
    r"\s?(?P<percent>%|percent\b|per cent\b|pct\b)?(?:(?P<scale>billion|million|trillion|bn|万亿|亿|万)\s?)?"
    r"(?P<dollars>dollars?\b|bucks\b|usd\b|美元)?"
)
_UNIT = re.compile(unit_behind())
_BILLIONS = {"billion": 1.0, "bn": 1.0, "million": 0.001, "trillion": 1000.0, "万亿": 1000.0, "亿": 0.1, "万": 0.00001}
_COMPARED = [
    ("by", re.compile(r"(?:\bby|(?<!\w)±|[降升涨跌]了?)(?: about| around)? ?$")),
    (
        ">",
        re.compile(
            r"(?:\b(?:over|above|more than|higher than|greater than|bigger than|at least|exceed\w*)|超过|高于|大于|至少) ?$"
        ),
    ),
    ("<", re.compile(r"(?:\b(?:under|below|less than|lower than|smaller than|at most|up to)|低于|不到|小于|至多) ?$")),
]
"""What stands before a figure that is not claimed as it is: a bound, or the size of a change."""
_DECIMAL_COMMA = re.compile(r",(?=\d{1,2}$)")
_READABLE = ("LATIN", "CJK", "DIGIT", "FULLWIDTH")
_OPENING = 3
"""A question of `whether` opens with its verb, within so many words; later the verb may be any part of it."""


@dataclass(frozen=True, order=True)
class Figure:
    """A percentage (`%`) or an amount of money (`$`) that a question or a text names."""

    unit: str
    value: float
    billions: float | None = field(default=None, compare=False)
    """The amount in billions, where its scale is written."""
    relation: str = field(default="=", compare=False)
    """`>` or `<` for a bound, `by` for the size of a change."""

    def __str__(self) -> str:
        amount = f"{self.value:,.2f}".rstrip("0").rstrip(".")
        return f"{amount}%" if self.unit == "%" else f"${amount}"


@dataclass(frozen=True)
class Reading:
    """What was read. `canonical` is what is compared and scored."""

    canonical: str
    language: str
    kind: QuestionKind
    today: date
    """The day of the clock, in the base's zone."""
    mentions: tuple[Mention, ...] = ()
    figures: tuple[Figure, ...] = ()
    times: tuple[Named, ...] = ()
    named_times: tuple[Named, ...] = ()
    """Times that the question gives by a name: `before the ruling`, `under Biden`."""
    direction: str | None = None
    parties: tuple[str, ...] = ()
    issue: str | None = None
    unreadable: bool = False
    numbers: tuple[float, ...] = ()
    """Numbers that are no part of a figure or a time: `is it still 145?`, `round 5`, `the third`."""
    standing: frozenset[Standing] = frozenset()
    """What it claims of a thing's state."""
    at_home: bool = False
    """Whether it names a place that the base declares as home."""
    events: tuple[Mention, ...] = ()
    """Times by name that are no times here but what happened then: `was the ruling in May?`"""

    @property
    def asks_of_today(self) -> bool:
        """Whether its verb stands in the present."""
        return asks_of_today(self.canonical)

    @property
    def claims(self) -> bool:
        """Whether the question holds a figure up to be confirmed: `is it still 145%?`"""
        return self.kind is QuestionKind.WHETHER and bool(self.figures)


class Reader:
    """Reads questions with the lists of one base; compiled once for each snapshot."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.lexicon: Lexicon = lexicon_of(base)
        self._issues = Lexicon(
            (MentionKind.OTHER, issue.id, keyword) for issue in base.issues.values() for keyword in issue.keywords
        )

        self._home = at_home(base)
        self._standing = Lexicon(_listed(base, MentionKind.STANDING))
        self._ordinals = Lexicon(_listed(base, MentionKind.ORDINAL))

    def read(self, question: str, now: datetime) -> Reading:
        """Everything that the question names; never raises on any text."""
        question = own_words(question)
        canonical = in_digits(normalise(question))
        tokens = tokens_of(question, canonical)
        mentions = self.lexicon.find(tokens)
        parties = _ids(mentions, MentionKind.PARTY)
        today = now.astimezone(self.base.zone).date()
        issues = {id_: len(m.words) for m in self._issues.find(tokens) for _, id_ in m.names}
        times = find_dates(canonical, today)
        named = dict(self._named_times(canonical, mentions, now))
        return Reading(
            canonical,
            language_of(question, self.base.scope.language),
            question_kind(mentions),
            today,
            mentions,
            tuple(figures(canonical)),
            times,
            tuple(named.values()),
            self._direction(mentions),
            parties,
            max(issues, key=issues.__getitem__) if issues else None,
            unreadable(question),
            tuple(self._numbers(canonical, times)),
            frozenset(Standing(id_) for m in self._standing.find(tokens) for _, id_ in m.names),
            bool(self._home.find(tokens)),
            tuple(m for m in mentions if m.ids(MentionKind.TIME) and m not in named),
        )

    def _named_times(
        self, canonical: str, mentions: Iterable[Mention], now: datetime
    ) -> Iterator[tuple[Mention, Named]]:
        """The times by name that had begun: a name alone says no time, `before` or `under` in front of it does."""
        begun = now.astimezone(self.base.zone).date()
        for mention in mentions:
            spans = [span for id_ in mention.ids(MentionKind.TIME) if (span := time_by_id(self.base, id_))]
            known = sorted((span for span in spans if span[0] <= begun), reverse=True)
            at = canonical.find(mention.words)
            if known and at >= 0:
                named = named_event(canonical, (at, at + len(mention.words)), *known[0])
                if named is not None:
                    yield mention, named

    def _numbers(self, canonical: str, times: Iterable[Named]) -> Iterator[float]:
        """Bare numbers and ordinals, outside the times that are named."""
        for time in times:
            canonical = canonical[: time.span[0]] + " " * (time.span[1] - time.span[0]) + canonical[time.span[1] :]
        yield from (float(m["number"].replace(",", "")) for m in _FIGURE.finditer(canonical) if _is_bare(m, canonical))
        ordinals = (id_ for m in self._ordinals.find(words(canonical)) for _, id_ in m.names)
        yield from (float(id_) for id_ in ordinals if int(id_) > 0)

    def _direction(self, mentions: tuple[Mention, ...]) -> str | None:
        """The one declared direction that agrees with who charges and whose goods, as far as these are named."""
        by, on = read_direction(mentions)
        found = [d.id for d in self.base.scope.directions if by in (None, d.by) and on in (None, d.on)]
        return found[0] if len(found) == 1 and (by or on) else None

    @property
    def apart(self) -> frozenset[str]:
        """The single words of the lists that are looked up apart: of states, and of places at home."""
        return self._standing.vocabulary | self._home.vocabulary

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """What a text names; for the ways to ask an entry."""
        return self.lexicon.find(tokens_of(text, normalise(text)))

    def names(self, text: str) -> frozenset[tuple[MentionKind, str]]:
        """Everything that a text may name; for what an entry tells."""
        return frozenset(name for mention in self.mentions(text) for name in mention.names)


def question_kind(mentions: tuple[Mention, ...]) -> QuestionKind:
    """The kind of the first question word; `what` only where none says more.

    `is`, `did` make a question of `whether` where they open it. Chinese asks so with a particle, anywhere.
    """
    kinds = [(QuestionKind(id_), m) for m in mentions for id_ in sorted(m.ids(MentionKind.QUESTION))]
    opening = 0
    for at, (kind, mention) in enumerate(kinds):
        if kind is QuestionKind.POLITE:
            opening = mention.last
        elif kind is QuestionKind.WHETHER:
            first = all(other is QuestionKind.POLITE for other, _ in kinds[:at])
            if (first and mention.first - opening < _OPENING) or not mention.words.isascii():
                return kind
        elif kind is not QuestionKind.WHAT:
            return kind
    return QuestionKind.WHAT


def figures(canonical: str) -> Iterator[Figure]:
    """Percentages and dollar amounts in a canonical text."""
    for match in _FIGURE.finditer(canonical):
        share = match["percent"] or match["share"]
        if share or match["dollar"] or match["dollars"]:
            number = _DECIMAL_COMMA.sub(".", match["number"]).replace(",", "")
            scale = _BILLIONS.get(match["scale"] or "")
            billions = float(number) * scale if scale and not share else None
            before = canonical[: match.start()]
            relation = next((name for name, leads in _COMPARED if leads.search(before)), "=")
            yield Figure("%" if share else "$", float(number), billions, relation)


def _is_bare(match: re.Match[str], canonical: str) -> bool:
    """Whether a number stands alone, without a unit and without letters at its sides (`4b`, `h200`, `5th`)."""
    units = ("percent", "share", "dollar", "dollars", "scale")
    if _UNIT.match(canonical, match.end("number")):
        return False
    sides = canonical[max(match.start("number") - 1, 0) : match.start("number")] + canonical[match.end("number") :][:1]
    return not any(match[unit] for unit in units) and not any(
        c.isascii() and (c.isalpha() or c in "-/.") for c in sides
    )


def _listed(base: KnowledgeBase, kind: MentionKind) -> Iterator[tuple[MentionKind, str, str]]:
    for listed in base.lexicon:
        if listed.kind is kind:
            yield from ((kind, id_, word) for id_, written in listed.words.items() for word in written)


def language_of(question: str, default: str) -> str:
    """The language whose script the question is in; the default for Latin letters, in which names are written everywhere."""
    return default if languages.script_of(question) is languages.Script.LATIN else languages.language_of(question)


def unreadable(question: str) -> bool:
    """Whether most letters are of a script that the base's languages do not use."""
    letters = [character for character in question[:400] if character.isalpha()]
    foreign = sum(1 for c in letters if not unicodedata.name(c, "").startswith(_READABLE))
    return bool(letters) and foreign * 2 > len(letters)


def _ids(mentions: tuple[Mention, ...], kind: MentionKind) -> tuple[str, ...]:
    found: Mapping[str, None] = dict.fromkeys(id_ for m in mentions for id_ in sorted(m.ids(kind)))
    return tuple(found)
