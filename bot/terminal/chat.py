"""`chat`: the bot in a terminal. Through a pipe it answers one question a line and ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime

from rich.console import Console
from rich.markdown import Markdown
from rich.prompt import Prompt
from rich.text import Text

from bot.answers.answerer import Answerer
from bot.answers.plain import footer_lines
from bot.answers.reply import Outcome, Reply, Suggestion
from bot.locale import say
from bot.terminal.explain import explain

_KEY = "terminal"


class Chat:
    """A conversation: `ask` answers a line, and a number picks one of the suggestions shown last."""

    def __init__(
        self,
        answerer: Answerer,
        clock: Callable[[], datetime],
        console: Console,
        *,
        language: str = "en",
        as_of: datetime | None = None,
        explaining: bool = False,
    ) -> None:
        self._answerer, self._clock, self._console = answerer, clock, console
        self._language, self._as_of, self._explaining = language, as_of, explaining
        self._offered: tuple[Suggestion, ...] = ()

    def greet(self) -> None:
        """Say what can be asked."""
        base = self._answerer.base
        title = base.scope.title.say(self._language)
        checked = base.checked_on.date().isoformat() if base.checked_on else "-"
        self._console.print(Text(say("terminal-greeting", self._language, title=title), style="bold"))
        counted = say("terminal-greeting-details", self._language, entries=len(base.entries), checked=checked)
        self._console.print(Text(counted, style="dim"))
        self._show(self._answerer.ask("", now=self._clock(), language=self._language))

    def answer(self, line: str) -> None:
        """Answer a line and show the reply."""
        picked = self._picked(line)
        if picked:
            reply = self._answerer.entry(
                picked.entry, now=self._clock(), as_of=self._as_of, language=self._language, memory_key=_KEY
            )
        else:
            reply = self._answerer.ask(
                line, now=self._clock(), as_of=self._as_of, language=self._language, memory_key=_KEY
            )
        self._show(reply)

    def _picked(self, line: str) -> Suggestion | None:
        number = line.strip()
        if number.isdecimal() and 1 <= int(number) <= len(self._offered):
            return self._offered[int(number) - 1]
        return None

    def _show(self, reply: Reply) -> None:
        self._offered = reply.related if reply.outcome is Outcome.ANSWER else reply.suggestions
        self._console.print()
        self._console.print(self._body(reply.answer))
        for line in footer_lines(reply.provenance, reply.language):
            self._console.print(Text(line, style="dim"))
        for number, suggestion in enumerate(self._offered, 1):
            self._console.print(Text(f"  {number}. {suggestion.question}", style="cyan"))
        if self._explaining:
            self._console.print(explain(reply, self._answerer.thresholds))

    def _body(self, answer: str) -> Markdown | Text:
        if not self._console.is_terminal:
            return Text(answer)
        return Markdown(answer.replace("• ", "* ").replace("\n", "  \n"))


def lines_typed(console: Console) -> Iterator[str]:
    """Lines of a pipe, or typed at a prompt until the person leaves."""
    if not sys.stdin.isatty():
        yield from (line for line in sys.stdin if line.strip())
        return
    while True:
        try:
            line = Prompt.ask("\n[bold green]›[/]", console=console)
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        if line.strip().casefold() in {"exit", "quit", "/quit", "/exit", "q"}:
            return
        if line.strip():
            yield line
