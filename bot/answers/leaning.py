"""What a message that leaves parts out may stand for: it is read beside what was said before, and what is meant is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.answers.asking import Asking, Likeliest
from bot.answers.cues import Message, Part, Piece
from bot.answers.meant import Alone, Option, meant
from bot.answers.memory import Turn
from bot.answers.reply import Reply
from bot.answers.wholes import Before, Weaver
from bot.knowledge.lexicon import QuestionKind
from bot.locale.languages import language_of

_ONLY_IF_ASKED = frozenset({QuestionKind.WHO, QuestionKind.WHERE, QuestionKind.WHY})
_BESIDE = 12
"""Entries that are likely to be asked next."""
_LIKELY, _HARDLY = 0.3, 0.05


@dataclass(frozen=True)
class Beside:
    """The readings of a message beside one question that was asked before."""

    placed: tuple[Likeliest, ...]
    """The question, with what the message names in place of what it named."""
    wholes: tuple[Likeliest, ...]
    """What the message asks, of what the question spoke of."""

    @property
    def all(self) -> tuple[Likeliest, ...]:
        """Every reading of the message."""
        return *self.placed, *self.wholes


@dataclass(frozen=True)
class Leaning:
    """A message, and each whole question that it may stand for, read."""

    asking: Asking
    turn: Turn
    said: Message
    alone: Reply
    """The reply to the message by itself."""
    person: str | None
    """Whom its pronoun stands for, if it has one."""

    @property
    def texts(self) -> Iterator[str]:
        """The whole questions."""
        return (each.question for each in self._read)

    def meant(self) -> str | None:
        """The entry that is meant, of those that the message and its whole questions may ask."""
        declined = self.alone.explanation.declined
        said = Alone(
            entry=self._answered,
            size=self.said.size,
            leans=self.said.leans,
            is_empty=self.said.is_empty,
            stands=self._stands(),
            declined=declined.confidence if declined else None,
            refused=tuple(map(self._refused, self._read)),
        )
        itself = [] if self.said.is_empty else [self.itself]
        read = (*itself, *self._read, *self._earlier)
        # Where nothing is named and said, the readings alone tell what is asked: what they hardly ask is not meant.
        least = _HARDLY if self.said.is_empty else 0.0
        asked = (entry for each in read for entry, share in each.shares.items() if share >= least)
        entries = dict.fromkeys(entry for entry in asked if not self._is_told_again(entry))
        return meant(said, [self._option(entry) for entry in (*entries, *([said.entry] if said.entry else []))])

    def _is_told_again(self, entry: str) -> bool:
        """Whether it is the last answer, which tells nobody who, where or why who asks for it anew, unless people ask it so."""
        return (
            entry == self._last
            and self.said.reading.kind in _ONLY_IF_ASKED - self.asking.ready.coverage.known(entry).kinds
        )

    def _refused(self, read: Likeliest) -> float:
        """How likely a reading asks what no entry tells: the last answer told again may be none."""
        return read.none + sum(share for entry, share in read.shares.items() if self._is_told_again(entry))

    def asking_for(self, entry: str) -> list[Likeliest]:
        """The readings that ask an entry: those that likely do go first, and of these those that keep most of what was said."""
        read = (*self._read, *self._earlier, *([] if self.said.is_empty else [self.itself]))
        return sorted(read, key=lambda each: each.shares.get(entry, 0.0) < _LIKELY)

    def _option(self, entry: str) -> Option:
        def likeliest(read: Iterable[Likeliest]) -> float:
            return max((each.shares.get(entry, 0.0) for each in read), default=0.0)

        known, kind, direction = (
            self.asking.ready.coverage.known(entry),
            self.said.reading.kind,
            self.said.reading.direction,
        )
        # What names things and asks nothing is about the last answer again only where a thing takes another's place in it.
        only_named_anew = entry == self._last and self.said.is_bare
        named = [self._is_named(entry, piece) for piece in self.said.of(Part.NAME, Part.ORDINAL)]
        named += [direction in known.directions] if direction else []
        alone = self.alone.confidence if entry == self._answered else 0.0
        return Option(
            entry,
            alone=0.0 if self.said.is_empty else self.itself.shares.get(entry, alone),
            placed=likeliest(each for beside in self._asked for each in beside.placed),
            asked=likeliest(each for beside in self._asked for each in beside.wholes if not only_named_anew),
            own=likeliest(each for beside in self._own for each in (beside.placed if only_named_anew else beside.all)),
            earlier=likeliest(self._earlier),
            place=self._beside.index(entry) if entry in self._beside else None,
            known=self.asking.ready.cues.known(entry, self.said),
            unnamed=1 - sum(named) / len(named) if named else 0.0,
            asked_so=self.asking.ready.likely.kind(entry) is kind is not QuestionKind.WHAT,
            tells=kind in known.kinds - {QuestionKind.WHAT},
        )

    # --- what it is read as ------------------------------------------------------------------------------------

    @property
    def _answered(self) -> str | None:
        """The entry that the message gets alone; one that neither names nor says anything of its own gets none."""
        return self.alone.entry if self.alone.answered and not self.said.is_empty else None

    @cached_property
    def itself(self) -> Likeliest:
        """The message alone."""
        return self.asking.likely(self.said.reading.canonical)

    @cached_property
    def _read(self) -> list[Likeliest]:
        """Every whole question; those that keep most of what was said go first."""
        asked = (*(each.placed for each in self._asked), *(each.wholes for each in self._asked))
        ways = (*asked, *(each.all for each in self._own))
        return list({each.question: each for way in ways for each in way}.values())

    @cached_property
    def _asked(self) -> list[Beside]:
        """Beside the person that a pronoun stands for, the last question, and the last one that was answered."""
        person = self.asking.base.people[self.person].name.say(self._language) if self.person is not None else None
        questions = dict.fromkeys(filter(None, (person, self.turn.question, self.turn.told)))
        return [self._beside_question(question) for question in questions]

    @cached_property
    def _own(self) -> list[Beside]:
        """Beside the own question of the last answer's entry."""
        if self._last is None:
            return []
        own = self._in_its_language(self._last)
        return [] if own in (self.turn.question, self.turn.told) else [self._beside_question(own)]

    def _beside_question(self, question: str) -> Beside:
        weaver, before = Weaver(self.asking.base), Before(self._message(question), self._direction)
        placed = dict.fromkeys(weaver.in_place(self.said, before))
        beside = (*weaver.beside(self.said, before), *weaver.at_any_time(self.said, before))
        wholes = dict.fromkeys(whole for whole in beside if whole not in placed)
        read = self.asking.likely
        return Beside(tuple(map(read, placed)), tuple(map(read, wholes)))

    @cached_property
    def _direction(self) -> str | None:
        """Which way the duty points that the last answer told of."""
        told = self.asking.ready.coverage.known(self._last).directions if self._last is not None else ()
        return next(iter(told)) if len(told) == 1 else None

    @cached_property
    def _earlier(self) -> list[Likeliest]:
        """What the message asks, of what was spoken of before that: the last answer may have been a detail of it."""
        if self.turn.earlier not in self.asking.base.entries:
            return []
        before = Before(self._message(self._in_its_language(str(self.turn.earlier))))
        return [self.asking.likely(whole) for whole in Weaver(self.asking.base).beside(self.said, before)]

    def _message(self, text: str) -> Message:
        return self.asking.ready.cues.message(self.asking.read(text))

    def _in_its_language(self, entry: str) -> str:
        """The own question of an entry, in the language of the message."""
        return self.asking.base.entries[entry].question.say(self._language)

    @property
    def _language(self) -> str:
        return language_of(self.said.reading.canonical)

    # --- what is said of an entry ------------------------------------------------------------------------------

    @property
    def _last(self) -> str | None:
        """The entry of the last answer; it may have gone since."""
        return self.turn.entry if self.turn.entry in self.asking.base.entries else None

    @cached_property
    def _beside(self) -> list[str]:
        """The last entry, and those that are likely to be asked next."""
        return [self._last, *self.asking.ready.likely.after(self._last, _BESIDE)] if self._last is not None else []

    def _stands(self) -> bool:
        """Whether the answer that it gets by itself rests on something that it names: else it is a guess at what was left out."""
        if self.alone.entry is None:
            return False
        told = self._message(self.asking.base.entries[self.alone.entry].question.say("en"))
        if self.said.has(Part.ROLE) and told.has(Part.ROLE) and not told.has(Part.NAME):
            return True
        naming = [piece for piece in self.said.of(Part.NAME, Part.PARTY) if piece.mention]
        names = {name for p in told.of(Part.NAME, Part.PARTY) if p.mention for name in p.mention.names}
        own = {name for piece in naming if piece.mention for name in piece.mention.names}
        known = self.asking.ready.coverage.known(self.alone.entry).asked
        written = any(self.asking.ready.cues.names(self.alone.entry, piece) for piece in naming)
        return not names or written or bool(own & (names | known))

    def _is_named(self, entry: str, piece: Piece) -> bool:
        """Whether people ask an entry after what a piece names, or it tells of it."""
        known = self.asking.ready.coverage.known(entry)
        names = piece.mention.names if piece.mention else frozenset()
        return bool(names & (known.asked | known.told)) or self.asking.ready.cues.names(entry, piece)
