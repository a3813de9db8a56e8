"""Composes the reply for a decision: the entry's text, its provenance, and the suggestions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.answers.asked import Asked
from bot.answers.claims import verdict
from bot.answers.dates import Grain
from bot.answers.decide import Decision
from bot.answers.gazetteer import in_writing
from bot.answers.history import changes, told
from bot.answers.provenance import Provenance, merged
from bot.answers.reading import Reading
from bot.answers.reply import Outcome, Reason, Reply, Suggestion
from bot.answers.telling import NoFact, Teller, first_sentence
from bot.answers.templates import BY_YEAR, TemplateProblem, names_in, render
from bot.knowledge import timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Entry, Source
from bot.locale import formats, say
from bot.locale.languages import Script, row_of

_ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b")
"""A sentence, and not a name or a term within a Chinese one."""
MOST_RELATED = 4
MOST_OFFERED = 5


def answer(
    base: KnowledgeBase,
    decision: Decision,
    asked: Asked,
    now: datetime,
    as_of: datetime,
    language: str,
    reading: Reading | None = None,
) -> Reply:
    """The entry's answer on what the question is about, with what was known by `as_of`, or from when to when the records reach.

    An entry that picks the period asked for is about that period by itself; only a day moves it. A claim in the question
    is judged first.
    """
    entry = base.entries[str(decision.entry)]
    asked, teller = _placed(base, entry, asked, now, as_of, language)
    try:
        text = render(entry.answer.say(language), teller)
    except TemplateProblem:
        text = ""
    except NoFact as missing:
        return _no_fact(base, decision, asked, teller, missing, entry)
    if not text:
        return _nothing(base, entry, as_of, language)
    judged = verdict(reading, asked, teller) if reading else None
    reply = _told(
        base, entry, decision, teller, _joined(judged.say(language), text, language) if judged else text, asked
    )
    if teller.moment < as_of:
        return replace(reply, steps=_steps(teller, asked), beside=_beside(entry, teller, text))
    return reply


def _joined(first: str, then: str, language: str) -> str:
    return f"{first}{row_of(language).marks.space}{then}"


def came_about(
    base: KnowledgeBase, entry: str, asked: Asked, now: datetime, as_of: datetime, language: str
) -> tuple[str, ...]:
    """Earlier values of the facts that the entry tells, a line each."""
    _, teller = _placed(base, base.entries[entry], asked, now, as_of, language)
    try:
        render(base.entries[entry].answer.say(language), teller)
    except (NoFact, TemplateProblem):
        return ()
    return told(teller)


def _placed(
    base: KnowledgeBase, entry: Entry, asked: Asked, now: datetime, as_of: datetime, language: str
) -> tuple[Asked, Teller]:
    """The teller of the entry, at the moment that the question is about."""
    within = asked.within
    if picks_its_period(entry) and asked.grain is not Grain.DAY and not asked.told_today:
        asked = replace(asked, about=None)
    about = min(asked.about or as_of, as_of)
    slots, told_today = asked.slots, asked.told_today
    return asked, Teller(base, now, about, language, slots, as_of=as_of, told_today=told_today, within=within)


def _steps(teller: Teller, asked: Asked) -> str:
    """The changes of the rates that were told, within a stretch that is asked about."""
    if asked.since is None or asked.grain is Grain.DAY:
        return ""
    lines = [
        say("answers-step", teller.language, day=formats.day(step.from_.day, teller.language), rate=rate, what=what)
        for id_ in teller.own.rates
        for step in timeline.history(teller.base.rates[id_].steps, teller.moment, teller.known_by)
        if step.from_.start > asked.since
        for rate, what in [(formats.percent(step.value, teller.language), step.what.say(teller.language))]
    ]
    return "\n".join([say("answers-steps", teller.language), *lines]) if len(lines) > 1 else ""


def _beside(entry: Entry, teller: Teller, told: str) -> str:
    """What holds today, beside a state that no longer does; nothing for an event, which is the same at any time."""
    present = Teller(teller.base, teller.now, teller.known_by, teller.language, teller.slots, within=teller.within)
    try:
        text = render(entry.answer.say(teller.language), present)
    except (NoFact, TemplateProblem):
        return ""
    if text == told:
        return ""
    then = _day(teller.base, teller.moment, teller.language)
    today = _day(teller.base, teller.known_by, teller.language)
    return say("answers-then-and-now", teller.language, then=then, today=today, text=first_sentence(text))


def _no_fact(
    base: KnowledgeBase, decision: Decision, asked: Asked, teller: Teller, missing: NoFact, entry: Entry
) -> Reply:
    """Nothing on record then. A time that the question itself named falls back to the present, saying so."""
    reach = _reach_sentence(base, missing, teller, asked)
    if asked.about is not None:
        present = Teller(base, teller.now, teller.known_by, teller.language, asked.slots)
        try:
            text = render(entry.answer.say(teller.language), present)
        except (NoFact, TemplateProblem):
            pass
        else:
            return _told(base, entry, decision, present, f"{reach}\n{text}", replace(asked, about=None, since=None))
    return replace(_nothing(base, entry, teller.known_by, teller.language), main=reach)


def _reach_sentence(base: KnowledgeBase, missing: NoFact, teller: Teller, asked: Asked) -> str:
    language = teller.language
    if asked.slots.period or asked.slots.year:
        series = [timeline.years_at(s, teller.moment) for s in base.series.values()]
        if missing.since and missing.until and any(series) and teller.moment > missing.since:
            named = asked.slots.period or str(asked.slots.year)
            first, last = str(missing.since.year), str(missing.until.year)
            if first == last:
                return say("answers-one-figure", language, period=named, known=first)
            return say("answers-no-figure", language, period=named, first=first, last=last)
    day = _day(base, teller.moment, language)
    if missing.since and missing.since > teller.moment:
        return say("answers-records-begin", language, day=day, since=_day(base, missing.since, language))
    if missing.until and missing.until <= teller.moment:
        return say("answers-records-end", language, day=day, until=_day(base, missing.until, language))
    return say("answers-no-record", language)


def _nothing(base: KnowledgeBase, entry: Entry, moment: datetime, language: str) -> Reply:
    suggestions = (Suggestion(entry.id, entry.question.say(language)),)
    text = say("answers-no-record", language)
    return _unanswered(base, Outcome.UNKNOWN, Reason.NO_FACT, text, moment, language, suggestions)


def _unanswered(
    base: KnowledgeBase,
    outcome: Outcome,
    reason: Reason,
    text: str,
    moment: datetime,
    language: str,
    suggestions: tuple[Suggestion, ...],
) -> Reply:
    provenance = Provenance(moment, moment.astimezone(base.zone).date())
    return Reply(outcome, reason, text, provenance, language, suggestions=suggestions)


def _told(base: KnowledgeBase, entry: Entry, decision: Decision, teller: Teller, text: str, asked: Asked) -> Reply:
    language = teller.language
    if row_of(language).script is not Script.LATIN and _ENGLISH.search(text):
        text = f"{text}\n{say('answers-untranslated', language)}"
    return Reply(
        Outcome.ANSWER,
        decision.reason,
        text,
        _provenance(base, teller),
        language,
        about=teller.moment if teller.moment < teller.known_by else None,
        entry=entry.id,
        question=entry.question.say(language),
        asked=asked,
        has_history=bool(changes(teller)),
        deadlines=_ahead(teller),
    )


def _ahead(teller: Teller) -> tuple[str, ...]:
    """The deadlines that were told and are still ahead by the clock, soonest first: of these one can be reminded."""
    return tuple(
        stands.deadline.id
        for stands in timeline.upcoming(teller.base, teller.now)
        if stands.deadline.id in teller.deadlines
    )


def _provenance(base: KnowledgeBase, teller: Teller) -> Provenance:
    """The provenance of the answer: the weakest attestation, and the earliest check of a fact that may be out of date."""
    stale = [u.record for u in teller.used if timeline.is_stale(u.record, teller.known_by, latest=u.current)]
    records = stale or [used.record for used in teller.used]
    checks = [check for record in records if (check := timeline.last_check(record, teller.known_by))]
    return Provenance(
        teller.known_by,
        teller.known_by.astimezone(base.zone).date(),
        is_past=teller.known_by < teller.now,
        attestation=max((u.record.attestation for u in teller.used), key=lambda a: a.rank, default=None),
        checked=min(checks).astimezone(base.zone).date() if checks else None,
        is_stale=bool(stale),
        assumed=any(used.record.known_assumed for used in teller.used),
        sources=_sources(base, teller),
    )


def without_answer(
    base: KnowledgeBase, decision: Decision, moment: datetime, language: str, near: Sequence[str] = ()
) -> Reply:
    """Help, a choice, or a plain "I don't know that", with what can be asked instead: what may be meant, then what is `near`."""
    title = base.scope.title.say(language)
    offered = [candidate.entry for candidate in decision.choices]
    if decision.outcome is Outcome.UNKNOWN:
        offered = list(dict.fromkeys([*offered, *near]))[:MOST_OFFERED]
    suggestions = suggested(base, offered, language)
    if decision.outcome is Outcome.CHOOSE:
        text = say("answers-choose", language)
    elif decision.outcome is Outcome.HELP:
        kind = base.smalltalk.get(decision.detail)
        key = "answers-empty" if decision.reason is Reason.EMPTY else "answers-help"
        suggestions = examples(base, language)
        text = " ".join(
            part for part in (kind.say.say(language) if kind else "", say(key, language, title=title)) if part
        )
    else:
        text = _unknown(base, decision, language, title)
        suggestions = suggestions or examples(base, language)
    return _unanswered(base, decision.outcome, decision.reason, text, moment, language, suggestions)


def not_told_of(base: KnowledgeBase, near: Sequence[str], moment: datetime, language: str, *, why: bool) -> Reply:
    """That what was asked of an answer is not on record, with what is `near` to it."""
    text = say("answers-no-reason" if why else "answers-not-told-kind", language)
    suggestions = suggested(base, near, language) or examples(base, language)
    return _unanswered(base, Outcome.UNKNOWN, Reason.NO_FACT, text, moment, language, suggestions)


_SAID = {
    Reason.UNREADABLE: "answers-unreadable-script",
    Reason.FOREIGN_PLACE: "answers-unknown-place",
    Reason.UNKNOWN_NAME: "answers-unknown-name",
    Reason.UNKNOWN_PRODUCT: "answers-not-told",
    Reason.UNKNOWN_FIGURE: "answers-unknown-figure",
    Reason.NOT_TOLD: "answers-not-told",
    Reason.OTHER_KIND: "answers-not-told-kind",
    Reason.NO_FACT: "answers-no-record",
    Reason.UNSURE: "answers-unsure",
    Reason.WARMING_UP: "answers-warming-up",
}
"""The program's own sentence for a reason; where a base declines a kind of question, it brings its own."""


