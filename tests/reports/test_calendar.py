from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from bot.knowledge.model import Deadline
from bot.reports.calendar import calendar
from tests.reports.small import DEADLINES, NOW, as_of, make_base, read

BASE = make_base()


def events(data: bytes) -> dict[str, object]:
    return {
        str(event["UID"]).split("@")[0].removeprefix("deadline-"): event for event in Calendar.from_ical(data).events
    }


def changed(id_: str, **changes: object) -> bytes:
    records = [{**record, **(changes if record["id"] == id_ else {})} for record in DEADLINES]
    return calendar(make_base(deadlines=read(Deadline, records)), NOW)


def test_calendar_when_written_then_valid_by_rfc_5545():
    data = calendar(BASE, NOW)
    text = data.decode("utf-8")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)  # 3.1: octets, without the line break
    assert b"\n" not in data.replace(b"\r\n", b"")
    unfolded = text.replace("\r\n ", "")
    for needed in ("VERSION:2.0", "PRODID:", "METHOD:PUBLISH"):
        assert unfolded.count(f"\r\n{needed}") == 1
    count = unfolded.count("BEGIN:VEVENT")
    assert count == len(BASE.deadlines)
    for needed in ("UID:", "DTSTAMP:20261123T120000Z", "DTSTART", "SEQUENCE:", "SUMMARY:"):
        assert unfolded.count(f"\r\n{needed}") == count
    assert not Calendar.from_ical(data).errors
    assert all(not event.errors for event in Calendar.from_ical(data).events)


def test_calendar_when_chinese_then_folded_between_characters():
    data = calendar(BASE, NOW, language="zh")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert "期限：茶叶休战" in data.decode("utf-8").replace("\r\n ", "")
    assert [line.decode("utf-8") for line in data.split(b"\r\n")]


def test_calendar_when_the_hour_is_known_then_utc_else_all_day():
    found = events(calendar(BASE, NOW))
    assert found["first_end"]["DTSTART"].dt == datetime(2025, 8, 12, 4, 1, tzinfo=UTC)  # type: ignore[index]
    last = found["last_end"]
    assert (last["DTSTART"].dt, last["DTEND"].dt) == (date(2027, 1, 10), date(2027, 1, 11))  # type: ignore[index]
    assert "Hour not published." in str(last["DESCRIPTION"])  # type: ignore[index]
    month = found["hearing"]
    assert (month["DTSTART"].dt, month["DTEND"].dt) == (date(2026, 12, 1), date(2027, 1, 1))  # type: ignore[index]


def test_calendar_when_a_deadline_moves_then_same_uid_and_higher_sequence():
    before = events(changed("last_end"))["last_end"]
    after = events(changed("last_end", at="2027-03-10", moved=["2027-01-10"]))["last_end"]
    assert before["UID"] == after["UID"] == "deadline-last_end@parley.invalid"  # type: ignore[index]
    assert after["SEQUENCE"] > before["SEQUENCE"]  # type: ignore[index]


def test_calendar_when_an_outcome_comes_then_higher_sequence_and_status():
    outcome = {"status": "cancelled", "on": "2026-11-20", "attestation": "official"}
    before, after = events(changed("last_end"))["last_end"], events(changed("last_end", outcome=outcome))["last_end"]
    assert (before["STATUS"], after["STATUS"]) == ("TENTATIVE", "CANCELLED")  # type: ignore[index]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1  # type: ignore[index]


def test_calendar_when_in_july_then_only_what_was_known_and_no_outcome():
    found = events(calendar(BASE, NOW, as_of("2025-07-29")))
    assert set(found) == {"first_end", "first_end_cn"}
    assert found["first_end"]["SEQUENCE"] == 0  # type: ignore[index]
    assert "in 14 days" in str(found["first_end"]["DESCRIPTION"])  # type: ignore[index]


def test_calendar_when_asked_twice_then_the_same_bytes():
    assert calendar(BASE, NOW) == calendar(BASE, NOW)
    assert calendar(BASE, NOW) != calendar(BASE, NOW + timedelta(days=1))
