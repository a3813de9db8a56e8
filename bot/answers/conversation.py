"""A message that leaves parts out is read as the whole question that it stands for, by the reader of every other question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from bot.answers import compose
from bot.answers.asked import Asked
from bot.answers.asking import Asking, Likeliest
from bot.answers.cues import Message, Part
from bot.answers.decide import Decision
from bot.answers.leaning import Leaning
from bot.answers.memory import LONGEST, Turn
from bot.answers.pointing import Pointing, Spoken
from bot.answers.reply import Outcome, Reason, Reply
from bot.answers.text import normalise, words
from bot.answers.wholes import with_year
from bot.knowledge.lexicon import Cue, MentionKind, QuestionKind

_SURE_KIND = 0.5
"""A kind of question that gets no fact is believed from here on."""
_LONGEST = 40
"""Words of a message that may leave something out; each of up to a dozen readings costs as much as the message."""
_SHORT = 6
"""Words of its own that a message may have and still have left something out unseen."""


@dataclass(frozen=True)
class FollowUp:
    """Reads a message beside the turn before it."""

    asking: Asking
    turn: Turn
    alone: Callable[[str], Reply]
    """The reply to a message by itself."""

    def reply(self, question: str) -> Reply:
        """The reply to a message: as a whole question where it leans on the turn, by itself where it does not."""
        if len(words(normalise(question))) > _LONGEST:
            return self.alone(question)
        said = self.said(question)
        about = self._about_the_answer(said)
        if about is not None:
            return about
        if (chosen := self._chosen(said)) is not None:
            return self.asking.chosen(chosen, self._last_asked())
        as_typed = said.reading.canonical == self.asking.read(question).canonical
        alone = self.alone(question if as_typed else said.reading.canonical)
        if not self._may_lean(said, alone):
            return alone
        return self._leaning(said, alone)

    @property
    def _has_answer(self) -> bool:
        """Whether there is an answer to lean on: its entry may have gone since."""
        return self.turn.entry in self.asking.base.entries

    def said(self, question: str) -> Message:
        """The message in pieces; a month without a year has that of the question before."""
        reading = self.asking.read(question)
        if not reading.times:
            before = self.asking.read(self.turn.question)
            year = next((named.first.year for named in before.times), None)
            said = self.asking.ready.cues.message(reading)
            dated = with_year(reading.canonical, year, reading.today) if year or not said.asks else reading.canonical
            if dated != reading.canonical:
                reading = self.asking.read(dated)
        said = self.asking.ready.cues.message(reading)
        if said.points and (meant := Pointing(self.asking.base, reading.today).resolved(said, self._spoken)):
            said = self.asking.ready.cues.message(self.asking.read(meant))
        return said

    @cached_property
    def _spoken(self) -> Spoken:
        """What the last question and its answer spoke of."""
        asked = self.asking.ready.cues.message(self.asking.read(self.turn.question))
        if not self._has_answer:
            return Spoken(tuple(self._rounds(asked)), asked.reading.times)
        told = self.asking.ready.cues.message(self.asking.read(self._again().answer))
        rounds = self.asking.base.rounds
        own = self.asking.ready.coverage.known(str(self.turn.entry)).events & rounds.keys()
        people = (id_ for message in (asked, told) for p in message.pieces for id_ in p.ids(MentionKind.PERSON))
        listed = dict.fromkeys(self._rounds(told))
        kinds = Counter(rounds[id_].kind for id_ in listed)
        rows = (id_ for id_ in listed if kinds[rounds[id_].kind] > 1)  # talks named by the way are no row
        return Spoken(
            tuple(dict.fromkeys([*sorted(own), *self._rounds(asked), *rows])),
            (*asked.reading.times, *told.reading.times),
            next((id_ for id_ in people if id_ in self.asking.base.people), None),
        )

    def _rounds(self, message: Message) -> Iterator[str]:
        """The talks that a message names."""
        for piece in message.pieces:
            yield from sorted(piece.ids(MentionKind.TIME) & self.asking.base.rounds.keys())

    # --- about the answer itself -------------------------------------------------------------------------------

    def _about_the_answer(self, said: Message) -> Reply | None:
        """Where it comes from, how sure it is, or that it is wrong."""
        if not self._has_answer:
            return None
        ways = {
            Cue.SOURCE: compose.with_sources,
            Cue.SURE: compose.with_attestation,
            Cue.WRONG: compose.disputed,
        }
        for cue, told in ways.items():
            if said.is_only(cue):
                reply = told(self._again(), self.asking.language)
                return replace(reply, explanation=replace(reply.explanation, whole=self.turn.told))
        return None

    def _again(self) -> Reply:
        """The last answer, told again."""
        last = Decision(Outcome.ANSWER, Reason.FOLLOW_UP, self.turn.entry)
        reading = self.asking.read(self.turn.told or "")
        return self.asking.reply(last, self._kept(self.asking.asked(reading)), reading, None)

    def _not_told(self, said: Message) -> Reply | None:
        """That what was asked of the last answer is not on record."""
        if self.turn.entry is None or not self._has_answer:
            return None
        as_of = min(self.turn.as_of or self.asking.as_of or self.asking.now, self.asking.now)
        near = self.asking.ready.likely.after(self.turn.entry, compose.MOST_RELATED)
        why = said.reading.kind is QuestionKind.WHY
        reply = compose.not_told_of(self.asking.base, near, as_of, self.asking.language, why=why)
        return replace(reply, provenance=replace(reply.provenance, is_past=as_of < self.asking.now))

    # --- choosing ----------------------------------------------------------------------------------------------

    def _chosen(self, said: Message) -> str | None:
        """The entry that is picked from those offered: by its place, or by a word that it alone has."""
        offered = [id_ for id_ in self.turn.offered if id_ in self.asking.base.entries]
        if not offered:
            return None
        rest = [piece for piece in said.pieces if piece.part not in (Part.FILLER, Part.LINK, Part.CUE)]
        numbers = [n for piece in rest for n in _numbers(piece.tokens, piece.ids(MentionKind.ORDINAL))]
        goes_on = self.turn.answered and said.goes_on
        if len(rest) == 1 and len(numbers) == 1 and not goes_on:
            place = numbers[0] - 1 if numbers[0] > 0 else len(offered) - 1
            return offered[place] if place < len(offered) else None
        if self.turn.answered or not (said.says(Cue.ONE) or said.is_bare) or said.says(Cue.CORRECTS):
            return None
        own = {word for piece in rest for word in piece.tokens}
        ways = {id_: self._words_of(id_) for id_ in offered}
        holding = {id_: len(own & ways[id_]) for id_ in offered}
        most = max(holding.values())
        best = [id_ for id_, count in holding.items() if count == most]
        return best[0] if most and len(best) == 1 else None

    def _words_of(self, entry: str) -> set[str]:
        question = self.asking.base.entries[entry].question
        return {word for text in question.by_language.values() for word in words(normalise(text))}

    def _last_asked(self) -> Asked:
        return self._kept(self.asking.asked(self.asking.read(self.turn.question)))

    # --- parts left out ----------------------------------------------------------------------------------------

    def _may_lean(self, said: Message, alone: Reply) -> bool:
        """Whether the message can mean something that was said before."""
        if alone.reason in (Reason.UNREADABLE, Reason.EMPTY) or said.is_only(Cue.SOURCE, Cue.SURE, Cue.WRONG):
            return False
        bound = said.refers or said.says(Cue.CORRECTS, Cue.REVERSE)
        declined = alone.explanation.declined
        if alone.outcome is Outcome.HELP and declined is not None and not said.has(Part.TIME):  # small talk names none
            return said.says(Cue.CORRECTS) or (declined.confidence < 1 and said.size < _SHORT / 2)
        if bound or (said.is_whole and said.has(Part.NAME, Part.TIME)):
            return bound
        loose = said.is_bare or said.is_empty or said.goes_on
        return loose or (alone.reason is not Reason.EXACT and said.size <= _SHORT)

    def _leaning(self, said: Message, alone: Reply) -> Reply:
        """The reply to what the message stands for, or to itself, whichever is meant."""
        person = self._spoken.person if said.says(Cue.PERSON) else None
        leaning = Leaning(self.asking, self.turn, said, alone, person)
        entry = leaning.meant()
        if entry is None:
            return self._unsure(said, alone, leaning.texts) or alone
        ways = leaning.asking_for(entry)
        if entry == alone.entry and (ways[:1] == [leaning.itself] or not said.leans or alone.reason is Reason.EXACT):
            return alone
        told = [self._told(entry, each, said) for each in ways if entry in each.shares]
        return next((reply for reply in told if reply.answered), told[0] if told else alone)

    def _told(self, entry: str, way: Likeliest, said: Message) -> Reply:
        """An entry's answer to a whole question, at the moment of the answer before where it names none."""
        asked = self.asking.asked(way.reading)
        fresh = said.has(Part.TIME) or said.says(Cue.TODAY)
        decision = Decision(Outcome.ANSWER, Reason.FOLLOW_UP, entry)
        reply = self.asking.reply(decision, asked if fresh else self._kept(asked), way.reading, way.match)
        explanation = replace(reply.explanation, whole=way.question)
        return replace(reply, confidence=way.shares.get(entry, 0.0), explanation=explanation)

    def _unsure(self, said: Message, alone: Reply, wholes: Iterable[str]) -> Reply | None:
        """What is offered, or said not to be on record, where a message that leans on the turn means no entry."""
        if not said.is_empty and (not said.refers or alone.answered or self._is_declined(alone)):
            return None
        tried = (self.asking.one(whole, self._kept) for whole in wholes)
        offered = next((reply for reply in tried if reply.outcome is Outcome.CHOOSE), None)
        return offered or (self._not_told(said) if said.is_empty else None)

    def _kept(self, asked: Asked) -> Asked:
        """The moments of a question, and those of the question or the answer before where it names none."""
        if asked.about is not None or asked.as_of is not None:
            return asked
        before = self.asking.asked(self.asking.read(self.turn.question))
        return replace(asked, about=self.turn.about or before.about, as_of=self.turn.as_of or before.as_of)

    @staticmethod
    def _is_declined(alone: Reply) -> bool:
        """Whether the message by itself is likely to be one of those that get no fact."""
        declined = alone.explanation.declined
        return alone.outcome is not Outcome.HELP and declined is not None and declined.confidence >= _SURE_KIND