def _unknown(base: KnowledgeBase, decision: Decision, language: str, title: str) -> str:
    if decision.reason is Reason.REFUSED and decision.detail in base.declined:
        return base.declined[decision.detail].say.say(language)
    words = in_writing(decision.detail) if decision.reason is Reason.FOREIGN_PLACE else decision.detail
    return say(_SAID.get(decision.reason, "answers-unknown"), language, title=title, words=words)


def examples(base: KnowledgeBase, language: str) -> tuple[Suggestion, ...]:
    """The entries that the base shows as examples; the first few where it names none."""
    ids = [id_ for id_ in base.scope.examples if id_ in base.entries] or list(base.entries)[:MOST_RELATED]
    return tuple(Suggestion(id_, base.entries[id_].question.say(language)) for id_ in ids[:5])


def together(replies: Sequence[Reply]) -> Reply:
    """Several answers to several questions of one message, as one."""
    return replace(
        replies[0],
        reason=Reason.SEVERAL,
        main="\n\n".join(f"**{reply.question}**\n{reply.answer}" for reply in replies),
        steps="",
        beside="",
        provenance=merged(reply.provenance for reply in replies),
        parts=tuple(replies),
        deadlines=tuple(dict.fromkeys(id_ for reply in replies for id_ in reply.deadlines)),
        confidence=min(reply.confidence for reply in replies),
    )


