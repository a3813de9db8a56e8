"""Which answer a message in a conversation means: that to it alone, that to a whole question it stands for, or none.

A log-linear model over a few things that can be said of each answer. Its weights were fitted on the development conversations
(`knowledge/questions/conversations/`) and on labelled questions asked after an answer to something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

_CLIP: Final = 4.0
_LONG: Final = 6.0
_FURTHER: Final = 0.25
_CLOSE: Final = 4
"""Places in the row of likely next entries from which on all are as far."""
_WEIGHTS: Final = {
    "alone_confidence": 0.39,
    "alone_size": 0.55,
    "alone_stands": 1.57,
    "alone_whole": 0.77,
    "alone_exact": 0.67,
    "whole_confidence": 0.41,
    "same": -0.78,
    "near": 0.59,
    "known": 1.13,
    "none": 0.6,
    "none_declined": 0.92,
    "none_help": 0.53,
}


@dataclass(frozen=True)
class Alone:
    """The reply to the message by itself.

    `entry` is None where it was not answered; then `declined` is how surely it is of a kind that gets no fact, if of any.
    `stands` says whether the answer rests on something that the message names, `is_whole` whether it names enough.
    """

    entry: str | None
    confidence: float
    size: float
    stands: bool
    is_whole: bool
    is_exact: bool
    is_help: bool
    declined: float | None


def meant(
    alone: Alone,
    wholes: Iterable[tuple[str, float]],
    beside: Sequence[str],
    known: Mapping[str, float],
) -> str | None:
    """The entry that is meant; None if nothing that any reading is answered with.

    Args:
        wholes: the entry and confidence of each whole question that was answered.
        beside: the last entry, then those likely to be asked next, best first.
        known: with which share of the message's own words people ask an entry.
    """
    read: dict[str, float] = {}
    for entry, confidence in wholes:
        read[entry] = max(read.get(entry, 0.0), _CLIP + _odds(confidence))
    options = dict.fromkeys([*([alone.entry] if alone.entry else []), *read])
    scores = {entry: _of_entry(entry, alone, read.get(entry, 0.0), beside, known.get(entry, 0.0)) for entry in options}
    best = max(scores, key=scores.__getitem__, default=None)
    if alone.entry is None and (best is None or _of_none(alone) >= scores[best]):
        return None
    return best


def _of_entry(entry: str, alone: Alone, whole: float, beside: Sequence[str], known: float) -> float:
    said = {
        "whole_confidence": whole,
        "same": float(beside[:1] == [entry]),
        "near": _near(entry, beside),
        "known": known,
    }
    if entry == alone.entry:
        said |= {
            "alone_confidence": _odds(alone.confidence),
            "alone_size": min(alone.size, _LONG),
            "alone_stands": float(alone.stands),
            "alone_whole": float(alone.is_whole),
            "alone_exact": float(alone.is_exact),
        }
    return _sum(said)


def _of_none(alone: Alone) -> float:
    declined = 0.0 if alone.declined is None else _odds(alone.declined)
    return _sum({"none": 1.0, "none_declined": declined, "none_help": float(alone.is_help)})


def _near(entry: str, beside: Sequence[str]) -> float:
    if entry not in beside[1:]:
        return 0.0
    place = beside.index(entry)
    return 1 / (0.5 + place) if place < _CLOSE else _FURTHER


def _sum(said: Mapping[str, float]) -> float:
    return sum(_WEIGHTS[name] * value for name, value in said.items())


def _odds(share: float) -> float:
    share = min(max(share, 1e-6), 1 - 1e-6)
    return max(-_CLIP, min(_CLIP, log(share / (1 - share))))
