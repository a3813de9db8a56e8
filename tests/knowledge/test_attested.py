"""Facts that hold now and say neither how well they are attested nor when to look at them again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.knowledge.checks import attested
from bot.knowledge.loader import load
from tests.knowledge.test_broken import BASE, write

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOOD = 'attestation: reported, review_by: "2027-01-01"'


def statement(id_: str, more: str = "", versions: str = "") -> str:
    return f'    - id: {id_}\n      versions:\n{versions}        - {{from: "2026-01-01", text: It holds., sources: [paper]{more}}}\n'


def told(folder: Path, *statements: str) -> list[str]:
    text = "statements:\n" + "".join(line.removeprefix("  ") for one in statements for line in one.splitlines(True))
    faq = (
        BASE["faq/faq.yaml"]
        .replace("{{ say('truce_state') }}", "Soon.")
        .replace("**{{ rate('us_on_china') }}** since {{ rate_since('us_on_china') }}.", "High.")
    )
    files = {"scope.yaml": BASE["scope.yaml"], "sources.yaml": BASE["sources.yaml"], "faq/faq.yaml": faq}
    loaded = load(write(folder, {**files, "facts/facts.yaml": text}))
    assert loaded.base is not None, loaded.findings
    found = attested.check(loaded.base, loaded.marks.where, NOW)
    return [str(finding).replace(f"{folder}/", "") for finding in found]


def test_attested_when_most_facts_say_it_then_those_that_do_not_are_named_once_a_file(tmp_path: Path) -> None:
    good = [statement(f"good_{number}", f", {GOOD}") for number in range(6)]
    bad = [statement(f"bad_{number}") for number in range(5)]
    assert told(tmp_path, *good, *bad) == [
        "facts/facts.yaml:22:9: warning no-attestation: 'bad_0', 'bad_1', 'bad_2', 'bad_3' and 1 more: no `attestation` is "
        "written for what holds now, so `reported` is told; write official, reported, relayed or disputed",
        "facts/facts.yaml:22:9: warning no-review-date: 'bad_0', 'bad_1', 'bad_2', 'bad_3' and 1 more: no `review_by` is "
        "written for what holds now and can change; write the day by which to look at it again",
    ]


def test_attested_when_most_facts_do_not_say_it_then_nothing_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, statement("good", f", {GOOD}"), statement("one"), statement("other")) == []


@pytest.mark.parametrize(
    "settled",
    [
        statement("ended", ', attestation: reported, to: "2027-01-01"'),
        statement("was", ", attestation: reported").replace(
            "versions", 'happened: {on: "2026-01-01"}\n      versions', 1
        ),
        statement("later", f", {GOOD}", '        - {from: "2025-01-01", to: "2026-01-01", text: It held.}\n'),
    ],
    ids=["has an end", "happened", "an earlier version"],
)
def test_attested_when_a_fact_is_settled_then_no_review_date_is_wanted(tmp_path: Path, settled: str) -> None:
    assert told(tmp_path, statement("good", f", {GOOD}"), settled) == []
