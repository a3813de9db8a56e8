"""`check` as people run it: kept where nothing changed, again at each change, and what the web says of sources."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.curation.checking import check_base
from bot.knowledge.library import KnowledgeError, Library
from bot.knowledge.loader import load
from bot.terminal.checking import Checker
from bot.terminal.links import PAUSE, check_links
from tests.knowledge.test_broken import BASE, NOW, write
from tests.terminal.test_cli import ROOT, run

WRONG = ("{{ say('truce_state') }}", "{{ say('truce_stat') }}")
"""A mistake that only a template's own check finds."""


def break_template(folder: Path) -> None:
    faq = folder / "faq" / "faq.yaml"
    faq.write_text(faq.read_text("utf-8").replace(*WRONG), "utf-8")


def test_library_when_a_template_is_wrong_then_it_neither_loads_nor_is_swapped_in(tmp_path: Path) -> None:
    folder = write(tmp_path, BASE)
    library = Library(folder, lambda base, where: check_base(base, where, NOW))
    before = library.base
    break_template(folder)
    with pytest.raises(KnowledgeError, match="there is no such id; did you mean 'truce_state'"):
        library.reload()
    assert library.base is before
    with pytest.raises(KnowledgeError, match="unknown-fact"):
        Library(folder, lambda base, where: check_base(base, where, NOW))


@pytest.mark.parametrize(("command", "code"), [("build", 2), ("ask truce expiry", 2), ("check", 1)])
def test_commands_when_a_template_is_wrong_then_they_end_with_an_error_and_name_it(
    tmp_path: Path, command: str, code: int
) -> None:
    break_template(write(tmp_path / "knowledge", BASE))
    done = run(tmp_path, *command.split())
    assert done.returncode == code, done.stderr
    assert "knowledge/faq/faq.yaml:15:5: error unknown-fact: truce-end: say('truce_stat')" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_checker_when_nothing_has_changed_then_it_tells_the_same_without_looking_again(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "knowledge", BASE), tmp_path / "cache"
    faq = folder / "faq" / "faq.yaml"
    faq.write_text(BASE["faq/faq.yaml"].replace("- us tariff on china", "- truce expiry"), "utf-8")
    first = Checker(folder, cache).check(NOW)
    assert [finding.rule for finding in first] == ["shared-phrasing"]
    (kept,) = cache.glob("check-*.json")
    kept.write_text(kept.read_text("utf-8").replace("truce expiry", "what was kept"), "utf-8")
    (again,) = Checker(folder, cache).check(NOW)
    assert "what was kept" in again.sentence
    assert Checker(folder, cache).check(NOW + timedelta(days=1)) == first
    faq.write_text(BASE["faq/faq.yaml"], "utf-8")
    assert Checker(folder, cache).check(NOW) == ()


@pytest.mark.parametrize("text", ["", "{", "[[1]]", '[["a", 1, 1, "fatal", "x", "y"]]'])
def test_checker_when_what_was_kept_is_damaged_then_it_looks_again(tmp_path: Path, text: str) -> None:
    folder, cache = write(tmp_path / "knowledge", BASE), tmp_path / "cache"
    assert Checker(folder, cache).check(NOW) == ()
    (kept,) = cache.glob("check-*.json")
    kept.write_text(text, "utf-8")
    assert Checker(folder, cache).check(NOW) == ()
    assert kept.read_text("utf-8") == "[]"


@contextmanager
def watching(home: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    """A running `check --watch`: its two streams."""
    env = {name: value for name, value in os.environ.items() if name != "DISCORD_TOKEN"}
    env |= {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "check", "--watch"]
    with subprocess.Popen(
        command, cwd=home, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            yield process.stdout, process.stderr
        finally:
            process.kill()


def whole(stderr: IO[str]) -> str:
    """The next summary that the reader's warnings are in."""
    line = stderr.readline()
    while "…" in line:
        line = stderr.readline()
    return line


def test_watch_when_a_file_is_saved_then_what_is_new_and_what_is_mended_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge", BASE)
    with watching(tmp_path) as (stdout, stderr):
        assert whole(stderr) == "0 errors, 0 warnings\n"
        saved = time.monotonic()
        break_template(folder)
        told = stdout.readline()
        waited = time.monotonic() - saved
        assert told.startswith("knowledge/faq/faq.yaml:15:5: error unknown-fact: truce-end: say('truce_stat')")
        assert whole(stderr) == "1 errors, 0 warnings\n"
        (folder / "faq" / "faq.yaml").write_text(BASE["faq/faq.yaml"], "utf-8")
        assert stdout.readline().startswith("mended: knowledge/faq/faq.yaml:15:5: error unknown-fact")
        assert whole(stderr) == "0 errors, 0 warnings\n"
    print(f"told after {waited:.3f} s")


class Web:
    """Hosts with one page each; keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.path}")
        if request.path == "/no-head" and request.method == "HEAD":
            return web.Response(status=405)
        statuses = {"/gone": 404, "/closed": 410, "/busy": 503, "/shy": 403}
        return web.Response(status=statuses.get(request.path, 200))


async def test_links_when_asked_then_dead_ones_are_named_paced_and_the_unsure_only_counted(tmp_path: Path) -> None:
    site = Web()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.answer)
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async with TestServer(app) as server:
        names = ["fine", "gone", "closed", "busy", "shy", "no-head"]
        more = "".join(
            f"  - {{id: s{number}, title: T, publisher: P, url: '{server.make_url('/' + name)}'}}\n"
            for number, name in enumerate(names)
        )
        broken = "  - {id: odd, title: T, publisher: P, url: 'no address'}\n"
        sources = BASE["sources.yaml"].replace("    url: https://example.org/order\n", "") + more + broken
        loaded = load(write(tmp_path, {**BASE, "sources.yaml": sources}))
        assert loaded.base is not None
        told = await check_links(loaded.base, loaded.marks.where, sleep)
    lines = [str(finding).replace(f"{tmp_path}/", "") for finding in told.findings]
    assert lines == [
        "sources.yaml:11:38: warning dead-link: the address of 's1' leads nowhere (the host answers 404); find where the page "
        "is now, or delete `url`",
        "sources.yaml:12:38: warning dead-link: the address of 's2' leads nowhere (the host answers 410); find where the page "
        "is now, or delete `url`",
        "sources.yaml:16:39: warning dead-link: the address of 'odd' is no address of the web; find where the page is now, or "
        "delete `url`",
    ]
    assert told.asked == 7
    assert [url.rpartition("/")[2] for url in told.unsure] == ["busy", "shy"]
    assert pauses == [PAUSE] * 5
    assert site.asked[:2] == ["HEAD /fine", "HEAD /gone"]


def test_check_base_when_the_clock_is_before_everything_then_it_still_speaks(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, BASE))
    assert loaded.base is not None
    found = check_base(loaded.base, loaded.marks.where, datetime(2001, 1, 1, tzinfo=UTC))
    assert {finding.rule for finding in found} <= {"in-the-future", "year"}
