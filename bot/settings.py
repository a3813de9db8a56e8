"""config.yaml as one checked object; what is wrong is told in people's words, with the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from rapidfuzz import process

from bot.knowledge.yaml_reader import Document, read_yaml
from bot.knowledge.yaml_reader import Path as Place
from bot.locale.languages import ENGLISH, Code

_DURATION = re.compile(r"^(\d{1,9})\s*([dhms])$")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_LONGEST = timedelta(days=36_500)
"""No duration is longer: a moment that far away from now is still one that a clock can hold."""

LONGEST_LEAD = timedelta(days=365)
MOST_LEADS = 10
_LONGEST_ID = 20
"""Digits of the ids of Discord, which are numbers of 64 bits."""


class SettingsError(Exception):
    """The configuration cannot be used; the message has one sentence a line, with the place of each."""


def _shown(value: object) -> str:
    """A value as it would be typed, and not more of it than is needed to find it."""
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        fitting = (one for one in ((86400, "d"), (3600, "h"), (60, "m")) if seconds and seconds % one[0] == 0)
        size, unit = next(fitting, (1, "s"))
        return f"{seconds // size}{unit}"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    match = _DURATION.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a duration is expected, like 30d, 12h, 90m or 10s")
    seconds = timedelta(**{_UNITS[match[2]]: 1}).total_seconds() * int(match[1])
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f"a duration of at most {_LONGEST.days}d is expected")
    return timedelta(seconds=seconds)


def _lead(value: timedelta) -> timedelta:
    if value > LONGEST_LEAD or value % timedelta(minutes=1):
        raise ValueError(f"whole minutes, and at most {LONGEST_LEAD.days}d, are expected")
    return value


def _between(least: timedelta, most: timedelta) -> AfterValidator:
    """pydantic's own bounds would tell a duration as Python writes it."""

    def check(value: timedelta) -> timedelta:
        if not least <= value <= most:
            raise ValueError(f"a duration from {_shown(least)} to {_shown(most)} is expected")
        return value

    return AfterValidator(check)


def _path(value: object) -> object:
    if not isinstance(value, str | Path) or not str(value).strip() or "\0" in str(value):
        raise ValueError("the path of a file or folder is expected; put it in quotes if it looks like a number")
    return value


def _listed(value: object) -> object:
    """One folder stands for a list of one."""
    return value if isinstance(value, list | tuple) else (value,)


def _shards(value: object) -> Literal["auto"] | int:
    if value == "auto":
        return "auto"
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100_000:
        raise ValueError("auto, or a whole number from 1 on, is expected")
    return value


