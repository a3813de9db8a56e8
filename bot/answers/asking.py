"""Takes one question through all steps: read, match, weigh gaps, decide, compose the reply."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answers import compose
from bot.answers.asked import Asked, asked_by
from bot.answers.cues import Part
from bot.answers.decide import Decision, decide, weigh
from bot.answers.match import Match, Thresholds
from bot.answers.reading import Reading
from bot.answers.ready import Ready, asked_text
from bot.answers.reply import Explanation, Outcome, Reason, Reply, Suggestion
from bot.knowledge.base import KnowledgeBase

_MOST_LIKELY = 12


@dataclass(frozen=True)
class Likeliest:
    """A question, and how likely it asks each entry."""

    question: str
    reading: Reading
    match: Match
    shares: Mapping[str, float]

    @property
    def none(self) -> float:
        """How likely it asks none."""
        return max(0.0, 1 - sum(self.shares.values()))


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

    def likely(self, question: str) -> Likeliest:
        """The entries that a question may ask, with how likely each is."""
        reading = self.read(question)
        match = self.ready.matcher.match(asked_text(self.ready.gloss, question), k=_MOST_LIKELY)
        left_out = {each.entry: self.ready.coverage.gaps(each.entry, reading) for each in match.candidates}
        return Likeliest(question, reading, match, {each.entry: each.confidence for each in weigh(match, left_out)})

    def one(self, question: str, moved: Callable[[Asked], Asked] | None = None) -> Reply:
        """The reply to a message that is one question; `moved` may change its moments."""
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
            self.ready.shared,
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
