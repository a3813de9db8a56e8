"""How a reply came about, as a table for curators."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from bot.answers.match import Thresholds
from bot.answers.reply import Reply


def explain(reply: Reply, thresholds: Thresholds) -> Table:
    """Scope, slots, repaired words, top candidates with scores, and why this outcome."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _rows(reply, thresholds):
        table.add_row(name, value)
    return table


def _rows(reply: Reply, thresholds: Thresholds) -> Iterator[tuple[str, str]]:
    why = reply.explanation
    yield "outcome", f"{reply.outcome} because {reply.reason}" + (f" ({why.refused_as})" if why.refused_as else "")
    yield "thresholds", f"answer from {thresholds.answer_at:.2f}, choose from {thresholds.choose_at:.2f}"
    if scoping := why.scoping:
        yield "read as", scoping.canonical or "(nothing)"
        places = ", ".join(f"{name} ({'/'.join(sorted(codes))})" for name, codes in scoping.places)
        yield "parties", ", ".join(scoping.parties) or "none"
        yield "foreign places", places or "none"
        yield "familiar words", f"{scoping.familiar:.0%}"
        if scoping.unknown_figures or scoping.unknown_names:
            yield "unknown here", ", ".join((*scoping.unknown_figures, *scoping.unknown_names))
    slots = {name: value for name, value in vars(why.slots).items() if value}
    yield "slots", ", ".join(f"{name}={value}" for name, value in slots.items()) or "none"
    yield "repaired", ", ".join(f"{a} → {b}" for a, b in why.repaired) or "none"
    for candidate in reply.candidates:
        scores = f"p {candidate.confidence:.3f}  logit {candidate.logit:.2f}  cosine {candidate.cosine:.3f}"
        yield "candidate", f"{candidate.entry}: {scores}  nearest “{candidate.nearest}”"