def _id(value: object) -> int:
    if (
        isinstance(value, bool)
        or not str(value).isascii()
        or not str(value).isdigit()
        or not 0 < int(str(value)) < 2**64
    ):
        raise ValueError("the id of a user is expected, a number of some 18 digits (Discord: Copy User ID)")
    return int(str(value))


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Lead = Annotated[Duration, AfterValidator(_lead)]
Probability = Annotated[float, Field(strict=True, ge=0, le=1)]
Count = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Shards = Annotated[Literal["auto"] | int, BeforeValidator(_shards)]
UserId = Annotated[int, BeforeValidator(_id)]
Folder = Annotated[Path, BeforeValidator(_path)]
Folders = Annotated[tuple[Folder, ...], BeforeValidator(_listed), Field(min_length=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Answering(_Section):
    """Thresholds on the calibrated confidence (None: those derived at build time) and the encoder's folder."""

    answer_at: Probability | None = None
    choose_at: Probability | None = None
    encoder: Annotated[Path | Literal["bundled", "none"], BeforeValidator(_path)] = "bundled"


class Reminders(_Section):
    """How long before a deadline its reminders come, how late one may still be sent, and how long a claim lasts."""

    leads: Annotated[tuple[Lead, ...], Field(min_length=1, max_length=MOST_LEADS)] = (
        timedelta(days=7),
        timedelta(days=1),
        timedelta(hours=1),
    )
    late_cutoff: Annotated[Duration, _between(timedelta(), LONGEST_LEAD)] = timedelta(hours=12)
    claim_lease: Annotated[Duration, _between(timedelta(seconds=2), timedelta(hours=1))] = timedelta(seconds=30)


class Gateway(_Section):
    """How many shards the bot has (`auto`: as many as Discord asks for), and in how many slices workers share them."""

    shards: Shards = "auto"
    slices: Count = 1


class Settings(_Section):
    """Everything that an operator may set in config.yaml."""

    knowledge: Folders = (Path("knowledge"),)
    """The folders of the bases that are served, the first of which is spoken where nobody chose another."""
    language: Code = ENGLISH
    answering: Answering = Answering()
    reminders: Reminders = Reminders()
    gateway: Gateway = Gateway()
    cooldown: Annotated[Duration, _between(timedelta(), timedelta(hours=1))] = timedelta(seconds=2)
    curators: tuple[UserId, ...] = ()


def read_settings(path: Path, *, must_exist: bool = False) -> Settings:
    """Read config.yaml; a missing file means the defaults. `knowledge` and `encoder` are relative to the file.

    Raises:
        SettingsError: with every problem, one a line, as `path:line:column: sentence`.
    """
    path = path.resolve()
    if not path.exists() and not must_exist:
        return _placed(Settings(), path.parent)
    return _placed(parse_settings(str(path), _text(path)), path.parent)


def parse_settings(name: str, text: str) -> Settings:
    """The settings in the text of a file; its paths as they stand there.

    Raises:
        SettingsError: as `read_settings`; `name` stands for the file.
    """
    document = read_yaml(name, text, longest_number=_LONGEST_ID)
    problems = [(finding.location, finding.sentence) for finding in document.findings]
    settings, values = Settings(), document.value
    if values is not None and not isinstance(values, dict):
        problems.append((document.where(()), "the file must hold keys and values, like `language: en`"))
    elif values:
        try:
            settings = Settings.model_validate(values)
            told = list(_disagreements(settings))
        except ValidationError as error:
            told = [(detail["loc"], _problem(detail)) for detail in error.errors(include_url=False)]
        told += [
            (place, "nothing stands under this key; write a value, or delete the line") for place in _empty(values)
        ]
        problems += [(document.where(at), sentence) for at, sentence in _once(document, told)]
    if problems:
        raise SettingsError("\n".join(f"{place}: {sentence}" for place, sentence in sorted(problems)))
    return settings


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise SettingsError(f"{path}: this is no file; let BOT_CONFIG name one")
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise SettingsError(
            f"{path}: the configuration is not there; correct BOT_CONFIG, or run `python -m bot setup` to write one"
        ) from None
    except OSError as error:
        raise SettingsError(
            f"{path}: the configuration cannot be read ({error.strerror}); let the bot's user read it"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: this is no text in UTF-8; save it as such") from error


def _placed(settings: Settings, folder: Path) -> Settings:
    answering = settings.answering
    if isinstance(answering.encoder, Path):
        answering = answering.model_copy(update={"encoder": folder / answering.encoder})
    knowledge = tuple(folder / one for one in settings.knowledge)
    return settings.model_copy(update={"knowledge": knowledge, "answering": answering})


def _disagreements(settings: Settings) -> Iterator[tuple[Place, str]]:
    """Values that are right by themselves and wrong beside one another."""
    answering, gateway, leads = settings.answering, settings.gateway, settings.reminders.leads
    if (
        answering.answer_at is not None
        and answering.choose_at is not None
        and answering.choose_at > answering.answer_at
    ):
        sentence = (
            f"choose_at is {answering.choose_at:g}, which is above answer_at ({answering.answer_at:g}); write less"
        )
        yield ("answering", "choose_at"), sentence
    if gateway.shards == "auto" and gateway.slices > 1:
        yield ("gateway", "slices"), f"{gateway.slices} slices need a number of shards, and shards is auto; write one"
    elif gateway.shards != "auto" and gateway.slices > gateway.shards:
        sentence = f"there are more slices ({gateway.slices}) than shards ({gateway.shards}); write at most as many"
        yield ("gateway", "slices"), sentence
    yield from _names(settings.knowledge)
    for index, lead in enumerate(leads):
        if lead in leads[:index]:
            yield ("reminders", "leads", index), "this lead stands in the list twice; keep one"


def _names(folders: tuple[Path, ...]) -> Iterator[tuple[Place, str]]:
    """Of several bases each is kept under its folder's name."""
    names = [folder.name for folder in folders] if len(folders) > 1 else []
    for index, name in enumerate(names):
        if name in names[:index]:
            sentence = f"two of the folders are named {name!r}, and each base goes by its folder's name; rename one"
            yield ("knowledge", index), sentence
        elif not _NAME.fullmatch(name):
            sentence = (
                f"{name!r} is the name of a base here, so at most 64 letters, digits, - _ . are expected; rename it"
            )
            yield ("knowledge", index), sentence


def _empty(values: Any, place: Place = ()) -> Iterator[Place]:
    """Where a key stands with nothing after it."""
    if values is None:
        yield place
    elif isinstance(values, dict | list):
        for key, value in values.items() if isinstance(values, dict) else enumerate(values):
            yield from _empty(value, (*place, key))


def _once(document: Document, told: list[tuple[Place, str]]) -> Iterator[tuple[Place, str]]:
    """The last that is told of each place; nothing of one that could not be read, or in which something else is wrong."""
    by_place = {tuple(place): sentence for place, sentence in told}
    for place, sentence in by_place.items():
        inside = any(len(other) > len(place) and other[: len(place)] == place for other in by_place)
        if not inside and not document.is_broken(place):
            yield place, sentence


_SENTENCES = {
    "model_type": "keys are expected under it, each on a line of its own and indented",
    "tuple_type": "a list is expected, like [1, 2]",
    "too_short": "at least one is expected; name it, or delete the line",
    "too_long": "at most {max_length} are expected",
    "literal_error": "{expected} is expected",
    "int_type": "a whole number is expected",
    "float_type": "a number is expected, like 0.6",
    "greater_than_equal": "at least {ge} is expected",
    "less_than_equal": "at most {le} is expected",
    "value_error": "{error}",
}
"""What pydantic's types of error mean to somebody who writes a file; a test goes through every key."""


def _problem(detail: Any) -> str:
    name = ".".join(str(part) for part in detail["loc"] if isinstance(part, str))
    if detail["type"] == "extra_forbidden":
        own, known = str(detail["loc"][-1]), _known_keys(detail["loc"][:-1])
        best = process.extractOne(own, known, score_cutoff=60)
        return f"{own!r} is not a key" + (f"; did you mean {best[0]!r}?" if best else f"; known: {', '.join(known)}")
    context = {key: _shown(value) for key, value in detail.get("ctx", {}).items()}
    sentence = _SENTENCES[detail["type"]].format(**context)
    return f"{name}: {sentence}; found {_shown(detail['input'])}"


def _known_keys(path: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for part in path:
        model = model.model_fields[str(part)].annotation
    return list(model.model_fields)
