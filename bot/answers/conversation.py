"""A message that leaves parts out is read as the whole question that it stands for, by the reader of every other question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.answers import compose
from bot.answers.asked import Asked
from bot.answers.asking import Asking
from bot.answers.cues import Message, Part, Piece
from bot.answers.decide import Decision
from bot.answers.lexicon import joined
from bot.answers.meant import Alone, meant
from bot.answers.memory import LONGEST, Turn
from bot.answers.reply import Outcome, Reason, Reply
from bot.answers.text import has_han, normalise, words
from bot.answers.wholes import Before, Weaver, with_year
from bot.knowledge.lexicon import Cue, MentionKind, QuestionKind
from bot.locale.languages import language_of

_ONLY_IF_ASKED = frozenset({QuestionKind.WHO, QuestionKind.WHERE, QuestionKind.WHY})
_SURE_KIND = 0.5
"""A kind of question that gets no fact is believed from here on."""
_HALF = 0.5
_NEAR, _ASKED_SO = 0.1, 0.2
"""What is next to the last answer is likelier to be meant, and what people ask in the same way."""
_BESIDE = 12
"""Entries that are likely to be asked next."""
_SURE_HELP = 0.9
"""Small talk, of which a short question often has the sound, is believed from here on."""
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
        said = self.said(question)
        about = self._about_the_answer(said)
        if about is not None:
            return about
        if (chosen := self._chosen(said)) is not None:
            return self.asking.chosen(chosen, self._last_asked())
        alone = self.alone(question)
        if not self._may_lean(said, alone):
            return alone
        return self._whole_question(said, alone)

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
        return self.asking.ready.cues.message(reading)

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
        if len(rest) == 1 and len(numbers) == 1 and not self._is_round(said):
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

    def _is_round(self, said: Message) -> bool:
        """Whether a place in a row means a round of talks: one was spoken of, and nothing was left to choose."""
        if not self.turn.answered:
            return False
        before = self.asking.ready.cues.message(self.asking.read(self.turn.question))
        rounds = self.asking.base.rounds
        return said.has(Part.ORDINAL) and any(id_ in rounds for p in before.pieces for id_ in p.ids(MentionKind.TIME))

    def _last_asked(self) -> Asked:
        return self._kept(self.asking.asked(self.asking.read(self.turn.question)))

    # --- parts left out ----------------------------------------------------------------------------------------

    def _may_lean(self, said: Message, alone: Reply) -> bool:
        """Whether the message can mean something that was said before."""
        if alone.reason in (Reason.UNREADABLE, Reason.EMPTY):
            return False
        bound = said.refers or said.says(Cue.CORRECTS, Cue.REVERSE)
        declined = alone.explanation.declined
        if alone.outcome is Outcome.HELP and declined is not None and not said.has(Part.TIME):  # small talk names none
            if said.is_empty and said.reading.kind is not QuestionKind.WHAT:
                return declined.confidence < 1
            short = (bound or said.asks or said.is_empty or said.goes_on) and _size(said) < _SHORT / 2
            return said.says(Cue.CORRECTS) or (short and declined.confidence < _SURE_HELP)
        if bound or said.is_whole:
            return bound
        loose = said.is_bare or said.is_empty or said.goes_on
        return loose or (alone.reason is not Reason.EXACT and _size(said) <= _SHORT)

    def _stands(self, said: Message, alone: Reply, *parts: Part) -> bool:
        """Whether an answer rests on something that the message names: else it is a guess at what was left out."""
        if alone.entry is None:
            return False
        told = self.asking.ready.cues.message(
            self.asking.read(self.asking.base.entries[alone.entry].question.say("en"))
        )
        if said.has(Part.ROLE) and told.has(Part.ROLE) and not told.has(Part.NAME) and not parts:
            return True
        parts = parts or (Part.NAME, Part.PARTY)
        names = {name for p in told.of(Part.NAME, Part.PARTY) if p.mention for name in p.mention.names}
        own = {name for p in said.of(*parts) if p.mention for name in p.mention.names}
        known = self.asking.ready.coverage.known(alone.entry).asked
        written = any(self.asking.ready.cues.names(alone.entry, piece) for piece in said.of(*parts) if piece.mention)
        return not names or written or bool(own & (names | known))

    def _whole_question(self, said: Message, alone: Reply) -> Reply:
        """The reply to what the message stands for, or to itself, whichever is meant."""
        weaver, before = Weaver(self.asking.base), list(self._before(said))
        tried: list[Reply] = []
        for way in (weaver.in_place, weaver.beside, weaver.at_any_time):
            read = [self._whole(whole, said) for whole in dict.fromkeys(w for each in before for w in way(said, each))]
            tried += read
            told = [reply for reply in read if reply.answered and self._tells(said, reply, alone)]
            if told and way == weaver.in_place:
                return told[0]
            if told and said.is_empty:
                return max(told, key=lambda reply: self._likely(said, reply))
            if told and (entry := self._meant(said, alone, told)) is not None:
                found = [reply for reply in told if reply.entry == entry]
                bound = said.refers or said.goes_on or said.is_bare
                return (
                    max(found, key=lambda reply: reply.confidence)
                    if found and (bound or alone.entry != entry)
                    else alone
                )
        if said.is_empty or (said.refers and not alone.answered and not self._is_declined(alone)):
            unsure = next((reply for reply in tried if reply.outcome is Outcome.CHOOSE), None)
            return unsure or (self._not_told(said) if said.is_empty else None) or alone
        return alone

    def _likely(self, said: Message, reply: Reply) -> float:
        """How likely a whole question is meant by one that names nothing: by what is asked so, on the same matter."""
        kind = self.asking.read(self.asking.base.entries[str(reply.entry)].question.say("en")).kind
        asked_so = kind is said.reading.kind is not QuestionKind.WHAT
        return reply.confidence + _NEAR * (reply.entry in self._beside()) + _ASKED_SO * asked_so

    def _beside(self) -> list[str]:
        """The last entry, and those that are likely to be asked next."""
        if self.turn.entry is None or not self._has_answer:
            return []
        return [self.turn.entry, *self.asking.ready.likely.after(self.turn.entry, _BESIDE)]

    def _meant(self, said: Message, alone: Reply, told: list[Reply]) -> str | None:
        """The entry that is meant, of those with which the message and its whole questions are answered."""
        declined = alone.explanation.declined
        by_itself = Alone(
            alone.entry if alone.answered else None,
            alone.confidence,
            _size(said),
            self._stands(said, alone),
            said.is_whole,
            alone.reason is Reason.EXACT,
            alone.outcome is Outcome.HELP,
            declined.confidence if declined else None,
        )
        entries = {str(reply.entry) for reply in (alone, *told) if reply.answered and reply.entry}
        known = {entry: self.asking.ready.cues.known(entry, said) for entry in entries}
        return meant(by_itself, [(str(reply.entry), reply.confidence) for reply in told], self._beside(), known)

    def _tells(self, said: Message, reply: Reply, alone: Reply) -> bool:
        """Whether a whole question's answer tells what is asked and named."""
        entry = str(reply.entry)
        kinds = self.asking.ready.coverage.known(entry).kinds
        if entry == self.turn.entry and said.reading.kind in _ONLY_IF_ASKED - kinds:
            return False
        if alone.answered and entry == self.turn.entry and self.asking.ready.cues.known(entry, said) < _HALF:
            return False  # nothing of the message need have been read to come to the last answer again
        return not said.is_bare or all(self._is_named(entry, piece) for piece in said.of(Part.NAME))

    def _before(self, said: Message) -> Iterator[Before]:
        """The questions that may be leant on: the last one, the last one answered, and that answer's own."""
        cues, coverage = self.asking.ready.cues, self.asking.ready.coverage
        direction = None
        own = None
        if self.turn.entry is not None and self._has_answer:
            told = coverage.known(self.turn.entry).directions
            direction = next(iter(told)) if len(told) == 1 else None
            own = self.asking.base.entries[self.turn.entry].question.say(language_of(said.reading.canonical))
        if said.says(Cue.PERSON) and (person := self._person()):
            yield Before(cues.message(self.asking.read(person)))
        for question in dict.fromkeys((self.turn.question, self.turn.told, own)):
            if question:
                yield Before(cues.message(self.asking.read(question)), direction)

    def _person(self) -> str | None:
        """The person that the last answer told of first, if the question before it named none."""
        cues = self.asking.ready.cues
        if not self._has_answer:
            return None
        for text in (self.turn.question, self._again().answer):
            pieces = cues.message(self.asking.read(text)).of(Part.NAME)
            if named := next((p for p in pieces if p.ids(MentionKind.PERSON) & self.asking.base.people.keys()), None):
                return joined(named.tokens)
        return None

    def _whole(self, whole: str, said: Message) -> Reply:
        """The reply to a whole question, at the moment of the answer before where it names none."""
        fresh = said.has(Part.TIME) or said.says(Cue.TODAY)
        reply = self.asking.one(whole, None if fresh else self._kept)
        explanation = replace(reply.explanation, whole=whole)
        reason = Reason.FOLLOW_UP if reply.answered else reply.reason
        return replace(reply, reason=reason, explanation=explanation)

    def _kept(self, asked: Asked) -> Asked:
        """The moments of a question, and those of the answer before where it names none."""
        if asked.about is None and asked.as_of is None:
            return replace(asked, about=self.turn.about, as_of=self.turn.as_of)
        return asked

    def _is_named(self, entry: str, piece: Piece) -> bool:
        """Whether people ask an entry after what a piece names, or it tells of it."""
        known = self.asking.ready.coverage.known(entry)
        names = piece.mention.names if piece.mention else frozenset()
        return bool(names & (known.asked | known.told)) or self.asking.ready.cues.names(entry, piece)

    @staticmethod
    def _is_declined(alone: Reply) -> bool:
        """Whether the message by itself is likely to be one of those that get no fact."""
        declined = alone.explanation.declined
        return alone.outcome is not Outcome.HELP and declined is not None and declined.confidence >= _SURE_KIND


def _size(said: Message) -> float:
    """How many words a message has of its own; two Chinese characters are one."""
    return sum(0.5 if has_han(token) else 1 for piece in said.of(Part.REST) for token in piece.tokens)


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
    return Turn(whole, now, reply.entry, whole, offered, about, as_of)


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
