from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.locale.languages import LANGUAGES
from bot.settings import Settings, SettingsError, parse_settings, read_settings

ROOT = Path(__file__).resolve().parents[1]
*_FIRST, _LAST = map(repr, LANGUAGES)
CODES = f"{', '.join(_FIRST)} or {_LAST}"


def config(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return path


def problems(text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        parse_settings("config.yaml", text)
    return str(caught.value).splitlines()


def told_of(text: str) -> str:
    """What is said of a file, or its name where nothing is."""
    try:
        parse_settings("config.yaml", text)
    except SettingsError as error:
        return str(error)
    return "config.yaml:"


def test_settings_when_there_is_no_file_then_the_defaults_hold_beside_it(tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "config.yaml")
    assert settings.knowledge == (tmp_path / "knowledge",)
    assert settings.cooldown == timedelta(seconds=2)


def test_settings_when_a_file_was_asked_for_and_is_not_there_then_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not there; correct BOT_CONFIG, or run `python -m bot setup`"):
        read_settings(tmp_path / "config.yaml", must_exist=True)


def test_settings_when_every_key_is_set_then_it_is_read(tmp_path: Path) -> None:
    text = (
        "knowledge: facts\nlanguage: zh\nanswering: {answer_at: 0.7, choose_at: 0.3, encoder: none}\n"
        "reminders: {leads: [30d, 12h, 90m], late_cutoff: 6h}\ngateway: {shards: 4, slices: 2}\ncooldown: 0s\n"
        "curators: [123, 1234567890123456789, '12345678901234567890']\n"
    )
    settings = read_settings(config(tmp_path, text))
    assert settings.reminders.leads == (timedelta(days=30), timedelta(hours=12), timedelta(minutes=90))
    assert settings.answering.answer_at == 0.7
    assert settings.curators == (123, 1234567890123456789, 12345678901234567890)
    assert settings.cooldown == timedelta()
    assert (settings.gateway.shards, settings.gateway.slices) == (4, 2)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", (ROOT / "config.yaml").read_text("utf-8")])
def test_settings_when_nothing_or_the_shipped_file_stands_there_then_they_are_read(text: str) -> None:
    assert parse_settings("config.yaml", text).gateway.shards == "auto"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("knowlege: x\n", "config.yaml:1:1: 'knowlege' is not a key; did you mean 'knowledge'?"),
        ("answering:\n  anser_at: 0.5\n", "config.yaml:2:3: 'anser_at' is not a key; did you mean 'answer_at'?"),
        ("cooldown: soon\n", "1:1: cooldown: a duration is expected, like 30d, 12h, 90m or 10s; found soon"),
        ("cooldown: 99999999d\n", "1:1: cooldown: a duration of at most 36500d is expected; found 99999999d"),
        ("cooldown: 2d\n", "1:1: cooldown: a duration from 0s to 1h is expected; found 2d"),
        ("answering: {answer_at: 1.5}\n", "1:13: answering.answer_at: at most 1 is expected; found 1.5"),
        ("answering: {answer_at: -1}\n", "1:13: answering.answer_at: at least 0 is expected; found -1"),
        ("answering: {answer_at: yes}\n", "1:13: answering.answer_at: a number is expected, like 0.6; found yes"),
        (
            "answering:\n  answer_at: 0.4\n  choose_at: 0.5\n",
            "3:3: choose_at is 0.5, which is above answer_at (0.4); write less",
        ),
        ("reminders:\n  leads: 7d\n", "2:3: reminders.leads: a list is expected, like [1, 2]; found 7d"),
        ("reminders:\n  leads: []\n", "2:3: reminders.leads: at least one is expected; name it, or delete the line"),
        ("reminders:\n  leads: [7d, 999999999d]\n", "2:15: reminders.leads: a duration of at most 36500d is expected"),
        ("reminders:\n  leads: [400d]\n", "2:11: reminders.leads: whole minutes, and at most 365d, are expected"),
        ("reminders:\n  leads: [90s]\n", "2:11: reminders.leads: whole minutes, and at most 365d, are expected"),
        ("reminders:\n  leads: [24h, 1d]\n", "2:16: this lead stands in the list twice; keep one"),
        ("reminders: {leads: [1m, 2m, 3m, 4m, 5m, 6m, 7m, 8m, 9m, 1h, 2h]}\n", "at most 10 are expected"),
        (
            "reminders:\n  claim_lease: 1s\n",
            "2:3: reminders.claim_lease: a duration from 2s to 1h is expected; found 1s",
        ),
        ("reminders:\n", "1:1: nothing stands under this key; write a value, or delete the line"),
        ("reminders:\n  leads:\n", "2:3: nothing stands under this key; write a value, or delete the line"),
        ("reminders: 7d\n", "1:1: reminders: keys are expected under it, each on a line of its own and indented"),
        ("language: xx\n", f"1:1: language: {CODES} is expected; found xx"),
        ("language: en\nlanguage: zh\n", "2:1: 'language' stands here again; it is already on line 1: keep one"),
        (
            "gateway:\n  slices: 3\n  shards: 2\n",
            "2:3: there are more slices (3) than shards (2); write at most as many",
        ),
        ("gateway: {shards: 0}\n", "1:11: gateway.shards: auto, or a whole number from 1 on, is expected; found 0"),
        ("gateway: {shards: 1, slices: two}\n", "1:22: gateway.slices: a whole number is expected; found two"),
        ("gateway: {slices: 2}\n", "1:11: 2 slices need a number of shards, and shards is auto; write one"),
        ("curators: [you]\n", "1:12: curators: the id of a user is expected"),
        ("curators: [true]\n", "1:12: curators: the id of a user is expected"),
        ("knowledge: []\n", "1:1: knowledge: at least one is expected"),
        ("knowledge: [a, b/a]\n", "1:16: two of the folders are named 'a', and each base goes by its folder's name"),
        ("knowledge: [a, b c]\n", "1:16: 'b c' is the name of a base here, so at most 64 letters"),
        ("knowledge: [a, 7]\n", "1:16: knowledge: the path of a file or folder is expected"),
        ("knowledge: 7\n", "1:1: knowledge: the path of a file or folder is expected"),
        (
            "cooldown: [1\nlanguage: en\n",
            "1:1: the list that opens here with [ needs a comma between its items and ] at its end",
        ),
        ("cooldown:\t2s\n\tlanguage: en\n", "this line is indented with a tab; use spaces instead"),
        ("cooldown: &a 2s\n", "which YAML reads as an anchor"),
        ("cooldown: 2s\n---\ncooldown: 3s\n", "a second document begins here"),
        ("- 1\n", "config.yaml:1:1: the file must hold keys and values, like `language: en`"),
    ],
)
def test_settings_when_something_is_wrong_then_the_place_and_what_to_do(text: str, sentence: str) -> None:
    (problem,) = problems(text)
    assert sentence in problem


