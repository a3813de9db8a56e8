"""From what a question names and what it resembles to one of three outcomes: a pure rule with a named reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.answers.match import Candidate, Match, Thresholds
from bot.answers.reply import Outcome, Reason
from bot.answers.scope import Scoping

MOST_CHOICES = 5


@dataclass(frozen=True)
class Decision:
    """The outcome, why, the entry to answer with, and the candidates to offer."""

    outcome: Outcome
    reason: Reason
    entry: str | None = None
    choices: tuple[Candidate, ...] = ()
    detail: str = ""


def decide_before_matching(scoping: Scoping) -> Decision | None:
    """What the words alone settle, whatever the question resembles."""
    if scoping.unreadable:
        return Decision(Outcome.UNKNOWN, Reason.UNREADABLE)
    if not scoping.canonical:
        return Decision(Outcome.HELP, Reason.EMPTY)
    if scoping.chitchat:
        return Decision(Outcome.HELP, Reason.CHITCHAT, detail=scoping.chitchat.id)
    return None


def decide(scoping: Scoping, match: Match, thresholds: Thresholds, covers: Callable[[str, Scoping], bool]) -> Decision:
    """The outcome for a question that is neither empty nor small talk.

    An exact phrasing is a curator's own word and wins. Then come the guards, which no score can outvote, and
    only then the confidence.
    """
    best = match.best
    if match.exact and best:
        return Decision(Outcome.ANSWER, Reason.EXACT, best.entry)
    if scoping.correction:
        return Decision(Outcome.ANSWER, Reason.CORRECTED, scoping.correction.entry)
    if scoping.refusal:
        return Decision(Outcome.UNKNOWN, Reason.REFUSED, detail=scoping.refusal.id)
    if scoping.unknown_figures:
        return Decision(Outcome.UNKNOWN, Reason.UNKNOWN_FIGURE, detail=scoping.unknown_figures[0])
    choices = tuple(c for c in match.candidates if covers(c.entry, scoping))[:MOST_CHOICES]
    if not choices or choices[0].confidence < thresholds.choose_at:
        return _nothing_near(scoping, bool(best and not covers(best.entry, scoping)))
    if choices[0].confidence < thresholds.answer_at:
        return Decision(Outcome.CHOOSE, Reason.UNSURE, choices=choices)
    if scoping.unknown_names:
        return Decision(Outcome.CHOOSE, Reason.UNKNOWN_NAME, choices=choices, detail=scoping.unknown_names[0])
    return Decision(Outcome.ANSWER, Reason.CONFIDENT, choices[0].entry)


def _nothing_near(scoping: Scoping, best_is_barred: bool) -> Decision:
    if scoping.places and not scoping.names_the_pair:
        return Decision(Outcome.UNKNOWN, Reason.FOREIGN_PLACE, detail=scoping.places[0][0])
    if scoping.demands and best_is_barred:
        return Decision(Outcome.UNKNOWN, Reason.NOT_TOLD, detail=scoping.demands[0].kind.id)
    return Decision(Outcome.UNKNOWN, Reason.TOO_UNLIKE)
