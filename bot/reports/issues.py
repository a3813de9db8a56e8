"""The matters between the parties: the list, and one of them in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, process, utils

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import Attested, Issue, IssueStep, Version
from bot.knowledge.timeline import at, history
from bot.reports.frame import Frame, frame

# Likeness in percent under which a suggestion would be a guess rather than a typo.
_LIKE = 75
# Letters of a word that is compared by itself; shorter ones are like too many others.
_WORD = 4


@dataclass(frozen=True)
class IssueView:
    """An issue at a moment: its status then, each side's position, and what had happened by then."""

    issue: Issue
    status: Version | None
    is_open: bool
    positions: Mapping[str, Version]
    steps: tuple[IssueStep, ...]
    ahead: tuple[IssueStep, ...] = ()
    earlier: tuple[Version, ...] = ()


@dataclass(frozen=True)
class IssuesReport:
    """Every issue of which something was on record at the moment, in the order of the base."""

    frame: Frame
    issues: tuple[IssueView, ...]

    @property
    def open(self) -> tuple[IssueView, ...]:
        """Those that were open."""
        return tuple(view for view in self.issues if view.is_open)

    @property
    def settled(self) -> tuple[IssueView, ...]:
        """Those that were settled."""
        return tuple(view for view in self.issues if not view.is_open)


@dataclass(frozen=True)
class IssueReport:
    """One issue in full: as it stood at the moment, and as it stands at the clock where that differs."""

    frame: Frame
    view: IssueView
    today: Version | None = None


@dataclass(frozen=True)
class NoSuchIssue:
    """What was typed names no issue; `likely` are the nearest ones, best first."""

    typed: str
    likely: tuple[Issue, ...]


def issue_views(base: KnowledgeBase, as_of: datetime) -> tuple[IssueView, ...]:
    """The issues of which a status, a step or a position was on record."""
    views = (view(issue, as_of) for issue in base.issues.values())
    return tuple(v for v in views if v.status or v.steps or v.positions)


def view(issue: Issue, as_of: datetime) -> IssueView:
    """One issue at a moment.

    `open: false` speaks of the last status on record; before that status began the matter was open.
    """
    told = history(issue.status, as_of)
    status = at(issue.status, as_of)
    last = max(issue.status, key=lambda version: version.from_.start)
    positions = {party: version for party, versions in issue.positions.items() if (version := at(versions, as_of))}
    known = [step for step in issue.steps if step.known_from.known_at <= as_of]
    steps = sorted((step for step in known if step.on.start <= as_of), key=lambda step: step.on.start)
    ahead = sorted((step for step in known if step.on.start > as_of), key=lambda step: step.on.start)
    is_open = issue.open or status is not last
    return IssueView(issue, status, is_open, positions, tuple(steps), tuple(ahead), told[:-1])


def issues(base: KnowledgeBase, now: datetime, as_of: datetime) -> IssuesReport:
    """Tell all issues as they stood at `as_of`."""
    views = issue_views(base, as_of)
    return IssuesReport(frame(base, now, as_of, [v.status for v in views if v.status]), views)


def issue(base: KnowledgeBase, now: datetime, as_of: datetime, name: str) -> IssueReport | NoSuchIssue:
    """Tell one issue, by its id, its name in any language or one of its keywords."""
    found = find(base, name)
    if isinstance(found, NoSuchIssue):
        return found
    shown = view(found, as_of)
    told: list[Attested] = [*shown.positions.values(), *shown.steps[-3:]]
    told += [shown.status] if shown.status else []
    current = at(found.status, now)
    return IssueReport(frame(base, now, as_of, told), shown, current if current is not shown.status else None)


def find(base: KnowledgeBase, name: str) -> Issue | NoSuchIssue:
    """The issue that goes by the name, or the likely ones."""
    names = {spelling: found for found in base.issues.values() for spelling in spellings(found)}
    wanted = utils.default_process(name)
    if wanted in names:
        return names[wanted]
    return NoSuchIssue(name, tuple(base.issues[id_] for id_ in _like(names, wanted)[:3]))


def _like(names: Mapping[str, Issue], wanted: str) -> list[str]:
    """The ids of the issues that a name was perhaps meant for, best first: by the whole name, or a word of it."""
    words = {word: spelling for spelling in names for word in (*spelling.split(), spelling) if len(word) >= _WORD}
    hits = process.extract(wanted, list(words), scorer=fuzz.ratio, limit=25, score_cutoff=_LIKE) if wanted else []
    return list(dict.fromkeys(names[words[word]].id for word, _, _ in hits))


def spellings(found: Issue) -> tuple[str, ...]:
    """Every way to name an issue: id, names and keywords, in lower case without punctuation."""
    names = (found.id, *found.name.by_language.values(), *found.keywords)
    return tuple(dict.fromkeys(utils.default_process(name) for name in names))


def complete(base: KnowledgeBase, typed: str, language: str, limit: int = 25) -> tuple[tuple[str, str], ...]:
    """(id, name) of the issues that go with what has been typed so far, best first; all of them for nothing."""
    if not typed.strip():
        chosen = list(base.issues.values())
    else:
        names = {spelling: found for found in base.issues.values() for spelling in spellings(found)}
        wanted = utils.default_process(typed)
        begins = [found.id for spelling, found in names.items() if f" {spelling}".find(f" {wanted}") >= 0]
        ids = dict.fromkeys([*begins, *_like(names, wanted)])
        chosen = [base.issues[id_] for id_ in ids]
    return tuple((found.id, found.name.say(language)) for found in chosen[:limit])
