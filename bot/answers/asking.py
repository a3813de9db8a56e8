"""Takes one question through all steps: read, match, weigh gaps, decide, compose the reply."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answers import compose
from bot.answers.asked import Asked, asked_by
from bot.answers.chinese import Gloss
from bot.answers.coverage import Coverage
from bot.answers.cues import Cues, Part
from bot.answers.decide import Decision, decide
from bot.answers.likely import Likely
from bot.answers.match import Lesson, Match, Matcher, Thresholds
from bot.answers.reading import Reader, Reading
from bot.answers.reply import Explanation, Outcome, Reason, Reply, Suggestion
from bot.answers.suggest import Completer
from bot.answers.text import normalise, own_words, without_address
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import Declined


@dataclass(frozen=True)
class Ready:
    """A snapshot and what was made from it. Nothing of it changes, so any thread may ask it."""

    base: KnowledgeBase
    reader: Reader
    cues: Cues
    likely: Likely
    coverage: Coverage
    gloss: Gloss
    matcher: Matcher
    completer: Completer


def lesson_of(base: KnowledgeBase, gloss: Gloss) -> Lesson:
    """What a matcher learns from a base: the ways to ask each entry, and examples of the kinds that get no fact.

    Labelled questions count for the entry or the kind that they name, counter-examples for their entry.
    """
    entries = {entry.id: list(entry.ways_to_ask) for entry in base.entries.values()}
    kinds = declined_kinds(base)
    declined = {id_: list(kind.examples) for id_, kind in kinds.items()}
    for kind in kinds.values():
        for text, entry in kind.counter_examples.items():
            entries[entry].append(text)
    # People's own questions hold their misspellings: only what curators wrote teaches spelling.
    curated = [asked_text(gloss, text) for ways in (*entries.values(), *declined.values()) for text in ways]
    for line in base.labelled:
        (declined[line.declined] if line.declined else entries[str(line.entry)]).append(line.q)
    calibration = [
        (
            asked_text(gloss, line.q),
            frozenset(filter(None, (line.entry, *line.also))) if not line.declined else frozenset(),
        )
        for line in base.calibration
    ]
    return Lesson(_glossed(gloss, entries), _glossed(gloss, declined), calibration, curated)


def declined_kinds(base: KnowledgeBase) -> Mapping[str, Declined]:
    """The kinds of question that get no fact, small talk included."""
    return {**base.declined, **base.smalltalk}


def _glossed(gloss: Gloss, texts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {id_: [asked_text(gloss, text) for text in ways] for id_, ways in texts.items()}


def asked_text(gloss: Gloss, text: str) -> str:
    """What is matched of a question: its canonical form without a greeting, and the English words of a Chinese one."""
    return gloss.read(without_address(normalise(own_words(text))))


@dataclass(frozen=True)
class Asking:
    """Asks one snapshot at one clock."""

    ready: Ready
    thresholds: Thresholds
    now: datetime
    as_of: datetime | None
    language: str

    @property
    def base(self) -> KnowledgeBase:
        """The snapshot's facts."""
        return self.ready.base

    def read(self, question: str) -> Reading:
        """What a question names."""
        return self.ready.reader.read(question, self.now)

    def asked(self, reading: Reading) -> Asked:
        """The slots and the moment of a question."""
        return asked_by(reading, self.base, self.now)

    def one(self, question: str, moved: Callable[[Asked], Asked] | None = None) -> Reply:
        """The reply to a message that is one question; `moved` puts its moments elsewhere."""
        reading = self.read(question)
        match = self.ready.matcher.match(asked_text(self.ready.gloss, question))
        if match.repaired:
            reading = replace(self.read(match.canonical), unreadable=reading.unreadable)

        decision = decide(
            reading,
            match,
            self.thresholds,
            lambda entry: self.ready.coverage.gaps(entry, reading),
            self.base.smalltalk,
        )
        asked = self.asked(reading)
        return self.reply(decision, moved(asked) if moved else asked, reading, match)

    def chosen(self, entry: str, asked: Asked) -> Reply:
        """The answer of an entry that somebody chose."""
        return self.reply(Decision(Outcome.ANSWER, Reason.CHOSEN, entry), asked, None, None)

    def next_after(self, entry: str, without: Collection[str] = ()) -> tuple[Suggestion, ...]:
        """The questions that are likely to be asked after an answer."""
        near = self.ready.likely.after(entry, compose.MOST_RELATED, without)
        return compose.suggested(self.base, near, self.language)

    def about(self, reading: Reading) -> list[str]:
        """The entries about what a question names."""
        named = self.ready.cues.message(reading).of(Part.NAME, Part.PARTY)
        names = [name for piece in named if piece.mention for name in piece.mention.names]
        return self.ready.likely.about(names, compose.MOST_OFFERED)

    def reply(self, decision: Decision, asked: Asked, reading: Reading | None, match: Match | None) -> Reply:
        """The reply of a decision, with the candidates and the explanation put in."""
        as_of = min(asked.as_of or self.as_of or self.now, self.now)
        if decision.outcome is Outcome.ANSWER and decision.entry in self.base.entries:
            reply = compose.answer(self.base, decision, asked, self.now, as_of, self.language, reading)
        else:
            near = self.about(reading) if reading is not None and decision.outcome is Outcome.UNKNOWN else ()
            reply = compose.without_answer(self.base, decision, as_of, self.language, near)
        if reply.answered and reply.entry:
            reply = replace(reply, related=self.next_after(reply.entry))
        candidates = match.candidates[:3] if match else ()
        confidence = candidates[0].confidence if candidates else float(reply.answered)
        declined = match.declined if match else None
        repaired = match.repaired if match else ()
        explanation = Explanation(reading, asked.slots, repaired, declined, decision.detail or None, str(reply.reason))
        return replace(
            reply,
            candidates=candidates,
            confidence=confidence,
            explanation=explanation,
            provenance=replace(reply.provenance, is_past=reply.as_of < self.now),
        )
