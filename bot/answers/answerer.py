"""The whole way from a question to a reply; every step it takes is a small rule of its own module."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from bot.answers import compose
from bot.answers.dates import Grain, is_adverbial, without_times
from bot.answers.decide import Decision, decide, decide_before_matching
from bot.answers.encoder import Encoder
from bot.answers.gazetteer import country_words
from bot.answers.gloss import Gloss
from bot.answers.match import Match, Matcher, Thresholds
from bot.answers.memory import Memory, Turn, asks_reverse, asks_source, asks_why, goes_on, leans
from bot.answers.reply import Explanation, Outcome, Reason, Reply, Suggestion
from bot.answers.scope import ScopeGuard, Scoping, without_patterns
from bot.answers.slots import Asked, read_slots
from bot.answers.suggest import Completer
from bot.answers.telling import Slots
from bot.answers.text import normalise, without_address, without_noise
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.library import Snapshots
from bot.knowledge.model import Step, Version

_QUESTIONS = re.compile(
    r"(?<=[?？])\s*(?=\S)|,? (?:and|also|plus) (?=(?:what|how|when|who|where|why|which)\b)", re.IGNORECASE
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONG_TIMES = frozenset({Grain.QUARTER, Grain.HALF, Grain.YEAR})
_SEEN_FROM = re.compile(r"\b(?:as of|as at|by|since|until|before|after)(?: the)? *$")
MOST_QUESTIONS = 3


class MatcherBuilder(Protocol):
    """Makes the matcher of a snapshot; the composition root knows the encoder and the cache."""

    def __call__(self, phrasings: Mapping[str, Sequence[str]], guard: ScopeGuard) -> Matcher:
        """Fit or load the matcher over phrasings by entry id; the guard knows which words are spelled as they should be."""


def matcher_builder(encoder: Encoder | None, cache: Path | None) -> MatcherBuilder:
    """A builder with this encoder (None: lexical features alone) and cache folder (None: no cache)."""

    def build(phrasings: Mapping[str, Sequence[str]], guard: ScopeGuard) -> Matcher:
        return Matcher.build(
            phrasings, encoder, cache, protected=guard.names, spelled=guard.spelled, countries=country_words()
        )

    return build


@dataclass(frozen=True)
class _Ready:
    """A snapshot and what was made from it."""

    base: KnowledgeBase
    guard: ScopeGuard
    gloss: Gloss
    matcher: Matcher
    completer: Completer

    @cached_property
    def first_year(self) -> int:
        """The first year of which the base tells anything."""
        figures = [figure.period.first.year for series in self.base.series.values() for figure in series.values]
        begun = [record.from_.local.year for record in self.base.records if isinstance(record, Version | Step)]
        return min((*figures, *begun), default=0)


class Answerer:
    """Answers questions from the snapshot in use. Deterministic: the same question at the same clock, the same reply.

    `answer_at` and `choose_at` override the thresholds that were derived at build time.
    """

    def __init__(
        self,
        library: Snapshots,
        build: MatcherBuilder,
        *,
        answer_at: float | None = None,
        choose_at: float | None = None,
        memory: Memory | None = None,
    ) -> None:
        self._library, self._build = library, build
        self._answer_at, self._choose_at = answer_at, choose_at
        self._memory = memory or Memory()
        self._made = self._make(library.base)

    def _make(self, base: KnowledgeBase) -> _Ready:
        guard, gloss = ScopeGuard(base), Gloss(base.scope.glossary)
        phrasings = {entry.id: [gloss.read(way) for way in entry.ways_to_ask] for entry in base.entries.values()}
        matcher = self._build(phrasings, guard)
        return _Ready(base, guard, gloss, matcher, Completer(base))

    def refresh(self) -> None:
        """Fit what a reloaded snapshot needs, before it is asked for; safe in a worker thread."""
        if self._made.base is not self._library.base:
            self._made = self._make(self._library.base)

    @property
    def _ready(self) -> _Ready:
        self.refresh()
        return self._made

    @property
    def base(self) -> KnowledgeBase:
        """The snapshot that answers."""
        return self._made.base

    @property
    def matcher(self) -> Matcher:
        """The matcher in use."""
        return self._ready.matcher

    @property
    def thresholds(self) -> Thresholds:
        """From which confidence a question is answered, and from which candidates are offered."""
        derived = self._ready.matcher.thresholds
        answer_at = derived.answer_at if self._answer_at is None else self._answer_at
        choose_at = derived.choose_at if self._choose_at is None else self._choose_at
        return replace(derived, answer_at=answer_at, choose_at=min(choose_at, answer_at))

    def ask(
        self,
        question: str,
        *,
        now: datetime,
        as_of: datetime | None = None,
        language: str | None = None,
        memory_key: Hashable | None = None,
    ) -> Reply:
        """Answer a question as typed; never raises on any text.

        `now` is the clock. `as_of` is told instead of the present, unless it lies ahead. Without a `language`
        the base's own is used; a question in Chinese is answered in Chinese. With a `memory_key` a follow-up
        may lean on the key's last answer.
        """
        ready = self._ready
        language = "zh" if _HAN.search(question) else language or ready.base.scope.language
        ask = _Ask(ready, self.thresholds, now, as_of, language)
        turn = self._memory.recall(memory_key, now) if memory_key is not None else None
        reply = (ask.follow_up(question, turn) if turn else None) or ask.several(question) or ask.one(question)
        if memory_key is not None and reply.answered and reply.entry:
            moment = reply.as_of if reply.as_of < now else None
            self._memory.remember(memory_key, Turn(reply.entry, reply.explanation.slots, now, moment))
        return reply

    def entry(
        self,
        entry_id: str,
        *,
        now: datetime,
        as_of: datetime | None = None,
        language: str | None = None,
        slots: Slots | None = None,
    ) -> Reply:
        """The answer of one entry, for whoever chose it.

        Raises:
            KeyError: if the snapshot in use has no such entry (any more).
        """
        ready = self._ready
        if entry_id not in ready.base.entries:
            raise KeyError(entry_id)
        ask = _Ask(ready, self.thresholds, now, as_of, language or ready.base.scope.language)
        asked = Asked(slots or Slots())
        return ask.answer(Decision(Outcome.ANSWER, Reason.CHOSEN, entry_id), asked, None, None)

    def complete(self, typed: str, language: str = "en", limit: int = 25) -> list[Suggestion]:
        """Questions that begin with, hold the words of, or resemble what was typed so far, best first."""
        return self._ready.completer.complete(typed, language, limit)


def _without_moment(scoping: Scoping, asked: Asked) -> str | None:
    """The question without the moment that it asks about; None where it names none, or a time that is more than a moment."""
    if asked.moment is None:
        return None
    if scoping.time and not asked.named:
        return without_patterns(scoping.time.patterns, scoping.canonical)
    moments = [is_adverbial(scoping.canonical, named) and named.grain not in _LONG_TIMES for named in asked.named]
    return without_times(scoping.canonical, asked.named) if all(moments) else None


@dataclass(frozen=True)
class _Ask:
    """One question on its way."""

    ready: _Ready
    thresholds: Thresholds
    now: datetime
    as_of: datetime | None
    language: str

    @property
    def base(self) -> KnowledgeBase:
        return self.ready.base

    def one(self, question: str) -> Reply:
        scoping = self.ready.guard.read(question)
        early = decide_before_matching(scoping)
        if early:
            return compose.without_answer(self.base, early, self._moment(None), self.language, scoping)
        match = self.ready.matcher.match(self.ready.gloss.read(without_address(scoping.canonical)))
        scoping = self._reread(scoping, match)
        asked = read_slots(self.base, scoping, self.now)
        match = self._guarded(self._timeless(match, asked, scoping), scoping)
        decision = decide(scoping, match, self.thresholds, self._covers)
        if self._lies_before_everything(decision, asked):
            decision = Decision(Outcome.UNKNOWN, Reason.NO_FACT)
        reply = self.answer(decision, asked, scoping, match)
        if self._tells_of_another_time(reply, asked, scoping):
            decision = Decision(Outcome.UNKNOWN, Reason.NO_FACT, choices=match.candidates[:1])
            return self.answer(decision, asked, scoping, match)
        return reply

    def _timeless(self, match: Match, asked: Asked, scoping: Scoping) -> Match:
        """What is asked of a past day is what is asked today: the question without its day, if that is surer.

        Entries that read the time themselves are asked with it, and nobody asks what a word means on some day.
        """
        text = _without_moment(scoping, asked)
        if match.exact or text is None:
            return match
        timeless = self.ready.matcher.match(self.ready.gloss.read(text))
        best, other = match.best, timeless.best
        if best is None or other is None or other.confidence <= best.confidence:
            return match
        entry = self.base.entries[other.entry]
        at_any_time = compose.picks_its_period(entry) or compose.only_defines(entry)
        return match if at_any_time else replace(match, candidates=timeless.candidates)

    def _guarded(self, match: Match, scoping: Scoping) -> Match:
        """The candidates as the guard weighs them: less sure where words are new to the base, none that points elsewhere.

        What a candidate was given that tells the other direction goes to the others.
        """
        if match.exact:
            return match
        guard, entries = self.ready.guard, self.base.entries
        kept = [c for c in match.candidates if not guard.points_elsewhere(entries[c.entry], scoping)]
        dropped = sum(c.confidence for c in match.candidates) - sum(c.confidence for c in kept)
        share = scoping.familiar / max(1 - dropped, 0.05)
        return replace(
            match,
            candidates=tuple(replace(c, confidence=min(c.confidence * share, max(c.confidence, 0.99))) for c in kept),
        )

    def _lies_before_everything(self, decision: Decision, asked: Asked) -> bool:
        """Whether every time named lies before the base's first year, and the entry has no figures by year to say so."""
        entry = self.base.entries.get(decision.entry or "")
        if decision.reason is Reason.EXACT or entry is None or not asked.named or compose.picks_its_period(entry):
            return False
        return all(named.last.year < self.ready.first_year for named in asked.named)

    def _tells_of_another_time(self, reply: Reply, asked: Asked, scoping: Scoping) -> bool:
        """Whether the answer speaks of none of the years named, and should: years yet to come, or the year of an event.

        Past years move the moment of what has a state; an event is not otherwise because it is told in another year.
        """
        if reply.reason is not Reason.CONFIDENT or reply.entry is None or not asked.named:
            return False
        years = {str(named.first.year) for named in asked.named}
        if any(year in reply.answer or year not in scoping.canonical for year in years):
            return False
        today = self.now.astimezone(self.base.zone).date()
        if all(named.first > today for named in asked.named):
            return not any(self.ready.guard.speaks_of(self.base.entries[reply.entry], year) for year in years)
        said_on = any(_SEEN_FROM.search(scoping.canonical[: named.span[0]]) for named in asked.named)
        return compose.tells_of_an_event(self.base.entries[reply.entry]) and not said_on

    def _reread(self, scoping: Scoping, match: Match) -> Scoping:
        """A misspelt place or party is found once its spelling is repaired."""
        if not match.repaired:
            return scoping
        again = self.ready.guard.read(match.canonical)
        put_right = {word for word, _ in match.repaired}
        still_unknown = tuple(name for name in scoping.unknown_names if normalise(name) not in put_right)
        return replace(
            again,
            unknown_names=still_unknown,
            unknown_figures=scoping.unknown_figures,
        )

    def several(self, question: str) -> Reply | None:
        """Two questions in one message, if each has an answer of its own."""
        parts = [
            part
            for part in _QUESTIONS.split(without_noise(question))
            if len(normalise(part).split()) > 1 or _HAN.search(part)
        ]
        if not 2 <= len(parts) <= MOST_QUESTIONS or self.ready.matcher.match(self.ready.gloss.read(question)).exact:
            return None
        replies = [self.one(part) for part in parts]
        answered = {reply.entry: reply for reply in replies if reply.answered}
        if len(answered) < 2 or len(answered) < len(replies):
            return None
        return compose.together(list(answered.values()), self.language)

    def follow_up(self, question: str, turn: Turn) -> Reply | None:
        """A question that says little of its own is read as about the last answer."""
        if turn.entry not in self.base.entries:
            return None
        scoping = self.ready.guard.read(question)
        asked = read_slots(self.base, scoping, self.now)
        last = Decision(Outcome.ANSWER, Reason.FOLLOW_UP, turn.entry)
        before = Asked(turn.slots, turn.moment)
        if asks_source(scoping.canonical):
            return compose.with_sources(self.answer(last, before, scoping, None), self.language)
        if asks_why(scoping.canonical):
            return self._why(turn, before, scoping)
        rest = without_times(scoping.canonical, asked.named)
        if asked.named and leans(rest) and not scoping.places:
            return self.answer(last, asked, scoping, None)
        if (asks_reverse(rest) or (scoping.direction and goes_on(rest))) and not scoping.places:
            return self._turned(turn, asked if asked.named else before, scoping)
        return None

    def _why(self, turn: Turn, before: Asked, scoping: Scoping) -> Reply:
        """What tells why; where nothing does, a plain word that nothing does, and what stands next to it."""
        entry = self.base.entries[turn.entry]
        why = self.one(f"why {entry.question.say('en')}")
        if why.answered and why.entry != turn.entry:
            return why
        related = tuple(Suggestion(id_, self.base.entries[id_].question.say(self.language)) for id_ in entry.see_also)
        return compose.unknown_why(self.base, related, self._moment(before.moment), self.language)

    def _turned(self, turn: Turn, asked: Asked, scoping: Scoping) -> Reply | None:
        """The last question in the other direction, if the last answer was about one direction only."""
        guard, entry = self.ready.guard, self.base.entries[turn.entry]
        told = guard.only_direction(entry)
        if told is None or scoping.direction == told:
            return None
        turned = [id_ for id_, other in self.base.entries.items() if guard.only_direction(other) not in (None, told)]
        best = self.ready.matcher.match(entry.question.say("en"), allow=turned, k=1).best
        if best is None:
            return None
        return self.answer(Decision(Outcome.ANSWER, Reason.FOLLOW_UP, best.entry), asked, scoping, None)

    def answer(self, decision: Decision, asked: Asked, scoping: Scoping | None, match: Match | None) -> Reply:
        """The reply of a decision, with the candidates and the explanation put in."""
        moment = self._moment(asked.moment)
        if decision.outcome is Outcome.ANSWER and decision.entry in self.base.entries:
            reply = compose.answer(self.base, decision, asked, self.now, self.as_of, moment, self.language)
        else:
            reply = compose.without_answer(self.base, decision, moment, self.language, scoping)
        candidates = match.candidates[:3] if match else ()
        confidence = candidates[0].confidence if candidates else float(reply.answered)
        explanation = Explanation(
            scoping, asked.slots, match.repaired if match else (), decision.detail or None, str(reply.reason)
        )
        return replace(reply, candidates=candidates, confidence=confidence, explanation=explanation)

    def _covers(self, entry_id: str, scoping: Scoping) -> bool:
        return self.ready.guard.covers(self.base.entries[entry_id], scoping)

    def _moment(self, named: datetime | None) -> datetime:
        return min(named or self.as_of or self.now, self.now)
