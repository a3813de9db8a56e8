"""The team's rules, as tests: import arrows, no mock without a spec, no sleeping, README commands exist."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.locale.languages import ENGLISH, TAGS

ROOT = Path(__file__).resolve().parents[2]
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def calls(path: Path) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    node = call.func
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_imports_when_linted_then_every_arrow_points_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_mocks_when_used_then_they_have_a_spec(path: Path) -> None:
    for call in calls(path):
        if name_of(call) in {"Mock", "MagicMock", "AsyncMock", "NonCallableMock"}:
            given = {keyword.arg for keyword in call.keywords}
            assert given & {"spec", "spec_set", "wraps"}, f"{path}:{call.lineno}"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tests_when_they_wait_then_for_an_event_and_not_for_time(path: Path) -> None:
    for call in calls(path):
        real = ast.unparse(call.func) in {"asyncio.sleep", "time.sleep", "sleep"}
        if real and call.args and isinstance(call.args[0], ast.Constant):
            assert call.args[0].value <= 0.01, f"{path}:{call.lineno} sleeps {call.args[0].value}"


def test_readme_when_it_names_a_command_then_the_command_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make(?: -s)? ([a-z]+)", readme))
    assert named
    assert named <= targets
    run = subprocess.run([sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    commands = set(re.findall(r"python -m bot ([a-z]+)", readme))
    assert {"ask", "check", "run"} <= commands
    for command in commands:
        assert re.search(rf"\b{command}\b", run.stdout), command


def test_readme_when_it_names_a_file_then_the_file_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


# Words of the shipped base's subject. The engine reads, says and draws any subject, so none of them stands in it.
SUBJECT = re.compile(
    r"truce|tariff|\bchina\b|beijing|fentanyl|soybean|\btrump\b|deficit|\btrade\b|washington|geneva|busan"
    r"|休战|关税|中美|贸易|逆差|芬太尼|大豆|特朗普",
    re.IGNORECASE,
)
ENGINE = sorted(path for path in (ROOT / "bot").rglob("*") if path.suffix in {".py", ".ftl", ".yaml", ".jsonl"})


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: str(path.relative_to(ROOT)))
def test_engine_when_read_then_no_word_of_the_shipped_subject_stands_in_it(path: Path) -> None:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        found = SUBJECT.search(line)
        assert found is None, f"{path}:{number}: {found[0]!r}"


# `bot/locale` holds the table of languages; `gazetteer` reads CLDR's own lists of languages.
LANGUAGE_HOMES = ("bot/locale", "bot/answers/gazetteer.py")
# Beside one of these on its line a short string is a language; `es` alone is also the ending of a plural.
LANGUAGE_WORDS = re.compile(r"lang|locale|spoken|wish|say\(|\ben\b", re.IGNORECASE)
OTHER_LANGUAGES = re.compile(rf"(?<![\w-])(?:{'|'.join(tag for tag in TAGS if tag != ENGLISH)})(?![\w-])")


@pytest.mark.parametrize(
    "path",
    [path for path in ENGINE if path.suffix == ".py" and not str(path.relative_to(ROOT)).startswith(LANGUAGE_HOMES)],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_engine_when_it_treats_languages_differently_then_it_asks_the_table(path: Path) -> None:
    source = path.read_text("utf-8")
    tree, lines = ast.parse(source), source.splitlines()
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            found = OTHER_LANGUAGES.search(node.value) and LANGUAGE_WORDS.search(lines[node.lineno - 1])
            assert not found, f"{path}:{node.lineno}: {node.value!r}; let a row of bot/locale/languages.py say it"
