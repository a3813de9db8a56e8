"""config.yaml and the environment as one checked object; an unknown key gets a did-you-mean."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from rapidfuzz import process

_DURATION = re.compile(r"^(\d+)\s*([dhms])$")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class SettingsError(Exception):
    """The configuration cannot be used; the message has one sentence a line, with the place of each."""


def _duration(value: object) -> timedelta:
    match = _DURATION.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"a duration is expected, like 30d, 12h, 90m or 10s; found {value!r}")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Probability = Annotated[float, Field(ge=0, le=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Answering(_Section):
    """Thresholds on the calibrated confidence (None: those derived at build time) and the encoder's folder."""

    answer_at: Probability | None = None
    choose_at: Probability | None = None
    encoder: Path | Literal["bundled", "none"] = "bundled"


class Reminders(_Section):
    """How long before a deadline its reminders come, how late one may still be sent, and how long a claim lasts."""

    leads: tuple[Duration, ...] = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))
    late_cutoff: Duration = timedelta(hours=12)
    claim_lease: Annotated[Duration, Field(ge=timedelta(seconds=2))] = timedelta(seconds=30)


class Gateway(_Section):
    """How many shards the bot has, and in how many slices several workers share them."""

    shards: Annotated[int, Field(ge=1)] = 1
    slices: Annotated[int, Field(ge=1)] = 1


class Settings(_Section):
    """Everything that an operator may set in config.yaml."""

    knowledge: Path = Path("knowledge")
    language: Literal["en", "zh"] = "en"
    answering: Answering = Answering()
    reminders: Reminders = Reminders()
    gateway: Gateway = Gateway()
    cooldown: Duration = timedelta(seconds=2)
    curators: tuple[int, ...] = ()


class Environment(_Section):
    """What comes from the environment; the token is a secret and prints as stars."""

    discord_token: SecretStr | None = None
    database_url: SecretStr | None = None
    port: int | None = Field(default=None, ge=0, le=65535)
    config: Path = Path("config.yaml")
    knowledge: Path | None = None
    """A knowledge folder in the place of the one that config.yaml names."""
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


_VARIABLES = {
    "discord_token": "DISCORD_TOKEN",
    "database_url": "DATABASE_URL",
    "port": "PORT",
    "config": "BOT_CONFIG",
    "knowledge": "KNOWLEDGE",
    "log_format": "LOG_FORMAT",
    "log_level": "LOG_LEVEL",
}


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """The environment variables that the bot knows; an empty one counts as not set.

    Raises:
        SettingsError: naming the variable, never the value of a secret.
    """
    found = os.environ if variables is None else variables
    values: dict[str, Any] = {field: found[name] for field, name in _VARIABLES.items() if found.get(name)}
    if "log_level" in values:
        values["log_level"] = values["log_level"].upper()
    try:
        return Environment(**values)
    except ValidationError as error:
        lines = [
            f"{_VARIABLES[str(d['loc'][0])]}: {d['msg']}" for d in error.errors(include_url=False, include_input=False)
        ]
        raise SettingsError("\n".join(lines)) from None


def read_settings(path: Path) -> Settings:
    """Read config.yaml; a missing file means the defaults. `knowledge` and `encoder` are relative to the file.

    Raises:
        SettingsError: with every problem, one a line, as `path:line:column: sentence`.
    """
    path = path.resolve()
    if not path.exists():
        return _placed(Settings(), path.parent)
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
        # BaseLoader leaves every scalar the text that was typed: `12:30` and `0s` mean what they say.
        values = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it builds only text, lists and maps
    except OSError as error:
        raise SettingsError(f"{path}: the configuration cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise SettingsError(f"{place}: this is not valid YAML: {getattr(error, 'problem', error)}") from error
    if values in (None, ""):
        return _placed(Settings(), path.parent)
    if not isinstance(values, dict):
        raise SettingsError(f"{path}:1:1: the file must hold keys and values, like `language: en`")
    try:
        return _placed(Settings.model_validate(values), path.parent)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise SettingsError("\n".join(f"{_place(path, node, d['loc'])}: {_problem(d)}" for d in details)) from error


def _placed(settings: Settings, folder: Path) -> Settings:
    answering = settings.answering
    if isinstance(answering.encoder, Path):
        answering = answering.model_copy(update={"encoder": folder / answering.encoder})
    return settings.model_copy(update={"knowledge": folder / settings.knowledge, "answering": answering})


def _place(path: Path, node: yaml.Node | None, loc: tuple[int | str, ...]) -> str:
    mark = node.start_mark if node else None
    for part in loc:
        if not isinstance(node, yaml.MappingNode):
            break
        for key, value in node.value:
            if key.value == str(part):
                mark, node = key.start_mark, value
                break
    return f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)


def _problem(detail: Any) -> str:
    name = str(detail["loc"][-1])
    if detail["type"] == "extra_forbidden":
        known = _known_keys(detail["loc"][:-1])
        best = process.extractOne(name, known, score_cutoff=60)
        return f"{name!r} is not a key" + (f"; did you mean {best[0]!r}?" if best else f"; known: {', '.join(known)}")
    return f"{'.'.join(str(part) for part in detail['loc'])}: {detail['msg'].removeprefix('Value error, ')}"


def _known_keys(path: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for part in path:
        model = model.model_fields[str(part)].annotation
    return list(model.model_fields)
