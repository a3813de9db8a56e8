"""From a question asked in vain to a live answer, with the commands that a curator types."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.stores import open_stores
from tests.knowledge.test_broken import BASE, write
from tests.terminal.test_cli import run

ASKED = "yo is that truce thingy done for"


async def asked_in_vain(
    url: str, base: str = "", questions: Sequence[str] = (ASKED, ASKED, "what is my horoscope")
) -> None:
    stores = await open_stores(url)
    at = datetime(2026, 11, 20, tzinfo=UTC)
    try:
        for question in questions:
            await stores.gaps_of(base).note(question=question, outcome="unknown", reason="unsure", language="en", at=at)
    finally:
        await stores.database.close()


def test_gap_when_made_a_phrasing_then_it_is_answered_checked_and_held_from_then_on(tmp_path: Path) -> None:
    write(tmp_path / "knowledge", BASE)
    url = f"sqlite:///{tmp_path / 'parley.db'}"
    asyncio.run(asked_in_vain(url))
    home = {"DATABASE_URL": url}

    listed = [json.loads(line) for line in run(tmp_path, "gaps", **home).stdout.splitlines()]
    assert [(line["q"], line["count"], line["reason"]) for line in listed] == [
        (ASKED, 2, "unsure"),
        ("what is my horoscope", 1, "unsure"),
    ]
    mistyped = run(tmp_path, "gaps", "--to-phrasing", "truce-and", ASKED, **home)
    assert mistyped.returncode == 2
    assert "did you mean 'truce-end'?" in mistyped.stderr
    done = run(tmp_path, "gaps", "--to-phrasing", "truce-end", listed[0]["q"], **home)
    assert done.stdout == "written into knowledge/faq/faq.yaml and knowledge/questions/regressions.jsonl\n", done.stderr

    assert run(tmp_path, "check", "--now", "2026-11-23", **home).stderr.endswith("0 errors, 0 warnings\n")
    reply = json.loads(run(tmp_path, "ask", "--json", "--now", "2026-11-23", ASKED, **home).stdout)
    assert (reply["answered"], reply["entry"], reply["reason"]) == (True, "truce-end", "exact_phrasing")
    held = run(tmp_path, "evaluate", "--now", "2026-11-23", "knowledge/questions/regressions.jsonl", **home)
    assert "1 (100.0%)" in held.stdout, held.stdout + held.stderr
    left = [json.loads(line)["q"] for line in run(tmp_path, "gaps", **home).stdout.splitlines()]
    assert left == ["what is my horoscope"]


def test_gaps_when_the_environment_names_another_listed_base_then_its_own_are_listed(tmp_path: Path) -> None:
    for name in ("knowledge", "other"):
        write(tmp_path / name, BASE)
    (tmp_path / "config.yaml").write_text("knowledge: [knowledge, other]\n", "utf-8")
    url = f"sqlite:///{tmp_path / 'parley.db'}"
    asyncio.run(asked_in_vain(url))
    asyncio.run(asked_in_vain(url, "other", ["who feeds the snake"]))
    told = run(tmp_path, "gaps", DATABASE_URL=url, KNOWLEDGE="other").stdout.splitlines()
    assert [json.loads(line)["q"] for line in told] == ["who feeds the snake"]
    assert len(run(tmp_path, "gaps", DATABASE_URL=url).stdout.splitlines()) == 2
