"""What comes from the environment: read, checked, and searched for names that are misspelt."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from rapidfuzz import fuzz, process

DEFAULT_CONFIG = Path("config.yaml")


class Environment(BaseModel):
    """What comes from the environment; the token and the database's URL are secrets and print as stars."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    discord_token: SecretStr | None = None
    database_url: SecretStr | None = None
    port: int | None = Field(default=None, ge=0, le=65535)
    config: Path | None = None
    """The configuration that BOT_CONFIG names, which has to be there."""
    knowledge: Path | None = None
    """A knowledge folder in the place of the one that config.yaml names."""
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def config_path(self) -> Path:
        """Where the configuration is, or would be."""
        return self.config or DEFAULT_CONFIG


VARIABLES = {
    "discord_token": "DISCORD_TOKEN",
    "database_url": "DATABASE_URL",
    "port": "PORT",
    "config": "BOT_CONFIG",
    "knowledge": "KNOWLEDGE",
    "log_format": "LOG_FORMAT",
    "log_level": "LOG_LEVEL",
}

_EXPECTED = {
    "port": "a whole number from 0 to 65535, or leave it out",
    "log_format": "console or json",
    "log_level": "DEBUG, INFO, WARNING or ERROR",
}

_LIKE = 82
"""How alike two names are, out of 100, for one to be a slip of the other: one letter in six may be wrong."""


def read_environment(variables: Mapping[str, str]) -> tuple[Environment, tuple[str, ...]]:
    """The environment variables that the bot knows, and a sentence for each that cannot be used, which is left out.

    An empty one counts as not set. No sentence has the value of a secret.
    """
    values: dict[str, Any] = {field: variables[name].strip() for field, name in VARIABLES.items() if name in variables}
    values = {field: value for field, value in values.items() if value}
    if "log_level" in values:
        values["log_level"] = values["log_level"].upper()
    try:
        return Environment(**values), ()
    except ValidationError as error:
        wrong = {str(detail["loc"][0]) for detail in error.errors(include_url=False, include_input=False)}
        right = {field: value for field, value in values.items() if field not in wrong}
        told = (f"{VARIABLES[field]} is {values[field]!r}; set it to {_EXPECTED[field]}" for field in sorted(wrong))
        return Environment(**right), tuple(told)


def misspelt(variables: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each variable that nobody reads and whose name is a slip of one that is read and is not set."""
    unset = [name for name in VARIABLES.values() if not variables.get(name)]
    for name, value in sorted(variables.items()):
        if not value or name in VARIABLES.values():
            continue
        best = process.extractOne(name.upper(), unset, scorer=fuzz.ratio, score_cutoff=_LIKE)
        if best:
            yield f"{name} is not read; did you mean {best[0]}? Rename it, or set {best[0]}, too"


_PART = re.compile(r"[\w-]+", re.ASCII)


def token_problem(token: str) -> str | None:
    """What is wrong with the form of a bot token, in a sentence that does not quote it; None if Discord must be asked.

    A token is three parts with dots between, the first of which is the bot's id in base64.
    Source: Discord's developer documentation, "Authentication".
    """
    if not token:
        return "DISCORD_TOKEN is not set; copy the bot's token from the developer portal (Bot, Reset Token) into it"
    again = "copy it again from the developer portal (Bot, Reset Token)"
    if any(character.isspace() for character in token):
        return f"DISCORD_TOKEN has a blank or a line break in it; {again}"
    if token[:1] in "\"'" or token[-1:] in "\"'":
        return f"DISCORD_TOKEN has quotes around it; {again}, without quotes"
    parts = token.split(".")
    if len(parts) == 3 and all(_PART.fullmatch(part) for part in parts) and _is_id(parts[0]):
        return None
    if token.isdigit():
        return f"DISCORD_TOKEN is a number, like the application's id; {again}"
    return f"DISCORD_TOKEN has not the form of a bot's token, which is three parts with dots between; {again}"


def _is_id(part: str) -> bool:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).isdigit()
    except (binascii.Error, ValueError):
        return False
