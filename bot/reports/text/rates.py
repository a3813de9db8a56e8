"""Rates and measures in a line each."""

from __future__ import annotations

from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import MeasureState, Part, Step
from bot.knowledge.timeline import at
from bot.reports.rates import MeasureView, RateView
from bot.reports.text.common import attested, brief
from bot.reports.voice import Voice


def short_rate_line(view: RateView, moment: datetime, voice: Voice) -> str:
    """The rate that holds and since when, how well attested, and what is announced."""
    title = voice.text(view.rate.title, moment)
    if view.current is None:
        line = voice.say("reports-rate-none", title=title)
    else:
        line = voice.say(
            "reports-rate-short",
            title=title,
            rate=voice.percent(view.current.value),
            since=voice.day(view.current.from_),
            attested=attested(view.current.attestation, voice),
        )
    return line + _ahead(view, voice)


def _ahead(view: RateView, voice: Voice) -> str:
    steps = (voice.say("reports-rate-ahead", rate=voice.percent(s.value), day=voice.day(s.from_)) for s in view.ahead)
    return voice.space + next(steps, "") if view.ahead else ""


def rate_line(base: KnowledgeBase, view: RateView, moment: datetime, voice: Voice) -> str:
    """The rate that holds, since when, what it is made of, how well attested, and what is announced."""
    title = voice.text(view.rate.title, moment)
    if view.current is None:
        line = voice.say("reports-rate-none", title=title)
    else:
        line = voice.say(
            "reports-rate",
            title=title,
            rate=voice.percent(view.current.value),
            since=voice.day(view.current.from_),
            parts=parts(base, view.current, moment, voice),
            attested=attested(view.current.attestation, voice),
        )
    return line + _ahead(view, voice)


def parts(base: KnowledgeBase, step: Step, moment: datetime, voice: Voice) -> str:
    """`20% base fee + 10% levy`; what moved the rate where its parts are not on record."""
    told = [_part(base, part, moment, voice) for part in step.parts if part.measure in base.measures]
    return " + ".join(told) or brief(voice.text(step.what, moment), 90)


def _part(base: KnowledgeBase, part: Part, moment: datetime, voice: Voice) -> str:
    """`10% levy`, with its state where that is another than being in force (struck down, still collected)."""
    measure = base.measures[part.measure]
    told = f"{voice.percent(part.value)} {voice.text(measure.title, moment)}"
    version = at(measure.versions, moment)
    if version is None or version.state is MeasureState.IN_FORCE:
        return told
    return voice.say("reports-measure-state", title=told, state=state_name(version.state, voice).lower())


def step_line(step: Step, moment: datetime, voice: Voice) -> str:
    """A change of a rate: its day, the rate and what moved it."""
    what = brief(voice.text(step.what, moment), 120)
    return voice.say("reports-step", day=voice.day(step.from_), rate=voice.percent(step.value), what=what)


def measure_name(view: MeasureView, moment: datetime, voice: Voice) -> str:
    """Its title, with its rate, or with the day from which it is to apply."""
    title = voice.text(view.measure.title, moment)
    version = view.version
    if version.from_.start > moment:
        return voice.say("reports-measure-from", title=title, day=voice.day(version.from_))
    if version.rate is not None and version.rate and version.state is MeasureState.IN_FORCE:
        return voice.say("reports-measure-rate", title=title, rate=voice.percent(version.rate))
    return title


def state_name(state: MeasureState, voice: Voice) -> str:
    """The word for a state."""
    return voice.say(f"reports-state-{state.value.replace('_', '-')}")
