"""Deadlines as an iCalendar file (RFC 5545): stable, so that a calendar that has it follows every change."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Deadline, OutcomeStatus
from bot.knowledge.timeline import DeadlineState, Standing, standing
from bot.knowledge.values import Attestation
from bot.locale import say
from bot.reports.frame import Tell, plain
from bot.reports.text.standings import standing_line
from bot.reports.voice import Voice

PRODUCT = "-//Parley//Deadlines//EN"

# An outcome after which nothing happens on the day: RFC 5545 3.8.1.11.
_OFF = frozenset({OutcomeStatus.CANCELLED, OutcomeStatus.SUPERSEDED})
_DAY = timedelta(days=1)
_UNSURE = frozenset({Attestation.RELAYED, Attestation.DISPUTED})


def calendar(
    base: KnowledgeBase, now: datetime, as_of: datetime | None = None, language: str = "en", tell: Tell = plain
) -> bytes:
    """Every deadline that was known at `as_of` (the clock by default), as the bytes of an `.ics` file.

    UIDs come from the deadlines' ids and never change; SEQUENCE counts how often one moved, and its outcome.
    One that is known by its day only is an all-day event; exact ones are told in UTC.
    """
    moment = as_of or now
    voice = Voice(language, tell)
    feed = Calendar()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", say("reports-calendar-name", language, title=base.scope.title.say(language)))
    for deadline in base.deadlines.values():
        stands = standing(deadline, moment)
        if stands.state is not DeadlineState.UNKNOWN:
            feed.add_component(event(base, stands, now, moment, voice))
    return bytes(feed.to_ical())


def event(base: KnowledgeBase, stands: Standing, now: datetime, moment: datetime, voice: Voice) -> Event:
    """One deadline as a VEVENT."""
    deadline = stands.deadline
    entry = Event()
    entry.add("uid", uid(deadline))
    entry.add("sequence", sequence(stands))
    entry.add("dtstamp", now.replace(microsecond=0))
    if deadline.at.is_exact:
        entry.add("dtstart", deadline.at.start)
    else:
        entry.add("dtstart", deadline.at.day)
        entry.add(
            "dtend", (deadline.at.end - timedelta(microseconds=1)).astimezone(ZoneInfo(deadline.at.zone)).date() + _DAY
        )
    entry.add("summary", voice.text(deadline.title, moment))
    entry.add("description", _description(stands, moment, voice))
    entry.add("status", _status(stands))
    entry.add("transp", "TRANSPARENT")
    if deadline.topic:
        entry.add("categories", [deadline.topic])
    link = next(
        (base.sources[id_].url for id_ in deadline.sources if id_ in base.sources and base.sources[id_].url), None
    )
    if link:
        entry.add("url", link)
    return entry


def uid(deadline: Deadline) -> str:
    """Globally unique and the same for ever: the id under a name that nobody else uses."""
    return f"deadline-{deadline.id}@parley.invalid"


def sequence(stands: Standing) -> int:
    """How often calendars must take notice: at every move, and when the outcome is known."""
    return len(stands.deadline.moved) + (stands.outcome is not None)


def _status(stands: Standing) -> str:
    if stands.outcome and stands.outcome.status in _OFF:
        return "CANCELLED"
    return "TENTATIVE" if stands.deadline.attestation in _UNSURE else "CONFIRMED"


def _description(stands: Standing, moment: datetime, voice: Voice) -> str:
    lines = [standing_line(stands, moment, voice)]
    if not stands.deadline.at.is_exact:
        lines.append(voice.say("reports-hour-not-published"))
    if stands.outcome is None:
        lines.append(voice.say("reports-if-missed", text=voice.text(stands.deadline.if_missed, moment)))
    return "\n".join(lines).replace("**", "")
