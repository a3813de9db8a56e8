"""What a reader learns from must point at what exists, and say one thing only."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator
from datetime import date

from babel.core import get_global
from rapidfuzz import process

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Location, Severity
from bot.knowledge.lexicon import Labelled, MentionKind, QuestionKind, Role, Standing

Where = Callable[..., Location]


def check(base: KnowledgeBase, where: Where) -> Iterator[Finding]:
    """Ids in labelled questions, counter-examples and word lists exist; no word stands in two lists; no id is used twice."""
    yield from _labelled(base, where)
    for table, kinds in (("declined", base.declined), ("smalltalk", base.smalltalk)):
        for kind in kinds.values():
            place = where(table, kind.id, "id")
            other = base.declined if table == "smalltalk" else {}
            if kind.id in base.entries or kind.id in other:
                sentence = f"the id {kind.id!r} is that of an entry or a declined kind too; what is learned needs one name each"
                yield Finding(place, Severity.ERROR, "duplicate-id", sentence)
            for entry in kind.counter_examples.values():
                if entry not in base.entries:
                    yield _dangling(where(table, kind.id, "counter_examples"), "entry", entry, base.entries)
    yield from _lists(base, where)


def _labelled(base: KnowledgeBase, where: Where) -> Iterator[Finding]:
    kinds = {**base.declined, **base.smalltalk}
    lines = [(where(use, str(n)), line) for use, lines in _uses(base) for n, line in enumerate(lines)]
    for place, line in lines:
        if line.entry is None and line.declined is None:
            sentence = f"{line.q!r} needs the `entry` that answers it, or the kind under `declined`"
            yield Finding(place, Severity.ERROR, "unlabelled", sentence)
        if line.declined is not None and line.declined not in kinds:
            yield _dangling(place, "declined kind", line.declined, kinds)
        for entry in (line.entry, *line.also):
            if entry is not None and entry not in base.entries:
                yield _dangling(place, "entry", entry, base.entries)


def _uses(base: KnowledgeBase) -> Iterator[tuple[str, tuple[Labelled, ...]]]:
    yield "train", base.labelled
    yield "calibration", base.calibration


def _lists(base: KnowledgeBase, where: Where) -> Iterator[Finding]:
    first: dict[str, tuple[MentionKind, str]] = {}
    for number, listed in enumerate(base.lexicon):
        for id_, words in listed.words.items():
            place = where("lexicon", str(number), "words", id_)
            yield from _wrong_id(base, place, listed.kind, id_)
            for word in words:
                name = (listed.kind, id_)
                if listed.kind is MentionKind.TIME:  # a person's or a place's name may be a time's too: `under Biden`
                    continue
                owner = first.setdefault(unicodedata.normalize("NFKC", word).casefold().strip(" !?.,"), name)
                if owner[0] is not listed.kind:
                    sentence = f"the word {word!r} stands in the list of {owner[0]} too; keep it in one"
                    yield Finding(place, Severity.WARNING, "word-in-two-lists", sentence)


def _wrong_id(base: KnowledgeBase, place: Location, kind: MentionKind, id_: str) -> Iterator[Finding]:
    """Ids that have a meaning of their own must be known."""
    known: dict[MentionKind, tuple[str, Collection[str]]] = {
        MentionKind.PLACE: ("territory", {*get_global("territory_currencies"), "EU"}),
        MentionKind.PARTY: ("party", [party.id for party in base.scope.parties]),
        MentionKind.QUESTION: ("kind of question", [*QuestionKind]),
        MentionKind.ROLE: ("role", [*Role]),
        MentionKind.STANDING: ("state", [*Standing]),
    }
    what, names = known.get(kind, ("", ()))
    if what and id_ not in names:
        yield _dangling(place, what, id_, names)
    if kind is MentionKind.TIME and id_ not in base.rounds:
        try:
            first, last = [date.fromisoformat(day) for day in (id_.split("/") * 2)[:2]]
        except ValueError:
            sentence = (
                f"{id_!r} is no time; write a day as 2025-05-13, a stretch as 2017-01-20/2021-01-19, or a round's id"
            )
            yield Finding(place, Severity.ERROR, "value", sentence)
        else:
            if last < first:
                yield Finding(place, Severity.ERROR, "value", f"the stretch {id_!r} ends before it begins")


def _dangling(place: Location, what: str, name: str, known: Collection[str]) -> Finding:
    best = process.extractOne(name, list(known), score_cutoff=60)
    hint = f"; did you mean {str(best[0])!r}?" if best else ""
    return Finding(place, Severity.ERROR, "dangling-reference", f"{what} {name!r} does not exist{hint}")
