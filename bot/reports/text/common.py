"""Phrases that every report shares: freshness, sources, attestation, and shortening."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.institutions import institutions
from bot.knowledge.values import Attestation
from bot.locale import formats
from bot.reports.blocks import Block
from bot.reports.frame import Frame
from bot.reports.voice import Voice

BULLET = "• "

# A full stop ends a sentence when a capital follows; "No. 70", "12:01 a.m. Eastern" and "A v. B" go on.
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[ap]\.m\.)(?<!\bv\.)\s+(?=[\"“*(]*[A-Z])|(?<=[。！？])")


def brief(text: str, limit: int) -> str:
    """As many whole sentences as fit into `limit` characters; a first one that is longer is cut between words."""
    flat = " ".join(text.split())
    if not flat.isascii() and sum(not c.isascii() for c in flat) > len(flat) / 3:
        limit //= 2  # a Han character says about as much as two letters, and is as wide
    if len(flat) <= limit:
        return flat
    kept = ""
    for sentence in _SENTENCE.split(flat):
        glue = " " if kept and kept[-1].isascii() else ""
        if len(kept) + len(glue) + len(sentence) > limit:
            break
        kept += glue + sentence
    if not kept:
        cut = flat[: limit - 1]
        kept = (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",;:，；：") + "…"
    return kept if kept.count("**") % 2 == 0 else kept + "**"


def bullets(lines: list[str]) -> str:
    """The lines as a list."""
    return "\n".join(f"{BULLET}{line}" for line in lines)


def attested(attestation: Attestation, voice: Voice) -> str:
    """How well something is attested, in brackets."""
    return voice.say(f"reports-attested-{attestation.value}")


def local_day(moment: datetime, frame: Frame, voice: Voice) -> str:
    """A moment's day in the base's zone, in words."""
    return formats.day(moment.astimezone(ZoneInfo(frame.zone)).date(), voice.language)


def as_of_line(frame: Frame, voice: Voice) -> str:
    """Which moment is told."""
    day = local_day(frame.as_of, frame, voice)
    if not frame.is_past:
        return voice.say("reports-as-of-now", day=day)
    if not frame.is_day_end:
        day = formats.moment(frame.as_of, frame.zone, voice.language)
    return voice.say("reports-as-of-past", day=day)


def freshness_line(frame: Frame, voice: Voice) -> str:
    """How fresh what is told is; of an earlier moment, that nothing later is told, and whether a day of it is assumed."""
    if frame.is_past:
        later = voice.say("reports-nothing-later")
        return f"{later}{voice.space}{voice.say('reports-known-assumed')}" if frame.assumed else later
    fresh = frame.freshness
    newest = fresh.checked or fresh.known
    if newest is None:
        return ""
    key = "reports-checked" if fresh.checked else "reports-newest"
    day, days = local_day(newest, frame, voice), (frame.now - newest).days
    oldest = local_day(fresh.overdue, frame, voice) if fresh.overdue else day
    if fresh.stale and oldest != day:
        return voice.say("reports-checked-partly", day=day, oldest=oldest)
    return voice.say(f"{key}-stale" if fresh.stale else key, day=day, days=days)


def sources_line(base: KnowledgeBase, frame: Frame, voice: Voice, limit: int = 3) -> str:
    """The first few institutions that said so, and how many more there are."""
    names = list(institutions(base.sources[id_] for id_ in frame.sources if id_ in base.sources))
    if not names:
        return ""
    shown = names[:limit]
    rest = len(names) - len(shown)
    key = "reports-sources-more" if rest else "reports-sources"
    return voice.say(key, names=voice.semicolon.join(shown), more=rest)


def footer(base: KnowledgeBase, frame: Frame, voice: Voice) -> str:
    """Freshness and sources."""
    lines = (freshness_line(frame, voice), sources_line(base, frame, voice))
    return "\n".join(line for line in lines if line)


def nothing(base: KnowledgeBase, voice: Voice, key: str) -> tuple[Block, ...]:
    """The report of a base that has nothing of its kind."""
    title = voice.say(f"reports-{key}-title")
    return (Block(title, (voice.say(f"reports-{key}-none", title=base.scope.title.say(voice.language)),)),)


def party_name(base: KnowledgeBase, id_: str, voice: Voice) -> str:
    """A party's name as the base tells it, else its id."""
    return next((p.name.say(voice.language) for p in base.scope.parties if p.id == id_), id_)
