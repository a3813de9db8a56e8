"""Template functions that tell rounds of talks, and what happened in a stretch of time."""

from __future__ import annotations

from datetime import datetime

from bot.answers.telling.facts import Facts, NoFact, bullets
from bot.answers.telling.sentences import first_sentence
from bot.knowledge import chronicle, timeline
from bot.knowledge.model import Round
from bot.knowledge.values import Precision
from bot.locale import formats, say


class TalksFacts(Facts):
    """Tells what lies in the stretch that the question asks about, or all of it so far."""

    def round_days(self, id_: str) -> str:
        """On which days it was."""
        talks: Round = self._get(self.base.rounds, id_, "round")
        return formats.days_span(talks.from_.day, (talks.last or talks.from_).day, self.language)

    def rounds(self) -> str:
        """All numbered rounds so far, a line each; within a stretch that is asked about, only those that fell into it."""
        return bullets(
            f"{talks.number}. {talks.city.say(self.language) if talks.city else ''}, {self.round_days(talks.id)}"
            for talks in self._rounds_so_far()
        )

    def round_count(self) -> int:
        """How many numbered rounds there have been, or were within the stretch that is asked about."""
        return len(self._rounds_so_far())

    def asked_within(self) -> bool:
        """Whether a stretch of time is asked about."""
        return self.within is not None

    def last_round(self) -> str:
        """The latest numbered round before the end of the stretch that is asked about, in a line."""
        begun = self._rounds_begun(self._until)
        if not begun:
            raise NoFact("rounds")
        city = begun[-1].city
        return f"{city.say(self.language) if city else ''}, {self.round_days(begun[-1].id)}"

    @property
    def _until(self) -> datetime:
        """The end of the stretch that is asked about, at most the moment whose knowledge is told."""
        if self.within is None:
            return self.moment
        return min(self.within.ended or self.known_by, self.known_by)

    def _rounds_begun(self, moment: datetime) -> list[Round]:
        numbered = [talks for talks in self.base.rounds.values() if talks.number is not None]
        return sorted((t for t in numbered if t.from_.start <= moment), key=lambda t: t.from_.start)

    def _rounds_so_far(self) -> list[Round]:
        zone, within = self.base.zone, self.within
        self.own.row = self._rounds_begun(self.known_by)
        begun = [
            talks
            for talks in self._rounds_begun(self._until)
            if within is None or within.overlaps(talks.from_.day, (talks.last or talks.from_).day, zone)
        ]
        for talks in begun:
            if (version := timeline.at(talks.outcome, self.known_by)) is not None:
                self._use(version, current=timeline.at(talks.outcome, self.now) is version)
        return begun

    def happened(self, count: int = 8) -> str:
        """What happened in the stretch that is asked about, a line each; without one, the latest that did."""
        zone = self.base.zone
        first = self.within.begun.astimezone(zone).date() if self.within else None
        last = self._until.astimezone(zone).date()
        found = [event for event in chronicle.events(self.base, self.known_by, first, last) if not event.is_ahead]
        if not found:
            raise NoFact("events")
        shown = found[:count] if self.within else found[-count:]
        lines = [self._event_line(event) for event in shown]
        if len(found) > len(shown) and self.within:
            lines.append(say("answers-more-happened", self.language, count=len(found) - len(shown)))
        return bullets(lines)

    def _event_line(self, event: chronicle.Event) -> str:
        if event.record is not None:
            self._use(event.record, current=True)
        days = formats.days_span(event.at.day, (event.last or event.at).day, self.language)
        if event.at.precision is Precision.MONTH:
            days = formats.month(event.at.day, self.language)
        detail = first_sentence(self.tell(event.detail)).replace("**", "") if event.detail else ""
        key = "answers-happened" if detail else "answers-happened-alone"
        title = event.title.say(self.language)
        return say(key, self.language, days=days, title=title[:1].upper() + title[1:], detail=detail)
