"""`setup`: asks for what the configuration lacks, and writes it with comments; a secret is never asked for, nor written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.environment import token_problem
from bot.locale import say
from bot.settings import Settings, SettingsError, parse_settings

Ask = Callable[[str, str], str]
"""Asks a person: the question and the answer that an empty line stands for."""

_PLAIN = re.compile(r"[\w./~-]+")
_PASSWORD = re.compile(r"://[^/\s]*:[^/\s]*@")


@dataclass(frozen=True)
class _Part:
    """A key of the configuration, what is asked for it (nothing: it is written as it is), and how it is written."""

    key: str
    default: str
    written: Callable[[str], str]
    is_asked: bool = True


def _value(key: str) -> Callable[[str], str]:
    def written(typed: str) -> str:
        return f"{key}: {typed if _PLAIN.fullmatch(typed) else json.dumps(typed, ensure_ascii=False)}"

    return written


def _list(key: str) -> Callable[[str], str]:
    return lambda typed: f"{key}: [{', '.join(re.split(r'[,，、 ]+', typed)) if typed else ''}]"


_PARTS = (
    _Part("language", "en", _value("language")),
    _Part("knowledge", "knowledge", _value("knowledge")),
    _Part("answering", "0.6", lambda at: f"answering:\n  answer_at: {at}\n  encoder: bundled", is_asked=False),
    _Part("reminders", "7d, 1d, 1h", lambda typed: f"reminders:\n  {_list('leads')(typed)}"),
    _Part("gateway", "auto", lambda shards: f"gateway:\n  shards: {shards}\n  slices: 1", is_asked=False),
    _Part("cooldown", "2s", _value("cooldown")),
    _Part("curators", "", _list("curators")),
)


def set_up(path: Path, ask: Ask, tell: Callable[[str], None]) -> None:
    """Ask for each key that the file at `path` lacks, and write them at its end; what stands there stays as it is.

    Raises:
        SettingsError: if what is there cannot be read, or the file cannot be written.
    """
    kept = path.read_text("utf-8") if path.is_file() else ""
    before = parse_settings(str(path), kept)
    missing = [part for part in _PARTS if part.key not in before.model_fields_set]
    language: str = before.language
    blocks = []
    for part in missing:
        text = _answered(part, language, ask, tell) if part.is_asked else part.written(part.default)
        if part.key == "language":
            language = parse_settings("", text).language
        blocks.append(f"# {say(f'setup-comment-{part.key}', language)}\n{text}\n")
    if not blocks:
        tell(say("setup-nothing", language, path=str(path)))
        return
    whole = "\n".join([*([kept.rstrip("\n") + "\n"] if kept.strip() else []), *blocks])
    settings = parse_settings(str(path), whole)
    _write(path, whole)
    tell(say("setup-written", language, path=str(path)))
    _tell_what_is_left(path, settings, language, tell)


def _answered(part: _Part, language: str, ask: Ask, tell: Callable[[str], None]) -> str:
    """The lines for a key, asked for until they can be read."""
    while True:
        typed = ask(say(f"setup-ask-{part.key}", language), part.default).strip()
        if token_problem(typed) is None or _PASSWORD.search(typed):
            tell(say("setup-secret", language))
            continue
        text = part.written(typed)
        try:
            parse_settings("", text)
        except SettingsError as error:
            tell(str(error).partition(": ")[2])
        else:
            return text


def _tell_what_is_left(path: Path, settings: Settings, language: str, tell: Callable[[str], None]) -> None:
    for folder in [path.parent / one for one in settings.knowledge]:
        if not folder.is_dir():
            tell(say("setup-no-knowledge", language, folder=str(folder)))
    tell(say("setup-secrets", language))


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, because a bot may read it meanwhile."""
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text, "utf-8")
        new.replace(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: the configuration cannot be written ({error.strerror}); let BOT_CONFIG name a file in a folder of yours"
        ) from error
