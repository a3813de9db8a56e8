"""The commands as people run them: real processes on a small base."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.bases import write_base

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-11-23T12:00:00Z"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    write_base(folder / "knowledge")
    (folder / "config.yaml").write_text("cooldown: 0s\n", "utf-8")
    return folder


def run(home: Path, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in ("DISCORD_TOKEN", "DATABASE_URL")}
    env |= {"PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=home,
        env=env,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_chat_when_fed_by_a_pipe_then_one_answer_a_line_and_it_ends(home: Path) -> None:
    done = run(home, "chat", "--now", NOW, typed="when does the truce end?\n\nus tariff on china\n")
    assert done.returncode == 0, done.stderr
    assert "10 January 2027" in done.stdout
    assert "20%" in done.stdout
    assert "\x1b[" not in done.stdout


def test_chat_when_a_number_is_typed_then_the_suggestion_is_picked(home: Path) -> None:
    done = run(home, "chat", "--now", NOW, typed="hello\n1\n")
    assert "10 January 2027" in done.stdout


def test_ask_when_json_lines_come_then_a_line_each_in_order_with_every_field(home: Path) -> None:
    lines = [
        {"id": "a", "q": "truce expiry", "as_of": "2025-07-29"},
        {"id": 2, "q": "tariff on Japan"},
        {"id": "c", "q": "休战什么时候结束？", "lang": "zh-Hans"},
    ]
    typed = "\n".join(json.dumps(line) for line in lines) + "\nnonsense\n" + json.dumps({"id": "e"}) + "\n"
    done = run(home, "ask", "--jsonl", "--now", NOW, typed=typed)
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["id"] for reply in replies] == ["a", 2, "c", None, None]
    first = replies[0]
    assert first["answered"]
    assert "12 August 2025" in first["text"]
    assert first["attestation"] == "official"
    assert first["sources"] == [{"id": "order", "title": "The order", "url": "https://example.org/order"}]
    assert {"outcome", "reason", "entry", "confidence", "as_of", "stale", "suggestions", "candidates"} <= set(first)
    assert replies[1]["outcome"] == "unknown"
    assert replies[2]["answered"]
    assert "line 4 is no question" in replies[3]["text"]
    assert "q Field required" in replies[4]["text"]


def test_ask_when_as_of_and_lang_stand_beside_jsonl_then_they_count_for_every_line_without_its_own(home: Path) -> None:
    lines = [{"q": "truce expiry"}, {"q": "truce expiry", "as_of": "2026-11-01", "lang": "en"}]
    typed = "\n".join(json.dumps(line) for line in lines)
    done = run(home, "ask", "--jsonl", "--now", NOW, "--as-of", "2025-07-29", "--lang", "zh", typed=typed)
    default, own = (json.loads(line) for line in done.stdout.splitlines())
    assert "2025" in default["text"], default
    assert "截至2025年7月29日" in default["text"]
    assert "10 January 2027" in own["text"]


def test_ask_when_a_day_is_impossible_then_a_sentence_and_exit_2(home: Path) -> None:
    done = run(home, "ask", "--as-of", "2025-02-30", "truce expiry")
    assert done.returncode == 2
    assert "not a day of the calendar" in " ".join(done.stderr.split())


def test_check_when_three_mistakes_are_planted_in_three_files_then_one_run_names_each_place(tmp_path: Path) -> None:
    knowledge = write_base(tmp_path / "knowledge")
    faq, facts, deadlines = (knowledge / name for name in ("faq/all.yaml", "facts/all.yaml", "deadlines.yaml"))
    faq.write_text(faq.read_text().replace("{{ rate('us_on_china') }}", "{{ rate('us_on_chian') }}"))
    facts.write_text(
        facts.read_text().replace("sources: [paper]}\n      - {period: 2025", "source: [paper]}\n      - {period: 2025")
    )
    deadlines.write_text(deadlines.read_text().replace("timezone: America/New_York", "timezone: America/NewYork", 1))
    done = run(tmp_path, "check")
    assert done.returncode == 1
    assert (
        "knowledge/facts/all.yaml:18:59: error unknown-key: the key 'source' is not known here (did you mean 'sources'?)"
        in done.stdout
    )
    assert "knowledge/deadlines.yaml:5:" in done.stdout
    mended = facts.read_text().replace(
        "source: [paper]}\n      - {period: 2025", "sources: [paper]}\n      - {period: 2025"
    )
    facts.write_text(mended)
    deadlines.write_text(deadlines.read_text().replace("America/NewYork", "America/New_York"))
    again = run(tmp_path, "check")
    assert "knowledge/faq/all.yaml:16:5: error unknown-fact" in again.stdout
    assert "did you mean 'us_on_china'" in again.stdout


def test_check_when_several_folders_are_configured_then_the_mistakes_of_each_are_named(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_base(tmp_path / name)
    (tmp_path / "config.yaml").write_text("knowledge: [first, second]\n", "utf-8")
    (tmp_path / "second" / "sources.yaml").write_text("sources: 7\n", "utf-8")
    done = run(tmp_path, "check")
    assert done.returncode == 1
    assert re.search(r"^second/sources.yaml:1:\d+: error ", done.stdout, re.MULTILINE)
    assert not re.search(r"^first/.*: error ", done.stdout, re.MULTILINE)
    doctor = run(tmp_path, "doctor").stdout
    assert f"no errors in {tmp_path / 'first'}" in doctor
    assert "second/sources.yaml:1:" in doctor


@pytest.mark.parametrize(
    "answer",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ say.__globals__ }}",
        "{% for x in range(9999999) %}x{% endfor %}",
        "{{ nothing }}",
    ],
)
def test_check_when_a_template_tries_to_leave_its_sandbox_then_it_is_an_error(tmp_path: Path, answer: str) -> None:
    knowledge = write_base(tmp_path / "knowledge")
    faq = knowledge / "faq" / "all.yaml"
    faq.write_text(faq.read_text().replace("answer: They talked.", f"answer: {json.dumps(answer)}"))
    done = run(tmp_path, "check")
    assert done.returncode == 1, done.stdout


def test_ask_when_the_knowledge_folder_is_missing_then_it_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "ask", "hi")
    assert done.returncode == 2
    assert "set `knowledge` in config.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def test_ask_when_config_has_an_unknown_key_then_did_you_mean(home: Path, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("knowlege: x\n")
    done = run(tmp_path, "ask", "hi")
    assert done.returncode == 2
    assert "did you mean 'knowledge'?" in done.stderr


def test_ask_when_the_encoder_is_altered_then_words_alone_answer_and_it_is_said_once(tmp_path: Path) -> None:
    write_base(tmp_path / "knowledge")
    encoder = tmp_path / "encoder"
    encoder.mkdir()
    (encoder / "model.onnx").write_bytes(b"not a model")
    (encoder / "tokenizer.json").write_text("{}")
    (tmp_path / "config.yaml").write_text("answering: {encoder: encoder}\n")
    done = run(tmp_path, "chat", "--now", NOW, typed="when does the truce end?\ntruce expiry\n")
    assert done.stdout.count("10 January 2027") == 2
    assert done.stderr.count("matching on words alone") == 1


def test_evaluate_when_given_labelled_questions_then_scores_by_kind(home: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "1", "q": "truce expiry", "kind": "answerable", "must": ["10 January 2027"]},
        {"id": "2", "q": "tariff on japan", "kind": "near_oos"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    done = run(home, "evaluate", "--now", NOW, str(path))
    assert done.returncode == 0, done.stderr
    assert "answerable (en)" in done.stdout
    assert "1 (100.0%)" in done.stdout


def test_evaluate_when_keys_are_wrong_then_file_line_and_key_of_each(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"id": "1"}\n{"id": "2", "q": "truce expiry", "kind": "answerable", "must": ["2027"], "entyr": "truce-end"}\n'
    )
    broken = run(home, "evaluate", str(path))
    assert broken.returncode == 2
    assert "questions.jsonl:1:1: error missing-key: the key 'q' is missing" in broken.stderr
    assert (
        "questions.jsonl:2:1: error unknown-key: the key 'entyr' is not known here (did you mean 'entry'?)"
        in broken.stderr
    )


@pytest.mark.parametrize("command", ["status", "tariffs", "truce", "deficit", "issues", "deadlines", "timeline"])
def test_reports_when_piped_then_plain_text_that_is_never_wrapped(home: Path, command: str) -> None:
    done = run(home, command, "--now", NOW)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "\x1b[" not in done.stdout
    assert len(done.stdout.strip().splitlines()) <= 10
    whole = run(home, command, "--now", NOW, "--all")
    assert whole.returncode == 0, whole.stderr
    assert len(whole.stdout) >= len(done.stdout)


def test_status_when_piped_then_scripts_find_the_rates_and_the_next_dates(home: Path) -> None:
    told = run(home, "status", "--now", NOW).stdout
    assert re.search(r"^US duty on Chinese tea: 20% since ", told, re.MULTILINE)
    assert "Next: 10 January 2027 End of the truce (in 48 days)." in told
    assert "Tariff rates" not in told
    assert "Tariff rates" in run(home, "status", "--now", NOW, "--all").stdout


def test_deadlines_when_asked_as_ics_then_a_calendar(home: Path) -> None:
    done = run(home, "deadlines", "--ics", "--now", NOW)
    assert done.stdout.startswith("BEGIN:VCALENDAR")
    assert done.stdout.count("BEGIN:VEVENT") == 2


def test_migrate_when_run_twice_then_the_second_finds_nothing_to_do(home: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'parley.db'}"
    first = run(home, "migrate", DATABASE_URL=url)
    assert "from empty to revision" in first.stdout, first.stderr
    assert "the newest" in run(home, "migrate", DATABASE_URL=url).stdout


@pytest.mark.parametrize(
    ("url", "code", "sentence"),
    [
        ("postgres://u:secret@127.0.0.1:9/d", 1, "ConnectionRefusedError"),
        ("postgres://u:secret@127.0.0.1:9/d?sslmod=x", 2, "did you mean 'sslmode'?"),
    ],
)
def test_migrate_when_the_database_cannot_be_used_then_whether_it_may_pass(
    home: Path, url: str, code: int, sentence: str
) -> None:
    done = run(home, "migrate", DATABASE_URL=url)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "secret" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_doctor_when_the_token_is_missing_then_it_says_what_to_do(home: Path) -> None:
    done = run(home, "doctor")
    assert done.returncode == 1
    assert "needs you  token        DISCORD_TOKEN is not set: copy the bot's token" in done.stdout
