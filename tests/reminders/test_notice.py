"""What a notice says, in both languages and on every occasion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.knowledge.model import Source
from bot.knowledge.values import Instant, Text
from bot.reminders.keys import NoticeKey, revision
from bot.reminders.notice import Kind, Notice, in_words, sources_of, text_of
from tests.reminders.world import DAY, NOON, make_deadline

SOURCE = Source.model_validate({"id": "order", "title": "The order", "publisher": "Office", "url": "https://x.example"})


def make_notice(kind: Kind = Kind.LEAD, at: str = "2026-11-10T05:01Z", now: datetime = NOON, **more: object) -> Notice:
    language = str(more.pop("language", "en"))
    fields = {name: more.pop(name) for name in ("previous", "successor") if name in more}
    deadline = make_deadline(at=at, sources=["order"], **more)
    outcome = deadline.outcome if kind is Kind.OUTCOME else None
    return Notice(
        NoticeKey(deadline.id, revision(deadline.at), "7d", 1),
        kind,
        deadline,
        now,
        language=language,
        outcome=outcome,
        sources=sources_of(deadline, outcome, {"order": SOURCE}),
        **fields,  # type: ignore[arg-type]
    )


def lines_of(notice: Notice) -> tuple[str, ...]:
    return text_of(notice, in_words(notice.composed_at, notice.language)).lines


def test_text_when_a_lead_is_due_then_it_says_what_when_what_else_how_sure_and_whence() -> None:
    text = text_of(make_notice(attestation="relayed"), in_words(NOON, "en"))
    assert text.title == "The truce ends"
    assert text.lines == (
        "Runs out 10 November 2026, 05:01 (UTC), in 8 days 17 hours.",
        "If nothing is done: Rates go back up.",
    )
    assert text.attested == "Known at second hand only"
    assert text.sources == (("The order", "https://x.example"),)
    assert "/reminders" in text.footer


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-01", "on 1 November 2026, today where it counts (hour not published)"),
        ("2026-11-02", "on 2 November 2026, tomorrow where it counts (hour not published)"),
        ("2026-11-03", "on 3 November 2026, in 2 days (hour not published)"),
    ],
)
def test_text_when_only_the_day_is_known_then_it_counts_in_words(day: str, words: str) -> None:
    assert lines_of(make_notice(at=day))[0] == f"Runs out {words}."


def test_text_when_only_the_month_is_known_then_no_day_is_made_up() -> None:
    assert lines_of(make_notice(at="2026-12"))[0] == "Runs out in December 2026 (day not published)."


@pytest.mark.parametrize(
    ("kind", "words"), [("event", "Takes place"), ("release", "To be published"), ("start", "Begins")]
)
def test_text_when_it_is_no_deadline_then_the_words_fit_it(kind: str, words: str) -> None:
    lines = lines_of(make_notice(kind=Kind.LEAD) if kind == "deadline" else _of_kind(kind))
    assert lines[0].startswith(words)
    assert not lines[1].startswith("If nothing is done")


def _of_kind(kind: str) -> Notice:
    deadline = make_deadline(kind=kind)
    return Notice(NoticeKey("truce", "r", "7d", 1), Kind.LEAD, deadline, NOON)


def test_text_when_it_has_passed_then_it_is_told_as_exactly_that() -> None:
    lines = lines_of(make_notice(now=datetime(2026, 11, 10, 6, 1, tzinfo=UTC)))
    assert lines[0] == "The date was 10 November 2026, 05:01 (UTC), 1 hour ago. No outcome is on record."


def test_text_when_it_moved_then_both_dates_are_told() -> None:
    notice = make_notice(Kind.MOVED, at="2026-11-20T05:01Z", previous=Instant.parse("2026-11-10T05:01Z"))
    text = text_of(notice, in_words(NOON, "en"))
    assert text.title == "New date: The truce ends"
    assert "10 November" in text.lines[0]
    assert "20 November" in text.lines[1]


NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("before", "after", "title", "line"),
    [
        (
            "2026-11-10",
            "2026-11-10T12:00",
            "Hour now known: The truce ends",
            "The hour is now known; the day is the same.",
        ),
        ("2026-11-10T12:00", "2026-11-10", "Hour no longer certain: The truce ends", "The day is the same; its hour"),
        (
            "2026-11-10T12:00",
            "2026-11-10T23:59",
            "New hour: The truce ends",
            "The hour has changed; the day is the same.",
        ),
        ("2026-11", "2026-11-10", "Day now known: The truce ends", "The day is now known."),
        ("2026-11", "2026-11-10T12:00", "Day now known: The truce ends", "The day is now known."),
        ("2026-11", "2026-12-10", "New date: The truce ends", "The date has changed."),
        ("2026-11-01", "2026-11", "New date: The truce ends", "The date has changed."),
        ("2026-11-10T12:00", "2026-11-11T12:00", "New date: The truce ends", "The date has changed."),
        ("2026-11-10 Asia/Shanghai", "2026-11-10T12:00", "New date: The truce ends", "The date has changed."),
    ],
)
def test_text_when_it_moved_then_it_says_what_of_the_date_changed(
    before: str, after: str, title: str, line: str
) -> None:
    notice = make_notice(Kind.MOVED, at=after, timezone=NEW_YORK, previous=Instant.parse(before, NEW_YORK))
    text = text_of(notice, in_words(NOON, "en"))
    assert text.title == title
    assert text.lines[0].startswith(line)
    assert "You were told: " in text.lines[0]


def test_text_when_it_has_an_outcome_then_the_outcome_is_attested_for_itself() -> None:
    outcome = {"status": "superseded", "on": "2026-11-05", "attestation": "official", "superseded_by": "next"}
    notice = make_notice(
        Kind.OUTCOME, now=NOON + 5 * DAY, outcome=outcome, successor=make_deadline("next", "2027-11-10")
    )
    text = text_of(notice, in_words(notice.composed_at, "en"))
    assert text.lines[0] == "Superseded on 5 November 2026."
    assert text.lines[-1] == "In its place: The next ends, on 10 November 2027, in 369 days (hour not published)."
    assert text.attested == "Attested by the issuing body's own text"


def test_text_when_an_outcome_was_withdrawn_then_it_says_so_with_the_date_that_stands() -> None:
    text = text_of(make_notice(Kind.WITHDRAWN, previous=Instant.parse("2026-11-08T05:01Z")), in_words(NOON, "en"))
    assert text.title == "Correction: The truce ends"
    assert text.lines[0] == "An outcome that was told here has been withdrawn."
    assert "8 November" in text.lines[1]
    assert text.lines[2].startswith("Runs out 10 November")
    assert lines_of(make_notice(Kind.WITHDRAWN, now=datetime(2026, 11, 10, 6, 1, tzinfo=UTC))) == (
        "An outcome that was told here has been withdrawn.",
        "The date was 10 November 2026, 05:01 (UTC), 1 hour ago. No outcome is on record.",
    )


def test_text_when_its_review_date_has_passed_then_it_says_so() -> None:
    stale = make_notice(review_by="2026-10-30", checked="2026-10-01")
    assert lines_of(stale)[-1] == "Last checked on 1 October 2026; this may be out of date."
    assert "review date" in lines_of(make_notice(review_by="2026-10-30"))[-1]
    assert "out of date" not in " ".join(lines_of(make_notice(review_by="2026-11-02")))


def test_text_when_texts_are_templates_then_they_are_rendered() -> None:
    def tell(text: Text, language: str, moment: datetime) -> str:
        return f"<{text.say(language)}|{moment:%Y}>"

    text = text_of(make_notice(), in_words(NOON, "en"), tell)
    assert text.title == "<The truce ends|2026>"
    assert text.lines[1] == "If nothing is done: <Rates go back up.|2026>"


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("status", ["met", "extended", "lapsed", "cancelled", "superseded"])
@pytest.mark.parametrize("of", ["deadline", "event", "release", "start"])
@pytest.mark.parametrize("now", [NOON, NOON + timedelta(days=9, hours=3), NOON + timedelta(days=30)])
def test_text_when_in_chinese_then_no_english_of_the_programs_own_is_left(
    kind: Kind, status: str, of: str, now: datetime
) -> None:
    texts = {"title": {"en": "END", "zh": "休战到期"}, "if_missed": {"en": "BACK", "zh": "税率回升"}}
    deadline = make_deadline(
        **texts, kind=of, outcome={"status": status, "on": "2026-10-01"}, review_by="2026-10-02", checked="2026-10-01"
    )
    for before in ("2026-11-02", "2026-11-10", "2026-11-10T01:00Z", "2026-11"):
        notice = Notice(
            NoticeKey("truce", "r", "7d", 1),
            kind,
            deadline,
            now,
            language="zh",
            previous=Instant.parse(before),
            outcome=deadline.outcome if kind is Kind.OUTCOME else None,
        )
        text = text_of(notice, in_words(now, "zh"))
        words = (
            "".join((text.title, *text.lines, text.attested, text.footer))
            .replace("/reminders panel", "")
            .replace("UTC", "")
        )
        assert not any("a" <= letter.lower() <= "z" for letter in words), words
