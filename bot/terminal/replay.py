"""`evaluate` of conversations: each is replayed turn by turn, as one person in one place would have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.answers.answerer import Answerer
from bot.answers.plain import plain_text
from bot.answers.reply import Outcome, Reason, Reply
from bot.knowledge.lexicon import Conversation, Said
from bot.knowledge.loader import read_lines
from bot.terminal.evaluate import QuestionsError

_PAUSE = timedelta(seconds=20)
"""Between two turns."""


@dataclass(frozen=True)
class Turned:
    """A turn, the reply that it got, and whether that is right."""

    conversation: Conversation
    at: int
    reply: Reply
    right: bool
    carried: bool
    """The turn began a new subject and got a wrong reply that it would not have got without the turn before."""

    @property
    def said(self) -> Said:
        """What was said."""
        return self.conversation.turns[self.at]

    @property
    def sort(self) -> str:
        """`opening`, `new` subject, `small talk`, or `dependent` on what was said before."""
        if not self.at:
            return "opening"
        if self.said.outcome == "smalltalk":
            return "small talk"
        return "new" if self.said.new else "dependent"


def read_conversations(path: Path) -> list[Conversation]:
    """The conversations of a file, or of every file of a folder.

    Raises:
        QuestionsError: naming each line that is wrong.
    """
    found: list[Conversation] = []
    problems: list[str] = []
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        document, lines = read_lines(Conversation, str(file), file.read_text("utf-8"))
        problems += map(str, document.findings)
        found += [line for _, line in lines]
    if problems:
        raise QuestionsError("\n".join(problems))
    return found


def holds_conversations(path: Path) -> bool:
    """Whether what lies at a path is to be replayed: a folder, or a file whose first line has turns."""
    if not path.is_file():
        return path.is_dir()
    with path.open(encoding="utf-8") as lines:
        return '"turns"' in next(lines, "")


def replayed(conversations: Iterable[Conversation], answerer: Answerer, now: datetime) -> Iterator[Turned]:
    """Every turn of every conversation with its reply; each conversation remembers its own turns alone."""
    for conversation in conversations:
        for at, said in enumerate(conversation.turns):
            clock = now + at * _PAUSE
            reply = answerer.ask(said.q, now=clock, language=conversation.lang, memory_key=("replay", conversation.id))
            right = is_right(said, reply)
            alone = answerer.ask(said.q, now=clock, language=conversation.lang) if said.new and not right else None
            yield Turned(conversation, at, reply, right, alone is not None and alone.entry != reply.entry)


def replay(path: Path, answerer: Answerer, now: datetime) -> list[Turned]:
    """Replay the conversations in a file or a folder.

    Raises:
        QuestionsError: naming each line that is wrong.
    """
    return list(replayed(read_conversations(path), answerer, now))


def is_right(said: Said, reply: Reply) -> bool:
    """Whether a reply is right for a turn."""
    if said.outcome == "answer":
        found = all(re.search(pattern, plain_text(reply), re.IGNORECASE) for pattern in said.must)
        return reply.answered and reply.entry in said.entries and found
    if said.outcome == "choice":
        return reply.outcome is Outcome.CHOOSE and any(each.entry in said.entries for each in reply.suggestions)
    if reply.answered and reply.entry in said.entries:
        return True
    if said.outcome == "disputed":
        return reply.reason is Reason.DISPUTED
    return reply.outcome is (Outcome.UNKNOWN if said.outcome == "declined" else Outcome.HELP)


def show(turns: list[Turned], console: Console) -> None:
    """A line for each turn that went wrong, then a table by sort and language."""
    for turn in turns:
        if not turn.right:
            got = f"{turn.reply.outcome}/{turn.reply.reason}/{turn.reply.entry or '-'}"
            whole = turn.reply.explanation.whole
            read = f" read as {whole!r}" if whole else ""
            line = f"{turn.conversation.id} {turn.at + 1} [{turn.sort}] {turn.said.q!r}{read} -> {got}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    table = Table(title="turns", title_justify="left")
    table.add_column("sort")
    for column in ("turns", "right", "carried over"):
        table.add_column(column, justify="right")
    for sort in ("opening", "dependent", "new", "small talk"):
        for language in (*sorted({turn.conversation.lang for turn in turns}), None):
            of = [t for t in turns if t.sort == sort and language in (None, t.conversation.lang)]
            right, carried = sum(t.right for t in of), sum(t.carried for t in of)
            share = f"{right} ({right / len(of):.1%})" if of else "0"
            over = f"{carried} ({carried / len(of):.1%})" if of and sort == "new" else ""
            table.add_row(f"{sort} ({language or 'all'})", str(len(of)), share, over)
    console.print(table)
