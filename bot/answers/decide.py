"""Decides the outcome of a question, with a named reason. No other code does."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from bot.answers.coverage import Gap
from bot.answers.match import Candidate, Match, Thresholds
from bot.answers.reading import Reading
from bot.answers.reply import Outcome, Reason
from bot.answers.shared import NOTHING_SHARED, Shared

MOST_CHOICES = 5
_HINTED = 0.02
"""A candidate that is this likely is worth offering beside "I don't know that"."""
_NEAR = 0.7
"""So is one with a phrasing that is this close: what was asked of it is not on record, but other things are."""
_MEANT = 0.05
"""From here on a candidate may be what is meant, so that it is one to choose; with one alone there is no choice."""
_LIKELIER_THAN_NOT = 0.5


@dataclass(frozen=True)
class Decision:
    """The outcome, why, the entry to answer with, and the candidates to offer.

    `detail` is what the reason is about, in the question's words, or the id of a declined kind.
    """

    outcome: Outcome
    reason: Reason
    entry: str | None = None
    choices: tuple[Candidate, ...] = ()
    detail: str = ""


def decide(
    reading: Reading,
    match: Match,
    thresholds: Thresholds,
    gaps: Callable[[str], Sequence[Gap]],
    smalltalk: Container[str] = (),
    shared: Shared = NOTHING_SHARED,
) -> Decision:
    """The outcome for a question.

    An exact phrasing is a curator's own word and wins. Otherwise what an entry does not account for is weighed against it,
    and the calibrated confidence decides. Where it does not suffice, the kind of question that comes nearest is the
    reason, or what the best entry left out.

    Args:
        gaps: what of the question an entry does not account for, the gravest first.
        smalltalk: those of the declined kinds that are met with help.
        shared: which entries answer one another's questions as well.
    """
    if reading.unreadable:
        return Decision(Outcome.UNKNOWN, Reason.UNREADABLE)
    if not reading.canonical:
        return Decision(Outcome.HELP, Reason.EMPTY)
    if match.exact and match.best:
        return Decision(Outcome.ANSWER, Reason.EXACT, match.best.entry)
    if match.warming_up and not match.candidates and match.declined is None:
        return Decision(Outcome.UNKNOWN, Reason.WARMING_UP)
    kind = match.declined if match.declined and match.declined.confidence >= _LIKELIER_THAN_NOT else None
    if kind is not None and kind.entry in smalltalk:
        return Decision(Outcome.HELP, Reason.CHITCHAT, detail=kind.entry)
    left_out = {candidate.entry: gaps(candidate.entry) for candidate in match.candidates}
    weighed = shared.serve(weigh(match, left_out))
    best = weighed[0] if weighed else None
    if best is not None and best.confidence >= thresholds.answer_at:
        return Decision(Outcome.ANSWER, Reason.CONFIDENT, best.entry)
    choices = tuple(c for c in weighed if c.confidence >= _HINTED or c.cosine >= _NEAR)[:MOST_CHOICES]
    likelier = kind is not None and best is not None and kind.confidence > best.confidence
    meant = tuple(c for c in weighed if c.confidence >= _MEANT)[:MOST_CHOICES]
    if best is not None and best.confidence >= thresholds.choose_at and not likelier:
        if len(meant) > 1:
            return Decision(Outcome.CHOOSE, Reason.UNSURE, choices=meant)
        return Decision(Outcome.UNKNOWN, Reason.UNSURE, choices=choices or weighed[:1])
    missing = next(iter(left_out[match.candidates[0].entry]), None) if match.candidates else None
    if missing is not None and (kind is None or missing.reason is Reason.FOREIGN_PLACE):
        return Decision(Outcome.UNKNOWN, missing.reason, choices=choices, detail=missing.words)
    if kind is not None:
        return Decision(Outcome.UNKNOWN, Reason.REFUSED, choices=choices, detail=kind.entry)
    return Decision(Outcome.UNKNOWN, Reason.TOO_UNLIKE, choices=choices)


def weigh(match: Match, left_out: Mapping[str, Sequence[Gap]]) -> tuple[Candidate, ...]:
    """The candidates with what each left out taken into account, best first.

    By Bayes' rule: a gap of weight w makes its entry exp(-w) times as likely, beside the other candidates and beside the
    chance that no entry answers.
    """
    likely = [c.confidence * exp(-sum(gap.weight for gap in left_out[c.entry])) for c in match.candidates]
    whole = sum(likely) + match.none
    if not whole:
        return match.candidates
    weighed = [replace(c, confidence=share / whole) for c, share in zip(match.candidates, likely, strict=True)]
    return tuple(sorted(weighed, key=lambda c: -c.confidence))
