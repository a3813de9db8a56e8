"""Checks labelled questions, examples and word lists: their ids exist, and no word has two meanings."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from datetime import date

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.checks.ids import Ids, dangling
from bot.knowledge.checks.references import TERRITORIES
from bot.knowledge.findings import Finding, Location, Severity, Where
from bot.knowledge.lexicon import Cue, MentionKind, QuestionKind, Role, Standing


def check(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    """Ids in labelled questions, counter-examples and word lists exist; no word stands in two lists; no id is used twice."""
    yield from _labelled(base, where, ids)
    yield from _conversations(base, where, ids)
    for table, kinds in (("declined", base.declined), ("smalltalk", base.smalltalk)):
        for kind in kinds.values():
            place = where(table, kind.id, "id")
            other = base.declined if table == "smalltalk" else {}
            if kind.id in base.entries or kind.id in other:
                sentence = f"the id {kind.id!r} is that of an entry or a declined kind too; what is learned needs one name each"
                yield Finding(place, Severity.ERROR, "duplicate-id", sentence)
            for entry in kind.counter_examples.values():
                yield from ids.dangling(where(table, kind.id, "counter_examples"), "entries", "entry", [entry])
    yield from _lists(base, where, ids)


def _labelled(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    kinds = {*ids.known["declined"], *ids.known["smalltalk"]}
    sure = not {"declined", "smalltalk"} & ids.doubtful
    for use, lines in (("train", base.labelled), ("calibration", base.calibration)):
        for number, line in enumerate(lines):
            unlabelled = line.entry is None and line.declined is None
            unknown = line.declined if sure and line.declined is not None and line.declined not in kinds else None
            missing = list(ids.missing("entries", [entry for entry in (line.entry, *line.also) if entry is not None]))
            if not (unlabelled or unknown or missing):
                continue  # There are thousands of them: the place is looked for only where something is wrong.
            place = where(use, str(number))
            if unlabelled:
                sentence = f"{line.q!r} needs the `entry` that answers it, or the kind under `declined`"
                yield Finding(place, Severity.ERROR, "unlabelled", sentence)
            if unknown:
                yield dangling(place, "declined kind", unknown, kinds)
            yield from (dangling(place, "entry", name, ids.known["entries"]) for name in missing)


def _conversations(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    first: dict[str, Location] = {}
    for number, conversation in enumerate(base.conversations):
        place = where("conversations", str(number))
        if (other := first.setdefault(conversation.id, place)) is not place:
            sentence = f"the id {conversation.id!r} is already used at {other}; give one of the two another id"
            yield Finding(place, Severity.ERROR, "duplicate-id", sentence)
        for said in conversation.turns:
            yield from ids.dangling(place, "entries", "entry", said.entries)


def _lists(base: KnowledgeBase, where: Where, ids: Ids) -> Iterator[Finding]:
    first: dict[str, tuple[MentionKind, str]] = {}
    for number, listed in enumerate(base.lexicon):
        for id_, words in listed.words.items():
            place = where("lexicon", str(number), "words", id_)
            yield from _wrong_id(place, listed.kind, id_, ids)
            for word in words:
                name = (listed.kind, id_)
                # A person's or a place's name may be a time's too (`under Biden`), and small words play a part in any list.
                if listed.kind in (MentionKind.TIME, MentionKind.TURN, MentionKind.ORDINAL):
                    continue
                owner = first.setdefault(unicodedata.normalize("NFKC", word).casefold().strip(" !?.,"), name)
                if owner[0] is not listed.kind:
                    sentence = f"the word {word!r} stands in the list of {owner[0]} too; keep it in one"
                    yield Finding(place, Severity.WARNING, "word-in-two-lists", sentence)


def _wrong_id(place: Location, kind: MentionKind, id_: str, ids: Ids) -> Iterator[Finding]:
    """Ids that have a meaning of their own must be known."""
    known: dict[MentionKind, tuple[str, Collection[str]]] = {
        MentionKind.PLACE: ("territory", TERRITORIES),
        MentionKind.QUESTION: ("kind of question", [*QuestionKind]),
        MentionKind.ROLE: ("role", [*Role]),
        MentionKind.STANDING: ("state", [*Standing]),
        MentionKind.TURN: ("part in a conversation", [*Cue]),
        MentionKind.ORDINAL: ("place in a row", [*map(str, range(1, 100)), "-1"]),
    }
    what, names = known.get(kind, ("", ()))
    if what and id_ not in names:
        yield dangling(place, what, id_, names)
    if kind is MentionKind.PARTY:
        yield from ids.dangling(place, "parties", "party", [id_])
    if kind is MentionKind.TIME and list(ids.missing("rounds", [id_])):
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
