"""The commands, each a thin layer over a service."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.answers.plain import plain_text
from bot.curation.adopting import to_phrasing
from bot.curation.phrasing import CannotAdd
from bot.curation.preparing import as_line
from bot.knowledge.findings import Finding, errors
from bot.knowledge.folder import shown
from bot.knowledge.starter import CannotWrite, write_starter
from bot.terminal import doctor as doctors
from bot.terminal import evaluate as evaluation
from bot.terminal import replay as replaying
from bot.terminal import watching
from bot.terminal.ask import answer_lines, as_json
from bot.terminal.chat import Chat, lines_typed
from bot.terminal.explain import explain
from bot.terminal.gaps import MOST, as_lines
from bot.terminal.options import AsOf, Lang, Now, clock_at, read_option
from bot.terminal.reports import add_reports
from bot.terminal.services import Services
from bot.terminal.setup import set_up

OK, FOUND, USAGE = 0, 1, 2
_BACKGROUND = 5


def plain_console() -> Console:
    """Standard output: colours and wrapping for a terminal, plain unwrapped text for a pipe."""
    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False, emoji=False)


def create(services: Services) -> typer.Typer:
    """The command line over these services."""
    cli = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Parley: dated, sourced answers.",
    )
    _asking(cli, services)
    add_reports(cli, services)
    _beginning(cli, services)
    _curating(cli, services)
    _measuring(cli, services)
    _operating(cli, services)
    return cli


def _asking(cli: typer.Typer, services: Services) -> None:
    @cli.command()
    def chat(now: Now = None, as_of: AsOf = None, lang: Lang = None, explain: bool = False) -> None:
        """Talk to the bot here. Fed by a pipe it answers one question a line and ends."""
        console = plain_console()
        clock = clock_at(services, now)
        told = read_option("--as-of", as_of, services.library.base.timezone) if as_of else None
        language = lang or services.settings.language
        talk = Chat(services.answerer, clock, console, language=language, as_of=told, explaining=explain)
        if sys.stdin.isatty():
            talk.greet()
        for line in lines_typed(console):
            talk.answer(line)

    @cli.command()
    def ask(
        question: Annotated[list[str] | None, typer.Argument(help="The question, in your own words.")] = None,
        now: Now = None,
        as_of: AsOf = None,
        lang: Lang = None,
        as_json_: Annotated[bool, typer.Option("--json", help="Print the whole reply as JSON.")] = False,
        jsonl: Annotated[bool, typer.Option("--jsonl", help="Read lines of JSON, answer each with one.")] = False,
        explain_: Annotated[bool, typer.Option("--explain", help="Show how the reply came about.")] = False,
    ) -> None:
        """Ask one question, or with --jsonl a line each."""
        clock = clock_at(services, now)
        told = read_option("--as-of", as_of, services.library.base.timezone) if as_of else None
        if jsonl:
            for answered in answer_lines(sys.stdin, services.answerer, clock, as_of=told, language=lang):
                sys.stdout.write(json.dumps(answered, ensure_ascii=False) + "\n")
                sys.stdout.flush()
            return
        if not question:
            raise typer.BadParameter("a question is missing; or use --jsonl to read questions from standard input")
        reply = services.answerer.ask(" ".join(question), now=clock(), as_of=told, language=lang)
        if as_json_:
            sys.stdout.write(json.dumps(as_json(reply), ensure_ascii=False, indent=2) + "\n")
            return
        console = plain_console()
        console.print(plain_text(reply), markup=False)
        if explain_:
            console.print(explain(reply, services.answerer.thresholds))


def _curating(cli: typer.Typer, services: Services) -> None:
    @cli.command()
    def check(
        now: Now = None,
        watch: Annotated[bool, typer.Option("--watch", help="Look again at every change, until stopped.")] = False,
        links: Annotated[bool, typer.Option("--links", help="Ask the web, too, which sources are gone.")] = False,
    ) -> None:
        """Look for every mistake in the knowledge folder, one a line: path:line:column: severity rule: sentence."""
        if watch:
            for told in watching.rounds(services.folder, services.cache, clock_at(services, now)):
                _show_round(told)
            return
        findings = tuple(found for one in services.each for found in one.findings(clock_at(one, now)()))
        if links and not errors(findings):
            from bot.terminal.links import check_links  # its HTTP client takes a tenth of a second to import

            for library in [one.library for one in services.each]:
                asked = asyncio.run(check_links(library.base, library.loaded.marks.where))
                findings = (*findings, *asked.findings)
                sys.stderr.write(
                    f"{asked.asked} addresses asked, {len(asked.unsure)} did not let themselves be checked\n"
                )
        for finding in findings:
            sys.stdout.write(f"{finding}\n")
        sys.stderr.write(f"{_counted(findings)}\n")
        raise typer.Exit(FOUND if errors(findings) else OK)

    @cli.command()
    def gaps(
        question: Annotated[
            str | None, typer.Argument(help="With --to-phrasing: the question, as it was asked.")
        ] = None,
        to_phrasing_: Annotated[
            str | None,
            typer.Option("--to-phrasing", help="Write QUESTION into the phrasings of this entry.", metavar="ENTRY"),
        ] = None,
    ) -> None:
        """Print what people asked in vain, a line of JSON each; or make a phrasing and a regression question of one."""
        if to_phrasing_ is None:
            for line in asyncio.run(_listed(services)):
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            return
        if not question:
            raise typer.BadParameter("the question is missing; `python -m bot gaps` lists what was asked")
        library = services.library
        try:
            written = to_phrasing(services.folder, library.loaded, library.base, to_phrasing_, question)
        except CannotAdd as error:
            sys.stderr.write(f"{error}\n")
            raise typer.Exit(USAGE) from None
        asyncio.run(_closed(services, question))
        sys.stdout.write(f"written into {shown(written.phrasing)} and {shown(written.regression)}\n")


def _measuring(cli: typer.Typer, services: Services) -> None:
    @cli.command()
    def evaluate(
        file: Annotated[
            Path,
            typer.Argument(
                help="Labelled questions or conversations, a line of JSON each; or a folder of conversations."
            ),
        ],
        now: Now = None,
        wrong: Annotated[bool, typer.Option(help="List what went wrong.")] = True,
    ) -> None:
        """Score labelled questions by kind, topic, language and style; replay conversations turn by turn."""
        console = plain_console()
        try:
            if replaying.holds_conversations(file):
                replaying.show(replaying.replay(file, services.answerer, clock_at(services, now)()), console)
                return
            questions = evaluation.read_questions(file)
        except evaluation.QuestionsError as error:
            sys.stderr.write(f"{error}\n")
            raise typer.Exit(USAGE) from None
        answerer = services.answerer
        asked = evaluation.with_progress(questions, Console(stderr=True))()
        found = evaluation.evaluate(asked, answerer, clock_at(services, now)())
        if wrong:
            evaluation.show_wrong(found, console)
        evaluation.show_crossfit(answerer.ready.matcher.report.table, console)
        thresholds = answerer.thresholds
        evaluation.show(
            found, console, f"answer from {thresholds.answer_at:.3f}, choose from {thresholds.choose_at:.3f}"
        )


async def _listed(services: Services) -> list[dict[str, object]]:
    async with services.gaps() as gaps:
        return list(as_lines(await gaps.most_asked(MOST)))


async def _closed(services: Services, question: str) -> None:
    async with services.gaps() as gaps:
        await gaps.close([question])


def _build(services: Services, *, ship: bool) -> None:
    if ship:
        sys.stdout.write(services.ship() + "\n")
        return
    began = services.now()
    entries, found = len(services.answerer.base.entries), services.prepare()
    seconds = (services.now() - began).total_seconds()
    sys.stdout.write(f"{entries} entries, index ready in {services.cache} after {seconds:.1f} s\n")
    for problem in found.problems:
        sys.stderr.write(f"{problem}\n")
    if found.revision is None:
        raise typer.Exit(FOUND)
    sys.stdout.write(f"{found.right} of {found.asked} own questions get a right reply\n")


def _counted(findings: Sequence[Finding]) -> str:
    worst = len(errors(findings))
    return f"{worst} errors, {len(findings) - worst} warnings"


def _show_round(told: watching.Round) -> None:
    """What is new and what is mended since the last look."""
    for finding in told.new:
        sys.stdout.write(f"{finding}\n")
    for finding in told.gone:
        sys.stdout.write(f"mended: {finding}\n")
    sys.stdout.flush()
    more = "" if told.is_whole else "; reading the phrasings …"
    sys.stderr.write(f"{_counted(told.found)}{more}\n")
    sys.stderr.flush()


def _beginning(cli: typer.Typer, services: Services) -> None:
    @cli.command()
    def new(folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.")]) -> None:
        """Write a small base that works, to be changed into one of your own (docs/curating.md)."""
        try:
            written = write_starter(folder, services.now())
        except CannotWrite as error:
            sys.stderr.write(f"{error}\n")
            raise typer.Exit(USAGE) from None
        for path in written:
            sys.stdout.write(f"{path}\n")
        sys.stderr.write(f"try it: make chat KNOWLEDGE={folder}, and KNOWLEDGE={folder} python -m bot check\n")


def _operating(cli: typer.Typer, services: Services) -> None:
    @cli.command()
    def run() -> None:
        """Run the Discord bot (DISCORD_TOKEN in the environment)."""
        raise typer.Exit(services.run())

    @cli.command()
    def build(
        ship: Annotated[
            bool,
            typer.Option(
                "--ship", help="Fit everything anew, for the knowledge folder: after training, or many edits."
            ),
        ] = False,
    ) -> None:
        """Fit the index and ask the own questions ahead of time, so that the bot starts at once."""
        for one in services.each:
            _build(one, ship=ship)

    @cli.command(hidden=True)
    def prepare() -> None:
        """Do for the running bot what takes long, beside it and after it; what came of it is a line of JSON."""
        os.nice(_BACKGROUND)
        sys.stdout.write(as_line(services.prepare()) + "\n")

    @cli.command()
    def setup() -> None:
        """Ask for what the configuration lacks, and write it with comments; secrets stay in the environment."""
        set_up(services.config_path, lambda question, default: str(typer.prompt(question, default=default)), typer.echo)

    @cli.command()
    def doctor() -> None:
        """Say what this installation has, what it lacks, and what to do."""
        well = doctors.show(services.checks(), plain_console())
        raise typer.Exit(OK if well else FOUND)

    @cli.command()
    def migrate() -> None:
        """Bring the database to the newest revision (the bot does this itself when it starts)."""
        sys.stdout.write(services.migrate() + "\n")
