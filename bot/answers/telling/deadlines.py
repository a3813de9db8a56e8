"""Template functions that tell deadlines: their date, what is left, and what became of them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.answers.telling.facts import Facts, NoFact, bullets
from bot.knowledge import timeline
from bot.knowledge.model import Deadline
from bot.knowledge.timeline import DeadlineState
from bot.knowledge.values import Instant
from bot.locale import formats, say


class DeadlineFacts(Facts):
    """Tells a deadline by what was known of it."""

    def deadline(self, id_: str) -> str:
        """One sentence on how a deadline stands."""
        found = self._standing(id_)
        deadline = found.deadline
        named = {"title": deadline.title.say(self.language), "when": self.when(id_), "days": abs(found.days)}
        if found.outcome:
            note = self.tell(found.outcome.note) if found.outcome.note else ""
            attested = say(f"answers-attestation-{found.outcome.attestation}", self.language)
            key = f"answers-deadline-{found.outcome.status}"
            return say(key, self.language, note=note, attested=attested, **named).strip()
        return say(f"answers-deadline-{found.state.replace('_', '-')}", self.language, **named)

    def when(self, id_: str) -> str:
        """The date of a deadline, with its hour where that was published."""
        at = self._date(id_)
        if at.is_exact:
            return formats.moment(at.start, at.zone, self.language)
        return self._day(at)

    def day(self, id_: str) -> str:
        """The date of a deadline."""
        return self._day(self._date(id_))

    def days_left(self, id_: str) -> int:
        """Calendar days from the moment to the deadline; negative when it has passed."""
        at = self._standing(id_).deadline.at
        return (at.day - self.moment.astimezone(ZoneInfo(at.zone)).date()).days

    def if_missed(self, id_: str) -> str:
        """What follows if nothing is done."""
        return self.tell(self._get(self.base.deadlines, id_, "deadline").if_missed)

    def next_deadlines(self, count: int = 3) -> str:
        """The next deadlines, a line each."""
        ahead = timeline.upcoming(self.base, self.moment)[:count]
        if not ahead:
            raise NoFact("deadlines")
        return bullets(self.deadline(standing.deadline.id) for standing in ahead)

    def _date(self, id_: str) -> Instant:
        deadline: Deadline = self._get(self.base.deadlines, id_, "deadline")
        self.deadlines[id_] = None
        return deadline.at

    def _standing(self, id_: str) -> timeline.Standing:
        deadline = self._get(self.base.deadlines, id_, "deadline")
        found = timeline.standing(deadline, self.known_by)
        if found.state is DeadlineState.UNKNOWN:
            raise NoFact(id_, deadline.known.known_at if deadline.known else None)
        now = timeline.standing(deadline, self.now)
        self._use(found.outcome or deadline, current=now.outcome is found.outcome)
        return found
