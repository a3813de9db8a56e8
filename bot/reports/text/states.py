"""The text of a state: a few lines, and the sections below them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.locale import formats
from bot.reports.states import Phase, StateView
from bot.reports.text.common import attested, brief, bullets
from bot.reports.text.standings import countdown, standing_line
from bot.reports.voice import Voice

_PHASE = 220
_FIRST = 160
_FEW = 3
_STATUS = 320
_STATUS_FIRST = 130


def state_short(view: StateView, moment: datetime, voice: Voice) -> Iterator[str]:
    """The state and its next end; of statements without a state the first few."""
    if view.state:
        told_by = attested(view.state.attestation, voice)
        yield f"{brief(voice.text(view.state.text, moment), _FIRST)}{voice.space}{told_by}"
    elif not view.deadlines:
        yield from (brief(voice.text(version.text, moment), _FIRST) for _, version in view.statements[:_FEW])
    next_ = view.clock.next or next(iter(view.clock.passed_open), None)
    if next_:
        yield standing_line(next_, moment, voice)


def state_sections(view: StateView, moment: datetime, voice: Voice) -> Iterator[tuple[str, str]]:
    """(id, text) of each section; one that is not on record is empty."""
    state = []
    if view.state:
        state.append(f"{voice.text(view.state.text, moment)}{voice.space}{attested(view.state.attestation, voice)}")
    if view.until:
        state.append(voice.text(view.until.text, moment))
    yield "stands", "\n".join(state)
    yield "terms", bullets([voice.text(version.text, moment) for _, version in view.statements])
    yield "phases", bullets([_phase(phase, moment, voice) for phase in view.phases])
    yield "ends", bullets([standing_line(stands, moment, voice) for stands in view.deadlines])


def state_in_status(view: StateView, moment: datetime, voice: Voice) -> str:
    """The state as a section of the status screen."""
    lines = []
    if view.state:
        text = brief(voice.text(view.state.text, moment), _STATUS)
        lines.append(f"{text}{voice.space}{attested(view.state.attestation, voice)}")
    if view.until:
        lines.append(brief(voice.text(view.until.text, moment), _STATUS))
    return "\n".join([*lines, *_ends(view, moment, voice)])


def state_line(view: StateView, moment: datetime, voice: Voice) -> str:
    """The state and its ends in one line."""
    state = [brief(voice.text(view.state.text, moment), _STATUS_FIRST)] if view.state else []
    return voice.space.join([*state, *_ends(view, moment, voice)])


def _ends(view: StateView, moment: datetime, voice: Voice) -> Iterator[str]:
    """The next end, and the last one that passed with no outcome on record."""
    for one in (*((view.clock.next,) if view.clock.next else ()), *view.clock.passed_open[:1]):
        when = voice.when(one.deadline.at)
        if not one.deadline.at.is_exact:
            when = voice.say("reports-day-without-hour", day=when)
        title = voice.text(one.deadline.title, moment)
        yield voice.say("reports-end", title=title, when=when, standing=countdown(one, voice))


def _phase(phase: Phase, as_of: datetime, voice: Voice) -> str:
    # A phase is told as of its own time: the one that holds at the moment asked, an earlier one at its last instant.
    moment = as_of if phase.until is None else min(phase.until, as_of)
    first = phase.version.from_
    text = brief(voice.text(phase.version.text, moment), _PHASE)
    if phase.until is None:
        return voice.say("reports-phase-since", day=voice.day(first), text=text)
    last = phase.until.astimezone(first.local.tzinfo).date()
    return voice.say("reports-phase", days=formats.days_span(first.day, last, voice.language), text=text)
