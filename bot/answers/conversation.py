"""A question that says little of its own is read as about the last answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answers import compose
from bot.answers.asked import Asked
from bot.answers.asking import Asking
from bot.answers.dates import without_times
from bot.answers.decide import Decision
from bot.answers.memory import Turn, asks_reverse, asks_source, asks_why, goes_on, leans
from bot.answers.reading import Reading
from bot.answers.reply import Outcome, Reason, Reply, Suggestion
from bot.knowledge.lexicon import MentionKind


@dataclass(frozen=True)
class FollowUp:
    """Reads a question beside the turn before it."""

    asking: Asking
    turn: Turn

    def reply(self, question: str) -> Reply | None:
        """The reply to a follow-up; None for a question that stands on its own feet."""
        if self.turn.entry not in self.asking.base.entries:
            return None
        reading = self.asking.read(question)
        asked, before = self.asking.asked(reading), self.turn.asked
        last = Decision(Outcome.ANSWER, Reason.FOLLOW_UP, self.turn.entry)
        if asks_source(reading.canonical):
            return compose.with_sources(self.asking.reply(last, before, reading, None), self.asking.language)
        if asks_why(reading.canonical):
            return self._why(before)
        if any(mention.ids(MentionKind.PLACE) for mention in reading.mentions):
            return None
        rest = without_times(reading.canonical, reading.times)
        if reading.times and leans(rest):
            return self.asking.reply(last, asked, reading, None)
        if asks_reverse(rest) or (reading.direction and goes_on(rest)):
            return self._turned(asked if reading.times else before, reading)
        return None

    def _why(self, before: Asked) -> Reply:
        """What tells why; where nothing does, a plain word that nothing does, and what stands next to it."""
        base, language = self.asking.base, self.asking.language
        entry = base.entries[self.turn.entry]
        why = self.asking.one(f"why {entry.question.say('en')}")
        if why.answered and why.entry != self.turn.entry:
            return why
        related = tuple(Suggestion(id_, base.entries[id_].question.say(language)) for id_ in entry.see_also)
        as_of = min(before.as_of or self.asking.as_of or self.asking.now, self.asking.now)
        reply = compose.unknown_why(base, related, as_of, language)
        return replace(reply, provenance=replace(reply.provenance, is_past=as_of < self.asking.now))

    def _turned(self, asked: Asked, reading: Reading) -> Reply | None:
        """The last question in the other direction, if the last answer was about one direction only."""
        ready, entry = self.asking.ready, self.asking.base.entries[self.turn.entry]
        told = ready.coverage.known(entry.id).directions
        if len(told) != 1 or reading.direction in told:
            return None
        ways = {id_: ready.coverage.known(id_).directions for id_ in self.asking.base.entries}
        turned = [id_ for id_, directions in ways.items() if len(directions) == 1 and directions != told]
        best = ready.matcher.match(entry.question.say("en"), allow=turned, k=1).best
        if best is None:
            return None
        return self.asking.reply(Decision(Outcome.ANSWER, Reason.FOLLOW_UP, best.entry), asked, reading, None)
