"""A message by itself: one question, several, or one of which half is known; the half that is not is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answers import compose
from bot.answers.asking import Asking
from bot.answers.conversation import FollowUp, left_behind
from bot.answers.cues import Message, Part, Piece, written
from bot.answers.gazetteer import in_writing
from bot.answers.reply import Outcome, Reason, Reply
from bot.answers.text import has_han, normalise, without_noise
from bot.knowledge.lexicon import MentionKind
from bot.locale import say

_QUESTIONS = re.compile(
    r"(?<=[?？])\s*(?=\S)|[,，;；]? (?:and|also|plus) (?=(?:what|how|when|who|where|why|which|since|until)\b)"
    r"|[,，;；]\s*(?:另外|还有|還有|以及)",
    re.IGNORECASE,
)
MOST_QUESTIONS = 3
_JOINS = frozenset({"and", "or", "vs", "versus", "plus", "&", "和", "与", "跟", "及", "同", "还有", "以及"})
_MARKS = "?？!！.。…,，;； "
_APART = 4
"""Pieces between a word that joins two things and the second of them: `and the one on India`."""


def by_itself(asking: Asking, question: str) -> Reply:
    """The reply to a message that leans on nothing."""
    whole = asking.one(question)
    if whole.reason in (Reason.EXACT, Reason.EMPTY, Reason.UNREADABLE):
        return whole
    return several(asking, question) or _without_place(asking, question, whole) or whole


def several(asking: Asking, question: str) -> Reply | None:
    """Two or three questions in one message, if one at least has an answer; a later one may lean on the first."""
    pieces = _QUESTIONS.split(without_noise(question))
    parts = [piece.strip() for piece in pieces if len(normalise(piece).split()) > 1 or has_han(piece)]
    if not 2 <= len(parts) <= MOST_QUESTIONS:
        return None
    replies = [asking.one(parts[0])]
    for part in parts[1:]:
        turn = left_behind(asking, None, parts[0], replies[0])
        replies.append(FollowUp(asking, turn, asking.one).reply(part))
    answered = {reply.entry: reply for reply in replies if reply.answered}
    if len(answered) == len(replies):
        return compose.together(list(answered.values())) if len(answered) > 1 else None
    declined = {part: reply for part, reply in zip(parts, replies, strict=True) if reply.outcome is Outcome.UNKNOWN}
    messages = {part: asking.ready.cues.message(asking.read(part)) for part in parts}
    if len(answered) + len(declined) < len(replies) or not answered or not all(messages[p].asks for p in declined):
        return None
    if parts[0] in declined and any(_hangs(messages[part]) for part in parts[1:]):
        return None
    told = [(part.rstrip(_MARKS), reply.answer) for part, reply in declined.items()]
    first, *others = answered.values()
    known = compose.together([first, *others]) if others else first
    return compose.half(known, told, asking.language)


def _hangs(message: Message) -> bool:
    """Whether it means something that was said before it: `when do they get the first`."""
    return message.refers or (message.has(Part.ORDINAL) and not message.has(Part.NAME))


def _without_place(asking: Asking, question: str, whole: Reply) -> Reply | None:
    """The answer without another country that is only joined to what is known: `fees on tea and India`."""
    message = asking.ready.cues.message(asking.read(question))
    for rest, place in _less_a_place(message):
        if whole.answered and place.ids(MentionKind.PLACE) & asking.ready.coverage.known(str(whole.entry)).places:
            return None
        reply = asking.one(rest)
        if reply.answered:
            title = asking.base.scope.title.say(asking.language)
            words = written([place])
            words = in_writing(words)
            sentence = say("answers-unknown-place", asking.language, title=title, words=words)
            return compose.half(reply, [(words, sentence)], asking.language)
    return None


def _less_a_place(message: Message) -> Iterator[tuple[str, Piece]]:
    """The message without a foreign place and the word that joins it to another, and the place.

    Only of what is done to each of the two: `fees on A and B`. What A and B do together (`the deal between A and B`) is
    known of both or of none.
    """
    pieces = message.pieces
    for at, piece in enumerate(pieces):
        if piece.part is not Part.NAME or not piece.ids(MentionKind.PLACE):
            continue
        joins = [n for n, other in enumerate(pieces) if _JOINS & set(other.tokens)]
        before = next((n for n in reversed(joins) if 0 < at - n <= _APART), None)
        behind = next((n for n in joins if n == at + 1), None)
        first = _last_named(pieces, before) if before is not None else at
        if first is None or Part.LINK not in _in_front(pieces, first):
            continue
        if before is not None:
            yield written([*pieces[:before], *pieces[at + 1 :]]), piece
        elif behind is not None:
            yield written([*pieces[:at], *pieces[behind + 1 :]]), piece


def _last_named(pieces: tuple[Piece, ...], end: int) -> int | None:
    """The last thing that is named before a place in the message, unless it is another foreign place."""
    named = next((n for n in range(end - 1, -1, -1) if pieces[n].part in (Part.PARTY, Part.NAME)), None)
    return None if named is None or pieces[named].ids(MentionKind.PLACE) else named


def _in_front(pieces: tuple[Piece, ...], at: int) -> frozenset[Part]:
    """What stands before a piece, beside words that say nothing."""
    before = next((piece for piece in reversed(pieces[:at]) if piece.part is not Part.FILLER), None)
    return frozenset({before.part} if before else ())