def half(known: Reply, unknown: Sequence[tuple[str, str]], language: str) -> Reply:
    """The answer to what is known of a question, and the rest by its words, each with why there is no answer."""
    others = "\n".join(say("answers-other-half", language, asked=asked, text=why) for asked, why in unknown)
    parts = (*known.parts[:-1], _with_beside(known.parts[-1], others)) if known.parts else ()
    return replace(_with_beside(known, others), reason=Reason.HALF, parts=parts)


def _with_beside(reply: Reply, text: str) -> Reply:
    return replace(reply, beside="\n".join(part for part in (reply.beside, text) if part))


def with_sources(reply: Reply, language: str) -> Reply:
    """The reply told again as nothing but where it came from."""
    return _retold(reply, _source_lines(reply, language) or say("answers-no-record", language))


def with_attestation(reply: Reply, language: str) -> Reply:
    """The reply told again as how well it is attested, when it was last checked, and where it came from."""
    attestation = reply.provenance.attestation
    if attestation is None:
        return with_sources(reply, language)
    how = say(f"answers-sure-{attestation}", language)
    checked = " · ".join((reply.provenance.when(language), *reply.provenance.standing(language)))
    return _retold(reply, "\n".join(part for part in (how, checked, _source_lines(reply, language)) if part))


def disputed(reply: Reply, language: str) -> Reply:
    """What an answer rests on, for somebody who says that it is wrong, and how they can make it known."""
    rests = _source_lines(reply, language)
    parts = (say("answers-disputed", language), rests, say("answers-report", language))
    return replace(
        _retold(reply, "\n".join(part for part in parts if part)),
        outcome=Outcome.HELP,
        reason=Reason.DISPUTED,
        related=(),
        explanation=replace(reply.explanation, decided_by=str(Reason.DISPUTED)),
    )


