from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import SettingsError, read_environment, read_settings


def config(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return path


def test_settings_when_there_is_no_file_then_the_defaults_hold_beside_it(tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "config.yaml")
    assert settings.knowledge == tmp_path / "knowledge"
    assert settings.cooldown == timedelta(seconds=2)


def test_settings_when_every_key_is_set_then_it_is_read(tmp_path: Path) -> None:
    text = (
        "knowledge: facts\nlanguage: zh\nanswering: {answer_at: 0.7, choose_at: 0.3, encoder: none}\n"
        "reminders: {leads: [30d, 12h, 90m], late_cutoff: 6h}\ncooldown: 0s\ncurators: [123]\n"
    )
    settings = read_settings(config(tmp_path, text))
    assert settings.reminders.leads == (timedelta(days=30), timedelta(hours=12), timedelta(minutes=90))
    assert settings.answering.answer_at == 0.7
    assert settings.curators == (123,)
    assert settings.cooldown == timedelta()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("knowlege: x\n", "config.yaml:1:1: 'knowlege' is not a key; did you mean 'knowledge'?"),
        ("answering:\n  anser_at: 0.5\n", "config.yaml:2:3: 'anser_at' is not a key; did you mean 'answer_at'?"),
        ("cooldown: soon\n", "config.yaml:1:1: cooldown: a duration is expected, like 30d, 12h, 90m or 10s"),
        ("answering: {answer_at: 1.5}\n", "config.yaml:1:13: answering.answer_at: Input should be less than or equal"),
        ("a: [\n", "this is not valid YAML"),
        ("- 1\n", "must hold keys and values"),
    ],
)
def test_settings_when_something_is_wrong_then_the_place_and_what_to_do(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(config(tmp_path, text))
    assert sentence in str(caught.value)


def test_settings_when_two_keys_are_wrong_then_both_are_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(config(tmp_path, "cooldown: x\nlangage: en\n"))
    assert len(str(caught.value).splitlines()) == 2


def test_environment_when_the_token_is_set_then_it_never_prints() -> None:
    environment = read_environment({"DISCORD_TOKEN": "very-secret", "PORT": "8080", "LOG_LEVEL": "debug"})
    assert "very-secret" not in repr(environment)
    assert environment.port == 8080
    assert environment.log_level == "DEBUG"


def test_environment_when_a_variable_is_wrong_then_it_is_named_without_its_value() -> None:
    with pytest.raises(SettingsError, match="PORT: ") as caught:
        read_environment({"PORT": "http", "DISCORD_TOKEN": "very-secret"})
    assert "very-secret" not in str(caught.value)
