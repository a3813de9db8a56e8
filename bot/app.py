"""The composition root: the only module that knows every part and wires them together."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from pydantic import SecretStr
from rich.console import Console

from bot import logs
from bot.answers.answerer import Answerer
from bot.answers.building import Store, read_taught
from bot.answers.cache import read_key
from bot.answers.encoder import GENERAL, Encoder, EncoderError, load_encoder
from bot.answers.index import is_of
from bot.answers.ready import matcher_builder
from bot.answers.telling import NoFact, Teller
from bot.answers.templates import TemplateProblem, render
from bot.curation.checking import check_once
from bot.curation.left_out import Encode
from bot.curation.measures import Measures
from bot.curation.ports import Gaps
from bot.curation.preparing import Prepared, prepare
from bot.curation.shipping import SHIPPED, ship
from bot.diagnosis import Check
from bot.environment import misspelt, read_environment, token_problem
from bot.exits import FAILED, REFUSED
from bot.knowledge.findings import Finding, errors
from bot.knowledge.folder import shown
from bot.knowledge.library import KnowledgeError, Library
from bot.knowledge.values import Text
from bot.locale import say
from bot.reminders.ledger import StoreUnavailable
from bot.settings import Settings, SettingsError, read_settings
from bot.terminal import cli
from bot.terminal.checking import Checker

if TYPE_CHECKING:
    from bot.worker import Base, Parts

log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


_load_once = cache(load_encoder)
"""Bases that bring no encoder of their own share one."""


class Application:
    """Every part over one knowledge folder, the first unless another is given; made when first asked for."""

    def __init__(self, variables: Mapping[str, str], folder: Path | None = None) -> None:
        self.variables, self._folder = variables, folder
        self.environment, self.environment_problems = read_environment(variables)
        self.encoder_problem: str | None = None

    def now(self) -> datetime:
        """The clock."""
        return utc_now()

    @cached_property
    def settings(self) -> Settings:
        """The checked configuration, with the knowledge folder that the environment names in the place of its own."""
        settings, named = self._written(), self.environment.knowledge
        return settings.model_copy(update={"knowledge": (named.resolve(),)}) if named else settings

    def _written(self) -> Settings:
        environment = self.environment
        return read_settings(environment.config_path, must_exist=environment.config is not None)

    @property
    def folder(self) -> Path:
        """The knowledge folder."""
        return self._folder or self.settings.knowledge[0]

    @cached_property
    def each(self) -> tuple[Application, ...]:
        """The parts over every folder of the configuration, these first."""
        return (self, *(Application(self.variables, folder) for folder in self.settings.knowledge[1:]))

    @property
    def config_path(self) -> Path:
        """Where the configuration is, or would be."""
        return self.environment.config_path

    @cached_property
    def library(self) -> Library:
        """The knowledge base in use."""
        return Library(self.folder, lambda base, where: check_once(base, where, self.now(), self.cache))

    @property
    def cache(self) -> Path:
        """Where fitted indexes are kept: beside the configuration, so that an image build can fill it."""
        return self.environment.config_path.resolve().parent / ".cache"

    @cached_property
    def encoder(self) -> Encoder | None:
        """The sentence encoder: the operator's own, or the one that the base brings, or the general one.

        One that cannot be used makes room for the next, and that is said once; None, if none can be used.
        """
        wanted = self.settings.answering.encoder
        if wanted == "none":
            self.encoder_problem = "switched off in config.yaml"
            return None
        tuned = self.folder / "encoder"
        if not isinstance(wanted, Path) and tuned.is_dir():
            try:
                return _load_once(tuned=tuned)
            except EncoderError as error:
                self.encoder_problem = str(error)
                log.warning("matching with the general encoder, not the one trained on this base", because=str(error))
        try:
            return _load_once(wanted if isinstance(wanted, Path) else None)
        except EncoderError as error:
            self.encoder_problem = str(error)
            log.warning("matching on words alone", because=str(error))
            return None

    @property
    def encoder_found(self) -> str:
        """Which encoder is used, in words."""
        if self.encoder is None:
            return self.encoder_problem or "none"
        if isinstance(self.settings.answering.encoder, Path):
            return "the one named in config.yaml"
        tuned = (self.folder / "encoder").is_dir() and self.encoder.id != GENERAL
        return "the one trained on this base" if tuned else "the general one"

    @cached_property
    def answerer(self) -> Answerer:
        """The answerer over the knowledge base in use."""
        # The first fit encodes every phrasing, which takes some seconds; a person at a terminal sees that it goes on.
        with Console(stderr=True).status(say("terminal-preparing", self.settings.language)):
            return self._answerer_over(self.library)

    def _answerer_over(self, library: Library, encoder: Encoder | None = None, *, fits: bool = True) -> Answerer:
        answering = self.settings.answering
        build = matcher_builder(encoder or self.encoder, self.cache, self.folder / SHIPPED, fits=fits)

        at, choose = answering.answer_at, answering.choose_at
        return Answerer(library, build, answer_at=at, choose_at=choose, cache=self.cache)

    def prepare(self) -> Prepared:
        """Load, check, fit and measure the knowledge folder; what came of it."""
        measures = self.measures
        found = prepare(lambda: self.library, self._measured_over, self.folder, self.now(), measures.of)
        measures.keep(found)
        return found

    def _measured_over(self, library: Library) -> Answerer:
        """An answerer that encodes no question twice: most of those that it is measured by come with the shipped fit."""
        return self._answerer_over(library, self._store())

    def _store(self) -> Store | None:
        """The encoder with every vector that is shipped or kept; None where there is no encoder."""
        if self.encoder is None:
            return None
        path = self.folder / SHIPPED
        key = read_key(path)
        taught = read_taught(path, key) if key and is_of(key, self.encoder) else None
        return Store(self.encoder, self.cache, taught)

    def _vectors(self) -> Encode | None:
        store = self._store()
        return store.encode if store else None

    @cached_property
    def measures(self) -> Measures:
        """What the curators' own questions showed of each revision."""
        return Measures(self.cache, self.encoder.id if self.encoder else "lexical")

    def ship(self) -> str:
        """Fit everything from the texts alone and write it into the knowledge folder; what came of it, in a sentence."""
        if self.encoder is None:
            raise SettingsError(f"there is no encoder, and without one nothing is shipped: {self.encoder_problem}")
        path = self.folder / SHIPPED
        with Console(stderr=True).status(say("terminal-preparing", self.settings.language)):
            size = ship(self.library.base, self.encoder, self.cache, self.folder)
        return f"written into {shown(path)}, {size / 1e6:.1f} MB"

    def findings(self, now: datetime) -> tuple[Finding, ...]:
        """Everything that any rule finds in the knowledge folder."""
        return Checker(self.folder, self.cache, self._vectors).check(now)

    def checks(self) -> Iterator[Check]:
        """What this installation has and lacks."""
        from bot.doctor import examine

        return examine(self)

    def tell(self, text: Text, language: str, moment: datetime) -> str:
        """A curator's text at a moment, its own template calls carried out; nothing where nothing is on record."""
        teller = Teller(self.library.base, max(moment, self.now()), moment, language)
        try:
            return render(text.say(language), teller)
        except (NoFact, TemplateProblem) as problem:
            log.warning("a text could not be told", because=str(problem))
            return ""

    def run(self) -> int:
        """Run the Discord bot until it is told to stop, and end the process."""
        # Discord, the database and their drivers take a second to import: only who runs the bot waits for them.
        from bot.serve import run

        return run(self.parts())

    def parts(self) -> Parts:
        """What the bot is run with, checked as far as that can be done without asking anybody.

        Raises:
            SettingsError: with everything that is wrong with the environment or the configuration.
            KnowledgeError: if a knowledge folder holds errors.
        """
        from bot.storage.url import DatabaseUrlError, translate
        from bot.worker import Parts

        token = _told(self.environment.discord_token) or ""
        url = _told(self.environment.database_url)
        problems = [*self.environment_problems, *misspelt(self.variables)]
        problems += filter(None, [token_problem(token)])
        try:
            translate(url)
        except DatabaseUrlError as error:
            problems.append(str(error))
        if problems:
            raise SettingsError("\n".join(problems))
        return Parts(
            settings=self.settings,
            bases=tuple(app._served("" if app is self else app.folder.name) for app in self.each),
            clock=self.now,
            token=token,
            database_url=url,
            port=self.environment.port,
        )

    def _served(self, name: str) -> Base:
        from bot.preparing import prepare_apart
        from bot.worker import Base

        return Base(
            name=name,
            library=self.library,
            answerer=lambda: self._answerer_over(self.library, fits=False),
            prepare=lambda: prepare_apart(self.folder),
            measured=self.measures.of,
            tell=self.tell,
        )

    @asynccontextmanager
    async def gaps(self) -> AsyncIterator[Gaps]:
        """The questions asked of this base in vain, as long as they are needed.

        A folder that the environment names is the base that the configuration lists it as, or else the first.

        Raises:
            StoreUnavailable: if the database cannot be used.
        """
        from bot.storage.stores import open_stores

        here, others = self.folder.resolve(), self._written().knowledge[1:]
        name = next((folder.name for folder in others if folder.resolve() == here), "")
        stores = await open_stores(_told(self.environment.database_url))
        try:
            yield stores.gaps_of(name)
        finally:
            await stores.database.close()

    def migrate(self) -> str:
        """Bring the database to the newest revision; what was done, in a sentence.

        Raises:
            StoreUnavailable: if the database cannot be used.
        """
        from bot.storage.stores import bring_up_to_date

        if problems := list(misspelt(self.variables)):
            raise SettingsError("\n".join(problems))
        done = asyncio.run(bring_up_to_date(_told(self.environment.database_url)))
        if done.before == done.after:
            return f"the database is at revision {done.after}, the newest"
        return f"the database went from {done.before or 'empty'} to revision {done.after}"


def _told(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def main() -> None:
    """Read the environment, then do what the command line says; what went wrong is said in plain words."""
    app = Application(os.environ)
    environment = app.environment
    if environment.discord_token:
        logs.hide(environment.discord_token.get_secret_value())
    if environment.database_url:
        logs.hide_url(environment.database_url.get_secret_value())
    logs.configure(environment.log_level, environment.log_format)
    try:
        cli.create(app)()
    except StoreUnavailable as error:
        sys.stderr.write(f"the database cannot be used: {logs.masked(str(error))}\n")
        sys.exit(REFUSED if error.needs_a_person else FAILED)
    except SettingsError as error:
        sys.stderr.write(f"{logs.masked(str(error))}\n")
    except KnowledgeError as error:
        found = "\n".join(str(finding) for finding in errors(error.findings))
        sys.stderr.write(f"{found}\nthe knowledge folder cannot be used until these are mended\n")
    sys.exit(REFUSED)
