"""How a reply came about, as a table for curators."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from bot.answers.match import Thresholds
from bot.answers.reply import Reply


def explain(reply: Reply, thresholds: Thresholds) -> Table:
    """What was read, slots, repaired words, top candidates with scores, and why this outcome."""
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
    if reading := why.reading:
        yield "read as", reading.canonical or "(nothing)"
        yield "kind", reading.kind
        named = (f"{m.words} ({', '.join(sorted(f'{kind} {id_}' for kind, id_ in m.names))})" for m in reading.mentions)
        yield "names", "; ".join(named) or "nothing"
        yield "figures", ", ".join(map(str, reading.figures)) or "none"
        yield "times", ", ".join(f"{time.first} to {time.last}" for time in reading.times) or "none"
        yield "direction", reading.direction or "none"
    slots = {name: value for name, value in vars(why.slots).items() if value}
    yield "slots", ", ".join(f"{name}={value}" for name, value in slots.items()) or "none"
    yield "repaired", ", ".join(f"{a} → {b}" for a, b in why.repaired) or "none"
    if declined := why.declined:
        yield "declined kind", f"{declined.entry}: p {declined.confidence:.3f}  nearest “{declined.nearest}”"
    for candidate in reply.candidates:
        scores = f"p {candidate.confidence:.3f}  logit {candidate.logit:.2f}  cosine {candidate.cosine:.3f}"
        yield "candidate", f"{candidate.entry}: {scores}  nearest “{candidate.nearest}”"
