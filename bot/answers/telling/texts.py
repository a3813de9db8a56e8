"""Template functions that tell texts: statements, measures, outcomes, issues, people and terms."""

from __future__ import annotations

from bot.answers.telling.facts import Facts, NoFact, bullets
from bot.answers.telling.sentences import first_sentence
from bot.knowledge import timeline
from bot.knowledge.model import Measure, MeasureVersion, Round, Statement
from bot.locale import formats


class TextFacts(Facts):
    """Tells a text as it stood at the moment; of an event, the newest account."""

    def say(self, id_: str) -> str:
        """The statement at the moment; of an event, the newest account."""
        statement: Statement = self._get(self.base.statements, id_, "statement")
        if statement.happened is None:
            return self._version(statement.versions, id_)
        told = self._event(statement.versions, id_)
        if statement.happened.on.known_at <= self.known_by and not self._depth:
            self.own.events.append(statement.happened)
        return told

    def measure(self, id_: str) -> str:
        """How a measure stands."""
        measure: Measure = self._get(self.base.measures, id_, "measure")
        return self._version(measure.versions, id_)

    def measure_rate(self, id_: str) -> str:
        """The rate of a measure as it stands."""
        measure: Measure = self._get(self.base.measures, id_, "measure")
        version: MeasureVersion = self._at(measure.versions, id_)
        if version.rate is None:
            raise NoFact(id_)
        return formats.percent(version.rate, self.language)

    def outcome(self, id_: str) -> str:
        """What came of a round of talks."""
        talks: Round = self._get(self.base.rounds, id_, "round")
        if talks.from_.start <= self.known_by and not self._depth:
            self.own.rounds.append(talks)
        return self._event(talks.outcome, id_)

    def issue(self, id_: str) -> str:
        """How an issue stands."""
        return self._version(self._get(self.base.issues, id_, "issue").status, id_)

    def position(self, id_: str, party: str) -> str:
        """What a party wants in an issue."""
        positions = self._get(self.base.issues, id_, "issue").positions
        if party not in positions:
            raise NoFact(f"{id_}/{party}")
        return self._version(positions[party], f"{id_}/{party}")

    def about(self, id_: str) -> str:
        """Who a person is to the talks."""
        return self._version(self._get(self.base.people, id_, "person").about, id_)

    def role(self, id_: str) -> str:
        """The office that a person holds."""
        person = self._get(self.base.people, id_, "person")
        held = timeline.role_at(person.roles, self.moment, self.known_by)
        if held is None:
            raise NoFact(id_)
        self._use(held, current=timeline.role_at(person.roles, self.now) is held)
        return held.role.say(self.language)

    def meaning(self, id_: str) -> str:
        """What a term means."""
        return self._version(self._get(self.base.terms, id_, "term").meaning, id_)

    def known(self, kind: str, id_: str) -> bool:
        """Whether there is something to tell of it at the moment."""
        mark = len(self.used)
        try:
            getattr(self, kind)(id_)
        except NoFact:
            return False
        finally:
            del self.used[mark:]
        return True

    def issues(self) -> str:
        """The open issues that are on record at the moment, a line each: the name and the first sentence."""
        lines = []
        for issue in self.base.issues.values():
            version = timeline.at(issue.status, self._texts_at, self.known_by)
            if issue.open and version is not None:
                first = first_sentence(self._version(issue.status, issue.id))
                lines.append(f"**{issue.name.say(self.language)}**: {first}")
        return bullets(lines)

    def issue_names(self) -> str:
        """The names of the open issues, in one line."""
        names = [
            issue.name.say(self.language)
            for issue in self.base.issues.values()
            if issue.open and timeline.at(issue.status, self._texts_at, self.known_by) is not None
        ]
        return formats.join(names, self.language)