def test_settings_when_several_things_are_wrong_then_all_are_told_in_their_order() -> None:
    told = problems("cooldown: x\nlangage: en\nreminders:\nlanguage: en\nlanguage: en\n")
    assert [line.split(":")[1] for line in told] == ["1", "2", "3", "5"]


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"\xff\xfe", "no text in UTF-8"), (b"cooldown: \x00", "invisible character")]
)
def test_settings_when_the_file_is_no_text_then_that_is_said(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "config.yaml").write_bytes(content)
    with pytest.raises(SettingsError, match=sentence):
        read_settings(tmp_path / "config.yaml")


def test_settings_when_a_folder_stands_in_its_place_then_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="this is no file"):
        read_settings(tmp_path, must_exist=True)


def leaves(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        kind: Any = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield (*path, name)
            yield from leaves(kind, (*path, name))
        else:
            yield (*path, name)


BAD = [
    "[[1]]",
    "{a: 1}",
    "[]",
    "{}",
    "-1",
    "1e9",
    "3.5",
    "true",
    "no",
    "word",
    '""',
    "99999999999999999999",
    "[-1]",
    "~",
]


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize("path", list(leaves(Settings)), ids=".".join)
def test_settings_when_any_key_has_any_bad_value_then_no_word_of_a_programmer(
    path: tuple[str, ...], value: str
) -> None:
    text = "".join("  " * depth + f"{key}:\n" for depth, key in enumerate(path)).rstrip("\n") + f" {value}\n"
    told = told_of(text)
    assert told.startswith("config.yaml:")
    for word in ("Input", "valid", "tuple", "timedelta", "instance", "Error", "dict", "parse"):
        assert word not in told, told


@given(st.text(max_size=200))
def test_settings_when_anything_is_typed_then_a_sentence_or_settings(text: str) -> None:
    assert told_of(text).startswith("config.yaml:")
