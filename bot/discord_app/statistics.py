"""What curators see of their base: how much there is, how it was rated, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.curation.ports import Votes
from bot.curation.review import overdue_of
from bot.discord_app import limits, render
from bot.discord_app.services import Services
from bot.knowledge.base import KnowledgeBase
from bot.locale import formats, say
from bot.reminders.digest import Review

SHOWN = 8
"""Lines of one kind; how many more there are is said."""
_ALL = 10_000


async def card_of(services: Services, language: str) -> render.Card:
    """The card of `/knowledge stats`."""
    base = services.library.base
    votes = await services.feedback.votes(_ALL)
    parts = [
        _counts(base, await services.gaps.count(), language),
        *_rated(votes, language),
        *_overdue(overdue_of(base, services.clock()), language),
    ]
    return render.Card("\n\n".join(parts), say("discord-knowledge-stats-title", language), language=language)


def _counts(base: KnowledgeBase, gaps: int, language: str) -> str:
    checked = formats.day(base.checked_on.astimezone(base.zone).date(), language) if base.checked_on else "–"
    return say(
        "discord-knowledge-counts",
        language,
        entries=len(base.entries),
        records=len(base.records),
        sources=len(base.sources),
        deadlines=len(base.deadlines),
        gaps=gaps,
        revision=base.revision[:12],
        day=checked,
    )


def _rated(votes: Sequence[Votes], language: str) -> Iterator[str]:
    """All thumbs together, and the entries with the most votes against them."""
    if not votes:
        return
    up, down = sum(vote.up for vote in votes), sum(vote.down for vote in votes)
    worst = (f"`{limits.label(vote.entry, 60)}` 👍 {vote.up} 👎 {vote.down}" for vote in votes if vote.down)
    yield _part(say("discord-knowledge-rated", language, up=up, down=down), worst, language)


def _overdue(review: Review, language: str) -> Iterator[str]:
    stale = (f"`{limits.label(one.name, 60)}` · {formats.day(one.by.day, language)}" for one in review.stale)
    passed = (f"`{limits.label(one.id, 60)}` · {formats.day(one.at.day, language)}" for one in review.passed)
    if review.stale:
        yield _part(say("discord-knowledge-stale", language), stale, language)
    if review.passed:
        yield _part(say("discord-knowledge-passed", language), passed, language)


def _part(title: str, lines: Iterable[str], language: str) -> str:
    found = list(lines)
    left = len(found) - SHOWN
    more = [say("discord-knowledge-more", language, count=left)] if left > 0 else []
    return "\n".join([f"**{title}**", *found[:SHOWN], *more])
