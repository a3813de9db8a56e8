import pytest

from bot.locale import keys, say
from bot.locale.languages import LANGUAGES


def test_catalogues_when_compared_then_every_language_has_every_key() -> None:
    english, *others = (keys(language) for language in LANGUAGES)
    for other in others:
        assert english == other


def test_say_when_a_value_is_missing_then_it_raises() -> None:
    with pytest.raises(ValueError, match="answers-as-of"):
        say("answers-as-of", "en")


def test_say_when_the_language_is_unknown_then_english_speaks() -> None:
    assert say("answers-as-of", "fr", day="today") == "As of today"


def test_say_when_the_key_is_unknown_then_it_raises() -> None:
    with pytest.raises(KeyError):
        say("answers-nothing-of-the-kind")
