"""Issues in words: the list, and one in full."""

from __future__ import annotations

from datetime import datetime

from bot.knowledge.base import KnowledgeBase
from bot.reports.blocks import Block, Field
from bot.reports.issues import IssueReport, IssuesReport, IssueView, NoSuchIssue
from bot.reports.text.common import as_of_line, attested, brief, bullets, footer, nothing, party_name
from bot.reports.voice import Voice

_LINE = 160
_NAMES = 240
_STATUS = 220


def issues_blocks(report: IssuesReport, base: KnowledgeBase, voice: Voice) -> tuple[Block, ...]:
    """A line for each open issue, then for each settled one."""
    if not report.issues:
        return nothing(base, voice, "issues")
    groups = {"open": report.open, "settled": report.settled}
    first, fields, short = as_of_line(report.frame, voice), [], []
    for id_, views in groups.items():
        if views:
            name, lines = (
                voice.say(f"reports-field-{id_}"),
                [issue_line(view, report.frame.as_of, voice) for view in views],
            )
            fields.append(Field(id_, name, bullets(lines)))
            names = [voice.text(view.issue.name, report.frame.as_of) for view in views]
            listed = brief(voice.semicolon.join(names), _NAMES)
            short.append(voice.say("reports-issues-short", state=name, count=len(views), names=listed))
    foot = footer(base, report.frame, voice)
    return (Block(voice.say("reports-issues-title"), (first,), tuple(fields), foot, (first, *short)),)


def issue_line(view: IssueView, moment: datetime, voice: Voice) -> str:
    """An issue by name, and how it stood."""
    name = f"**{voice.text(view.issue.name, moment)}**"
    return f"{name}{voice.colon}{brief(voice.text(view.status.text, moment), _LINE)}" if view.status else name


def issue_blocks(report: IssueReport | NoSuchIssue, base: KnowledgeBase, voice: Voice) -> tuple[Block, ...]:
    """One issue: status, positions and dated steps; for an unknown name the likely ones."""
    if isinstance(report, NoSuchIssue):
        return (Block(voice.say("reports-issues-title"), (no_such_issue(report, voice),)),)
    view, moment = report.view, report.frame.as_of
    first = as_of_line(report.frame, voice)
    status = short = voice.say("reports-issue-no-status")
    if view.status:
        text, told_by = voice.text(view.status.text, moment), attested(view.status.attestation, voice)
        status, short = (f"{told}{voice.space}{told_by}" for told in (text, brief(text, _STATUS)))
    fields = [Field("stands", voice.say("reports-field-stands"), status)]
    if report.today and report.frame.is_past:
        today = voice.text(report.today.text, report.frame.now)
        fields.append(Field("today", voice.say("reports-field-today"), today))
    for party, position in view.positions.items():
        fields.append(Field(f"party.{party}", party_name(base, party, voice), voice.text(position.text, moment)))
    steps = [
        voice.say("reports-issue-step", day=voice.day(step.on), text=voice.text(step.text, moment))
        for step in (*view.steps, *view.ahead)
    ]
    fields.append(Field("steps", voice.say("reports-field-steps"), bullets(steps)))
    told = tuple(field for field in fields if field.value)
    title = voice.text(view.issue.name, moment)
    shown = (first, short, *steps[-1:])
    return (Block(title, (first,), told, footer(base, report.frame, voice), shown),)


def no_such_issue(found: NoSuchIssue, voice: Voice) -> str:
    """A sentence for a name that no issue goes by."""
    typed = " ".join("".join(c for c in found.typed if c.isalnum() or c in " -'").split())[:40]
    if not found.likely:
        return voice.say("reports-issue-unknown", typed=typed)
    names = voice.join([issue.name.say(voice.language) for issue in found.likely])
    return voice.say("reports-issue-did-you-mean", typed=typed, names=names)
