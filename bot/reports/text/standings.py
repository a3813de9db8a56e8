"""How a deadline stands, in one line."""

from __future__ import annotations

from datetime import datetime

from bot.knowledge.timeline import DeadlineState, Standing
from bot.reports.text.common import attested
from bot.reports.voice import Voice


def countdown(stands: Standing, voice: Voice) -> str:
    """`in 48 days`, `today`, `passed 3 days ago, no outcome on record`, or the outcome in a word."""
    if stands.state is DeadlineState.CLOSED and stands.outcome:
        word = voice.say(f"reports-outcome-{stands.outcome.status.value}")
        return voice.say("reports-closed", outcome=word, attested=attested(stands.outcome.attestation, voice))
    key = {
        DeadlineState.TODAY: "reports-today",
        DeadlineState.PASSED_OPEN: "reports-passed-open",
    }.get(stands.state, "reports-in-days")
    return voice.say(key, days=abs(stands.days))


def standing_short(stands: Standing, moment: datetime, voice: Voice) -> str:
    """Day, title, and how it stands, as one of several in a line."""
    title = voice.text(stands.deadline.title, moment)
    return voice.say(
        "reports-deadline-short", title=title, when=voice.when(stands.deadline.at), standing=countdown(stands, voice)
    )


def standing_line(stands: Standing, moment: datetime, voice: Voice) -> str:
    """Title, day, and how it stands, with what became of it."""
    deadline = stands.deadline
    title = voice.text(deadline.title, moment)
    line = voice.say("reports-deadline", title=title, when=voice.when(deadline.at), standing=countdown(stands, voice))
    if stands.outcome and stands.outcome.note:
        line = f"{line}{voice.space}{voice.text(stands.outcome.note, moment)}"
    return line
