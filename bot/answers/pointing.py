"""Words of a message that point from what was spoken of to something beside it: `the second one`, `the year before`, `his counterpart`.

Each is put in its place as what it points to, so that the message is read as if that had been said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.answers.cues import Message, Part, Piece
from bot.answers.dates import Grain, Named
from bot.answers.lexicon import joined
from bot.answers.text import normalise
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import Cue, MentionKind
from bot.knowledge.model import Round
from bot.locale.languages import Script, language_of, script_of

_YEARS, _MONTHS = frozenset({"year", "years", "年"}), frozenset({"month", "months", "月"})
_STEPS = {Cue.NEXT: 1, Cue.PREVIOUS: -1}


@dataclass(frozen=True)
class Spoken:
    """What was spoken of: rounds of talks and times, those of the question first; and the one person, if any."""

    rounds: tuple[str, ...] = ()
    times: tuple[Named, ...] = ()
    person: str | None = None


@dataclass(frozen=True)
class Pointing:
    """Finds what words point to, in one base."""

    base: KnowledgeBase
    today: date

    def resolved(self, said: Message, spoken: Spoken) -> str | None:
        """The message in words, with what each word that points means in its place; None if none points anywhere."""
        opposite = next((n for n, piece in enumerate(said.pieces) if Cue.COUNTERPART in piece.cues), None)
        if opposite is not None:
            return self._with_counterpart(said.pieces, opposite, spoken)
        put: list[str | Piece] = []
        for piece in said.pieces:
            if (beside := self._beside(piece, spoken)) is not None:
                if put and isinstance(put[-1], Piece) and put[-1].part is Part.FILLER:  # `the`
                    put.pop()
                put.append(beside)
            elif Cue.ONE not in piece.cues or not put or isinstance(put[-1], Piece):
                put.append(piece)
        if all(isinstance(each, Piece) for each in put):
            return None
        return joined([word for each in put for word in (each.tokens if isinstance(each, Piece) else (each,))])

    def _with_counterpart(self, pieces: tuple[Piece, ...], at: int, spoken: Spoken) -> str | None:
        named = (id_ for piece in pieces for id_ in sorted(piece.ids(MentionKind.PERSON)))
        person = next((id_ for id_ in named if id_ in self.base.people), spoken.person)
        there = self._counterpart(person) if person else None
        if there is None:
            return None
        asks = [word for piece in pieces if piece.part is Part.ASKS for word in piece.tokens]
        return joined([*asks, self.base.people[there].name.say(_language(pieces[at])).casefold()])

    def _beside(self, piece: Piece, spoken: Spoken) -> str | None:
        """What stands beside what was spoken of, or so far into its row."""
        step = next((step for cue, step in _STEPS.items() if cue in piece.cues), None)
        if step is None and piece.part is not Part.ORDINAL:
            return None
        if step is not None and spoken.times and (_unit(piece) or not spoken.rounds):
            return _moved(piece, spoken.times[0], step)
        row = self._row(spoken.rounds)
        if step is None:
            place = int(next(iter(piece.ids(MentionKind.ORDINAL))))
            at = place - 1 if place > 0 else len(row) - 1
        else:
            at = next((n for n, talks in enumerate(row) if talks.id in spoken.rounds), -2) + step
        return _called(row[at], _language(piece)) if 0 <= at < len(row) else None

    def _row(self, rounds: tuple[str, ...]) -> list[Round]:
        """All talks of the kind that was spoken of, up to today, in their order."""
        kinds = [self.base.rounds[id_].kind for id_ in rounds]
        held = (each for each in self.base.rounds.values() if kinds and each.kind == kinds[0])
        return sorted((each for each in held if each.from_.day <= self.today), key=lambda each: each.from_.day)

    def _counterpart(self, person: str) -> str | None:
        """Who sits opposite somebody: at the same place in the lists of the last talks that have both."""
        by_name = {known.name.say("en"): id_ for id_, known in self.base.people.items()}
        for talks in sorted(self.base.rounds.values(), key=lambda each: each.from_.day, reverse=True):
            for names in zip(*talks.leads.values(), strict=False):
                ids = [by_name.get(name) for name in names]
                if person in ids and (others := [id_ for id_ in ids if id_ not in (None, person)]):
                    return others[0]
        return None


def _called(talks: Round, language: str) -> str:
    name = talks.city if talks.kind == "round" and talks.city else talks.title
    return normalise(name.say(language))


def _unit(piece: Piece) -> Grain | None:
    """The length of time that a word names: `the year before`."""
    if _YEARS & set(piece.tokens):
        return Grain.YEAR
    return Grain.MONTH if _MONTHS & set(piece.tokens) else None


def _moved(piece: Piece, named: Named, step: int) -> str | None:
    """The year or month beside a time."""
    grain, day, han = _unit(piece) or named.grain, named.first, script_of(piece.tokens[0]) is Script.HAN
    if grain is Grain.YEAR:
        return f"{day.year + step}年" if han else str(day.year + step)
    if grain is not Grain.MONTH:
        return None
    months = 12 * day.year + day.month - 1 + step
    moved = date(months // 12, months % 12 + 1, 1)
    return f"{moved.year}年{moved.month}月" if han else f"{moved:%B} {moved.year}".casefold()


def _language(piece: Piece) -> str:
    return language_of(piece.tokens[0])
