"""`ask`: one question, or a line of JSON each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.answers.answerer import Answerer
from bot.answers.plain import plain_text
from bot.answers.reply import Reply
from bot.knowledge.timeline import day_end
from bot.knowledge.values import Instant
from bot.locale.languages import base_of


def as_json(reply: Reply, id_: object = None) -> dict[str, Any]:
    """The reply in the shape that scripts rely on."""
    attestation = reply.provenance.attestation
    return {
        "id": id_,
        "outcome": str(reply.outcome),
        "answered": reply.answered,
        "reason": str(reply.reason),
        "entry": reply.entry,
        "text": plain_text(reply),
        "confidence": round(reply.confidence, 4),
        "as_of": reply.as_of.isoformat(),
        "stale": reply.provenance.stale(reply.language),
        "attestation": str(attestation) if attestation else None,
        "sources": [{"id": s.id, "title": s.title.say(reply.language), "url": s.url} for s in reply.sources],
        "suggestions": [{"entry": s.entry, "question": s.question} for s in reply.suggestions],
        "candidates": [{"entry": c.entry, "confidence": round(c.confidence, 4)} for c in reply.candidates],
    }


class Line(BaseModel):
    """A line of standard input; further keys are none of our business."""

    id: Any = None
    q: str
    as_of: str | None = None
    lang: str | None = None


def answer_lines(
    lines: Iterable[str],
    answerer: Answerer,
    clock: Callable[[], datetime],
    *,
    as_of: datetime | None = None,
    language: str | None = None,
) -> Iterator[dict[str, Any]]:
    """An answer for each line of JSON, in order, as they come; a line that cannot be read gets an error of its own.

    `as_of` and `language` count for every line that brings none of its own.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = Line.model_validate_json(line)
            told = read_day(asked.as_of, answerer.base.timezone) or as_of
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            yield _bad_line(number, f"{'.'.join(map(str, first['loc']))} {first['msg']}".strip())
        except ValueError as error:
            yield _bad_line(number, str(error))
        else:
            spoken = base_of(asked.lang) if asked.lang else language
            yield as_json(answerer.ask(asked.q, now=clock(), as_of=told, language=spoken), asked.id)


def _bad_line(number: int, problem: str) -> dict[str, Any]:
    text = f"line {number} is no question: {problem}; expected a JSON object with `id` and `q`"
    return {"id": None, "outcome": "unknown", "answered": False, "reason": "bad_line", "text": text, "confidence": 0.0}


def read_day(text: str | None, zone: str) -> datetime | None:
    """The moment that a day, or an instant, means: a day means its last instant.

    Raises:
        ValueError: in one sentence, if it is neither.
    """
    if not text:
        return None
    return day_end(Instant.parse(text.removesuffix(".000Z"), zone))
