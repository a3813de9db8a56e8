"""The variables that the bot reads, and those that were meant to be read."""

from __future__ import annotations

import pytest

from bot.environment import misspelt, read_environment, token_problem

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Abcdef.abcdefghijklmnopqrstuvwxyz0123456789-_"


def test_environment_when_the_token_is_set_then_it_never_prints() -> None:
    environment, _ = read_environment({"DISCORD_TOKEN": "very-secret", "PORT": "8080", "LOG_LEVEL": "debug"})
    assert "very-secret" not in repr(environment)
    assert environment.port == 8080
    assert environment.log_level == "DEBUG"


def test_environment_when_a_line_break_stands_at_the_end_then_it_is_left_out() -> None:
    environment, _ = read_environment({"DISCORD_TOKEN": f"{TOKEN}\n", "PORT": " 80 ", "LOG_FORMAT": "\n"})
    assert environment.discord_token is not None
    assert environment.discord_token.get_secret_value() == TOKEN
    assert (environment.port, environment.log_format) == (80, "console")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT is 'http'; set it to a whole number from 0 to 65535, or leave it out"),
        ("PORT", "70000", "PORT is '70000'; set it to a whole number from 0 to 65535, or leave it out"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT is 'xml'; set it to console or json"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'LOUD'; set it to DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_environment_when_a_variable_is_wrong_then_it_is_named_and_the_others_are_read(
    name: str, value: str, sentence: str
) -> None:
    environment, problems = read_environment({name: value, "DISCORD_TOKEN": "very-secret"})
    assert problems == (sentence,)
    assert environment.discord_token is not None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("DATABSE_URL", "DATABASE_URL"),
        ("DATABASEURL", "DATABASE_URL"),
        ("database_url", "DATABASE_URL"),
        ("DISCORD_TOKEN_", "DISCORD_TOKEN"),
        ("DISCORD_BOT_TOKEN", "DISCORD_TOKEN"),
        ("BOT_CONFG", "BOT_CONFIG"),
        ("KNOWLEGE", "KNOWLEDGE"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("LOG_FROMAT", "LOG_FORMAT"),
        ("port", "PORT"),
    ],
)
def test_misspelt_when_a_name_is_a_slip_then_did_you_mean(typed: str, meant: str) -> None:
    assert list(misspelt({typed: "x"})) == [
        f"{typed} is not read; did you mean {meant}? Rename it, or set {meant}, too"
    ]
    assert list(misspelt({typed: "x", meant: "y"})) == []
    assert list(misspelt({typed: ""})) == []


def test_misspelt_when_names_are_others_own_then_nothing() -> None:
    others = (
        "PATH",
        "HOME",
        "LANG",
        "SORT",
        "HOST",
        "POSTGRES_URL",
        "PGPORT",
        "REDIS_URL",
        "DATABASE_PUBLIC_URL",
        "LOGNAME",
    )
    assert list(misspelt(dict.fromkeys(others, "x"))) == []


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        (TOKEN[:30] + "\n" + TOKEN[30:], "a blank or a line break"),
        (f"Bot {TOKEN}", "a blank or a line break"),
        (f'"{TOKEN}"', "quotes around it"),
        ("123456789012345678", "a number, like the application's id"),
        ("0123456789abcdef0123456789abcdef", "three parts with dots between"),
        ("not.a.token", "three parts with dots between"),
        (TOKEN.replace(".", ",", 1), "three parts with dots between"),
        (TOKEN + ".more", "three parts with dots between"),
        (TOKEN + "é", "three parts with dots between"),
    ],
)
def test_token_when_its_form_is_wrong_then_what_to_do_without_the_token(token: str, sentence: str) -> None:
    told = token_problem(token)
    assert told is not None
    assert sentence in told
    assert "copy it again from the developer portal" in told
    assert token not in told


def test_token_when_its_form_is_right_then_discord_is_asked() -> None:
    assert token_problem(TOKEN) is None
    assert token_problem("MTIz.wrong.token") is None