def _numbers(tokens: tuple[str, ...], ordinals: frozenset[str]) -> Iterator[int]:
    """The place in a row that words name: `second`, or a bare 2."""
    if ordinals:
        yield int(next(iter(ordinals)))
    elif len(tokens) == 1 and tokens[0].isdecimal() and 0 < int(tokens[0]) < 100:
        yield int(tokens[0])


def left_behind(asking: Asking, turn: Turn | None, question: str, reply: Reply) -> Turn:
    """What the conversation is about after a reply."""
    now = asking.now
    if turn is not None and (reply.outcome is Outcome.HELP or reply.reason in (Reason.UNREADABLE, Reason.EMPTY)):
        return replace(turn, at=now)
    whole = _subject(asking, turn, question, reply)
    offered = tuple(each.entry for each in (reply.related if reply.answered else reply.suggestions))
    if not reply.answered or reply.entry is None:
        if turn is None:
            return Turn(whole[:LONGEST], now, offered=offered)
        kept = turn.question if reply.reason is Reason.REFUSED else whole[:LONGEST]
        return replace(turn, question=kept, at=now, offered=offered)
    if len(whole) > LONGEST or reply.reason is Reason.CHOSEN:
        whole = asking.base.entries[reply.entry].question.say(asking.language)
    named = asking.asked(asking.read(whole))
    said = named.about is not None or named.as_of is not None
    about, as_of = (None, None) if said else (reply.about, reply.as_of if reply.is_past else None)
    earlier = None if turn is None else turn.earlier if turn.entry == reply.entry else turn.entry
    return Turn(whole, now, reply.entry, whole, offered, about, as_of, earlier)


def _subject(asking: Asking, turn: Turn | None, question: str, reply: Reply) -> str:
    """The question that the next one leans on.

    What is asked of a subject is no part of the subject: the next question asks something else of it. What takes another
    thing's place is.
    """
    whole = reply.explanation.whole
    if turn is None or whole is None or not reply.answered:
        return whole or question
    said = FollowUp(asking, turn, asking.one).said(question)
    if said.is_bare or said.says(Cue.REVERSE):
        return whole
    if reply.entry == turn.entry or said.is_empty:
        return turn.question
    return asking.base.entries[str(reply.entry)].question.say(asking.language)