def _retold(reply: Reply, text: str) -> Reply:
    """The reply with another text, which brings its own account of where it came from."""
    provenance = replace(reply.provenance, attestation=None, sources=())
    return replace(reply, main=text, steps="", beside="", provenance=provenance, has_history=False)


def _source_lines(reply: Reply, language: str) -> str:
    return "\n".join(f"• {s.title.say(language)} ({s.publisher}){f': {s.url}' if s.url else ''}" for s in reply.sources)


def picks_its_period(entry: Entry) -> bool:
    """Whether the entry's template reads the year or the period that was asked, so that no moment need be moved."""
    return any(names_in(template) & BY_YEAR for template in entry.answer.by_language.values())


def _sources(base: KnowledgeBase, teller: Teller) -> tuple[Source, ...]:
    """The sources of what was told, as far as they were published by the moment whose knowledge is told."""
    ids = dict.fromkeys(id_ for used in teller.used for id_ in used.record.sources)
    known = [base.sources[id_] for id_ in ids if id_ in base.sources]
    return tuple(s for s in known if timeline.published_by(s, teller.known_by))


def suggested(base: KnowledgeBase, entries: Sequence[str], language: str) -> tuple[Suggestion, ...]:
    """Entries to offer, by their questions."""
    return tuple(Suggestion(id_, base.entries[id_].question.say(language)) for id_ in entries)


def _day(base: KnowledgeBase, moment: datetime, language: str) -> str:
    return formats.day(moment.astimezone(base.zone).date(), language)
