import pytest

from bot.reports.text.common import brief


@pytest.mark.parametrize(
    ("text", "limit", "told"),
    [
        ("One. Two. Three.", 9, "One. Two."),
        ("short", 9, "short"),
        ("a long first sentence goes here", 15, "a long first…"),
        ("two\nlines", 20, "two lines"),
        ("It is **twelve and more", 12, "It is…"),
        ("休战有效。双方都说要延长。还没有文件。", 20, "休战有效。"),
    ],
)
def test_brief_when_too_long_then_whole_sentences_or_words(text: str, limit: int, told: str):
    assert brief(text, limit) == told


def test_brief_when_it_cuts_inside_bold_then_the_bold_is_closed():
    assert brief("Rates are **thirty percent and rising quickly** now", 28).count("**") % 2 == 0


def test_brief_when_a_stop_ends_no_sentence_then_it_goes_on():
    text = "Licences under Announcement No. 18 end at 12:01 a.m. Eastern on Monday. More follows here."
    assert brief(text, 80) == "Licences under Announcement No. 18 end at 12:01 a.m. Eastern on Monday."
