"""A curator's mistake in a template is found before anybody asks, at its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.telling import TELLABLE
from bot.answers.template_checks import check_templates, templates_of
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Location, Severity
from bot.knowledge.kinds import TABLE_OF
from bot.knowledge.loader import load
from tests.support.bases import NOW, write_base

ENTRY = """
entries:
  - id: odd
    question: What is odd?
    phrasings: [odd thing]
    answer: {answer}
"""


def findings(folder: Path, answer: str, now: datetime = NOW) -> tuple[Finding, ...]:
    """What is found in the small base with one more entry, whose answer is written at line 6 of faq/odd.yaml."""
    write_base(folder)
    (folder / "faq" / "odd.yaml").write_text(ENTRY.replace("{answer}", answer), "utf-8")
    loaded = load(folder)
    assert loaded.base is not None, loaded.findings
    return check_templates(loaded.base, loaded.marks.where, now)


@pytest.mark.parametrize(
    ("answer", "rule", "sentence"),
    [
        ("\"{{ say('truce_until' }}\"", "template-syntax", "line 1 of the template"),
        ('"{{ deficits }}"', "unknown-name", "a template cannot use 'deficits'"),
        ('"{{ saay(1) }}"', "unknown-name", "did you mean 'say'?"),
        ("\"{{ say('truce_untill') }}\"", "unknown-fact", "say('truce_untill'): there is no such id; did you mean 'truce_until'?"),
        ("\"{{ rate('qqqqqqqq') }}\"", "unknown-fact", "rate('qqqqqqqq'): there is no such id"),
        ("\"{{ figure('deficit', 'soon') }}\"", "template", "a period is expected"),
        ("\"{{ say.__self__ }}\"", "template", "cannot be used"),
        ("\"{% for i in range(9) %}{% endfor %}\"", "unknown-name", "a template cannot use 'range'"),
    ],
)  # fmt: skip
def test_check_when_a_template_is_wrong_then_an_error_at_its_place(
    tmp_path: Path, answer: str, rule: str, sentence: str
) -> None:
    (found,) = findings(tmp_path, answer)
    assert (found.severity, found.rule) == (Severity.ERROR, rule)
    assert sentence in found.sentence
    assert found.sentence.startswith("odd: ")
    assert (Path(found.location.path).name, found.location.line) == ("odd.yaml", 6)


@pytest.mark.parametrize(
    "answer",
    [
        "Plain words, 5 % {of} all.",
        "\"{{ say('truce_until') }} {{ year or '' }} {{ as_of }}\"",
        "\"{% set y = latest_year('deficit') %}{{ figure('deficit', y) }}\"",
        "\"{{ figure('deficit', 2017) }}\"",
    ],
)
def test_check_when_a_template_is_right_or_only_lacks_a_fact_then_nothing_is_found(tmp_path: Path, answer: str) -> None:
    assert findings(tmp_path, answer) == ()


def test_check_when_the_clock_stands_before_the_records_then_nothing_is_found(tmp_path: Path) -> None:
    assert findings(tmp_path, "\"{{ rate('us_on_china') }}\"", datetime(2001, 1, 1, tzinfo=UTC)) == ()


def test_check_when_one_language_is_wrong_then_its_own_line_is_told(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, '\n      en: Fine.\n      zh: "{{ wrong }}"')
    assert (found.rule, found.location.line) == ("unknown-name", 8)


def test_templates_of_when_listed_then_every_kind_that_is_rendered(wide: KnowledgeBase) -> None:
    kinds = {kind for kind, _, _, _ in templates_of(wide)}
    assert kinds == {"entries", "statements", "measures", "rounds", "issues", "people", "terms", "deadlines"}
    paths = {(kind, id_, path) for kind, id_, path, _ in templates_of(wide)}
    assert ("issues", "minerals", ("positions", "us", 0, "text")) in paths
    assert ("deadlines", "first_end", ("outcome", "note")) in paths
    assert check_templates(wide, lambda *_: Location("all.yaml"), NOW) == ()


def test_tables_when_they_name_functions_then_those_can_be_told_and_each_table_exists(wide: KnowledgeBase) -> None:
    assert set(TABLE_OF) <= set(TELLABLE)
    assert all(hasattr(wide, table) for table in TABLE_OF.values())
