"""`setup`: what it asks for, what it writes, and what it never writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.locale.languages import LANGUAGES
from bot.settings import SettingsError, read_settings
from bot.terminal.setup import set_up
from tests.terminal.test_cli import run

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Abcdef.abcdefghijklmnopqrstuvwxyz0123456789-_"
KEYS = {"knowledge", "language", "answering", "reminders", "gateway", "cooldown", "curators"}


class Person:
    """Answers in turn; an empty answer takes what is offered."""

    def __init__(self, *answers: str) -> None:
        self.asked: list[str] = []
        self.told: list[str] = []
        self._answers: Iterator[str] = iter(answers)

    def ask(self, question: str, default: str) -> str:
        self.asked.append(question)
        return next(self._answers) or default

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)


def test_setup_when_there_is_no_file_then_it_is_written_with_comments(tmp_path: Path) -> None:
    person = Person("", "base", "30d 12h", "5s", "123456789012345678, 1234567890123456789")
    path = tmp_path / "config.yaml"
    set_up(path, person.ask, person.tell)
    settings = read_settings(path)
    assert settings.knowledge == (tmp_path / "base",)
    assert settings.reminders.leads == (timedelta(days=30), timedelta(hours=12))
    assert settings.curators == (123456789012345678, 1234567890123456789)
    assert settings.model_fields_set == KEYS
    lines = path.read_text("utf-8").splitlines()
    for key in KEYS:
        assert lines[next(at for at, line in enumerate(lines) if line.startswith(f"{key}:")) - 1].startswith("# ")
    assert any("base is not there yet: python -m bot new" in sentence for sentence in person.told)
    assert [one.name for one in tmp_path.iterdir()] == ["config.yaml"]


def test_setup_when_something_is_there_then_it_stays_and_only_the_rest_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("language: zh   # ours\nreminders: {late_cutoff: 6h}\n", "utf-8")
    person = Person("", "", "")
    set_up(path, person.ask, person.tell)
    assert len(person.asked) == 3
    assert person.asked[0] == "知识库所在的文件夹"
    text = path.read_text("utf-8")
    assert text.startswith("language: zh   # ours\nreminders: {late_cutoff: 6h}\n")
    settings = read_settings(path)
    assert (settings.language, settings.reminders.late_cutoff) == ("zh", timedelta(hours=6))
    again = Person()
    set_up(path, again.ask, again.tell)
    assert (again.asked, len(again.told)) == ([], 1)
    assert path.read_text("utf-8") == text


def test_setup_when_an_answer_cannot_be_read_then_it_is_asked_for_again(tmp_path: Path) -> None:
    person = Person("french", "en", "a: b # c", "7d]", "400d", "1d", "soon", "0s", "me", "")
    set_up(tmp_path / "config.yaml", person.ask, person.tell)
    settings = read_settings(tmp_path / "config.yaml")
    assert settings.knowledge == (tmp_path / "a: b # c",)
    assert settings.reminders.leads == (timedelta(days=1),)
    assert settings.cooldown == timedelta()
    told, last = "\n".join(person.told), list(LANGUAGES)[-1]
    for words in (
        f"{last!r} is expected",
        "whole minutes, and at most 365d",
        "a duration is expected",
        "the id of a user",
    ):
        assert words in told


@pytest.mark.parametrize("secret", [TOKEN, "postgres://user:password@host/name"])
def test_setup_when_a_secret_is_pasted_then_it_is_not_written(tmp_path: Path, secret: str) -> None:
    person = Person("", secret, "", "", "", "")
    set_up(tmp_path / "config.yaml", person.ask, person.tell)
    assert secret not in (tmp_path / "config.yaml").read_text("utf-8")
    assert any("never written into a file" in sentence for sentence in person.told)
    assert not any(secret in sentence for sentence in person.told)


def test_setup_when_the_file_is_broken_or_cannot_be_extended_then_it_stays(tmp_path: Path) -> None:
    for text in ("langage: en\n", "{language: en}\n"):
        (tmp_path / "config.yaml").write_text(text, "utf-8")
        person = Person(*[""] * 5)
        with pytest.raises(SettingsError):
            set_up(tmp_path / "config.yaml", person.ask, person.tell)
        assert (tmp_path / "config.yaml").read_text("utf-8") == text


def test_setup_when_the_folder_is_missing_then_what_to_do(tmp_path: Path) -> None:
    person = Person(*[""] * 5)
    with pytest.raises(SettingsError, match="cannot be written"):
        set_up(tmp_path / "nowhere" / "config.yaml", person.ask, person.tell)


def test_setup_when_run_by_a_pipe_then_it_writes_and_when_the_pipe_ends_nothing(tmp_path: Path) -> None:
    cut = run(tmp_path, "setup", typed="en\n")
    assert cut.returncode == 1
    assert not (tmp_path / "config.yaml").exists()
    done = run(tmp_path, "setup", typed="en\n\n\n\n\n", DISCORD_TOKEN=TOKEN, BOT_CONFIG=str(tmp_path / "own.yaml"))
    assert done.returncode == 0, done.stderr
    assert TOKEN not in (tmp_path / "own.yaml").read_text("utf-8")
    assert "python -m bot doctor" in done.stdout
