"""Which answer a message in a conversation means: one that it gets alone, one that a whole question it stands for gets, or none.

A log-linear model over a few things that can be said of each answer. Its weights were fitted on development conversations
(`knowledge/questions/conversations/`) and on labelled questions asked after an answer to something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log
from typing import Final

_DEEP: Final = 6.0
"""A share below exp(-6) is as none."""
_CLIP: Final = 4.0
"""Log odds from which on a share is as sure as any, or as none."""
_LONG: Final = 6.0
_FURTHER: Final = 0.25
_CLOSE: Final = 4
"""Places in the row of likely next entries from which on all are as far."""
_WEIGHTS: Final = {
    "alone": 0.5,
    "answered": -1.2,
    "answered_size": 0.11,
    "answered_stands": 0.76,
    "asked": 0.35,
    "asked_so": 0.49,
    "earlier": 0.32,
    "known": 2.31,
    "near": 2.42,
    "near_empty": 0.88,
    "none": 5.48,
    "none_declined": 0.33,
    "none_declined_leaning": 0.14,
    "none_empty": -0.05,
    "none_leaning": 0.19,
    "none_refused": 0.09,
    "own": 0.5,
    "placed": 0.97,
    "same": 0.42,
    "same_empty": 1.19,
    "tells": 0.46,
    "unnamed": -1.33,
}


@dataclass(frozen=True)
class Alone:
    """A message by itself, and the reply to it.

    `entry` is None where it was not answered; `declined` is how surely it is of a kind that gets no fact, if of any, and `refused`
    how likely each whole question asks no entry. `leans` says whether its words tie it to what was said before, `is_empty` whether it
    names nothing and has no words of its own, `stands` whether the answer rests on something that it names.
    """

    entry: str | None
    size: float
    leans: bool
    is_empty: bool
    stands: bool
    declined: float | None
    refused: tuple[float, ...] = ()


@dataclass(frozen=True)
class Option:
    """An entry that may be meant.

    `alone` is how likely the message alone asks it, `placed` how likely the last question does with a thing in another's place, `asked`
    how likely one put together with the last question does, `own` with the own question of the last entry, `earlier` with that of the
    entry before. `place` is where it stands beside the last answer: 0 is that answer itself, None is nowhere near. `known` is with
    which share of the message's own words people ask it, `unnamed` which share of what the message names it does not know. `asked_so`
    says whether its own question is of the message's kind, `tells` whether people ask it with questions of that kind.
    """

    entry: str
    alone: float
    placed: float
    asked: float
    own: float
    earlier: float
    place: int | None
    known: float
    unnamed: float
    asked_so: bool
    tells: bool


def meant(alone: Alone, options: Iterable[Option]) -> str | None:
    """The entry that is meant; None if none is."""
    scores = {option.entry: _sum(of_option(alone, option)) for option in options}
    best = max(scores, key=scores.__getitem__, default=None)
    return None if best is None or _sum(of_none(alone)) >= scores[best] else best


def of_option(alone: Alone, option: Option) -> dict[str, float]:
    """What is said of an entry."""
    by_itself = _height(option.alone)
    said = {
        "alone": by_itself,
        "placed": _height(option.placed),
        "asked": _height(option.asked),
        "own": _height(option.own),
        "same": float(option.place == 0),
        "near": _near(option.place),
        "known": option.known,
        "unnamed": option.unnamed,
        "asked_so": float(option.asked_so),
        "earlier": _height(option.earlier),
        "tells": float(option.tells),
        "same_empty": float(option.place == 0 and alone.is_empty),
        "near_empty": _near(option.place) * alone.is_empty,
    }
    if option.entry == alone.entry:
        said |= {
            "answered": 1.0,
            "answered_size": min(alone.size, _LONG),
            "answered_stands": float(alone.stands),
        }
    return said


def of_none(alone: Alone) -> dict[str, float]:
    """What is said for no entry at all."""
    declined = 0.0 if alone.declined is None else _odds(alone.declined)
    return {
        "none": 1.0,
        "none_leaning": float(alone.leans),
        "none_declined": declined,
        "none_declined_leaning": declined * alone.leans,
        "none_empty": float(alone.is_empty),
        "none_refused": sum(map(_odds, alone.refused)) / len(alone.refused) if alone.refused else 0.0,
    }


def _height(share: float) -> float:
    """How far a share is above one that is as none."""
    return max(0.0, _DEEP + log(share)) if share > 0 else 0.0


def _near(place: int | None) -> float:
    if not place:
        return 0.0
    return 1 / (0.5 + place) if place < _CLOSE else _FURTHER


def _sum(said: Mapping[str, float]) -> float:
    return sum(_WEIGHTS[name] * value for name, value in said.items())


def _odds(share: float) -> float:
    share = min(max(share, 1e-6), 1 - 1e-6)
    return max(-_CLIP, min(_CLIP, log(share / (1 - share))))
